/* RecordTripEvents failing at every point at which it can: each allocation, statement, COMMIT and
 * write of either side, one after the other. Sent again with the same event, it is there once. And
 * what is read of trips: whole, or not at all. */
#include "base/fault.h"
#include "logistics_corridor.h"
#include "support/message_text.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS_MAX 900
#define READS_MAX  3000
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

/* A COMMIT that failed is unknown, and the store has stopped. */
static void restart_if_lost(struct service_bench *bench)
{
    const char *reason = bench->op.start.status.reason;

    if (reason == NULL || strcmp(reason, "OUTCOME_UNKNOWN") != 0)
        return;
    assert_true(cv_loop_run_until(bench->loop, is_lost, &bench->lost, PATIENCE));
    service_restart(bench);
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
    bool refused;

    trip_sow(bench, service_text(bench, "r%d", sweep->round), NOON);
    (void)snprintf(sweep->trip, sizeof(sweep->trip), "corridors/laos/trips/r%d", sweep->round);
    cv_fault_arm(kinds, nth);
    refused = record(sweep) == NULL;
    cv_fault_off();
    assert_true(!refused || cv_fault_fired());
    sweep->refused += refused;
    if (refused)
        restart_if_lost(bench);
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

/* ---- reading ---- */

/* A trip with a hold and alerts, to which more was recorded later. The report of before: */
static const char *sow_trip(struct service_bench *bench)
{
    const Caravan__Logistics__V1__CorridorReportResponse *report;

    logistics_up(bench, SERVICE_IN_FILE);
    corridor_sow(bench);
    trip_sow(bench, "t1", NOON);
    trip_ready(bench, "t1", "5232100");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    OBSERVE(bench, "d0", "DEPARTED", 0, NOON + HOUR, "", "APPLIED");
    OBSERVE(bench, "a1", "ARRIVED", 1, NOON + 11 * HOUR, "", "APPLIED");
    OBSERVE(bench, "h1", "HOLD_OPENED", 1, NOON + 12 * HOUR,
            "hold_id: 'h' hold_kind: HOLD_KIND_CUSTOMS cause: DELAY_CAUSE_CUSTOMS", "APPLIED");
    OBSERVE(bench, "h2", "HOLD_CLOSED", 1, NOON + 13 * HOUR, "hold_id: 'h'", "APPLIED");
    OBSERVE(bench, "d1", "DEPARTED", 1, NOON + 16 * HOUR, "", "APPLIED");
    report = (const void *)EXPECT(bench, "CorridorReport", "corridor: 'corridors/laos'",
                                  "by_point { held_minutes: 60 }");
    OBSERVE(bench, "a2", "ARRIVED", 2, NOON + 23 * HOUR, "", "APPLIED");
    return service_text(bench,
                        "corridor: 'corridors/laos' known_at { seconds: %" PRId64 " nanos: %d }",
                        report->known_at->seconds, report->known_at->nanos);
}

/* False: nothing fired. */
static bool read_with_fault(struct service_bench *bench, const struct cv_method *method,
                            const ProtobufCMessage *request, const uint8_t *want, size_t size,
                            unsigned long nth)
{
    struct cv_unary *op = service_op(bench);
    uint8_t *answer = cv_arena_alloc(&bench->arena, size);

    op->start.wait_for_ready = true;
    op->start.method = method;
    op->request = request;
    cv_fault_arm(CV_FAULT_ANY, nth);
    cv_unary_submit(bench->channel, op);
    service_wait(bench);
    cv_fault_off();
    if (op->response == NULL) {
        assert_true(cv_fault_fired());
        restart_if_lost(bench);
        return true;
    }
    assert_int_equal(protobuf_c_message_get_packed_size(op->response), size);
    protobuf_c_message_pack(op->response, answer);
    assert_memory_equal(answer, want, size);
    return cv_fault_fired();
}

static void what_is_read_of_trips_is_whole_or_not_at_all(void **state)
{
    static const char *const READS[][2] = {
        {"CorridorReport", NULL}, /* of before */
        {"CorridorReport", "corridor: 'corridors/laos'"},
        {"ListTripAlerts", "parent: '" T1 "'"},
        {"ListTripEstimates", "parent: '" T1 "'"},
        {"GetTrip", "name: '" T1 "'"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(READS) / sizeof(READS[0]); i++) {
        struct service_bench bench;
        const char *before = sow_trip(&bench);
        const char *request = READS[i][1] == NULL ? before : READS[i][1];
        const ProtobufCMessage *whole = EXPECT(&bench, READS[i][0], request, "");
        const struct cv_method *method = service_method(&bench, READS[i][0]);
        size_t size = protobuf_c_message_get_packed_size(whole);
        uint8_t *want = cv_arena_alloc(&bench.arena, size);
        const char *problem;
        const ProtobufCMessage *message =
            message_from_text(method->request, request, &bench.arena, &problem);
        unsigned long nth = 1;

        protobuf_c_message_pack(whole, want);
        while (read_with_fault(&bench, method, message, want, size, nth))
            assert_true(++nth < READS_MAX);
        print_message("%s: %lu points\n", READS[i][0], nth - 1);
        assert_true(nth > 20);
        service_down(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_is_recorded_once_whatever_fails),
        cmocka_unit_test(what_is_read_of_trips_is_whole_or_not_at_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
