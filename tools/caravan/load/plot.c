#include "plot.h"

#include "cell.h"
#include "encoding.h"
#include "text.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define WIDTH          960
#define HEIGHT         700
#define LEFT           92
#define RIGHT          24
#define BOTTOM         (HEIGHT - 48)
#define GAP            64 /* between the two panels */
#define TOP            120
#define HEAD           22
#define FONT           13
#define TITLE          19
#define COLUMN_EM      0.62 /* at most, of a column of text; East Asian characters take two */
#define SVG_MAX        ((size_t)4 * 1024 * 1024)
#define TARGET_COLUMNS 40

#define INK   "#222222"
#define PALE  "#dddddd"
#define SHADE "#f3f3f3"

typedef double plot_value(const struct load_result *result, const struct load_moment *moment);

/* A line of a panel; below zero: there is nothing at that time. The first is drawn last, and what
 * lies under it is wider, so that lines which are the same, as p99 and the longest of few calls,
 * are both seen. */
struct series {
    struct text label;
    const char *colour; /* told apart by the colour-blind, too */
    double width;
    plot_value *value;
};

struct panel {
    const struct load_result *result;
    struct text title;
    const struct series *series;
    size_t count;
    int top;
    int bottom;
    int head; /* of it, for the steps of an overload */
    bool logarithmic;
    double low;
    double high;
    double step; /* between two lines of the grid; not if it is logarithmic */
};

/* ---- texts ---- */

/* What an XML text may hold: the target comes from the command line. */
static void put_escaped(struct cv_buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            cv_buf_add_text(out, "&amp;");
            break;
        case '<':
            cv_buf_add_text(out, "&lt;");
            break;
        case '>':
            cv_buf_add_text(out, "&gt;");
            break;
        default:
            cv_buf_add(out, (unsigned char)*text < ' ' ? "?" : text, 1);
        }
    }
}

static void put_text(struct cv_buf *out, double x, double y, int size, const char *anchor,
                     const char *text)
{
    cv_buf_printf(out, "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" text-anchor=\"%s\">", x, y,
                  size, anchor);
    put_escaped(out, text);
    cv_buf_add_text(out, "</text>\n");
}

static double width_of(const char *text)
{
    return (double)encoding_width(text) * COLUMN_EM * FONT;
}

/* "0.5", "250", "1,250": from a thousand on in whole numbers, as the tables have them. */
static void print_number(double number, char out[40])
{
    if (number < 1000)
        (void)snprintf(out, 40, "%.6g", number);
    else
        cell_print_decimal(llround(number), 0, out);
}

/* ---- values ---- */

static double share_of(const struct load_moment *moment, enum load_share share)
{
    return moment->ok == 0 ? -1 : (double)moment->us[share] / 1000;
}

static double p50(const struct load_result *result, const struct load_moment *moment)
{
    (void)result;
    return share_of(moment, LOAD_P50);
}

static double p90(const struct load_result *result, const struct load_moment *moment)
{
    (void)result;
    return share_of(moment, LOAD_P90);
}

static double p99(const struct load_result *result, const struct load_moment *moment)
{
    (void)result;
    return share_of(moment, LOAD_P99);
}

static double longest(const struct load_result *result, const struct load_moment *moment)
{
    (void)result;
    return share_of(moment, LOAD_MAX);
}

static double per_second(const struct load_result *result, uint64_t count)
{
    return (double)count * 1000 / (double)result->moment_ms;
}

static double due(const struct load_result *result, const struct load_moment *moment)
{
    return per_second(result, moment->due);
}

/* Of those that came, what the load maker could send. */
static double sent(const struct load_result *result, const struct load_moment *moment)
{
    return per_second(result, moment->due - moment->unsent);
}

static double answered(const struct load_result *result, const struct load_moment *moment)
{
    return per_second(result, moment->ok);
}

static double refused(const struct load_result *result, const struct load_moment *moment)
{
    return per_second(result, moment->refused);
}

static double failed(const struct load_result *result, const struct load_moment *moment)
{
    return per_second(result, moment->failed);
}

static const struct series LATENCIES[] = {
    {{"p50", "p50"}, "#0072b2", 2, p50},
    {{"p90", "p90"}, "#009e73", 3.2, p90},
    {{"p99", "p99"}, "#d55e00", 4.6, p99},
    {{"longest", "最长"}, "#999999", 6.2, longest},
};
static const struct series RATES[] = {
    {{"answered with OK", "成功答复"}, "#0072b2", 2, answered},
    {{"refused", "拒绝"}, "#e69f00", 2.6, refused},
    {{"failed", "失败"}, "#d55e00", 4.2, failed},
    {{"sent", "发出"}, "#56b4e9", 5, sent},
    {{"came", "到达"}, "#999999", 6.2, due},
};
#define COUNT(of) (sizeof(of) / sizeof((of)[0]))

/* ---- panels ---- */

/* Whole moments of the run; what ended after it is not shown. */
static size_t moment_count(const struct load_result *result)
{
    uint64_t whole_ms = result->ramp_ms + result->duration_ms;
    size_t count = 0;

    while (count < result->moment_count &&
           result->moments[count].begin_ms + result->moment_ms <= whole_ms)
        count++;
    return count;
}

static double seconds_of(const struct load_result *result)
{
    double seconds = (double)(result->ramp_ms + result->duration_ms) / 1000;

    return seconds > 0 ? seconds : 1;
}

static double x_of(const struct load_result *result, double seconds)
{
    return LEFT + seconds / seconds_of(result) * (WIDTH - LEFT - RIGHT);
}

static double y_of(const struct panel *panel, double value)
{
    double share = panel->logarithmic ? log10(value / panel->low) / log10(panel->high / panel->low)
                                      : (value - panel->low) / (panel->high - panel->low);

    share = share < 0 ? 0 : share > 1 ? 1 : share;
    return panel->bottom - share * (panel->bottom - panel->top - panel->head);
}

/* 1, 2 or 5 times a power of ten, for at most seven lines up to `high`. */
static double step_for(double high)
{
    double step = pow(10, floor(log10(high)) - 1);

    for (unsigned i = 0; high / step > 6; i++)
        step *= i % 3 == 1 ? 2.5 : 2;
    return step;
}

static void scale(struct panel *panel)
{
    double least = HUGE_VAL;
    double most = 0;

    for (size_t i = 0; i < moment_count(panel->result); i++) {
        for (size_t s = 0; s < panel->count; s++) {
            double value = panel->series[s].value(panel->result, &panel->result->moments[i]);

            if (value > 0 && value < least)
                least = value;
            if (value > most)
                most = value;
        }
    }
    if (panel->logarithmic) {
        panel->low = pow(10, floor(log10(most > 0 ? least : 1)));
        panel->high = pow(10, ceil(log10(most > 0 ? most : 10)));
        if (panel->high <= panel->low)
            panel->high = panel->low * 10;
        return;
    }
    panel->step = step_for(most > 1 ? most : 1);
    panel->high = ceil((most > 1 ? most : 1) / panel->step) * panel->step;
}

static void put_line(struct cv_buf *out, double x1, double y1, double x2, double y2,
                     const char *colour)
{
    cv_buf_printf(out, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>\n",
                  x1, y1, x2, y2, colour);
}

static void put_grid_line(const struct panel *panel, double value, struct cv_buf *out)
{
    double y = y_of(panel, value);
    char label[40];

    print_number(value, label);
    put_line(out, LEFT, y, WIDTH - RIGHT, y, PALE);
    put_text(out, LEFT - 8, y + 4.5, FONT, "end", label);
}

static void put_grid(const struct panel *panel, struct cv_buf *out)
{
    long lines = panel->logarithmic ? lround(log10(panel->high / panel->low))
                                    : lround(panel->high / panel->step);

    for (long n = 0; n <= lines; n++) {
        double value =
            panel->logarithmic ? panel->low * pow(10, (double)n) : (double)n * panel->step;

        put_grid_line(panel, value, out);
    }
}

static void put_ticks(const struct panel *panel, struct cv_buf *out)
{
    double seconds = seconds_of(panel->result);
    double step = step_for(seconds);
    long ticks = (long)(seconds / step * 1.0001);
    char label[40];

    for (long n = 0; n <= ticks; n++) {
        double x = x_of(panel->result, (double)n * step);

        print_number((double)n * step, label);
        put_line(out, x, panel->bottom, x, panel->bottom + 5, INK);
        put_text(out, x, panel->bottom + 20, FONT, "middle", label);
    }
    put_line(out, LEFT, panel->bottom, WIDTH - RIGHT, panel->bottom, INK);
}

/* In the middle of each moment; where there is nothing the line has a gap, and what stands alone
 * between two is a dot. */
static void put_series(const struct panel *panel, const struct series *series, struct cv_buf *out)
{
    const struct load_result *result = panel->result;
    bool drawn = false;

    cv_buf_add_text(out, "<path fill=\"none\" stroke-linejoin=\"round\" stroke-linecap=\"round\" ");
    cv_buf_printf(out, "stroke-width=\"%.1f\" stroke=\"%s\" d=\"M%d %d", series->width,
                  series->colour, LEFT, panel->bottom);
    for (size_t i = 0; i < moment_count(result); i++) {
        const struct load_moment *moment = &result->moments[i];
        double middle_s = ((double)moment->begin_ms + (double)result->moment_ms / 2) / 1000;
        double value = series->value(result, moment);
        bool shown = value > 0 || (value >= 0 && !panel->logarithmic);

        if (shown)
            cv_buf_printf(out, "%s%.1f %.1f%s", drawn ? "L" : "M", x_of(result, middle_s),
                          y_of(panel, value), drawn ? "" : "h0");
        drawn = shown;
    }
    cv_buf_add_text(out, "\"/>\n");
}

/* Title and what the lines mean, above the panel. */
static void put_legend(const struct panel *panel, struct cv_buf *out)
{
    double y = panel->top - 14;
    double x = LEFT + width_of(text_of(panel->title)) + 28;

    put_text(out, LEFT, y, FONT, "start", text_of(panel->title));
    for (size_t i = 0; i < panel->count; i++) {
        const char *label = text_of(panel->series[i].label);

        cv_buf_printf(
            out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"16\" height=\"%.1f\" fill=\"%s\"/>\n", x,
            y - 4 - panel->series[i].width / 2, panel->series[i].width, panel->series[i].colour);
        put_text(out, x + 22, y, FONT, "start", label);
        x += 22 + width_of(label) + 22;
    }
}

/* Where steps of an overload begin and end. */
static void put_steps(const struct panel *panel, struct cv_buf *out)
{
    const struct load_result *result = panel->result;

    for (size_t i = 1; i < result->step_count; i += 2) {
        const struct load_step *step = &result->steps[i];
        double x = x_of(result, (double)step->begin_ms / 1000);
        double end = x_of(result, (double)(step->begin_ms + step->length_ms) / 1000);

        cv_buf_printf(out,
                      "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" "
                      "fill=\"" SHADE "\"/>\n",
                      x, panel->top, end - x, panel->bottom - panel->top);
    }
}

/* How much comes in each, above all that is drawn. */
static void put_factors(const struct panel *panel, struct cv_buf *out)
{
    const struct load_result *result = panel->result;

    for (size_t i = 0; i < result->step_count; i++) {
        const struct load_step *step = &result->steps[i];
        double middle = x_of(result, ((double)step->begin_ms + (double)step->length_ms / 2) / 1000);
        char label[32];

        (void)snprintf(label, sizeof(label), T("%gx", "%g 倍"), step->factor);
        put_text(out, middle, panel->top + 16, FONT, "middle", label);
    }
}

static void put_panel(struct panel *panel, struct cv_buf *out)
{
    const struct load_result *result = panel->result;
    double ramp_x = x_of(result, (double)result->ramp_ms / 1000);

    scale(panel);
    panel->head = result->step_count > 0 ? HEAD : 0;
    if (result->ramp_ms > 0)
        cv_buf_printf(out,
                      "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"" SHADE "\"/>\n",
                      LEFT, panel->top, ramp_x - LEFT, panel->bottom - panel->top);
    put_steps(panel, out);
    put_grid(panel, out);
    put_ticks(panel, out);
    for (size_t i = panel->count; i-- > 0;) /* the first on top */
        put_series(panel, &panel->series[i], out);
    put_factors(panel, out);
    put_legend(panel, out);
}

/* ---- the whole ---- */

/* As much of the target as there is room for. */
static void print_target(const struct load_result *result, char out[TARGET_COLUMNS * 4])
{
    size_t len = 0;

    while (result->target[len] != '\0' && len < TARGET_COLUMNS)
        len++;
    while (len > 0 && ((unsigned char)result->target[len] & 0xc0) == 0x80)
        len--; /* not in the middle of a character */
    (void)snprintf(out, TARGET_COLUMNS * 4, "%.*s%s", (int)len, result->target,
                   result->target[len] == '\0' ? "" : "...");
}

static void put_titles(const struct load_result *result, struct cv_buf *out)
{
    char target[TARGET_COLUMNS * 4];
    char rate[40];
    char line[512];

    print_number(result->rate, rate);
    print_target(result, target);
    (void)snprintf(line, sizeof(line),
                   result->step_count > 0 ? T("Overload of %s, profile %s", "%s 过载，组合 %s")
                                          : T("Load on %s, profile %s", "%s 加压，组合 %s"),
                   result->service, result->profile);
    put_text(out, LEFT, 34, TITLE, "start", line);
    if (result->rate > 0)
        (void)snprintf(line, sizeof(line),
                       T("open loop, %s calls a second, %llu connections, %s, %s",
                         "开环，每秒 %s 次调用，%llu 个连接，%s，%s"),
                       rate, (unsigned long long)result->connections, target, result->recorded);
    else
        (void)snprintf(line, sizeof(line),
                       T("closed loop, %llu callers, %llu connections, %s, %s",
                         "闭环，%llu 个调用者，%llu 个连接，%s，%s"),
                       (unsigned long long)result->callers, (unsigned long long)result->connections,
                       target, result->recorded);
    put_text(out, LEFT, 58, FONT, "start", line);
    if (result->limit == LOAD_LIMIT_CPU || result->limit == LOAD_LIMIT_LATE)
        put_text(out, LEFT, 80, FONT, "start",
                 T("The load maker itself was the limit.", "瓶颈在加压程序本身。"));
}

void load_plot_draw(const struct load_result *result, struct cv_buf *out)
{
    int each = (BOTTOM - TOP - GAP) / 2;
    struct panel latencies = {
        .result = result,
        .title = {"Latency, ms", "延迟（毫秒）"},
        .series = LATENCIES,
        .count = COUNT(LATENCIES),
        .top = TOP,
        .bottom = TOP + each,
        .logarithmic = true,
    };
    struct panel rates = {
        .result = result,
        .title = {"Calls a second", "每秒调用次数"},
        .series = RATES,
        .count = COUNT(RATES),
        .top = TOP + each + GAP,
        .bottom = BOTTOM,
    };

    cv_buf_printf(out,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"%d\" "
                  "height=\"%d\" viewBox=\"0 0 %d %d\" fill=\"" INK
                  "\" font-family=\"'DejaVu Sans', 'Noto Sans CJK SC', 'WenQuanYi Zen Hei', "
                  "'Microsoft YaHei', sans-serif\">\n"
                  "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n",
                  WIDTH, HEIGHT, WIDTH, HEIGHT, WIDTH, HEIGHT);
    put_titles(result, out);
    put_panel(&latencies, out);
    put_panel(&rates, out);
    put_text(out, WIDTH - RIGHT, HEIGHT - 8, FONT, "end",
             result->ramp_ms > 0 ? T("seconds; grey: the load grows", "秒；灰色：逐步加压")
                                 : T("seconds", "秒"));
    cv_buf_add_text(out, "</svg>\n");
}

struct cv_status load_plot_write(const struct load_result *result, const char *path,
                                 struct cv_arena *arena)
{
    struct cv_status status;
    struct cv_buf out;
    FILE *file;

    cv_buf_init(&out, SVG_MAX);
    load_plot_draw(result, &out);
    file = out.failed ? NULL : fopen(path, "wb");
    status = file == NULL || fwrite(out.at, 1, out.len, file) != out.len
                 ? cv_status_f(arena, CV_UNAVAILABLE, NULL, "%s: %s", path, strerror(errno))
                 : CV_STATUS_OK;
    if (file != NULL && fclose(file) != 0 && cv_ok(status))
        status = cv_status_f(arena, CV_UNAVAILABLE, NULL, "%s: %s", path, strerror(errno));
    cv_buf_free(&out);
    return status;
}
