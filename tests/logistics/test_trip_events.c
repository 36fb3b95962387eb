/* What is observed of a trip: never lost, in whatever order it comes. */
#include "base/sha256.h"
#include "logistics_corridor.h"
#include "rpc/codec.h"
#include "support/message_text.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Trip t1 is ready, to leave at noon; the clock stands at noon of the next day. */
static void up(struct service_bench *bench)
{
    logistics_up(bench, SERVICE_IN_MEMORY);
    corridor_sow(bench);
    trip_sow(bench, "t1", NOON);
    trip_ready(bench, "t1", "5232100");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
}

#define AT(bench, seconds) service_text(bench, "actual_time { seconds: %" PRId64 " }", seconds)

static void observations_in_order_are_applied(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    OBSERVE(&bench, "e1", "DEPARTED", 0, NOON + 5 * MINUTE, "cause: DELAY_CAUSE_LOADING",
            "APPLIED");
    OBSERVE(&bench, "e2", "ARRIVED", 1, NOON + 10 * HOUR, "", "APPLIED");
    TRIP_IS(&bench, service_text(&bench,
                                 "state: TRIP_STATE_ARRIVED points { position: 0 departure { %s "
                                 "cause: DELAY_CAUSE_LOADING inferred: false } } "
                                 "points { position: 1 arrival { %s } }",
                                 AT(&bench, NOON + 5 * MINUTE), AT(&bench, NOON + 10 * HOUR)));
    EXPECT(&bench, "ListTripEvents", "parent: '" T1 "' page_size: 3",
           "events { kind: TRIP_EVENT_KIND_COMPOSED commanded: true } "
           "events { kind: TRIP_EVENT_KIND_READY } "
           "events { event_id: 'e1' place: 'places/kunming' utc_offset_minutes: 480 counts: true "
           "outcome: EVENT_OUTCOME_APPLIED sequence: 3 commanded: false }");
    service_down(&bench);
}

static void a_missing_arrival_is_inferred_until_it_is_told(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    OBSERVE(&bench, "e1", "DEPARTED", 0, NOON, "", "APPLIED");
    OBSERVE(&bench, "e2", "DEPARTED", 1, NOON + 14 * HOUR, "", "APPLIED");
    TRIP_IS(&bench, service_text(&bench,
                                 "state: TRIP_STATE_DEPARTED points {} "
                                 "points { position: 1 arrival { %s inferred: true } }",
                                 AT(&bench, NOON + 14 * HOUR)));
    OBSERVE(&bench, "e3", "ARRIVED", 1, NOON + 9 * HOUR, "", "LATE");
    TRIP_IS(&bench, service_text(&bench,
                                 "state: TRIP_STATE_DEPARTED points {} "
                                 "points { position: 1 arrival { %s inferred: false } }",
                                 AT(&bench, NOON + 9 * HOUR)));
    service_down(&bench);
}

static void an_arrival_at_the_end_alone_infers_all_before_it(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    OBSERVE(&bench, "e1", "ARRIVED", 2, NOON + 20 * HOUR, "", "APPLIED");
    TRIP_IS(&bench, "state: TRIP_STATE_FINAL_ARRIVED points { departure { inferred: true } } "
                    "points { arrival { inferred: true } departure { inferred: true } } "
                    "points { arrival { inferred: false } }");
    service_down(&bench);
}

static void a_delivered_trip_never_goes_back(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    OBSERVE(&bench, "e1", "ARRIVED", 2, NOON + 20 * HOUR, "", "APPLIED");
    OBSERVE(&bench, "e2", "DEPARTED", 0, NOON, "", "LATE");
    OBSERVE(&bench, "e3", "BORDER_PRESENTED", 1, NOON + 10 * HOUR, "", "LATE");
    TRIP_IS(&bench, "state: TRIP_STATE_FINAL_ARRIVED points { departure { inferred: false } } "
                    "points { border_state: BORDER_STATE_PRESENTED }");
    service_down(&bench);
}

static void the_same_event_sent_again_is_a_duplicate(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    OBSERVE(&bench, "e1", "DEPARTED", 0, NOON, "", "APPLIED");
    EXPECT(&bench, "RecordTripEvents", trip_event_text(&bench, "e1", "DEPARTED", 0, NOON, ""),
           "results { outcome: EVENT_OUTCOME_DUPLICATE sequence: 3 } recorded: true "
           "trip { sequence: 3 etag: 'v4' }");
    service_down(&bench);
}

static void the_same_id_with_other_content_is_a_conflict(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    OBSERVE(&bench, "e1", "DEPARTED", 0, NOON, "", "APPLIED");
    EXPECT(&bench, "RecordTripEvents", trip_event_text(&bench, "e1", "DEPARTED", 0, NOON + 1, ""),
           "results { outcome: EVENT_OUTCOME_REJECTED reason: 'EVENT_CONFLICT' sequence: 0 } "
           "trip { sequence: 3 }");
    service_down(&bench);
}

static void the_same_news_from_another_source_is_folded_to_one(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    OBSERVE(&bench, "e1", "DEPARTED", 0, NOON, "source: 'gate'", "APPLIED");
    OBSERVE(&bench, "e2", "DEPARTED", 0, NOON + 30 * MINUTE, "source: 'yard'", "DUPLICATE");
    OBSERVE(&bench, "e3", "DEPARTED", 0, NOON + 31 * MINUTE, "source: 'yard'", "ANOMALY");
    TRIP_IS(&bench,
            service_text(&bench, "points { departure { %s } } sequence: 5", AT(&bench, NOON)));
    service_down(&bench);
}

static void crossing_unreleased_is_told_but_does_not_count(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    OBSERVE(&bench, "e1", "DEPARTED", 0, NOON, "", "APPLIED");
    OBSERVE(&bench, "e2", "ARRIVED", 1, NOON + 10 * HOUR, "", "APPLIED");
    EXPECT(&bench, "RecordTripEvents",
           trip_event_text(&bench, "e3", "BORDER_CROSSED", 1, NOON + 12 * HOUR, ""),
           "results { outcome: EVENT_OUTCOME_ANOMALY reason: 'NOT_RELEASED' sequence: 5 }");
    TRIP_IS(&bench, "points {} points { border_state: BORDER_STATE_UNSPECIFIED }");
    /* The release comes late: now it was all right. */
    OBSERVE(&bench, "e4", "BORDER_RELEASED", 1, NOON + 11 * HOUR, "", "ANOMALY");
    OBSERVE(&bench, "e5", "BORDER_PRESENTED", 1, NOON + 10 * HOUR + 1, "", "LATE");
    TRIP_IS(&bench, "points {} points { border_state: BORDER_STATE_CROSSED }");
    EXPECT(&bench, "ListTripEvents", "parent: '" T1 "'",
           "events {} events {} events {} events {} events { event_id: 'e3' counts: true "
           "outcome: EVENT_OUTCOME_ANOMALY anomaly: 'NOT_RELEASED' }");
    service_down(&bench);
}

static void what_lies_in_the_future_is_an_anomaly(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "RecordTripEvents",
           trip_event_text(&bench, "e1", "DEPARTED", 0, NOON + 24 * HOUR + 6 * MINUTE, ""),
           "results { outcome: EVENT_OUTCOME_ANOMALY reason: 'IN_THE_FUTURE' } "
           "trip { state: TRIP_STATE_READY }");
    service_down(&bench);
}

static void an_arrival_before_its_departure_is_an_anomaly_in_either_order(void **state)
{
    struct service_bench bench;

    (void)state;
    for (int turn = 0; turn < 2; turn++) {
        up(&bench);
        if (turn == 0)
            OBSERVE(&bench, "d", "DEPARTED", 0, NOON + HOUR, "", "APPLIED");
        EXPECT(&bench, "RecordTripEvents", trip_event_text(&bench, "a", "ARRIVED", 1, NOON, ""),
               "");
        if (turn == 1)
            OBSERVE(&bench, "d", "DEPARTED", 0, NOON + HOUR, "", "APPLIED");
        TRIP_IS(&bench,
                service_text(&bench, "state: TRIP_STATE_DEPARTED points { departure { %s } }",
                             AT(&bench, NOON + HOUR)));
        service_down(&bench);
    }
}

/* The clock at the gate is behind that at the platform, and that at the border ahead. */
static void steps_within_half_an_hour_are_taken_in_their_order_whatever_the_clocks_say(void **state)
{
    static const struct {
        const char *id;
        const char *kind;
        int point;
        int64_t minutes;
    } NEWS[] = {
        {"d0", "DEPARTED", 0, 0},         {"a1", "ARRIVED", 1, -10},
        {"p", "BORDER_PRESENTED", 1, 25}, {"r", "BORDER_RELEASED", 1, 15},
        {"c", "BORDER_CROSSED", 1, 5},    {"d1", "DEPARTED", 1, -5},
        {"a2", "ARRIVED", 2, 21}, /* 31 minutes after the first arrival */
    };
    struct service_bench bench;

    (void)state;
    for (size_t turn = 0; turn < 7; turn++) {
        const Caravan__Logistics__V1__ListTripEventsResponse *events;

        up(&bench);
        for (size_t i = 0; i < 7; i++) {
            size_t next = (i * 3 + turn) % 7;

            EXPECT(&bench, "RecordTripEvents",
                   trip_event_text(&bench, NEWS[next].id, NEWS[next].kind, NEWS[next].point,
                                   NOON + NEWS[next].minutes * MINUTE, ""),
                   "recorded: true");
        }
        TRIP_IS(&bench,
                service_text(&bench,
                             "state: TRIP_STATE_FINAL_ARRIVED points { departure { %s } } "
                             "points { arrival { %s inferred: false } departure { %s inferred: "
                             "false } border_state: BORDER_STATE_CROSSED }",
                             AT(&bench, NOON), AT(&bench, NOON - 10 * MINUTE),
                             AT(&bench, NOON - 5 * MINUTE)));
        events = (const void *)EXPECT(&bench, "ListTripEvents", "parent: '" T1 "'", "");
        for (size_t i = 0; i < events->n_events; i++)
            assert_true(events->events[i]->counts);
        service_down(&bench);
    }
}

/* Two stations tell of one inspection, and of one end of an interruption; what follows is new. */
static void what_may_happen_again_is_not_mistaken_for_the_time_before(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    OBSERVE(&bench, "d0", "DEPARTED", 0, NOON, "", "APPLIED");
    OBSERVE(&bench, "a1", "ARRIVED", 1, NOON + 10 * HOUR, "", "APPLIED");
    OBSERVE(&bench, "p", "BORDER_PRESENTED", 1, NOON + 11 * HOUR, "", "APPLIED");
    OBSERVE(&bench, "s1", "BORDER_SELECTED", 1, NOON + 12 * HOUR, "", "APPLIED");
    OBSERVE(&bench, "i1", "BORDER_INSPECTED", 1, NOON + 13 * HOUR, "", "APPLIED");
    OBSERVE(&bench, "s2", "BORDER_SELECTED", 1, NOON + 13 * HOUR + 25 * MINUTE, "", "APPLIED");
    OBSERVE(&bench, "j1", "BORDER_INSPECTED", 1, NOON + 13 * HOUR + 10 * MINUTE, "", "ANOMALY");
    OBSERVE(&bench, "x1", "INTERRUPTED", 0, NOON + 14 * HOUR, "", "APPLIED");
    OBSERVE(&bench, "r1", "RESUMED", 0, NOON + 15 * HOUR, "", "APPLIED");
    OBSERVE(&bench, "x2", "INTERRUPTED", 0, NOON + 15 * HOUR + 25 * MINUTE, "", "APPLIED");
    OBSERVE(&bench, "q1", "RESUMED", 0, NOON + 15 * HOUR + 10 * MINUTE, "", "ANOMALY");
    TRIP_IS(&bench, "interrupted: true points {} points { border_state: BORDER_STATE_SELECTED }");
    service_down(&bench);
}

static void a_wrong_clock_is_put_right_by_the_time_of_sending(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    OBSERVE(&bench, "e1", "DEPARTED", 0, NOON + 26 * HOUR,
            service_text(&bench, "sent_time { seconds: %" PRId64 " }", NOON + 27 * HOUR),
            "APPLIED");
    EXPECT(&bench, "ListTripEvents", "parent: '" T1 "'",
           service_text(&bench,
                        "events {} events {} events { occurred_time { seconds: %" PRId64 " } "
                        "corrected_time { seconds: %" PRId64 " } }",
                        NOON + 26 * HOUR, NOON + 23 * HOUR));
    TRIP_IS(&bench,
            service_text(&bench, "points { departure { %s } }", AT(&bench, NOON + 23 * HOUR)));
    service_down(&bench);
}

/* Sent by so many seconds before it came, it is taken as it was told, or put right. */
static void a_clock_that_is_off_by_two_minutes_is_right(void **state)
{
    struct service_bench bench;

    (void)state;
    for (int64_t skew = 120; skew <= 121; skew++) {
        up(&bench);
        OBSERVE(&bench, "e1", "DEPARTED", 0, NOON + HOUR,
                service_text(&bench, "sent_time { seconds: %" PRId64 " }", NOON + 24 * HOUR - skew),
                "APPLIED");
        TRIP_IS(&bench, service_text(&bench, "points { departure { %s } }",
                                     AT(&bench, NOON + HOUR + (skew > 120 ? skew : 0))));
        service_down(&bench);
    }
}

/* Its clock is an hour ahead: not what it saw is in the future. */
static void what_a_fast_clock_saw_is_in_the_future_only_after_correction(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    OBSERVE(&bench, "e1", "DEPARTED", 0, NOON + 25 * HOUR - MINUTE,
            service_text(&bench, "sent_time { seconds: %" PRId64 " }", NOON + 25 * HOUR),
            "APPLIED");
    EXPECT(&bench, "RecordTripEvents",
           trip_event_text(
               &bench, "e2", "ARRIVED", 1, NOON + 26 * HOUR,
               service_text(&bench, "sent_time { seconds: %" PRId64 " }", NOON + 25 * HOUR)),
           "results { outcome: EVENT_OUTCOME_ANOMALY reason: 'IN_THE_FUTURE' }");
    TRIP_IS(&bench, service_text(&bench, "state: TRIP_STATE_DEPARTED points { departure { %s } }",
                                 AT(&bench, NOON + 24 * HOUR - MINUTE)));
    service_down(&bench);
}

static void a_wrong_event_is_corrected_by_another(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    OBSERVE(&bench, "e1", "DEPARTED", 0, NOON, "", "APPLIED");
    OBSERVE(&bench, "e2", "DEPARTED", 0, NOON + HOUR,
            "retracts: 'e1' retraction_reason: RETRACTION_REASON_INCORRECT_DATA", "APPLIED");
    TRIP_IS(&bench, service_text(&bench, "state: TRIP_STATE_DEPARTED points { departure { %s } }",
                                 AT(&bench, NOON + HOUR)));
    EXPECT(
        &bench, "ListTripEvents", "parent: '" T1 "'",
        "events {} events {} events { event_id: 'e1' counts: false retracted_by: 'e2' "
        "outcome: EVENT_OUTCOME_APPLIED } events { event_id: 'e2' retracts: 'e1' counts: true }");
    service_down(&bench);
}

#define RETRACT(id, what)                                                                          \
    "parent: '" T1 "' events { event_id: '" id "' retracts: '" what                                \
    "' retraction_reason: RETRACTION_REASON_DID_NOT_OCCUR }"

static void what_did_not_happen_is_retracted_and_that_again(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    OBSERVE(&bench, "e1", "DEPARTED", 0, NOON, "", "APPLIED");
    EXPECT(&bench, "RecordTripEvents", RETRACT("r1", "e1"),
           "results { outcome: EVENT_OUTCOME_APPLIED } trip { state: TRIP_STATE_READY }");
    EXPECT(&bench, "RecordTripEvents", RETRACT("r2", "e1"),
           "results { outcome: EVENT_OUTCOME_ANOMALY reason: 'ALREADY_RETRACTED' }");
    EXPECT(&bench, "ListTripEvents", "parent: '" T1 "'",
           "events {} events {} events { event_id: 'e1' retracted_by: 'r1' counts: false } "
           "events { event_id: 'r1' counts: true } events { event_id: 'r2' counts: false }");
    EXPECT(&bench, "RecordTripEvents", RETRACT("r1", "e1"),
           "results { outcome: EVENT_OUTCOME_DUPLICATE }");
    EXPECT(&bench, "RecordTripEvents", RETRACT("r3", "r2"), "");
    EXPECT(&bench, "RecordTripEvents", RETRACT("r4", "r1"),
           "results { outcome: EVENT_OUTCOME_APPLIED } trip { state: TRIP_STATE_DEPARTED }");
    service_down(&bench);
}

static void a_retraction_may_come_before_what_it_retracts(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "RecordTripEvents", RETRACT("r1", "e1"),
           "results { outcome: EVENT_OUTCOME_ANOMALY reason: 'UNKNOWN_EVENT' }");
    EXPECT(&bench, "RecordTripEvents", trip_event_text(&bench, "e1", "DEPARTED", 0, NOON, ""),
           "results { outcome: EVENT_OUTCOME_ANOMALY reason: 'RETRACTED' } "
           "trip { state: TRIP_STATE_READY }");
    service_down(&bench);
}

static void what_was_commanded_of_the_whole_trip_stands(void **state)
{
    const Caravan__Logistics__V1__ListTripEventsResponse *events;
    struct service_bench bench;

    (void)state;
    up(&bench);
    events = (const void *)EXPECT(&bench, "ListTripEvents", "parent: '" T1 "'", "");
    EXPECT(&bench, "RecordTripEvents",
           service_text(&bench,
                        "parent: '" T1 "' events { event_id: 'r' retracts: '%s' "
                        "retraction_reason: RETRACTION_REASON_DID_NOT_OCCUR }",
                        events->events[1]->event_id),
           "results { outcome: EVENT_OUTCOME_ANOMALY reason: 'COMMAND_STANDS' } "
           "trip { state: TRIP_STATE_READY }");
    service_down(&bench);
}

static const char *expected_text(struct service_bench *bench, const char *event,
                                 const char *classifier, int64_t time, int64_t sent)
{
    return trip_event_text(bench, event, "ARRIVED", 2, time,
                           service_text(bench,
                                        "classifier: TIME_CLASSIFIER_%s "
                                        "sent_time { seconds: %" PRId64 " }",
                                        classifier, sent));
}

static void plans_and_estimates_replace_each_other_as_they_were_sent(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "RecordTripEvents",
           expected_text(&bench, "p", "PLANNED", NOON + 48 * HOUR, NOON + HOUR),
           "results { outcome: EVENT_OUTCOME_APPLIED }");
    EXPECT(&bench, "RecordTripEvents",
           expected_text(&bench, "e2", "ESTIMATED", NOON + 50 * HOUR, NOON + 2 * HOUR),
           "results { outcome: EVENT_OUTCOME_APPLIED }");
    EXPECT(&bench, "RecordTripEvents",
           expected_text(&bench, "e1", "ESTIMATED", NOON + 40 * HOUR, NOON + HOUR),
           "results { outcome: EVENT_OUTCOME_LATE }");
    TRIP_IS(&bench, service_text(&bench,
                                 "points {} points {} points { arrival { "
                                 "first_plan_time { seconds: %" PRId64 " } "
                                 "planned_time { seconds: %" PRId64 " } "
                                 "estimated_time { seconds: %" PRId64 " } } }",
                                 NOON + 21 * HOUR, NOON + 48 * HOUR, NOON + 50 * HOUR));
    service_down(&bench);
}

static void an_observed_departure_of_a_trip_not_ready_counts_and_is_told(void **state)
{
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    corridor_sow(&bench);
    trip_sow(&bench, "t1", NOON);
    EXPECT(&bench, "RecordTripEvents", trip_event_text(&bench, "e1", "DEPARTED", 0, NOON, ""),
           "results { outcome: EVENT_OUTCOME_ANOMALY reason: 'NOT_READY' } "
           "trip { state: TRIP_STATE_DEPARTED }");
    service_down(&bench);
}

static void an_observed_departure_with_a_refused_wagon_counts_and_is_told(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    OBSERVE(&bench, "d0", "DEPARTED", 0, NOON, "", "APPLIED");
    OBSERVE(&bench, "a1", "ARRIVED", 1, NOON + 10 * HOUR, "", "APPLIED");
    OBSERVE(&bench, "w", "WAGON_REFUSED", 1, NOON + 11 * HOUR, "wagon: '5232100'", "APPLIED");
    EXPECT(&bench, "RecordTripEvents",
           trip_event_text(&bench, "d1", "DEPARTED", 1, NOON + 12 * HOUR, ""),
           "results { outcome: EVENT_OUTCOME_ANOMALY reason: 'WAGON_REFUSED' } "
           "trip { state: TRIP_STATE_DEPARTED }");
    service_down(&bench);
}

/* It comes late, and is taken back. */
static void a_refusal_told_after_the_departure_is_no_less_true(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    OBSERVE(&bench, "a1", "ARRIVED", 1, NOON + 10 * HOUR, "", "APPLIED");
    OBSERVE(&bench, "d1", "DEPARTED", 1, NOON + 12 * HOUR, "", "APPLIED");
    OBSERVE(&bench, "a2", "ARRIVED", 2, NOON + 20 * HOUR, "", "APPLIED");
    OBSERVE(&bench, "w", "WAGON_REFUSED", 1, NOON + 11 * HOUR, "wagon: '5232100'", "LATE");
    TRIP_IS(&bench, "state: TRIP_STATE_FINAL_ARRIVED consist_changed: true "
                    "wagons { refused: true } points {} points { departure { inferred: false } }");
    EXPECT(&bench, "RecordTripEvents", RETRACT("r", "w"),
           "results { outcome: EVENT_OUTCOME_APPLIED }");
    TRIP_IS(&bench, "state: TRIP_STATE_FINAL_ARRIVED consist_changed: false "
                    "wagons { refused: false }");
    service_down(&bench);
}

static void a_retracted_refusal_lets_the_trip_leave(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    OBSERVE(&bench, "w", "WAGON_REFUSED", 0, NOON + HOUR, "wagon: '5232100'", "APPLIED");
    MOVE_REFUSED(&bench, "t1", "DEPARTED", 0, "WAGON_REFUSED");
    EXPECT(&bench, "RecordTripEvents", RETRACT("r", "w"), "");
    trip_move(&bench, "t1", "DEPARTED", 0);
    service_down(&bench);
}

static void a_trip_may_be_written_down_after_it_ran(void **state)
{
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    corridor_sow(&bench);
    trip_sow(&bench, "t1", NOON - 100 * HOUR);
    trip_ready(&bench, "t1", "5232100");
    OBSERVE(&bench, "e1", "DEPARTED", 0, NOON - 100 * HOUR, "", "APPLIED");
    OBSERVE(&bench, "e2", "ARRIVED", 1, NOON - 90 * HOUR, "", "APPLIED");
    OBSERVE(&bench, "e3", "DEPARTED", 1, NOON - 86 * HOUR, "", "APPLIED");
    OBSERVE(&bench, "e4", "ARRIVED", 2, NOON - 79 * HOUR, "", "APPLIED");
    OBSERVE(&bench, "e5", "UNLOADED", 2, NOON - 70 * HOUR, "", "APPLIED");
    EXPECT(&bench, "CloseTrip", "name: '" T1 "'",
           "state: TRIP_STATE_CLOSED consist_changed: false");
    service_down(&bench);
}

static void a_cancelled_trip_stays_cancelled_whatever_is_seen(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CancelTrip", "name: '" T1 "'", "");
    EXPECT(&bench, "RecordTripEvents", trip_event_text(&bench, "e1", "DEPARTED", 0, NOON, ""),
           "results { outcome: EVENT_OUTCOME_ANOMALY reason: 'TRIP_CANCELLED' } "
           "trip { state: TRIP_STATE_CANCELLED }");
    service_down(&bench);
}

/* `count` incidents, numbered from `first`, and perhaps something wrong. */
static const char *batch(struct service_bench *bench, int first, int count, const char *rest)
{
    char *text = cv_arena_alloc(&bench->arena, 512u * 200u);
    size_t n = 0;

    assert_non_null(text);
    n += (size_t)sprintf(text, "parent: '" T1 "' ");
    for (int i = first; i < first + count; i++)
        n += (size_t)sprintf(text + n,
                             "events { event_id: 'i%d' kind: TRIP_EVENT_KIND_INCIDENT "
                             "classifier: TIME_CLASSIFIER_ACTUAL utc_offset_minutes: 0 "
                             "occurred_time { seconds: %" PRId64 " } } ",
                             i, NOON + i);
    (void)sprintf(text + n, "%s", rest);
    return text;
}

static void late_news_of_a_closed_trip_is_folded_in_where_it_belongs(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    OBSERVE(&bench, "e1", "ARRIVED", 2, NOON + 20 * HOUR, "", "APPLIED");
    OBSERVE(&bench, "e2", "UNLOADED", 2, NOON + 22 * HOUR, "", "APPLIED");
    EXPECT(&bench, "CloseTrip", "name: '" T1 "'", "");
    OBSERVE(&bench, "e3", "DEPARTED", 0, NOON + HOUR, "", "LATE");
    TRIP_IS(&bench, service_text(&bench, "state: TRIP_STATE_CLOSED points { departure { %s } }",
                                 AT(&bench, NOON + HOUR)));
    service_clock_set(SERVICE_NOON + 2 * SERVICE_DAY);
    EXPECT(&bench, "RecordTripEvents",
           trip_event_text(&bench, "e4", "INCIDENT", 2, NOON + 47 * HOUR, ""),
           "results { outcome: EVENT_OUTCOME_ANOMALY reason: 'TRIP_CLOSED' } "
           "trip { incident_count: 0 }");
    service_down(&bench);
}

static void a_trip_is_full_at_five_thousand_events_and_can_still_be_closed(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (int i = 0; i < 9; i++) {
        EXPECT(&bench, "RecordTripEvents", batch(&bench, i * 500, 500, ""), "recorded: true");
        service_forget(&bench);
    }
    EXPECT(&bench, "RecordTripEvents", batch(&bench, 4500, 498, ""),
           "trip { incident_count: 4998 }");
    REFUSE(&bench, "RecordTripEvents", batch(&bench, 5000, 1, ""), CV_RESOURCE_EXHAUSTED,
           "TRIP_FULL", "");
    EXPECT(&bench, "CancelTrip", "name: '" T1 "'", "state: TRIP_STATE_CANCELLED");
    service_down(&bench);
}

static void each_wrong_field_of_an_event_is_named(void **state)
{
    static const struct {
        const char *wrong;
        const char *field;
    } ROWS[] = {
        {"event_id: ''", "event_id"},
        {"kind: TRIP_EVENT_KIND_READY", "kind"},
        {"kind: 77", "kind"},
        {"!kind", "retracts"},
        {"!classifier", "classifier"},
        {"kind: TRIP_EVENT_KIND_INCIDENT classifier: TIME_CLASSIFIER_PLANNED", "classifier"},
        {"!occurred_time", "occurred_time"},
        {"utc_offset_minutes: -841", "utc_offset_minutes"},
        {"occurred_time { seconds: 7258118400 }", "occurred_time"},
        {"point: 1000", "point"},
        {"sent_time { seconds: 1783000000 }", "sent_time"},
        {"sent_time { seconds: 1719000000 }", "sent_time"},
        {"sent_time { seconds: 253402300799 }", "sent_time"},
        {"cause: 15", "cause"},
        {"retracts: 'e0'", "retraction_reason"},
        {"retraction_reason: RETRACTION_REASON_DID_NOT_OCCUR", "retraction_reason"},
        {"source: '" LETTERS_50 "'", "source"},
        {"kind: TRIP_EVENT_KIND_HOLD_CLOSED", "hold_id"},
        {"wagon: '5232100'", "wagon"},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++)
        EXPECT(&bench, "RecordTripEvents",
               trip_event_text(&bench, "e", "DEPARTED", 0, NOON, ROWS[i].wrong),
               service_text(&bench,
                            "results { outcome: EVENT_OUTCOME_REJECTED reason: 'INVALID_FIELD' "
                            "field: '%s' sequence: 0 } trip { sequence: 2 }",
                            ROWS[i].field));
    EXPECT(&bench, "RecordTripEvents",
           "parent: '" T1 "' events { event_id: 'e' kind: TRIP_EVENT_KIND_DEPARTED "
           "classifier: TIME_CLASSIFIER_ACTUAL occurred_time { seconds: 1751371200 } }",
           "results { outcome: EVENT_OUTCOME_REJECTED field: 'utc_offset_minutes' }");
    OBSERVE(&bench, "e", "DEPARTED", 0, NOON, "", "APPLIED");
    service_down(&bench);
}

static void a_batch_may_be_five_hundred_events_and_no_more(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE(&bench, "RecordTripEvents", batch(&bench, 0, 501, ""), BAD, "events");
    REFUSE(&bench, "RecordTripEvents", batch(&bench, 0, 0, ""), BAD, "events");
    EXPECT(&bench, "RecordTripEvents", batch(&bench, 0, 500, ""),
           "recorded: true trip { incident_count: 500 sequence: 502 }");
    service_down(&bench);
}

static void a_batch_of_all_or_nothing_records_nothing_when_one_is_rejected(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "RecordTripEvents",
           batch(&bench, 0, 1, "events { event_id: 'x' } mode: BATCH_MODE_ALL_OR_NOTHING"),
           "results { outcome: EVENT_OUTCOME_REJECTED reason: 'BATCH_REJECTED' sequence: 0 } "
           "results { outcome: EVENT_OUTCOME_REJECTED reason: 'INVALID_FIELD' } recorded: false "
           "trip { sequence: 2 incident_count: 0 }");
    EXPECT(&bench, "RecordTripEvents", batch(&bench, 0, 1, "events { event_id: 'x' }"),
           "results { outcome: EVENT_OUTCOME_APPLIED sequence: 3 } "
           "results { outcome: EVENT_OUTCOME_REJECTED } recorded: true "
           "trip { sequence: 3 incident_count: 1 }");
    service_down(&bench);
}

static void a_retraction_of_itself_is_kept_without_effect(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "RecordTripEvents",
           "parent: '" T1 "' events { event_id: 'r' retracts: 'r' "
           "retraction_reason: RETRACTION_REASON_DID_NOT_OCCUR }",
           "recorded: true results { outcome: EVENT_OUTCOME_ANOMALY reason: 'RETRACTION_STANDS' }");
    service_down(&bench);
}

static void the_audit_is_told_the_hash_of_what_was_sent(void **state)
{
    const Caravan__Common__V1__ListAuditEntriesResponse *page;
    const Caravan__Common__V1__AuditEntry *entry;
    uint8_t digest[CV_SHA256_BYTES];
    struct service_bench bench;
    const char *problem;
    const char *text;

    (void)state;
    up(&bench);
    text = trip_event_text(&bench, "e1", "DEPARTED", 0, NOON, "");
    EXPECT(&bench, "RecordTripEvents", text, "recorded: true");
    page = (const void *)EXPECT(&bench, "ListAuditEntries", "", "");
    entry = page->entries[page->n_entries - 1];
    assert_string_equal(entry->resource, T1);
    assert_string_equal(entry->type, "sha256");
    cv_sha256(cv_codec_encode(
                  message_from_text(&caravan__logistics__v1__record_trip_events_request__descriptor,
                                    text, &bench.arena, &problem),
                  &bench.arena),
              digest);
    assert_int_equal(entry->after.len, sizeof(digest));
    assert_memory_equal(entry->after.data, digest, sizeof(digest));
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(observations_in_order_are_applied),
        cmocka_unit_test(a_missing_arrival_is_inferred_until_it_is_told),
        cmocka_unit_test(an_arrival_at_the_end_alone_infers_all_before_it),
        cmocka_unit_test(a_delivered_trip_never_goes_back),
        cmocka_unit_test(the_same_event_sent_again_is_a_duplicate),
        cmocka_unit_test(the_same_id_with_other_content_is_a_conflict),
        cmocka_unit_test(the_same_news_from_another_source_is_folded_to_one),
        cmocka_unit_test(crossing_unreleased_is_told_but_does_not_count),
        cmocka_unit_test(what_lies_in_the_future_is_an_anomaly),
        cmocka_unit_test(an_arrival_before_its_departure_is_an_anomaly_in_either_order),
        cmocka_unit_test(
            steps_within_half_an_hour_are_taken_in_their_order_whatever_the_clocks_say),
        cmocka_unit_test(what_may_happen_again_is_not_mistaken_for_the_time_before),
        cmocka_unit_test(a_wrong_clock_is_put_right_by_the_time_of_sending),
        cmocka_unit_test(a_clock_that_is_off_by_two_minutes_is_right),
        cmocka_unit_test(what_a_fast_clock_saw_is_in_the_future_only_after_correction),
        cmocka_unit_test(a_wrong_event_is_corrected_by_another),
        cmocka_unit_test(what_did_not_happen_is_retracted_and_that_again),
        cmocka_unit_test(a_retraction_may_come_before_what_it_retracts),
        cmocka_unit_test(what_was_commanded_of_the_whole_trip_stands),
        cmocka_unit_test(plans_and_estimates_replace_each_other_as_they_were_sent),
        cmocka_unit_test(an_observed_departure_of_a_trip_not_ready_counts_and_is_told),
        cmocka_unit_test(an_observed_departure_with_a_refused_wagon_counts_and_is_told),
        cmocka_unit_test(a_refusal_told_after_the_departure_is_no_less_true),
        cmocka_unit_test(a_retracted_refusal_lets_the_trip_leave),
        cmocka_unit_test(a_trip_may_be_written_down_after_it_ran),
        cmocka_unit_test(a_cancelled_trip_stays_cancelled_whatever_is_seen),
        cmocka_unit_test(late_news_of_a_closed_trip_is_folded_in_where_it_belongs),
        cmocka_unit_test(a_trip_is_full_at_five_thousand_events_and_can_still_be_closed),
        cmocka_unit_test(each_wrong_field_of_an_event_is_named),
        cmocka_unit_test(a_batch_may_be_five_hundred_events_and_no_more),
        cmocka_unit_test(a_batch_of_all_or_nothing_records_nothing_when_one_is_rejected),
        cmocka_unit_test(a_retraction_of_itself_is_kept_without_effect),
        cmocka_unit_test(the_audit_is_told_the_hash_of_what_was_sent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
