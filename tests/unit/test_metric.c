/* Counters, gauges, ages and histograms, as Prometheus reads them. */
#include "base/clock.h"
#include "base/fault.h"
#include "base/metric.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define TEXT_MAX 4096

static void assert_prints(const struct cv_metrics *metrics, const char *wanted)
{
    struct cv_buf text;

    cv_buf_init(&text, TEXT_MAX);
    cv_metrics_print(metrics, &text);
    cv_buf_add(&text, "", 1);
    assert_false(text.failed);
    assert_string_equal((const char *)text.at, wanted);
    cv_buf_free(&text);
}

static const struct cv_metric_family SENT = {
    .name = "sent_total",
    .help = "What was sent.",
    .kind = CV_METRIC_COUNTER,
    .labels = {"to", "how"},
};

static void parts_of_one_series_are_added_up_and_families_stand_together(void **state)
{
    static const struct cv_metric_family WAITING = {
        .name = "waiting", .help = "What waits.", .kind = CV_METRIC_GAUGE};
    struct cv_metric sent[] = {
        {.family = &SENT, .values = {"a", "fast"}},
        {.family = &SENT, .values = {"b", "fast"}},
        {.family = &SENT, .values = {"a", "fast"}},
    };
    struct cv_metric waiting = {.family = &WAITING};
    struct cv_metrics metrics;

    (void)state;
    cv_metrics_init(&metrics);
    cv_metrics_add(&metrics, &sent[0]);
    cv_metrics_add(&metrics, &waiting);
    cv_metrics_add(&metrics, &sent[1]);
    cv_metrics_add(&metrics, &sent[2]);
    cv_metric_add(&sent[0], 3);
    cv_metric_add(&sent[1], 5);
    cv_metric_add(&sent[2], 4);
    cv_metric_add(&sent[2], 10);
    cv_metric_set(&waiting, -7);
    assert_prints(&metrics, "# HELP sent_total What was sent.\n"
                            "# TYPE sent_total counter\n"
                            "sent_total{to=\"a\",how=\"fast\"} 17\n"
                            "sent_total{to=\"b\",how=\"fast\"} 5\n"
                            "# HELP waiting What waits.\n"
                            "# TYPE waiting gauge\n"
                            "waiting -7\n");
}

static void labels_may_hold_any_text(void **state)
{
    struct cv_metric sent = {.family = &SENT, .values = {"a\\b\"c\nd", "快"}};
    struct cv_metrics metrics;

    (void)state;
    cv_metrics_init(&metrics);
    cv_metrics_add(&metrics, &sent);
    assert_prints(&metrics, "# HELP sent_total What was sent.\n"
                            "# TYPE sent_total counter\n"
                            "sent_total{to=\"a\\\\b\\\"c\\nd\",how=\"快\"} 0\n");
}

static void numbers_are_told_in_their_unit_and_exactly(void **state)
{
    static const struct cv_metric_family TIME = {
        .name = "t", .help = "T.", .kind = CV_METRIC_GAUGE, .per = CV_NS_PER_S};
    static const struct {
        int64_t value;
        const char *text;
    } CASES[] = {
        {0, "t 0\n"},
        {1, "t 0.000000001\n"},
        {1500000000, "t 1.5\n"},
        {1000000000, "t 1\n"},
        {1020000003, "t 1.020000003\n"},
        {-250000000, "t -0.25\n"},
        {INT64_MAX, "t 9223372036.854775807\n"},
        {INT64_MIN, "t -9223372036.854775808\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        struct cv_buf text;

        cv_buf_init(&text, TEXT_MAX);
        cv_metric_print(&TIME, NULL, CASES[i].value, &text);
        cv_buf_add(&text, "", 1);
        assert_string_equal((const char *)text.at, CASES[i].text);
        cv_buf_free(&text);
    }
}

static void a_histogram_tells_how_many_were_at_most_each_bound(void **state)
{
    static const uint64_t BOUNDS[] = {0, 10000000, 1500000000};
    static const struct cv_metric_family TOOK = {
        .name = "took_seconds",
        .help = "How long.",
        .kind = CV_METRIC_HISTOGRAM,
        .per = CV_NS_PER_S,
        .labels = {"what"},
        .bounds = BOUNDS,
        .bound_count = 3,
    };
    struct cv_histogram parts[] = {{.metric = {.family = &TOOK, .values = {"it"}}},
                                   {.metric = {.family = &TOOK, .values = {"it"}}}};
    struct cv_metrics metrics;

    (void)state;
    cv_metrics_init(&metrics);
    cv_metrics_add(&metrics, &parts[0].metric);
    cv_metrics_add(&metrics, &parts[1].metric);
    cv_histogram_add(&parts[0], 0);
    cv_histogram_add(&parts[0], 1);
    cv_histogram_add(&parts[0], 10000000); /* a bound belongs to what is below it */
    cv_histogram_add(&parts[1], 10000001);
    cv_histogram_add(&parts[1], 1500000001);
    assert_prints(&metrics, "# HELP took_seconds How long.\n"
                            "# TYPE took_seconds histogram\n"
                            "took_seconds_bucket{what=\"it\",le=\"0\"} 1\n"
                            "took_seconds_bucket{what=\"it\",le=\"0.01\"} 3\n"
                            "took_seconds_bucket{what=\"it\",le=\"1.5\"} 4\n"
                            "took_seconds_bucket{what=\"it\",le=\"+Inf\"} 5\n"
                            "took_seconds_sum{what=\"it\"} 1.520000003\n"
                            "took_seconds_count{what=\"it\"} 5\n");
}

static uint64_t no_ns(void)
{
    return 0;
}

static int64_t at_noon_us(void)
{
    return 12000000;
}

static void an_age_is_that_of_the_oldest_and_none_where_there_is_nothing(void **state)
{
    static const struct cv_clock CLOCK = {no_ns, at_noon_us};
    static const struct cv_metric_family LAG = {
        .name = "lag_seconds", .help = "Lag.", .kind = CV_METRIC_AGE};
    struct cv_metric parts[] = {{.family = &LAG}, {.family = &LAG}, {.family = &LAG}};
    struct cv_metrics metrics;

    (void)state;
    cv_clock_set(&CLOCK);
    cv_metrics_init(&metrics);
    for (size_t i = 0; i < 3; i++)
        cv_metrics_add(&metrics, &parts[i]);
    assert_prints(&metrics, "# HELP lag_seconds Lag.\n# TYPE lag_seconds gauge\nlag_seconds 0\n");
    cv_metric_set(&parts[1], 11000000);
    cv_metric_set(&parts[2], 9500000);
    assert_prints(&metrics, "# HELP lag_seconds Lag.\n# TYPE lag_seconds gauge\nlag_seconds 2.5\n");
    cv_clock_set(NULL);
}

static void print_word(const struct cv_metric_source *source, struct cv_buf *out)
{
    (void)source;
    cv_buf_add_text(out, "word 1\n");
}

static void sources_print_after_the_metrics(void **state)
{
    struct cv_metric_source source = {.print = print_word};
    struct cv_metrics metrics;

    (void)state;
    cv_metrics_init(&metrics);
    assert_prints(&metrics, "");
    cv_metrics_add_source(&metrics, &source);
    assert_prints(&metrics, "word 1\n");
}

static void without_memory_the_text_is_marked_as_failed(void **state)
{
    struct cv_metric sent = {.family = &SENT, .values = {"a", "b"}};
    struct cv_metrics metrics;
    unsigned long nth = 0;
    bool failed;

    (void)state;
    cv_metrics_init(&metrics);
    cv_metrics_add(&metrics, &sent);
    do {
        struct cv_buf text;

        cv_buf_init(&text, TEXT_MAX);
        cv_fault_arm(CV_FAULT_ALLOC, ++nth);
        cv_metrics_print(&metrics, &text);
        failed = cv_fault_fired();
        cv_fault_off();
        assert_int_equal(text.failed, failed);
        cv_buf_free(&text);
    } while (failed);
    assert_true(nth > 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_one_series_are_added_up_and_families_stand_together),
        cmocka_unit_test(labels_may_hold_any_text),
        cmocka_unit_test(numbers_are_told_in_their_unit_and_exactly),
        cmocka_unit_test(a_histogram_tells_how_many_were_at_most_each_bound),
        cmocka_unit_test(an_age_is_that_of_the_oldest_and_none_where_there_is_nothing),
        cmocka_unit_test(sources_print_after_the_metrics),
        cmocka_unit_test(without_memory_the_text_is_marked_as_failed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
