#include "result_view.h"

#include "base/clock.h"
#include "cell.h"
#include "table.h"

#include <inttypes.h>
#include <unistd.h>

#define REFRESH_MS 250

/* ---- the line of a terminal ---- */

void load_line_begin(struct load_line *line, const struct load_plan *plan, FILE *out)
{
    *line = (struct load_line){.out = isatty(fileno(out)) ? out : NULL, .plan = plan};
}

static void add(struct load_moment *to, const struct load_moment *moment)
{
    to->ok += moment->ok;
    to->refused += moment->refused;
    to->failed += moment->failed;
    for (unsigned i = 0; i < LOAD_SHARES; i++)
        to->us[i] = moment->us[i] > to->us[i] ? moment->us[i] : to->us[i];
}

void load_line_tick(void *arg, const struct load_moment *moment, uint64_t length_ms)
{
    struct load_line *line = arg;
    uint64_t now_ms = moment->begin_ms + length_ms;
    uint64_t whole_ms = (line->plan->ramp_ns + line->plan->duration_ns) / CV_NS_PER_MS;
    const struct load_moment *since = &line->since;

    add(&line->since, moment);
    if (line->out == NULL || now_ms < line->since_ms + REFRESH_MS)
        return;
    (void)fprintf(line->out,
                  T("\r%" PRIu64 " of %" PRIu64 " s: %.0f calls/s answered, p50 %.2f ms, p99 %.2f "
                    "ms, %" PRIu64 " refused, %" PRIu64 " failed\033[K",
                    "\r%" PRIu64 " / %" PRIu64 " 秒：每秒答复 %.0f 次，p50 %.2f 毫秒，p99 %.2f "
                    "毫秒，拒绝 %" PRIu64 "，失败 %" PRIu64 "\033[K"),
                  now_ms / 1000, whole_ms / 1000,
                  (double)since->ok * 1000 / (double)(now_ms - line->since_ms),
                  (double)since->us[LOAD_P50] / 1000, (double)since->us[LOAD_P99] / 1000,
                  since->refused, since->failed);
    (void)fflush(line->out);
    line->since = (struct load_moment){.begin_ms = now_ms};
    line->since_ms = line->shown_ms = now_ms;
}

void load_line_end(struct load_line *line)
{
    if (line->shown_ms > 0)
        (void)fputs("\r\033[K", line->out);
    line->shown_ms = 0;
    if (line->out != NULL)
        (void)fflush(line->out);
}

/* ---- numbers ---- */

const char *load_ms(struct cv_arena *arena, uint64_t us)
{
    if (us < 10000)
        return cell_decimal(arena, (int64_t)(us + 5) / 10, 2);
    if (us < 100000)
        return cell_decimal(arena, (int64_t)(us + 50) / 100, 1);
    return cell_decimal(arena, (int64_t)(us + 500) / 1000, 0);
}

const char *load_whole(struct cv_arena *arena, uint64_t number)
{
    return cell_decimal(arena, (int64_t)number, 0);
}

static const char *per_second(struct cv_arena *arena, double rate)
{
    return rate < 100 ? cell_decimal(arena, (int64_t)(rate * 10 + 0.5), 1)
                      : load_whole(arena, (uint64_t)(rate + 0.5));
}

/* ---- afterwards ---- */

static void print_head(const struct load_result *result, struct cv_arena *arena, FILE *out)
{
    (void)fprintf(out, T("%s, profile %s, at %s%s: ", "%s，组合 %s，目标 %s%s："), result->service,
                  result->profile, result->target, result->tls ? T(" by TLS", "（TLS）") : "");
    if (result->rate > 0)
        (void)fprintf(out, T("open loop, %s calls a second", "开环，每秒 %s 次调用"),
                      per_second(arena, result->rate));
    else
        (void)fprintf(out, T("closed loop, %s callers", "闭环，%s 个调用者"),
                      load_whole(arena, result->callers));
    (void)fprintf(
        out, T(" over %s connections, measured for %.1f s%s\n", "，%s 个连接，测量 %.1f 秒%s\n"),
        load_whole(arena, result->connections), (double)result->duration_ms / 1000,
        result->interrupted ? T(" (ended early)", "（提前结束）") : "");
    if (result->apart == 1)
        (void)fprintf(out,
                      T("Of the machine's %s processors the service's store had one, and its loop "
                        "and the load maker the others.\n",
                        "本机共 %s 个处理器，服务的存储独占一个，其余归其事件循环和加压程序。\n"),
                      load_whole(arena, result->processors));
    else if (result->apart > 1)
        (void)fprintf(out,
                      T("Of the machine's %s processors the service had %s, and the load maker the "
                        "others.\n",
                        "本机共 %s 个处理器，服务独占 %s 个，其余归加压程序。\n"),
                      load_whole(arena, result->processors), load_whole(arena, result->apart));
}

static void add_row(struct table *table, const char *name, const struct load_figures *figures)
{
    struct cv_arena *arena = table->arena;

    table_row(table, (const char *const[]){
                         name,
                         load_whole(arena, figures->calls),
                         load_whole(arena, figures->codes[CV_OK]),
                         load_whole(arena, load_refused(figures->codes)),
                         load_whole(arena, load_failed(figures->codes)),
                         per_second(arena, figures->per_second),
                         load_ms(arena, figures->us[LOAD_P50]),
                         load_ms(arena, figures->us[LOAD_P90]),
                         load_ms(arena, figures->us[LOAD_P99]),
                         load_ms(arena, figures->us[LOAD_P999]),
                         load_ms(arena, figures->us[LOAD_MAX]),
                     });
}

static void print_table(const struct load_result *result, struct cv_arena *arena, FILE *out)
{
    struct table table;

    table_init(&table, arena,
               result->rate > 0 ? T("Latency in milliseconds, from when a call was due",
                                    "延迟（毫秒），自应发时刻计")
                                : T("Latency in milliseconds, from when a call was made",
                                    "延迟（毫秒），自发出时刻计"));
    table_column(&table, T("Method", "方法"), false);
    table_column(&table, T("Calls", "调用"), true);
    table_column(&table, "OK", true);
    table_column(&table, T("Refused", "拒绝"), true);
    table_column(&table, T("Failed", "失败"), true);
    table_column(&table, T("OK/s", "OK/秒"), true);
    table_column(&table, "p50", true);
    table_column(&table, "p90", true);
    table_column(&table, "p99", true);
    table_column(&table, "p99.9", true);
    table_column(&table, T("max", "最大"), true);
    for (size_t i = 0; i < result->method_count; i++) {
        if (result->methods[i].measured.calls > 0)
            add_row(&table, result->methods[i].name, &result->methods[i].measured);
    }
    add_row(&table, T("all", "合计"), &result->total);
    table_print(&table, out);
}

static void add_step(struct table *table, const struct load_step *step, double best)
{
    const struct load_figures *figures = &step->figures;
    double share = best > 0 ? figures->per_second / best : 0;
    struct cv_arena *arena = table->arena;
    uint64_t refused = load_refused(figures->codes);

    table_row(table, (const char *const[]){
                         cv_arena_printf(arena, "%g", step->factor),
                         per_second(arena, step->rate),
                         per_second(arena, (double)figures->calls * 1000 / (double)step->length_ms),
                         per_second(arena, figures->per_second),
                         cv_arena_printf(arena, "%.0f%%", share * 100),
                         load_whole(arena, refused),
                         load_whole(arena, load_failed(figures->codes)),
                         load_ms(arena, figures->us[LOAD_P50]),
                         load_ms(arena, figures->us[LOAD_P99]),
                         refused == 0 ? "-" : load_ms(arena, step->refused_p99_us),
                         load_ms(arena, step->check_p99_us),
                     });
}

/* Beside the load: a service that does not even say how it is would be taken for dead. */
static void print_checks(const struct load_result *result, struct cv_arena *arena, FILE *out)
{
    uint64_t checks = 0;
    uint64_t failed = 0;

    for (size_t i = 0; i < result->step_count; i++) {
        checks += result->steps[i].checks;
        failed += result->steps[i].checks_failed;
    }
    (void)fprintf(
        out,
        T("Its health was asked for %s times beside that, each on a connection of its own; "
          "%s got no answer.\n",
          "期间另建连接查询健康状态 %s 次，其中 %s 次未得答复。\n"),
        load_whole(arena, checks), load_whole(arena, failed));
}

/* Of an overload: step by step, and what came after it. */
static void print_steps(const struct load_result *result, struct cv_arena *arena, FILE *out)
{
    struct table table;
    double best = 0;

    for (size_t i = 0; i < result->step_count; i++) {
        if (result->steps[i].figures.per_second > best)
            best = result->steps[i].figures.per_second;
    }
    table_init(&table, arena,
               cv_arena_printf(
                   arena,
                   T("Overload: so many times %s calls a second", "过载：每秒 %s 次调用的倍数"),
                   per_second(arena, result->capacity)));
    table_column(&table, T("Times", "倍数"), true);
    table_column(&table, T("Came/s", "到达/秒"), true);
    table_column(&table, T("Sent/s", "发出/秒"), true);
    table_column(&table, T("OK/s", "OK/秒"), true);
    table_column(&table, T("of the best", "占最高"), true);
    table_column(&table, T("Refused", "拒绝"), true);
    table_column(&table, T("Failed", "失败"), true);
    table_column(&table, "p50", true);
    table_column(&table, "p99", true);
    table_column(&table, T("refused p99", "拒绝 p99"), true);
    table_column(&table, T("health p99", "健康 p99"), true);
    for (size_t i = 0; i < result->step_count; i++)
        add_step(&table, &result->steps[i], best);
    table_print(&table, out);
    if (result->recovered)
        (void)fprintf(
            out,
            T("It was as before %.1f s after the overload.\n", "过载结束后 %.1f 秒恢复正常。\n"),
            (double)result->recovery_ms / 1000);
    else
        (void)fputs(T("It was not as before within the last step.\n", "最后一步内未恢复正常。\n"),
                    out);
    print_checks(result, arena, out);
}

/* What calls ended with, and what the first one of each method said. */
static void print_codes(const struct load_result *result, struct cv_arena *arena, FILE *out)
{
    for (unsigned code = 1; code < CV_CODE_COUNT; code++) {
        if (result->total.codes[code] > 0)
            (void)fprintf(out, T("%s calls ended with %s\n", "%s 次调用以 %s 结束\n"),
                          load_whole(arena, result->total.codes[code]),
                          cv_code_name((enum cv_code)code));
    }
    for (size_t i = 0; i < result->method_count; i++) {
        if (result->methods[i].why != NULL)
            (void)fprintf(out, T("The first of %s: %s\n", "%s 的第一次：%s\n"),
                          result->methods[i].name, result->methods[i].why);
    }
}

static void print_maker(const struct load_result *result, struct cv_arena *arena, FILE *out)
{
    if (result->unsent > 0)
        (void)fprintf(
            out,
            T("%s calls that came were not sent: there was no room among --in-flight, or "
              "no time to send them.\n",
              "%s 次调用到达而未发出：同时进行的调用已达 --in-flight 上限，或来不及发出。\n"),
            load_whole(arena, result->unsent));
    switch (result->limit) {
    case LOAD_LIMIT_CPU:
        (void)fputs(T("The load maker itself was the limit: it had no processor time left. The "
                      "service can do more.\n",
                      "瓶颈在加压程序本身：它已用满处理器，服务还能承受更多。\n"),
                    out);
        break;
    case LOAD_LIMIT_LATE:
        (void)fprintf(
            out,
            T("The load maker itself was the limit: one call in a hundred was begun %s ms "
              "late or later,\nwhich counts as latency. Give it a processor of its own, "
              "or a lower --rate.\n",
              "瓶颈在加压程序本身：百分之一的调用晚发 %s 毫秒以上，计入延迟。\n"
              "请让它独占一个处理器，或降低 --rate。\n"),
            load_ms(arena, result->late_p99_us));
        break;
    case LOAD_LIMIT_FLIGHT:
        (void)fputs(T("As many calls were under way as --in-flight lets be: others waited, which "
                      "counts as latency.\nThe service does not do as much as comes.\n",
                      "同时进行的调用已达 --in-flight 上限，其余等待，计入延迟。\n"
                      "到达的调用超过了服务的能力。\n"),
                    out);
        break;
    default:
        break;
    }
    if (result->server_cpu_us > 0 && result->total.calls > 0)
        (void)fprintf(out,
                      T("The service used %.2f processors, %.0f us a call; the load maker %.2f.\n",
                        "服务占用 %.2f 个处理器，每次调用 %.0f 微秒；加压程序 %.2f 个。\n"),
                      (double)result->server_cpu_us / 1000 / (double)result->duration_ms,
                      (double)result->server_cpu_us / (double)result->total.calls,
                      (double)result->maker_busy_bp / 10000);
}

void load_result_print(const struct load_result *result, struct cv_arena *arena, FILE *out)
{
    print_head(result, arena, out);
    print_table(result, arena, out);
    if (result->step_count > 0)
        print_steps(result, arena, out);
    print_codes(result, arena, out);
    print_maker(result, arena, out);
}
