#include "base/metric.h"

#include "base/clock.h"

#include <inttypes.h>

#define US_PER_S 1000000

/* ---- numbers and labels as Prometheus reads them ---- */

/* `per` is a power of ten. */
static void print_number(struct cv_buf *out, int64_t value, uint64_t per)
{
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    char digits[24];
    int len = 0;

    cv_buf_printf(out, "%s%" PRIu64, value < 0 ? "-" : "", per == 0 ? size : size / per);
    for (uint64_t rest = per == 0 ? 0 : size % per; rest > 0; rest %= per) {
        per /= 10;
        digits[len++] = (char)('0' + rest / per);
    }
    if (len > 0) {
        cv_buf_add_text(out, ".");
        cv_buf_add(out, digits, (size_t)len);
    }
}

static void print_escaped(struct cv_buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\n')
            cv_buf_add_text(out, "\\n");
        else if (*text == '"' || *text == '\\')
            cv_buf_printf(out, "\\%c", *text);
        else
            cv_buf_add(out, text, 1);
    }
}

/* Of the last cell of a histogram: "+Inf". */
static const uint64_t UNBOUNDED;

/* {a="b",c="d",le="0.5"}, the last of it only with a bound. */
static void print_labels(const struct cv_metric_family *family, const char *const *values,
                         const uint64_t *bound, struct cv_buf *out)
{
    const char *between = "{";

    for (size_t i = 0; i < CV_METRIC_LABELS_MAX && family->labels[i] != NULL; i++) {
        cv_buf_printf(out, "%s%s=\"", between, family->labels[i]);
        print_escaped(out, values[i]);
        cv_buf_add_text(out, "\"");
        between = ",";
    }
    if (bound != NULL) {
        cv_buf_printf(out, "%sle=\"", between);
        if (bound == &UNBOUNDED)
            cv_buf_add_text(out, "+Inf");
        else
            print_number(out, (int64_t)*bound, family->per);
        cv_buf_add_text(out, "\"");
        between = ",";
    }
    cv_buf_add_text(out, *between == '{' ? " " : "} ");
}

/* ---- for sources ---- */

void cv_metric_print_family(const struct cv_metric_family *family, struct cv_buf *out)
{
    static const char *const TYPES[] = {
        [CV_METRIC_COUNTER] = "counter",
        [CV_METRIC_GAUGE] = "gauge",
        [CV_METRIC_AGE] = "gauge",
        [CV_METRIC_HISTOGRAM] = "histogram",
    };

    cv_buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", family->name, family->help, family->name,
                  TYPES[family->kind]);
}

void cv_metric_print(const struct cv_metric_family *family, const char *const *values,
                     int64_t value, struct cv_buf *out)
{
    cv_buf_add_text(out, family->name);
    print_labels(family, values, NULL, out);
    print_number(out, value, family->kind == CV_METRIC_AGE ? US_PER_S : family->per);
    cv_buf_add_text(out, "\n");
}

void cv_histogram_print(const struct cv_metric_family *family, const char *const *values,
                        const int64_t *cells, struct cv_buf *out)
{
    int64_t count = 0;

    for (size_t i = 0; i <= family->bound_count; i++) {
        count += cells[1 + i];
        cv_buf_printf(out, "%s_bucket", family->name);
        print_labels(family, values, i < family->bound_count ? &family->bounds[i] : &UNBOUNDED,
                     out);
        cv_buf_printf(out, "%" PRId64 "\n", count);
    }
    cv_buf_printf(out, "%s_sum", family->name);
    print_labels(family, values, NULL, out);
    print_number(out, cells[0], family->per);
    cv_buf_printf(out, "\n%s_count", family->name);
    print_labels(family, values, NULL, out);
    cv_buf_printf(out, "%" PRId64 "\n", count);
}

void cv_cells_sum(const _Atomic int64_t *cells, const struct cv_metric_family *family,
                  int64_t *sums)
{
    for (size_t i = 0; i < CV_HISTOGRAM_CELLS(family->bound_count); i++)
        sums[i] += cv_cell_get(&cells[i]);
}

/* ---- the registry ---- */

void cv_metrics_init(struct cv_metrics *metrics)
{
    cv_list_init(&metrics->metrics);
    cv_list_init(&metrics->sources);
}

void cv_metrics_add(struct cv_metrics *metrics, struct cv_metric *metric)
{
    cv_list_push(&metrics->metrics, &metric->link);
}

void cv_metrics_add_source(struct cv_metrics *metrics, struct cv_metric_source *source)
{
    cv_list_push(&metrics->sources, &source->link);
}

static bool is_same(const struct cv_metric *a, const struct cv_metric *b)
{
    if (a->family != b->family)
        return false;
    for (size_t i = 0; i < CV_METRIC_LABELS_MAX && a->family->labels[i] != NULL; i++) {
        if (strcmp(a->values[i], b->values[i]) != 0)
            return false;
    }
    return true;
}

/* Is there one like it before it? Then it has been printed. */
static bool was_before(const struct cv_metrics *metrics, const struct cv_metric *metric,
                       bool same_labels)
{
    CV_LIST_EACH(node, &metrics->metrics)
    {
        const struct cv_metric *at = CV_CONTAINER_OF(node, struct cv_metric, link);

        if (at == metric)
            break;
        if (same_labels ? is_same(at, metric) : at->family == metric->family)
            return true;
    }
    return false;
}

/* `total`: of what was found before it. */
static int64_t add_part(int64_t total, const struct cv_metric *part)
{
    int64_t value = cv_cell_get(&part->value);

    if (part->family->kind != CV_METRIC_AGE)
        return total + value;
    return value != 0 && (total == 0 || value < total) ? value : total;
}

/* All parts of one series. */
static void print_series(const struct cv_metrics *metrics, const struct cv_metric *metric,
                         struct cv_buf *out)
{
    const struct cv_metric_family *family = metric->family;
    int64_t cells[CV_HISTOGRAM_CELLS(CV_METRIC_BOUNDS_MAX)] = {0};
    int64_t total = 0;

    CV_LIST_EACH(node, &metrics->metrics)
    {
        struct cv_metric *at = CV_CONTAINER_OF(node, struct cv_metric, link);

        if (!is_same(at, metric))
            continue;
        total = add_part(total, at);
        if (family->kind == CV_METRIC_HISTOGRAM)
            cv_cells_sum(CV_CONTAINER_OF(at, struct cv_histogram, metric)->cells, family, cells);
    }
    if (family->kind == CV_METRIC_AGE && total != 0)
        total = cv_clock_utc_us() - total;
    if (family->kind == CV_METRIC_HISTOGRAM)
        cv_histogram_print(family, metric->values, cells, out);
    else
        cv_metric_print(family, metric->values, total, out);
}

void cv_metrics_print(const struct cv_metrics *metrics, struct cv_buf *out)
{
    CV_LIST_EACH(first, &metrics->metrics)
    {
        const struct cv_metric *head = CV_CONTAINER_OF(first, struct cv_metric, link);

        if (was_before(metrics, head, false))
            continue;
        cv_metric_print_family(head->family, out);
        CV_LIST_EACH(node, &metrics->metrics)
        {
            const struct cv_metric *at = CV_CONTAINER_OF(node, struct cv_metric, link);

            if (at->family == head->family && !was_before(metrics, at, true))
                print_series(metrics, at, out);
        }
    }
    CV_LIST_EACH(node, &metrics->sources)
    {
        const struct cv_metric_source *source =
            CV_CONTAINER_OF(node, struct cv_metric_source, link);

        source->print(source, out);
    }
}
