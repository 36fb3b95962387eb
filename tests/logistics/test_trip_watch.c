/* Watching a trip. */
#include "logistics_corridor.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void up(struct service_bench *bench)
{
    logistics_up(bench, SERVICE_IN_MEMORY);
    corridor_sow(bench);
    trip_sow(bench, "t1", NOON);
    trip_sow(bench, "t2", NOON);
    trip_ready(bench, "t1", "5232100");
}

static void a_watcher_hears_all_there_was_and_what_comes(void **state)
{
    struct service_bench bench;
    struct service_talk talk;

    (void)state;
    up(&bench);
    service_talk_open(&bench, &talk, "WatchTrip", "name: '" T1 "'");
    HEAR(&bench, &talk, "sequence: 1 event { kind: TRIP_EVENT_KIND_COMPOSED } caught_up: false");
    HEAR(&bench, &talk,
         "sequence: 2 event { kind: TRIP_EVENT_KIND_READY } "
         "trip { state: TRIP_STATE_READY }");
    HEAR(&bench, &talk, "sequence: 2 caught_up: true");
    trip_compose(&bench, "t2", "5232101"); /* another trip: not heard of */
    trip_move(&bench, "t1", "DEPARTED", 0);
    HEAR(&bench, &talk,
         "sequence: 4 event { kind: TRIP_EVENT_KIND_DEPARTED } "
         "trip { state: TRIP_STATE_DEPARTED sequence: 4 }");
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

/* When it left an hour late, and when it arrived all the same in time. */
static void a_watcher_hears_of_alerts_with_the_event_that_raised_or_cleared_them(void **state)
{
    struct service_bench bench;
    struct service_talk talk;

    (void)state;
    up(&bench);
    service_clock_set(SERVICE_NOON + 60 * MINUTE * 1000000);
    trip_move(&bench, "t1", "DEPARTED", 0);
    service_clock_set(SERVICE_NOON + 600 * MINUTE * 1000000);
    trip_move(&bench, "t1", "ARRIVED", 1);
    for (int turn = 0; turn < 2; turn++) {
        service_talk_open(&bench, &talk, "WatchTrip", "name: '" T1 "' resume_sequence: 2");
        HEAR(&bench, &talk,
             "sequence: 3 alerts { point: 1 slip: SLIP_60_MINUTES raise_sequence: 3 "
             "clear_sequence: 0 } alerts { point: 2 slip: SLIP_60_MINUTES clear_sequence: 0 }");
        HEAR(&bench, &talk,
             "sequence: 4 alerts { point: 1 raise_sequence: 3 clear_sequence: 4 } "
             "alerts { point: 2 clear_sequence: 4 }");
        HEAR(&bench, &talk, "sequence: 4 caught_up: true");
        service_talk_stop(&bench, &talk);
    }
    service_down(&bench);
}

static void a_watcher_resumes_after_what_he_has_heard(void **state)
{
    struct service_bench bench;
    struct service_talk talk;

    (void)state;
    up(&bench);
    service_talk_open(&bench, &talk, "WatchTrip", "name: '" T1 "' resume_sequence: 1");
    HEAR(&bench, &talk, "sequence: 2");
    HEAR(&bench, &talk, "sequence: 2 caught_up: true");
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

static void ends_with(struct service_bench *bench, const char *request, enum cv_code code)
{
    struct service_talk talk;

    service_talk_open(bench, &talk, "WatchTrip", request);
    assert_null(service_hear(bench, &talk));
    assert_int_equal(service_talk_wait(bench, &talk).code, code);
    service_talk_stop(bench, &talk);
}

static void what_cannot_be_watched_is_told(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    ends_with(&bench, "name: '" T1 "' resume_sequence: 3", CV_OUT_OF_RANGE);
    ends_with(&bench, "name: '" T1 "' resume_sequence: -1", CV_INVALID_ARGUMENT);
    ends_with(&bench, "name: 'corridors/laos/trips/none'", CV_NOT_FOUND);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_watcher_hears_all_there_was_and_what_comes),
        cmocka_unit_test(a_watcher_hears_of_alerts_with_the_event_that_raised_or_cleared_them),
        cmocka_unit_test(a_watcher_resumes_after_what_he_has_heard),
        cmocka_unit_test(what_cannot_be_watched_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
