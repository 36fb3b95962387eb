/* RecordTripEvents failing at every point at which it can: each allocation, statement, COMMIT and
 * write of either side, one after the other. Sent again with the same event, it is there once. */
#include "base/fault.h"
#include "logistics_corridor.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS_MAX 900
#define PATIENCE   UINT64_C(20000000000)

struct sweep {
    struct service_bench bench;
    char trip[40]; /* each round has its own */
    int round;
    int refused;
};

static bool is_lost(void *arg)
{
    return atomic_load((atomic_bool *)arg);
}

/* One incident; NULL: the call failed. */
static const Caravan__Logistics__V1__RecordTripEventsResponse *record(struct sweep *sweep)
{
    struct service_bench *bench = &sweep->bench;
    Caravan__Logistics__V1__RecordTripEventsRequest request;
    Caravan__Logistics__V1__TripEvent event;
    Caravan__Logistics__V1__TripEvent *events[] = {&event};
    Google__Protobuf__Timestamp noon;
    struct cv_unary *op = service_op(bench);

    google__protobuf__timestamp__init(&noon);
    noon.seconds = NOON;
    caravan__logistics__v1__trip_event__init(&event);
    event.event_id = (char *)(uintptr_t) "e1";
    event.kind = CARAVAN__LOGISTICS__V1__TRIP_EVENT_KIND__TRIP_EVENT_KIND_INCIDENT;
    event.classifier = CARAVAN__LOGISTICS__V1__TIME_CLASSIFIER__TIME_CLASSIFIER_ACTUAL;
    event.occurred_time = &noon;
    event.offset_case = CARAVAN__LOGISTICS__V1__TRIP_EVENT__OFFSET_UTC_OFFSET_MINUTES;
    caravan__logistics__v1__record_trip_events_request__init(&request);
    request.parent = sweep->trip;
    request.events = events;
    request.n_events = 1;
    op->start.wait_for_ready = true; /* the connection may be gone: make another */
    caravan_logistics_v1_corridors_record_trip_events(bench->channel, op, &request);
    service_wait(bench);
    return op->response == NULL ? NULL
                                : caravan_logistics_v1_corridors_record_trip_events_response(op);
}

/* False: nothing fired, the sweep has seen every point. */
static bool one_round(struct sweep *sweep, unsigned kinds, unsigned long nth)
{
    struct service_bench *bench = &sweep->bench;
    const Caravan__Logistics__V1__RecordTripEventsResponse *again;
    const char *reason;
    bool refused;

    trip_sow(bench, service_text(bench, "r%d", sweep->round), NOON);
    (void)snprintf(sweep->trip, sizeof(sweep->trip), "corridors/laos/trips/r%d", sweep->round);
    cv_fault_arm(kinds, nth);
    refused = record(sweep) == NULL;
    cv_fault_off();
    reason = bench->op.start.status.reason;
    assert_true(!refused || cv_fault_fired());
    sweep->refused += refused;
    if (refused && reason != NULL && strcmp(reason, "OUTCOME_UNKNOWN") == 0) {
        assert_true(cv_loop_run_until(bench->loop, is_lost, &bench->lost, PATIENCE));
        service_restart(bench);
    }
    again = record(sweep);
    assert_non_null(again);
    assert_int_not_equal(again->results[0]->sequence, 0);
    sweep->round++;
    assert_int_equal(again->trip->incident_count, 1);
    service_forget(bench);
    return cv_fault_fired();
}

static void an_event_is_recorded_once_whatever_fails(void **state)
{
    static const unsigned KINDS[] = {CV_FAULT_ALLOC, CV_FAULT_ANY & ~CV_FAULT_ALLOC};

    (void)state;
    for (size_t i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++) {
        struct sweep sweep = {.round = 0};

        logistics_up(&sweep.bench, SERVICE_IN_FILE);
        corridor_sow(&sweep.bench);
        for (unsigned long nth = 1; one_round(&sweep, KINDS[i], nth); nth++)
            assert_true(sweep.round < ROUNDS_MAX);
        print_message("%d points, %d refusals\n", sweep.round - 1, sweep.refused);
        assert_true(sweep.refused > 10);
        service_down(&sweep.bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_is_recorded_once_whatever_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
