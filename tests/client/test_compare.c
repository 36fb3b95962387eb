/* Results of loads: written and read again, and two of them compared. */
#include "base/arena.h"
#include "load/compare.h"
#include "load/result_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct cv_arena arena;

static int set_up(void **state)
{
    (void)state;
    cv_arena_init(&arena, 16u * 1024 * 1024);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cv_arena_release(&arena);
    return 0;
}

/* So many calls, a tenth of a second apart; of each thousand so many failed. */
static struct load_figures figures_of(uint64_t calls, uint64_t failed_in_1000, uint64_t p50_us)
{
    struct load_figures figures = {
        .calls = calls,
        .us = {p50_us, p50_us * 2, p50_us * 10, p50_us * 20, p50_us * 40},
    };

    figures.codes[CV_NOT_FOUND] = calls * failed_in_1000 / 1000;
    figures.codes[CV_OK] = calls - figures.codes[CV_NOT_FOUND];
    figures.per_second = (double)figures.codes[CV_OK] / 10;
    return figures;
}

static struct load_result result_of(uint64_t calls, uint64_t failed_in_1000, uint64_t p50_us)
{
    static struct load_method_figures method = {.name = "GetThing"};

    return (struct load_result){
        .service = "projects",
        .profile = "peak",
        .target = "127.0.0.1:7101",
        .recorded = "2026-03-01T08:00:00Z",
        .version = "1",
        .callers = 8,
        .connections = 4,
        .duration_ms = 10000,
        .total = figures_of(calls, failed_in_1000, p50_us),
        .methods = &method,
        .method_count = 1,
        .moment_ms = 100,
    };
}

/* As a file has it. */
static struct cv_slice written(const struct load_result *result)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    struct cv_slice slice;

    assert_non_null(out);
    assert_true(load_result_write(result, out));
    assert_int_equal(fclose(out), 0);
    slice = (struct cv_slice){cv_arena_copy(&arena, text, len), len};
    free(text);
    return slice;
}

static void what_is_written_is_read_again(void **state)
{
    struct load_method_figures method = {.name = "GetThing", .measured = figures_of(70, 100, 5)};
    struct load_result one = result_of(70, 100, 5);
    struct load_result read;

    (void)state;
    one.methods = &method;
    one.limit = LOAD_LIMIT_LATE;
    one.callers = 0;
    one.rate = 12.5;
    assert_int_equal(load_result_read(written(&one), &arena, &read).code, CV_OK);
    assert_string_equal(read.service, one.service);
    assert_string_equal(read.profile, one.profile);
    assert_string_equal(read.target, one.target);
    assert_string_equal(read.recorded, one.recorded);
    assert_true(read.rate >= 12.5 && read.rate <= 12.5);
    assert_int_equal(read.callers, 0);
    assert_int_equal(read.connections, 4);
    assert_int_equal(read.duration_ms, 10000);
    assert_int_equal(read.limit, LOAD_LIMIT_LATE);
    assert_int_equal(read.method_count, 1);
    assert_string_equal(read.methods[0].name, "GetThing");
    assert_memory_equal(&read.total, &one.total, sizeof(one.total));
    assert_memory_equal(&read.methods[0].measured, &method.measured, sizeof(method.measured));
}

static void what_is_no_result_is_refused_with_where_it_is_wrong(void **state)
{
    static const struct {
        const char *from;
        const char *to;
        const char *said;
    } CASES[] = {
        {"\"service\": \"projects\"", "\"service\": 7", "service must be a text"},
        {"\"connections\": 4", "\"connections\": -4", "connections must be a whole number"},
        {"\"OK\": 63", "\"OK\": \"many\"", "total.codes.OK must be a whole number"},
        {"\"p99_us\": 50", "\"p99\": 50", "total.p99_us must be a whole number"},
        {"\"methods\": [", "\"methods\": 5, \"m\": [", "methods must be an array"},
        {"\"name\": \"GetThing\"", "\"name\": null", "methods[0].name must be a text"},
        {"\"limit\": \"none\"", "\"limit\": \"speed\"", "load_maker has a limit that is none"},
        {"\"load_maker\": {", "\"load_maker\": 1, \"l\": {", "load_maker must be an object"},
        {"{", "[{", "line "},
    };
    struct load_result one = result_of(70, 100, 5);
    struct load_result read;

    (void)state;
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        struct cv_slice whole = written(&one);
        const char *text = cv_arena_string_n(&arena, (const char *)whole.at, whole.len);
        const char *at = strstr(text, CASES[i].from);
        const char *broken;
        struct cv_status status;

        assert_non_null(at);
        broken = cv_arena_printf(&arena, "%.*s%s%s", (int)(at - text), text, CASES[i].to,
                                 at + strlen(CASES[i].from));
        status = load_result_read((struct cv_slice){(const uint8_t *)broken, strlen(broken)},
                                  &arena, &read);
        assert_int_equal(status.code, CV_INVALID_ARGUMENT);
        if (strstr(status.message, CASES[i].said) == NULL)
            fail_msg("case %zu: %s", i, status.message);
    }
    assert_int_equal(load_result_read((struct cv_slice){0}, &arena, &read).code,
                     CV_INVALID_ARGUMENT);
}

static void the_second_is_better_worse_or_the_same(void **state)
{
    static const struct {
        uint64_t calls[2];
        uint64_t failed[2];
        uint64_t p50_us[2];
        enum load_limit limit;
        enum load_verdict verdict;
    } CASES[] = {
        {{5000, 5000}, {0, 0}, {1000, 1000}, LOAD_LIMIT_NONE, LOAD_SAME},
        {{5000, 5400}, {0, 0}, {1000, 1090}, LOAD_LIMIT_NONE, LOAD_SAME},
        {{5000, 5600}, {0, 0}, {1000, 1000}, LOAD_LIMIT_NONE, LOAD_BETTER},
        {{5600, 5000}, {0, 0}, {1000, 1000}, LOAD_LIMIT_NONE, LOAD_WORSE},
        {{5000, 5000}, {0, 0}, {1000, 1200}, LOAD_LIMIT_NONE, LOAD_WORSE},
        {{5000, 5000}, {0, 0}, {1200, 1000}, LOAD_LIMIT_NONE, LOAD_BETTER},
        {{5000, 9000}, {0, 0}, {1000, 1200}, LOAD_LIMIT_NONE, LOAD_WORSE}, /* one is enough */
        {{5000, 5000}, {0, 0}, {2, 4}, LOAD_LIMIT_NONE, LOAD_SAME},        /* nobody can tell */
        {{5000, 5000}, {0, 2}, {1000, 1000}, LOAD_LIMIT_NONE, LOAD_WORSE},
        {{5000, 5000}, {2, 0}, {1000, 1000}, LOAD_LIMIT_NONE, LOAD_BETTER},
        {{10, 10}, {0, 0}, {1000, 9000}, LOAD_LIMIT_NONE, LOAD_UNKNOWN},
        {{5000, 5000}, {0, 0}, {1000, 9000}, LOAD_LIMIT_CPU, LOAD_UNKNOWN},
        {{5000, 5000}, {0, 0}, {1000, 9000}, LOAD_LIMIT_LATE, LOAD_UNKNOWN},
        {{5000, 5000}, {0, 0}, {1000, 9000}, LOAD_LIMIT_FLIGHT, LOAD_WORSE},
    };
    static struct load_comparison comparison;

    (void)state;
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        struct load_result before =
            result_of(CASES[i].calls[0], CASES[i].failed[0], CASES[i].p50_us[0]);
        struct load_result after =
            result_of(CASES[i].calls[1], CASES[i].failed[1], CASES[i].p50_us[1]);

        after.limit = CASES[i].limit;
        assert_null(load_incomparable(&before, &after, &arena));
        load_compare(&before, &after, 0.1, &comparison);
        if (comparison.verdict != CASES[i].verdict)
            fail_msg("case %zu: %s", i, LOAD_VERDICT_NAMES[comparison.verdict]);
    }
}

static void a_percentile_of_few_calls_is_not_judged(void **state)
{
    static struct load_comparison comparison;
    struct load_result before = result_of(900, 0, 1000);
    struct load_result after = result_of(900, 0, 1000);

    (void)state;
    after.total.us[LOAD_P99] *= 5;
    load_compare(&before, &after, 0.1, &comparison);
    assert_int_equal(comparison.verdict, LOAD_SAME);
    assert_string_equal(comparison.changes[3].figure, "p99_us");
    assert_int_equal(comparison.changes[3].verdict, LOAD_UNKNOWN);
}

static void loads_that_differ_are_not_compared(void **state)
{
    struct load_result one = result_of(900, 0, 1000);
    struct load_result other = one;

    (void)state;
    other.service = "training";
    assert_non_null(load_incomparable(&one, &other, &arena));
    other = one;
    other.profile = "ordinary";
    assert_non_null(load_incomparable(&one, &other, &arena));
    other = one;
    other.callers = 9;
    assert_non_null(load_incomparable(&one, &other, &arena));
    other = one;
    other.callers = 0;
    other.rate = 8;
    assert_non_null(load_incomparable(&one, &other, &arena));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_written_is_read_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_result_is_refused_with_where_it_is_wrong, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_second_is_better_worse_or_the_same, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_percentile_of_few_calls_is_not_judged, set_up, tear_down),
        cmocka_unit_test_setup_teardown(loads_that_differ_are_not_compared, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
