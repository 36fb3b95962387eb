/* W3C Trace Context as text: what is read, what is refused, what is written. */
#include "base/trace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TRACE        "0af7651916cd43dd8448eb211c80319c"
#define SPAN         "b7ad6b7169203331"

static bool parse(const char *text, struct cv_trace *trace)
{
    return cv_trace_parse((struct cv_slice){(const uint8_t *)text, strlen(text)}, trace);
}

static void a_good_one_is_read_and_written_as_version_00(void **state)
{
    static const char *const CASES[][2] = {
        {"00-" TRACE "-" SPAN "-01", "00-" TRACE "-" SPAN "-01"},
        {"00-" TRACE "-" SPAN "-00", "00-" TRACE "-" SPAN "-00"},
        {"00-" TRACE "-" SPAN "-03", "00-" TRACE "-" SPAN "-03"}, /* level 2: random */
        {"00-" TRACE "-" SPAN "-fd", "00-" TRACE "-" SPAN "-01"}, /* flags of nobody yet */
        {"00-00000000000000000000000000000001-0000000000000001-00",
         "00-00000000000000000000000000000001-0000000000000001-00"},
        {"01-" TRACE "-" SPAN "-01", "00-" TRACE "-" SPAN "-01"},
        {"cc-" TRACE "-" SPAN "-01-what-comes-later", "00-" TRACE "-" SPAN "-01"},
        {"fe-" TRACE "-" SPAN "-01-", "00-" TRACE "-" SPAN "-01"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct cv_trace trace = {0};
        char text[CV_TRACE_TEXT];

        assert_true(parse(CASES[i][0], &trace));
        assert_true(cv_trace_is_set(&trace));
        cv_trace_print(&trace, text);
        assert_string_equal(text, CASES[i][1]);
    }
}

static void a_wrong_one_is_none(void **state)
{
    static const char *const WRONG[] = {
        "",
        "00",
        "00-",
        "00-" TRACE "-" SPAN,
        "00-" TRACE "-" SPAN "-",
        "00-" TRACE "-" SPAN "-0",
        "00-" TRACE "-" SPAN "-01-",
        "00-" TRACE "-" SPAN "-011",
        "00-" TRACE "-" SPAN "-01 ",
        " 00-" TRACE "-" SPAN "-01",
        "ff-" TRACE "-" SPAN "-01",
        "ff-" TRACE "-" SPAN "-01-more",
        "01-" TRACE "-" SPAN "-01more",
        "0x-" TRACE "-" SPAN "-01",
        "0-0" TRACE "-" SPAN "-01",
        "00_" TRACE "-" SPAN "-01",
        "00-" TRACE "_" SPAN "-01",
        "00-" TRACE "-" SPAN "_01",
        "00-" TRACE "-" SPAN "-0g",
        "00-0AF7651916CD43DD8448EB211C80319C-" SPAN "-01",
        "00-" TRACE "-B7AD6B7169203331-01",
        "00-.af7651916cd43dd8448eb211c80319c-" SPAN "-01",
        "00-" TRACE "-.7ad6b7169203331-01",
        "00-00000000000000000000000000000000-" SPAN "-01",
        "00-" TRACE "-0000000000000000-01",
        "01-00000000000000000000000000000000-" SPAN "-01",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(WRONG); i++) {
        struct cv_trace trace = {.flags = 7};

        assert_false(parse(WRONG[i], &trace));
        assert_false(cv_trace_is_set(&trace));
        assert_int_equal(trace.flags, 7); /* as it was */
    }
}

static void a_share_holds_every_smaller_one(void **state)
{
    struct cv_trace trace = {.trace_id = {0xff}};
    struct cv_trace last = {.trace_id = {0}};

    (void)state;
    assert_true(cv_trace_in_share(&trace, 1)); /* the first nine bytes do not count */
    assert_false(cv_trace_in_share(&trace, 0));
    memset(last.trace_id + 9, 0xff, 7);
    assert_true(cv_trace_in_share(&last, CV_TRACE_ALL));
    assert_false(cv_trace_in_share(&last, CV_TRACE_ALL - 1));
    trace.trace_id[9] = 0x80; /* just in the upper half */
    assert_false(cv_trace_in_share(&trace, CV_TRACE_ALL / 2));
    assert_true(cv_trace_in_share(&trace, CV_TRACE_ALL / 2 + 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_one_is_read_and_written_as_version_00),
        cmocka_unit_test(a_wrong_one_is_none),
        cmocka_unit_test(a_share_holds_every_smaller_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
