/* The window that a line needs, found on lines made up. */
#include "base/clock.h"
#include "rpc/bdp.h"
#include "rpc/limits.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct line {
    struct cv_bdp bdp;
    uint64_t now_ns;
    uint64_t trip_ns;
    uint64_t rate;  /* bytes a second */
    unsigned pings; /* so far */
};

static struct line line_of(uint64_t rate, uint64_t trip_ns)
{
    return (struct line){
        .bdp.window = CV_STREAM_WINDOW, .now_ns = 1, .trip_ns = trip_ns, .rate = rate};
}

static size_t product(const struct line *line)
{
    return (size_t)(line->rate * line->trip_ns / CV_NS_PER_S);
}

/* One round trip of a peer that has more to send than the window or the line lets it. */
static void trip(struct line *line)
{
    size_t window = line->bdp.window;
    size_t bytes = window < product(line) ? window : product(line);
    bool asked = cv_bdp_used(&line->bdp, bytes);

    if (asked)
        cv_bdp_asked(&line->bdp, line->now_ns);
    line->pings += asked;
    cv_bdp_arrived(&line->bdp, bytes);
    line->now_ns += line->trip_ns;
    if (asked)
        (void)cv_bdp_answered(&line->bdp, line->now_ns);
}

static void the_window_becomes_what_the_line_needs(void **state)
{
    static const struct {
        uint64_t rate;
        uint64_t trip_ns;
    } ROWS[] = {
        {125000000, 20 * CV_NS_PER_MS},  /* 1 Gbit/s across a country */
        {12500000, 100 * CV_NS_PER_MS},  /* 100 Mbit/s across an ocean */
        {1250000000, 500 * CV_NS_PER_US} /* 10 Gbit/s in a house */
    };

    (void)state;
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        struct line line = line_of(ROWS[i].rate, ROWS[i].trip_ns);

        for (unsigned n = 0; n < 20; n++)
            trip(&line);
        assert_in_range(line.bdp.window, product(&line), 2 * product(&line));
    }
}

static void a_slow_line_keeps_the_window_it_has(void **state)
{
    struct line line = line_of(125000, 20 * CV_NS_PER_MS);

    (void)state;
    for (unsigned n = 0; n < 1000; n++)
        trip(&line);
    assert_int_equal(line.bdp.window, CV_STREAM_WINDOW);
}

static void pings_become_rare(void **state)
{
    struct line line = line_of(125000000, 20 * CV_NS_PER_MS);

    (void)state;
    for (unsigned n = 0; n < 100; n++)
        trip(&line);
    line.pings = 0;
    for (unsigned n = 0; n < 1000; n++) /* each half a window */
        trip(&line);
    assert_in_range(line.pings, 1000 / 2 / 16 - 5, 1000 / 16); /* from half to whole windows */
}

static void the_window_has_an_end(void **state)
{
    struct line line = line_of(UINT64_C(12500000000), 100 * CV_NS_PER_MS);

    (void)state;
    for (unsigned n = 0; n < 100; n++)
        trip(&line);
    assert_int_equal(line.bdp.window, CV_WINDOW_MAX);
    line.pings = 0;
    for (unsigned n = 0; n < 100; n++)
        trip(&line);
    assert_int_equal(line.pings, 0);
}

/* Otherwise a server would count them as sent while it sends nothing. */
static void one_ping_at_a_time_and_none_without_bytes_between(void **state)
{
    struct cv_bdp bdp = {.window = CV_STREAM_WINDOW};

    (void)state;
    assert_false(cv_bdp_used(&bdp, CV_STREAM_WINDOW));
    cv_bdp_arrived(&bdp, 1);
    assert_true(cv_bdp_used(&bdp, 1));
    cv_bdp_asked(&bdp, 1);
    cv_bdp_arrived(&bdp, CV_STREAM_WINDOW);
    assert_false(cv_bdp_used(&bdp, CV_STREAM_WINDOW));
    assert_true(cv_bdp_answered(&bdp, 2));
    assert_false(cv_bdp_used(&bdp, CV_STREAM_WINDOW));
    cv_bdp_arrived(&bdp, 1);
    assert_true(cv_bdp_used(&bdp, 1));
}

static void an_answer_nobody_asked_for_means_nothing(void **state)
{
    struct cv_bdp bdp = {.window = CV_STREAM_WINDOW};

    (void)state;
    cv_bdp_arrived(&bdp, CV_WINDOW_MAX);
    assert_false(cv_bdp_answered(&bdp, CV_NS_PER_S));
    assert_int_equal(bdp.window, CV_STREAM_WINDOW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_window_becomes_what_the_line_needs),
        cmocka_unit_test(a_slow_line_keeps_the_window_it_has),
        cmocka_unit_test(pings_become_rare),
        cmocka_unit_test(the_window_has_an_end),
        cmocka_unit_test(one_ping_at_a_time_and_none_without_bytes_between),
        cmocka_unit_test(an_answer_nobody_asked_for_means_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
