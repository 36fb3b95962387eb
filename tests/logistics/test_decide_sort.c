/* Deciding for parcels on the belt, through the whole service, one by one and as a stream. */
#include "base/clock.h"
#include "base/fault.h"
#include "logistics_sorting.h"
#include "support/service_talk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>

#include <cmocka.h>

#define ASK      "parent: '" HUB "' track_id: 7 carrier: 'ems' number: 'RA123456785GB' "
#define TO(key)  " destination_key: '" key "' "
#define C(chute) " chute: '" HUB "/chutes/" chute "' "

#define PLANNED "action: SORT_ACTION_DIVERT reason: SORT_REASON_PLANNED"

static void up(struct service_bench *bench)
{
    logistics_up(bench, SERVICE_IN_MEMORY);
    sorting_sow(bench);
    sorting_sow_active(bench);
}

static void set_chute(struct service_bench *bench, const char *id, const char *field)
{
    EXPECT(bench, "UpdateChute",
           service_text(bench,
                        "chute { name: '" HUB "/chutes/%s' etag: '*' %s: true } "
                        "update_mask { paths: '%s' }",
                        id, field, field),
           service_text(bench, "%s: true", field));
}

/* ---- the lanes ---- */

static void a_parcel_goes_to_the_chute_of_its_prefecture(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "DecideSort", ASK TO("530300"),
           "track_id: 7 " PLANNED C("b1") "plan_version: 1 recirculation_count: 0 "
                                          "bag_missing: true reprice: false");
    EXPECT(&bench, "DecideSort", ASK "number: 'RN473124829GB'" TO("kmg-07"), PLANNED C("a1"));
    service_down(&bench);
}

static void the_finer_key_of_a_plan_comes_before_the_prefecture(void **state)
{
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    sorting_sow(&bench);
    EXPECT(&bench, "UpdateSortPlan",
           "sort_plan { name: '" HUB "/sortPlans/p1' etag: 'v1' " HUB_PLAN_ENTRIES
           "entries { lane: 1 key: 'kmg-07' chute: '" HUB "/chutes/c1' } } "
           "update_mask { paths: 'entries' }",
           "etag: 'v2'");
    sorting_sow_active(&bench);
    EXPECT(&bench, "DecideSort", ASK TO("kmg-07"), PLANNED C("c1"));
    EXPECT(&bench, "DecideSort", ASK TO("530100"), PLANNED C("a1"));
    service_down(&bench);
}

static void a_full_chute_or_one_out_of_service_is_passed_over(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    set_chute(&bench, "a1", "full");
    EXPECT(&bench, "DecideSort", ASK TO("530100"),
           "action: SORT_ACTION_DIVERT reason: SORT_REASON_ALTERNATE" C("a2"));
    set_chute(&bench, "a2", "out_of_service");
    EXPECT(&bench, "DecideSort", ASK TO("530100"),
           "action: SORT_ACTION_DIVERT reason: SORT_REASON_OVERFLOW" C("over"));
    set_chute(&bench, "over", "full");
    EXPECT(&bench, "DecideSort", ASK TO("530100"),
           "action: SORT_ACTION_RECIRCULATE reason: SORT_REASON_CHUTE_FULL chute: '' "
           "recirculation_count: 1 plan_version: 1");
    EXPECT(&bench, "DecideSort", ASK TO("530100") "recirculation_count: 1",
           "action: SORT_ACTION_RECIRCULATE recirculation_count: 2");
    EXPECT(&bench, "DecideSort", ASK TO("530100") "recirculation_count: 2",
           "action: SORT_ACTION_REJECT reason: SORT_REASON_CHUTE_FULL" C(
               "reject") "recirculation_count: "
                         "2");
    service_down(&bench);
}

static void each_parcel_that_cannot_be_sorted_goes_to_its_lane(void **state)
{
    static const struct {
        const char *asked;
        const char *answer;
    } ROWS[] = {
        {"number: '' track_id: 8", "reason: SORT_REASON_NO_READ" C("noread")},
        {"number: 'RA123456784GB' carrier: 'ems'", "reason: SORT_REASON_NOT_VALID" C("noread")},
        {"number: '..' carrier: 'ems'", "reason: SORT_REASON_NOT_VALID" C("noread")},
        {"carrier: ''", "reason: SORT_REASON_NOT_VALID" C("noread")},
        {"destination_key: ''", "reason: SORT_REASON_NO_DATA" C("nodata")},
        {"destination_key: 'who-knows'", "reason: SORT_REASON_NO_DATA" C("nodata")},
        {"destination_key: 'NO KEY'", "reason: SORT_REASON_NO_DATA" C("nodata")},
        {"destination_key: '650000'", "reason: SORT_REASON_NO_KEY" C("reject")},
        {"grams: 30001", "reason: SORT_REASON_OVERWEIGHT" C("heavy")},
        {"width_mm: 1201", "reason: SORT_REASON_OVERSIZE" C("heavy")},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(*ROWS); i++)
        EXPECT(&bench, "DecideSort", service_text(&bench, "%s%s", ASK TO("530100"), ROWS[i].asked),
               service_text(&bench, "action: SORT_ACTION_REJECT %s", ROWS[i].answer));
    service_down(&bench);
}

/* It is nobody's number, but what the tunnel made of the label is not lost. */
static void what_was_misread_is_kept_with_the_number_of_the_belt(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "DecideSort", ASK " number: 'RA123456784GB'", "reason: SORT_REASON_NOT_VALID");
    EXPECT(&bench, "TrackParcel", "parent: '" HUB "' track_id: 7 view: PARCEL_VIEW_STAFF",
           "scans { scan { track_id: 7 parcel_number: 'RA123456784GB' } }");
    service_down(&bench);
}

static void a_chute_with_a_bag_raises_no_alarm(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    sorting_sow_bag(&bench, "b1");
    EXPECT(&bench, "LinkChute", "name: '" HUB "/chutes/a1' bag: '" HUB "/bags/b1'", "");
    EXPECT(&bench, "DecideSort", ASK TO("530100"), PLANNED C("a1") "bag_missing: false");
    EXPECT(&bench, "CloseBag", "name: '" HUB "/bags/b1' closing { }", "");
    EXPECT(&bench, "DecideSort", ASK TO("530100"), PLANNED C("a1") "bag_missing: true");
    service_down(&bench);
}

/* ---- trouble ---- */

static void without_an_active_plan_the_parcel_goes_round_and_then_out(void **state)
{
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    sorting_sow(&bench);
    EXPECT(&bench, "DecideSort", ASK TO("530100"),
           "action: SORT_ACTION_RECIRCULATE reason: SORT_REASON_NO_PLAN plan_version: 0");
    EXPECT(&bench, "DecideSort", ASK TO("530100") "recirculation_count: 3",
           "action: SORT_ACTION_REJECT reason: SORT_REASON_NO_PLAN chute: ''");
    service_down(&bench);
}

static void only_a_hub_that_does_not_exist_is_an_error(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE(&bench, "DecideSort", "parent: 'x'", BAD, "parent");
    REFUSE(&bench, "DecideSort", "parent: 'hubs/nowhere'", MISSING, "");
    EXPECT(&bench, "DecideSort",
           "parent: '" HUB "' grams: -1 recirculation_count: -5 length_mm: 999999999 "
           "track_id: -1 within_ms: -1",
           "action: SORT_ACTION_REJECT reason: SORT_REASON_NO_READ track_id: -1 "
           "recirculation_count: 0");
    service_down(&bench);
}

/* Whatever fails in the store: an answer, and the next question is decided again. */
static void a_store_that_fails_lets_the_parcel_go_round(void **state)
{
    const Caravan__Logistics__V1__SortDecision *answer;
    struct service_bench bench;
    unsigned long n = 0;

    (void)state;
    up(&bench);
    do {
        cv_fault_arm(CV_FAULT_STATEMENT, ++n);
        answer = (const void *)service_ask(&bench, "DecideSort", ASK TO("530100"));
        assert_non_null(answer);
        if (answer->reason != CARAVAN__LOGISTICS__V1__SORT_REASON__SORT_REASON_PLANNED) {
            assert_int_equal(answer->reason,
                             CARAVAN__LOGISTICS__V1__SORT_REASON__SORT_REASON_TROUBLE);
            assert_int_equal(answer->action,
                             CARAVAN__LOGISTICS__V1__SORT_ACTION__SORT_ACTION_RECIRCULATE);
        }
        assert_true(n < 1000);
    } while (cv_fault_fired());
    cv_fault_off();
    assert_true(n > 5);
    EXPECT(&bench, "DecideSort", ASK TO("530100"), PLANNED C("a1"));
    service_down(&bench);
}

/* A clock that lets a millisecond pass whenever it is asked. */
static uint64_t hurrying(void)
{
    static atomic_uint_least64_t now = UINT64_C(1) << 60;

    return atomic_fetch_add(&now, CV_NS_PER_MS);
}

static int64_t at_noon(void)
{
    return SERVICE_NOON;
}

static void an_answer_that_comes_too_late_is_no_guess(void **state)
{
    static const struct cv_clock HURRYING = {hurrying, at_noon};
    struct service_bench bench;

    (void)state;
    up(&bench);
    cv_clock_set(&HURRYING);
    EXPECT(&bench, "DecideSort", ASK TO("530100") "within_ms: 1",
           "action: SORT_ACTION_RECIRCULATE reason: SORT_REASON_TOO_LATE chute: '' "
           "recirculation_count: 1");
    EXPECT(&bench, "TrackParcel",
           "parent: '" HUB "' carrier: 'ems' number: 'RA123456785GB' view: PARCEL_VIEW_STAFF",
           "recirculations: 1 assigned_chute: ''");
    EXPECT(&bench, "DecideSort", ASK TO("530100") "within_ms: 2 recirculation_count: 3",
           "action: SORT_ACTION_REJECT reason: SORT_REASON_TOO_LATE chute: ''");
    EXPECT(&bench, "DecideSort", ASK TO("530100") "within_ms: 60000", PLANNED C("a1"));
    service_down(&bench);
}

static void an_assignment_to_a_chute_that_the_plan_lacks_is_kept_and_told(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateChute", "parent: '" HUB "' chute_id: 'spare' chute { }", "");
    SCAN(&bench, 1, "ASSIGNED", "750000000001", 1, "destination_key: '530100' chute: 'spare'",
         "outcome: SCAN_OUTCOME_ANOMALY reason: 'CHUTE_NOT_IN_PLAN' sequence: 1");
    SCAN(&bench, 2, "ASSIGNED", "750000000002", 2, "destination_key: '530100' chute: 'a1'",
         "outcome: SCAN_OUTCOME_APPLIED sequence: 2");
    EXPECT(&bench, "TrackParcel",
           "parent: '" HUB "' carrier: 'zto' number: '750000000001' view: PARCEL_VIEW_STAFF",
           "anomalies: 'CHUTE_NOT_IN_PLAN' scans { sequence: 1 scan { chute: 'spare' } }");
    service_down(&bench);
}

/* ---- plans change ---- */

static void a_decision_names_the_plan_of_its_instant(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateSortPlan",
           "parent: '" HUB "' sort_plan_id: 'p2' sort_plan { " HUB_PLAN_LANES
           "entries { lane: 1 key: '530100' chute: '" HUB "/chutes/c1' } "
           "entries { lane: 1 key: '530300' chute: '" HUB "/chutes/c1' } "
           "entries { lane: 1 key: '532900' chute: '" HUB "/chutes/c1' } }",
           "version: 2");
    EXPECT(&bench, "ValidateSortPlan", "name: '" HUB "/sortPlans/p2'", "");
    EXPECT(&bench, "ActivateSortPlan",
           "name: '" HUB "/sortPlans/p2' activate_time { seconds: 1751457600 }", "");
    service_clock_set(SERVICE_NOON + SERVICE_DAY - 1);
    EXPECT(&bench, "DecideSort", ASK TO("530100"), PLANNED C("a1") "plan_version: 1");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    EXPECT(&bench, "DecideSort", ASK TO("530100"), PLANNED C("c1") "plan_version: 2");
    service_down(&bench);
}

/* ---- the stream ---- */

static void a_stream_answers_each_question_in_order(void **state)
{
    struct service_bench bench;
    struct service_talk talk;

    (void)state;
    up(&bench);
    service_talk_open(&bench, &talk, "StreamSorts", NULL);
    for (int i = 0; i < 500; i++)
        assert_true(service_say(
            &bench, &talk,
            service_text(&bench,
                         "%s track_id: %d carrier: 'ems' number: '%013d' destination_key: '%s'",
                         i == 0 ? "parent: '" HUB "'" : "", i + 1, 1000 + i,
                         i % 2 == 0 ? "530100" : "530300")));
    for (int i = 0; i < 500; i++)
        HEAR(&bench, &talk,
             service_text(&bench, "track_id: %d " PLANNED " chute: '" HUB "/chutes/%s'", i + 1,
                          i % 2 == 0 ? "a1" : "b1"));
    service_talk_close(&talk);
    assert_null(service_hear(&bench, &talk));
    assert_int_equal(service_talk_wait(&bench, &talk).code, CV_OK);
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

static void a_stream_that_names_no_hub_ends_and_says_so(void **state)
{
    struct service_bench bench;
    struct service_talk talk;

    (void)state;
    up(&bench);
    service_talk_open(&bench, &talk, "StreamSorts", NULL);
    (void)service_say(&bench, &talk, "track_id: 1");
    assert_null(service_hear(&bench, &talk));
    assert_int_equal(service_talk_wait(&bench, &talk).code, CV_INVALID_ARGUMENT);
    service_talk_stop(&bench, &talk);
    service_talk_open(&bench, &talk, "StreamSorts", NULL);
    (void)service_say(&bench, &talk, "parent: 'hubs/nowhere' track_id: 1");
    assert_null(service_hear(&bench, &talk));
    assert_int_equal(service_talk_wait(&bench, &talk).code, CV_NOT_FOUND);
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

static void a_stream_that_is_left_leaves_nothing_behind(void **state)
{
    struct service_bench bench;
    struct service_talk talk;

    (void)state;
    up(&bench);
    for (int i = 0; i < 20; i++) {
        service_talk_open(&bench, &talk, "StreamSorts", NULL);
        for (int k = 0; k < i; k++)
            assert_true(service_say(&bench, &talk, ASK TO("530100")));
        if (i % 3 == 0 && i > 0)
            HEAR(&bench, &talk, PLANNED);
        service_talk_stop(&bench, &talk);
    }
    service_down(&bench);
}

static void when_the_server_goes_a_stream_ends_after_its_last_answer(void **state)
{
    struct service_bench bench;
    struct service_talk talk;
    int answers = 1;

    (void)state;
    up(&bench);
    service_talk_open(&bench, &talk, "StreamSorts", NULL);
    for (int i = 0; i < 200; i++)
        assert_true(service_say(&bench, &talk, ASK TO("530100")));
    HEAR(&bench, &talk, PLANNED);
    cv_server_drain(bench.server);
    while (service_hear(&bench, &talk) != NULL)
        answers++;
    assert_in_range(answers, 1, 200);
    assert_int_equal(service_talk_wait(&bench, &talk).code, CV_UNAVAILABLE);
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

static void when_the_server_goes_a_quiet_stream_ends_at_once(void **state)
{
    struct service_bench bench;
    struct service_talk talk;

    (void)state;
    up(&bench);
    service_talk_open(&bench, &talk, "StreamSorts", NULL);
    assert_true(service_say(&bench, &talk, ASK TO("530100")));
    HEAR(&bench, &talk, PLANNED);
    cv_server_drain(bench.server);
    assert_null(service_hear(&bench, &talk));
    assert_int_equal(service_talk_wait(&bench, &talk).code, CV_UNAVAILABLE);
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_parcel_goes_to_the_chute_of_its_prefecture),
        cmocka_unit_test(the_finer_key_of_a_plan_comes_before_the_prefecture),
        cmocka_unit_test(a_full_chute_or_one_out_of_service_is_passed_over),
        cmocka_unit_test(each_parcel_that_cannot_be_sorted_goes_to_its_lane),
        cmocka_unit_test(what_was_misread_is_kept_with_the_number_of_the_belt),
        cmocka_unit_test(a_chute_with_a_bag_raises_no_alarm),
        cmocka_unit_test(without_an_active_plan_the_parcel_goes_round_and_then_out),
        cmocka_unit_test(only_a_hub_that_does_not_exist_is_an_error),
        cmocka_unit_test(a_store_that_fails_lets_the_parcel_go_round),
        cmocka_unit_test(an_answer_that_comes_too_late_is_no_guess),
        cmocka_unit_test(a_decision_names_the_plan_of_its_instant),
        cmocka_unit_test(a_stream_answers_each_question_in_order),
        cmocka_unit_test(a_stream_that_names_no_hub_ends_and_says_so),
        cmocka_unit_test(a_stream_that_is_left_leaves_nothing_behind),
        cmocka_unit_test(when_the_server_goes_a_stream_ends_after_its_last_answer),
        cmocka_unit_test(when_the_server_goes_a_quiet_stream_ends_at_once),
        cmocka_unit_test(an_assignment_to_a_chute_that_the_plan_lacks_is_kept_and_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
