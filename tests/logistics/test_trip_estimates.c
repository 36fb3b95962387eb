/* When a trip will be where, from how long earlier ones took. */
#include "logistics_corridor.h"
#include "trip/forecast.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define DAY (24 * HOUR)

static void observe(struct service_bench *bench, const char *trip, const char *kind, int point,
                    int64_t seconds)
{
    EXPECT(bench, "RecordTripEvents",
           service_text(bench,
                        "parent: 'corridors/laos/trips/%s' events { event_id: '%s-%d' "
                        "kind: TRIP_EVENT_KIND_%s point: %d classifier: TIME_CLASSIFIER_ACTUAL "
                        "occurred_time { seconds: %" PRId64 " } utc_offset_minutes: 480 }",
                        trip, kind[0] == 'A' ? "a" : "d", point, kind, point, seconds),
           "results { outcome: EVENT_OUTCOME_APPLIED }");
}

/* Trips h0 to h9, long ago: the first leg took 10 to 19 hours, the stay 2, the second leg 7. */
static void sow_history(struct service_bench *bench, int trips)
{
    for (int i = 0; i < trips; i++) {
        const char *id = service_text(bench, "h%d", i);
        int64_t left = NOON - (60 - i) * DAY;

        trip_sow(bench, id, left);
        trip_ready(bench, id, service_text(bench, "500000%d", i));
        observe(bench, id, "DEPARTED", 0, left);
        observe(bench, id, "ARRIVED", 1, left + (10 + i) * HOUR);
        observe(bench, id, "DEPARTED", 1, left + (12 + i) * HOUR);
        observe(bench, id, "ARRIVED", 2, left + (19 + i) * HOUR);
    }
}

/* Trip t1, planned for noon, leaves then. The clock stands at noon. */
static void up(struct service_bench *bench, int trips)
{
    logistics_up(bench, SERVICE_IN_MEMORY);
    corridor_sow(bench);
    sow_history(bench, trips);
    trip_sow(bench, "t1", NOON);
    trip_ready(bench, "t1", "5232100");
    observe(bench, "t1", "DEPARTED", 0, NOON);
}

#define ESTIMATES(bench, want) EXPECT(bench, "ListTripEstimates", "parent: '" T1 "'", want)

static void a_trip_is_expected_when_earlier_ones_would_have_been_there(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench, 10);
    /* Of 10 to 19 hours the fifth is 14, the ninth 18. */
    TRIP_IS(&bench,
            service_text(&bench,
                         "points {} points { arrival { forecast_time { seconds: %" PRId64
                         " } forecast_late_time { seconds: %" PRId64 " } } } "
                         "points { arrival { forecast_time { seconds: %" PRId64
                         " } forecast_late_time { seconds: %" PRId64 " } } }",
                         NOON + 14 * HOUR, NOON + 18 * HOUR, NOON + 23 * HOUR, NOON + 27 * HOUR));
    service_down(&bench);
}

static void without_five_earlier_ones_the_plan_is_taken(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench, 4);
    ESTIMATES(&bench, service_text(&bench,
                                   "estimates { point: 1 basis: ESTIMATE_BASIS_PLAN } "
                                   "estimates { point: 2 basis: ESTIMATE_BASIS_PLAN "
                                   "arrival_time { seconds: %" PRId64 " } }",
                                   NOON + 21 * HOUR));
    service_down(&bench);
}

static void each_actual_makes_it_anew_and_differences_are_kept(void **state)
{
    const Caravan__Logistics__V1__ListTripEstimatesResponse *answer;
    struct service_bench bench;

    (void)state;
    up(&bench, 10);
    answer = (const void *)ESTIMATES(&bench, "");
    assert_int_equal(answer->n_estimates, 2);
    service_clock_set(SERVICE_NOON + 14 * HOUR * 1000000);
    observe(&bench, "t1", "ARRIVED", 1, NOON + 14 * HOUR); /* just as expected */
    answer = (const void *)ESTIMATES(&bench, "");
    assert_int_equal(answer->n_estimates, 3); /* but now it is surer */
    service_clock_set(SERVICE_NOON + 20 * HOUR * 1000000);
    observe(&bench, "t1", "DEPARTED", 1, NOON + 20 * HOUR);
    ESTIMATES(&bench, service_text(&bench,
                                   "estimates {} estimates {} estimates {} estimates { point: 2 "
                                   "arrival_time { seconds: %" PRId64 " } "
                                   "late_time { seconds: %" PRId64 " } "
                                   "basis: ESTIMATE_BASIS_HISTORY }",
                                   NOON + 27 * HOUR, NOON + 27 * HOUR));
    service_down(&bench);
}

static void estimates_are_scored_by_what_came(void **state)
{
    const Caravan__Logistics__V1__ListTripEstimatesResponse *answer;
    struct service_bench bench;

    (void)state;
    up(&bench, 10);
    service_clock_set(SERVICE_NOON + 24 * HOUR * 1000000);
    observe(&bench, "t1", "ARRIVED", 2, NOON + 24 * HOUR); /* expected after 23 hours */
    answer = (const void *)ESTIMATES(&bench, "scores { point: 2 hours_before: 12 error_minutes: 60 "
                                             "by_late_time: true } "
                                             "scores { point: 2 hours_before: 6 }");
    assert_int_equal(answer->n_scores, 2); /* nothing was expected a day before */
    service_down(&bench);
}

static void an_open_hold_of_unknown_length_makes_it_unknown(void **state)
{
    const Caravan__Logistics__V1__Trip *trip;
    struct service_bench bench;

    (void)state;
    up(&bench, 10);
    EXPECT(&bench, "MoveTrip",
           "name: '" T1 "' kind: TRIP_EVENT_KIND_HOLD_OPENED hold_id: 'h' "
           "hold_kind: HOLD_KIND_CUSTOMS",
           "");
    trip = (const void *)TRIP_IS(&bench, "");
    assert_null(trip->points[2]->arrival->forecast_time);
    ESTIMATES(&bench, "estimates {} estimates {} estimates { basis: ESTIMATE_BASIS_UNKNOWN }");
    EXPECT(&bench, "MoveTrip", "name: '" T1 "' kind: TRIP_EVENT_KIND_HOLD_CLOSED hold_id: 'h'", "");
    trip = (const void *)TRIP_IS(&bench, "");
    assert_non_null(trip->points[2]->arrival->forecast_time);
    service_down(&bench);
}

static void an_interrupted_trip_is_expected_again_when_it_goes_on(void **state)
{
    const Caravan__Logistics__V1__Trip *trip;
    struct service_bench bench;

    (void)state;
    up(&bench, 10);
    EXPECT(&bench, "MoveTrip",
           "name: '" T1 "' kind: TRIP_EVENT_KIND_INTERRUPTED cause: DELAY_CAUSE_WEATHER", "");
    trip = (const void *)TRIP_IS(&bench, "");
    assert_null(trip->points[1]->arrival->forecast_time);
    ESTIMATES(&bench, "estimates {} estimates {} estimates { basis: ESTIMATE_BASIS_UNKNOWN }");
    service_clock_set(SERVICE_NOON + 20 * HOUR * 1000000);
    trip_move(&bench, "t1", "RESUMED", 0);
    TRIP_IS(&bench,
            service_text(&bench,
                         "points {} points { arrival { forecast_time { seconds: %" PRId64 " } } }",
                         NOON + 20 * HOUR));
    service_down(&bench);
}

/* Of five holds of one to five hours the third took three. */
static void an_open_hold_is_expected_to_last_as_earlier_ones_of_its_kind_did(void **state)
{
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    corridor_sow(&bench);
    sow_history(&bench, 5);
    for (int i = 0; i < 5; i++) {
        const char *open = service_text(&bench,
                                        "name: 'corridors/laos/trips/h%d' "
                                        "occurred_time { seconds: %" PRId64 " } hold_id: 'h' ",
                                        i, NOON - 9 * DAY);
        const char *close = service_text(&bench,
                                         "name: 'corridors/laos/trips/h%d' "
                                         "occurred_time { seconds: %" PRId64 " } hold_id: 'h' ",
                                         i, NOON - 9 * DAY + (i + 1) * HOUR);

        EXPECT(&bench, "MoveTrip",
               service_text(&bench,
                            "%s kind: TRIP_EVENT_KIND_HOLD_OPENED "
                            "hold_kind: HOLD_KIND_CUSTOMS",
                            open),
               "");
        EXPECT(&bench, "MoveTrip",
               service_text(&bench, "%s kind: TRIP_EVENT_KIND_HOLD_CLOSED", close), "");
    }
    trip_sow(&bench, "t1", NOON);
    trip_ready(&bench, "t1", "5232100");
    EXPECT(&bench, "MoveTrip",
           "name: '" T1 "' kind: TRIP_EVENT_KIND_HOLD_OPENED hold_id: 'h' "
           "hold_kind: HOLD_KIND_CUSTOMS",
           "");
    TRIP_IS(&bench,
            service_text(&bench,
                         "points {} points { arrival { forecast_time { seconds: %" PRId64 " } } }",
                         NOON + (3 + 12) * HOUR));
    service_down(&bench);
}

static void a_late_trip_is_never_expected_in_the_past(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench, 10);
    service_clock_set(SERVICE_NOON + 2 * SERVICE_DAY);
    EXPECT(&bench, "MoveTrip", "name: '" T1 "' kind: TRIP_EVENT_KIND_INCIDENT", "");
    EXPECT(&bench, "ListTripEvents", "parent: '" T1 "'", "");
    ESTIMATES(&bench, service_text(&bench,
                                   "estimates {} estimates {} estimates { point: 1 "
                                   "arrival_time { seconds: %" PRId64 " } }",
                                   NOON + 2 * DAY));
    service_down(&bench);
}

static void a_trip_that_waits_is_expected_as_if_it_left_now(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench, 10);
    service_clock_set(SERVICE_NOON + 5 * HOUR * 1000000);
    trip_sow(&bench, "t2", NOON);
    trip_ready(&bench, "t2", "5232101");
    EXPECT(&bench, "GetTrip", "name: 'corridors/laos/trips/t2'",
           service_text(&bench,
                        "points {} points { arrival { forecast_time { seconds: %" PRId64 " } } }",
                        NOON + 19 * HOUR));
    service_down(&bench);
}

static void what_was_only_inferred_is_no_example(void **state)
{
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    corridor_sow(&bench);
    for (int i = 0; i < 5; i++) {
        const char *id = service_text(&bench, "h%d", i);

        trip_sow(&bench, id, NOON - 60 * DAY);
        trip_ready(&bench, id, service_text(&bench, "500000%d", i));
        observe(&bench, id, "DEPARTED", 0, NOON - 60 * DAY);
        observe(&bench, id, "DEPARTED", 1, NOON - 59 * DAY); /* arrived in between, nobody saw */
    }
    trip_sow(&bench, "t1", NOON);
    trip_ready(&bench, "t1", "5232100");
    ESTIMATES(&bench, "estimates { point: 1 basis: ESTIMATE_BASIS_PLAN }");
    service_down(&bench);
}

/* ---- alerts ---- */

#define ALERTS(bench, want)                                                                        \
    ((const Caravan__Logistics__V1__ListTripAlertsResponse *)EXPECT(bench, "ListTripAlerts",       \
                                                                    "parent: '" T1 "'", want))

static void tell(struct service_bench *bench, const char *id, const char *kind, int point,
                 int64_t minutes)
{
    service_clock_set(SERVICE_NOON + minutes * TRIP_MINUTE);
    EXPECT(bench, "RecordTripEvents",
           trip_event_text(bench, id, kind, point, NOON + minutes * MINUTE, ""), "recorded: true");
}

/* Trip t1, planned for noon, by the plan alone: at Mohan after 600 minutes, from there after 840,
 * at Vientiane after 1260. */
static void up_planned(struct service_bench *bench)
{
    logistics_up(bench, SERVICE_IN_MEMORY);
    corridor_sow(bench);
    trip_sow(bench, "t1", NOON);
    trip_ready(bench, "t1", "5232100");
}

static void a_trip_that_slips_is_alerted_at_15_30_and_60_minutes(void **state)
{
    static const struct {
        int64_t minutes;
        int slip; /* of both points */
    } LEAVES[] = {{14, 0}, {15, 1}, {29, 1}, {30, 2}, {59, 2}, {60, 3}, {1000, 3}};
    struct service_bench bench;

    (void)state;
    for (size_t i = 0; i < sizeof(LEAVES) / sizeof(LEAVES[0]); i++) {
        const Caravan__Logistics__V1__ListTripAlertsResponse *answer;

        up_planned(&bench);
        tell(&bench, "d0", "DEPARTED", 0, LEAVES[i].minutes);
        TRIP_IS(&bench, service_text(&bench,
                                     "points { slip: 0 } points { slip: %d } "
                                     "points { slip: %d }",
                                     LEAVES[i].slip, LEAVES[i].slip));
        answer = ALERTS(&bench, "");
        assert_int_equal(answer->n_alerts, LEAVES[i].slip == 0 ? 0 : 2);
        for (size_t k = 0; k < answer->n_alerts; k++) {
            assert_int_equal(answer->alerts[k]->slip, LEAVES[i].slip);
            assert_int_equal(answer->alerts[k]->slip_minutes, LEAVES[i].minutes);
            assert_int_equal(answer->alerts[k]->raise_sequence, 3);
            assert_null(answer->alerts[k]->clear_time);
        }
        service_down(&bench);
    }
}

static void an_alert_is_raised_once_and_cleared_when_the_trip_has_caught_up(void **state)
{
    struct service_bench bench;

    (void)state;
    up_planned(&bench);
    tell(&bench, "d0", "DEPARTED", 0, 40);
    tell(&bench, "i1", "INCIDENT", 0, 60); /* no news of when */
    tell(&bench, "a1", "ARRIVED", 1, 640); /* as late as before */
    assert_int_equal(ALERTS(&bench, "")->n_alerts, 2);
    tell(&bench, "d1", "DEPARTED", 1, 850); /* it stayed half an hour less */
    assert_int_equal(
        ALERTS(&bench, service_text(&bench,
                                    "alerts { point: 1 place: 'places/mohan' slip: 2 "
                                    "slip_minutes: 40 raise_sequence: 3 clear_sequence: 5 "
                                    "planned_time { seconds: %" PRId64 " } "
                                    "forecast_time { seconds: %" PRId64 " } } "
                                    "alerts { point: 2 slip: 2 raise_sequence: 3 "
                                    "clear_sequence: 6 }",
                                    NOON + 600 * MINUTE, NOON + 640 * MINUTE))
            ->n_alerts,
        2);
    assert_int_equal(((const Caravan__Logistics__V1__ListTripAlertsResponse *)EXPECT(
                          &bench, "ListTripAlerts", "parent: '" T1 "' standing_only: true", ""))
                         ->n_alerts,
                     0);
    service_down(&bench);
}

static void an_alert_at_another_step_takes_the_place_of_the_one_before(void **state)
{
    struct service_bench bench;

    (void)state;
    up_planned(&bench);
    tell(&bench, "d0", "DEPARTED", 0, 20);
    tell(&bench, "a1", "ARRIVED", 1, 634); /* worse by less than is told otherwise */
    tell(&bench, "d1", "DEPARTED", 1, 900);
    tell(&bench, "a2", "ARRIVED", 2, 1320);
    assert_int_equal(ALERTS(&bench,
                            "alerts { point: 1 slip: 1 clear_sequence: 4 } "
                            "alerts { point: 2 slip: 1 raise_sequence: 3 clear_sequence: 4 } "
                            "alerts { point: 2 slip: 2 raise_sequence: 4 clear_sequence: 5 } "
                            "alerts { point: 2 slip: 3 raise_sequence: 5 slip_minutes: 60 "
                            "clear_sequence: 6 }")
                         ->n_alerts,
                     4);
    service_down(&bench);
}

/* 10 minutes late, then 16, 14 and 16 again: one alert, however small the differences. */
static void an_alert_does_not_come_and_go_with_noise(void **state)
{
    struct service_bench bench;

    (void)state;
    up_planned(&bench);
    tell(&bench, "d0", "DEPARTED", 0, 10);
    assert_int_equal(ALERTS(&bench, "")->n_alerts, 0);
    tell(&bench, "a1", "ARRIVED", 1, 616);
    assert_int_equal(ALERTS(&bench, "alerts { point: 2 slip: 1 slip_minutes: 16 }")->n_alerts, 1);
    tell(&bench, "d1", "DEPARTED", 1, 854);
    service_clock_set(SERVICE_NOON + 900 * TRIP_MINUTE);
    EXPECT(&bench, "RecordTripEvents",
           "parent: '" T1 "' events { event_id: 'r' retracts: 'd1' "
           "retraction_reason: RETRACTION_REASON_INCORRECT_DATA "
           "kind: TRIP_EVENT_KIND_DEPARTED point: 1 classifier: TIME_CLASSIFIER_ACTUAL "
           "utc_offset_minutes: 480 occurred_time { seconds: 1751422560 } }", /* after 856 */
           "recorded: true");
    assert_int_equal(ALERTS(&bench, "alerts { clear_sequence: 0 }")->n_alerts, 1);
    service_down(&bench);
}

static void a_new_plan_clears_an_alert_and_an_open_hold_leaves_it(void **state)
{
    struct service_bench bench;

    (void)state;
    up_planned(&bench);
    tell(&bench, "d0", "DEPARTED", 0, 70);
    EXPECT(&bench, "MoveTrip",
           "name: '" T1 "' kind: TRIP_EVENT_KIND_HOLD_OPENED hold_id: 'h' "
           "hold_kind: HOLD_KIND_CUSTOMS",
           "");
    assert_int_equal(
        ALERTS(&bench, "alerts { clear_sequence: 0 } alerts { clear_sequence: 0 }")->n_alerts, 2);
    EXPECT(&bench, "MoveTrip", "name: '" T1 "' kind: TRIP_EVENT_KIND_HOLD_CLOSED hold_id: 'h'", "");
    EXPECT(&bench, "RecordTripEvents",
           trip_event_text(&bench, "p1", "DEPARTED", 0, NOON + 70 * MINUTE,
                           "classifier: TIME_CLASSIFIER_PLANNED"),
           "recorded: true");
    EXPECT(&bench, "RecordTripEvents",
           trip_event_text(&bench, "p2", "ARRIVED", 1, NOON + 670 * MINUTE,
                           "classifier: TIME_CLASSIFIER_PLANNED"),
           "recorded: true");
    assert_int_equal(ALERTS(&bench, "alerts { point: 1 slip: 3 clear_sequence: 6 } "
                                    "alerts { point: 2 slip: 3 clear_sequence: 6 }")
                         ->n_alerts,
                     2);
    service_down(&bench);
}

/* By earlier trips it is four hours late at Mohan; now it is planned so. */
static void a_new_plan_clears_an_alert_though_the_forecast_stays(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench, 10);
    ALERTS(&bench, "alerts { point: 1 slip: 3 slip_minutes: 240 clear_sequence: 0 }");
    EXPECT(&bench, "RecordTripEvents",
           trip_event_text(&bench, "p", "ARRIVED", 1, NOON + 14 * HOUR,
                           "classifier: TIME_CLASSIFIER_PLANNED"),
           "recorded: true");
    ALERTS(&bench,
           "alerts { point: 1 slip: 3 clear_time {} } alerts { point: 2 clear_sequence: 0 }");
    TRIP_IS(&bench, "points {} points { slip: 0 } points { slip: 3 }");
    service_down(&bench);
}

static void alerts_of_points_that_are_dropped_or_of_a_cancelled_trip_are_cleared(void **state)
{
    struct service_bench bench;

    (void)state;
    for (int turn = 0; turn < 2; turn++) {
        const Caravan__Logistics__V1__ListTripAlertsResponse *answer;

        up_planned(&bench);
        service_clock_set(SERVICE_NOON + 65 * TRIP_MINUTE);
        if (turn == 0) {
            trip_move(&bench, "t1", "DEPARTED", 0);
            service_clock_set(SERVICE_NOON + 665 * TRIP_MINUTE);
            trip_move(&bench, "t1", "ARRIVED", 1);
        } else {
            trip_compose(&bench, "t1", "5232101");
        }
        ALERTS(&bench, "alerts { point: 1 } alerts { point: 2 clear_sequence: 0 }");
        EXPECT(&bench, turn == 0 ? "DivertTrip" : "CancelTrip", "name: '" T1 "'",
               "points { slip: 0 } points { slip: 0 } points { slip: 0 }");
        answer = ALERTS(&bench, "");
        assert_int_equal(answer->n_alerts, 2);
        for (size_t i = 0; i < 2; i++)
            assert_non_null(answer->alerts[i]->clear_time);
        service_down(&bench);
    }
}

static void percentiles_are_by_nearest_rank(void **state)
{
    int64_t minutes[] = {5, 1, 4, 2, 3};
    struct forecast_length length = forecast_length(minutes, 5);

    (void)state;
    assert_true(length.known);
    assert_int_equal(length.middle_us, 3 * TRIP_MINUTE);
    assert_int_equal(length.late_us, 5 * TRIP_MINUTE);
    assert_false(forecast_length(minutes, 4).known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trip_is_expected_when_earlier_ones_would_have_been_there),
        cmocka_unit_test(without_five_earlier_ones_the_plan_is_taken),
        cmocka_unit_test(each_actual_makes_it_anew_and_differences_are_kept),
        cmocka_unit_test(estimates_are_scored_by_what_came),
        cmocka_unit_test(an_open_hold_of_unknown_length_makes_it_unknown),
        cmocka_unit_test(an_interrupted_trip_is_expected_again_when_it_goes_on),
        cmocka_unit_test(an_open_hold_is_expected_to_last_as_earlier_ones_of_its_kind_did),
        cmocka_unit_test(a_late_trip_is_never_expected_in_the_past),
        cmocka_unit_test(a_trip_that_waits_is_expected_as_if_it_left_now),
        cmocka_unit_test(what_was_only_inferred_is_no_example),
        cmocka_unit_test(a_trip_that_slips_is_alerted_at_15_30_and_60_minutes),
        cmocka_unit_test(an_alert_is_raised_once_and_cleared_when_the_trip_has_caught_up),
        cmocka_unit_test(an_alert_at_another_step_takes_the_place_of_the_one_before),
        cmocka_unit_test(an_alert_does_not_come_and_go_with_noise),
        cmocka_unit_test(a_new_plan_clears_an_alert_and_an_open_hold_leaves_it),
        cmocka_unit_test(a_new_plan_clears_an_alert_though_the_forecast_stays),
        cmocka_unit_test(alerts_of_points_that_are_dropped_or_of_a_cancelled_trip_are_cleared),
        cmocka_unit_test(percentiles_are_by_nearest_rank),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
