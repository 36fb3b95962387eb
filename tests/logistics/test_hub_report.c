/* A hub's figures, its overdue parcels, what chutes and bags say, and the recount. */
#include "hub_audit/hub_audit.h"
#include "logistics_hub.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define P1 "750000000001"
#define P2 "750000000002"
#define P3 "750000000003"

#define TODAY     "parent: 'hubs/kmg' first_date: 2025-07-01" /* NOON is 20:00 of it there */
#define YESTERDAY "parent: 'hubs/kmg' first_date: 2025-06-30"

static void up(struct service_bench *bench)
{
    logistics_up(bench, SERVICE_IN_MEMORY);
    hub_sow(bench);
    hub_places_sow(bench, "kmg");
}

/* ---- figures ---- */

static void a_report_counts_parcels_and_not_scans(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -7200, "destination_key: '530100'", APPLIED);
    CAPTURE(&bench, "belt", 2, "INBOUND", P1, -7000, "", APPLIED);
    CAPTURE(&bench, "belt", 3, "INBOUND", P2, -3700, "", APPLIED);
    CAPTURE(&bench, "belt", 4, "RECIRCULATED", P2, -3650, "", APPLIED);
    CAPTURE(&bench, "belt", 5, "RECIRCULATED", P2, -3630, "", APPLIED);
    CAPTURE(&bench, "sorter", 1, "ASSIGNED", P1, -3610, "chute: 'c1'", APPLIED);
    CAPTURE(&bench, "sorter", 2, "DIVERTED", P1, -3600, "chute: 'c1'", APPLIED);
    CAPTURE(&bench, "hand", 1, "DISPATCHED", P1, -1800, "", APPLIED);
    EXPECT(&bench, "HubReport", TODAY,
           "total { inbound: 2 sorted: 1 missorted: 0 recirculated: 1 recirculations: 2 "
           "dispatched: 1 backlog: 1 latency_count: 1 latency_mean_ms: 5400000 } "
           "latency_p50_minutes: 95 latency_p90_minutes: 95 "
           "by_day { date: 2025-07-01 inbound: 2 } "
           "by_hour { hour: 18 inbound: 2 backlog: 2 recirculations: 2 } "
           "by_hour { hour: 19 sorted: 1 dispatched: 1 backlog: 1 } "
           "by_shift { shift: 3 inbound: 2 sorted: 1 } "
           "by_chute { chute: '' inbound: 2 } by_chute { chute: 'c1' sorted: 1 } "
           "by_prefecture { prefecture: '' inbound: 1 } "
           "by_prefecture { prefecture: '530100' inbound: 1 sorted: 1 }");
    EXPECT(&bench, "HubReport", YESTERDAY, "!total");
    service_down(&bench);
}

static void an_inbound_that_was_inferred_gives_way_to_the_real_one(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "hand", 1, "WEIGHED", P1, -3600, "", APPLIED);
    EXPECT(&bench, "HubReport", TODAY, "total { inbound: 1 }");
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -3500, "", APPLIED);
    CAPTURE(&bench, "mile", 1, "ARRIVED_DEST", P1, -1000, "", APPLIED);
    EXPECT(&bench, "HubReport", TODAY,
           "total { inbound: 1 dispatched: 1 latency_mean_ms: 2500000 }");
    CAPTURE(&bench, "hand", 2, "DISPATCHED", P1, -1700, "", "outcome: SCAN_OUTCOME_LATE");
    EXPECT(&bench, "HubReport", TODAY,
           "total { inbound: 1 dispatched: 1 latency_mean_ms: 1800000 }");
    service_down(&bench);
}

static void the_backlog_goes_over_from_one_day_to_the_next(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -86400, "", APPLIED);
    CAPTURE(&bench, "belt", 2, "INBOUND", P2, -86300, "", APPLIED);
    CAPTURE(&bench, "hand", 1, "DISPATCHED", P1, -60, "", APPLIED);
    EXPECT(&bench, "HubReport", YESTERDAY, "total { backlog: 2 }");
    EXPECT(&bench, "HubReport", TODAY, "total { inbound: 0 dispatched: 1 backlog: 1 }");
    EXPECT(&bench, "HubReport", YESTERDAY " last_date: 2025-07-01",
           "total { inbound: 2 dispatched: 1 backlog: 1 } by_day { date: 2025-06-30 backlog: 2 } "
           "by_day { date: 2025-07-01 backlog: 1 }");
    service_down(&bench);
}

static void what_comes_to_a_closed_day_is_a_correction(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE(&bench, "CloseHubDay", "name: 'hubs/kmg' date: 2025-07-01", CV_FAILED_PRECONDITION,
           "DAY_NOT_OVER", "");
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -86400, "", APPLIED);
    EXPECT(&bench, "CloseHubDay", "name: 'hubs/kmg' date: 2025-06-30", "closed_date: 2025-06-30");
    REFUSE(&bench, "CloseHubDay", "name: 'hubs/kmg' date: 2025-06-30", CV_FAILED_PRECONDITION,
           "DAY_CLOSED", "");
    CAPTURE(&bench, "hand", 1, "DIVERTED", P1, -86300, "chute: 'c2'", APPLIED);
    CAPTURE(&bench, "belt", 2, "INBOUND", P2, -60, "", APPLIED);
    EXPECT(&bench, "HubReport", YESTERDAY " last_date: 2025-07-01",
           "closed_date: 2025-06-30 total { inbound: 2 sorted: 1 } "
           "by_day { inbound: 1 sorted: 1 } by_day { inbound: 1 sorted: 0 } "
           "corrections { date: 2025-06-30 inbound: 0 sorted: 1 }");
    service_down(&bench);
}

static void each_wrong_field_of_a_report_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: 'kmg'", BAD, "parent"},
        {"parent: 'hubs/no'", MISSING, ""},
        {"!first_date", BAD, "first_date"},
        {"last_date: 2025-06-30", BAD, "last_date"},
        {"last_date: 2025-10-02", BAD, "last_date"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "HubReport", TODAY, ROWS);
    /* 93 days by the calendar, with a short February among them. */
    EXPECT(&bench, "HubReport", "parent: 'hubs/kmg' first_date: 2024-12-30 last_date: 2025-04-01",
           "");
    service_down(&bench);
}

/* ---- overdue ---- */

static void parcels_that_should_have_been_seen_are_listed(void **state)
{
    const Caravan__Logistics__V1__ListOverdueParcelsResponse *list;
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -3 * 3600, "", APPLIED);
    CAPTURE(&bench, "belt", 2, "INBOUND", P2, -3600, "", APPLIED);
    CAPTURE(&bench, "belt", 3, "PRE_ADVISED", P3, -80 * 3600, "", APPLIED);
    list = (const void *)EXPECT(
        &bench, "ListOverdueParcels", "parent: 'hubs/kmg'",
        service_text(&bench,
                     "parcels { number: '" P1 "' expected_step: SCAN_STEP_ASSIGNED "
                     "expected_time { seconds: %lld } } "
                     "parcels { number: '" P3 "' expected_step: SCAN_STEP_INBOUND } "
                     "next_page_token: ''",
                     (long long)(NOON / 1000000 - 3600)));
    assert_int_equal(list->n_parcels, 2);
    list = (const void *)EXPECT(&bench, "ListOverdueParcels", "parent: 'hubs/kmg' page_size: 1",
                                "parcels { number: '" P1 "' }");
    assert_int_equal(list->n_parcels, 1);
    EXPECT(&bench, "ListOverdueParcels",
           service_text(&bench, "parent: 'hubs/kmg' page_size: 1 page_token: '%s'",
                        list->next_page_token),
           "parcels { number: '" P3 "' }");
    service_down(&bench);
}

/* ---- chutes and bags ---- */

static void what_fell_into_another_chute_is_a_missort(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "sorter", 1, "ASSIGNED", P1, -600, "chute: 'c1'", APPLIED);
    CAPTURE(&bench, "sorter", 2, "DIVERTED", P1, -590, "chute: 'c2'", APPLIED);
    TRACK(&bench, P1, "missort: 'MISSORT_DIVERT' assigned_chute: 'c1' chute: 'c2'");
    EXPECT(&bench, "HubReport", TODAY,
           "total { sorted: 1 missorted: 1 missort_ppm: 1000000 } "
           "by_chute_and_shift { chute: '' } "
           "by_chute_and_shift { chute: 'c2' shift: 3 missorted: 1 }");
    service_down(&bench);
}

static void what_is_in_a_bag_for_elsewhere_is_a_missort(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -600, "destination_key: '530100'", APPLIED);
    CAPTURE(&bench, "hand", 1, "BAGGED", P1, -590, "bag: 'b2'", APPLIED);
    TRACK(&bench, P1, "missort: 'MISSORT_BAG' bag: 'b2' destination: '530100'");
    EXPECT(&bench, "GetBag", "name: 'hubs/kmg/bags/b2'", "parcel_count: 1 missort_count: 1");
    CAPTURE(&bench, "hand", 2, "BAGGED", P1, -500, "bag: 'b1'", APPLIED);
    TRACK(&bench, P1, "missort: '' bag: 'b1'");
    EXPECT(&bench, "GetBag", "name: 'hubs/kmg/bags/b2'", "parcel_count: 0");
    EXPECT(&bench, "GetBag", "name: 'hubs/kmg/bags/b1'", "parcel_count: 1 missort_count: 0");
    service_down(&bench);
}

static void what_comes_in_at_a_hub_that_does_not_serve_it_is_a_missort(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -600, "destination_key: '530300'", APPLIED);
    TRACK(&bench, P1, "missort: 'MISSORT_HUB'");
    service_down(&bench);
}

static void places_that_are_unknown_or_shut_are_told_and_the_scan_kept(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "sorter", 1, "DIVERTED", P1, -600, "chute: 'c9'",
            "outcome: SCAN_OUTCOME_ANOMALY reason: 'UNKNOWN_CHUTE' sequence: 1");
    CAPTURE(&bench, "sorter", 2, "ASSIGNED", P1, -500, "chute: 'c3'", "reason: 'CHUTE_DISABLED'");
    CAPTURE(&bench, "hand", 1, "BAGGED", P1, -400, "bag: 'b9'", "reason: 'UNKNOWN_BAG'");
    CAPTURE(&bench, "hand", 2, "INBOUND", P1, -300, "destination_key: '999999'",
            "reason: 'UNKNOWN_DESTINATION'");
    EXPECT(&bench, "CloseBag", "name: 'hubs/kmg/bags/b3' closing { count: 0 }", "");
    CAPTURE(&bench, "hand", 3, "BAGGED", P1, 0, "bag: 'b3'", "reason: 'BAG_NOT_OPEN'");
    TRACK(&bench, P1,
          "bag: '' scans { scan { chute: 'c9' } } scans {} scans { scan { bag: 'b9' } }");
    service_down(&bench);
}

/* ---- the recount ---- */

static struct cv_status audit(struct cv_books *books, void *arg)
{
    return hub_audit_run(books, "kmg", arg);
}

static struct cv_status change_figure(struct cv_books *books, void *arg)
{
    (void)arg;
    return cv_tx_run(books->tx, "UPDATE hub_count SET sorted = sorted + 1 WHERE kind = 1");
}

static struct cv_status change_link(struct cv_books *books, void *arg)
{
    (void)arg;
    return cv_tx_run(books->tx, "UPDATE parcel SET into_no = 2 WHERE parcel_no = 1");
}

static struct cv_status lose_scan(struct cv_books *books, void *arg)
{
    (void)arg;
    return cv_tx_run(books->tx, "UPDATE parcel SET scans = links WHERE parcel_no = 2");
}

static void a_recount_finds_what_was_changed_behind_its_back(void **state)
{
    static hub_work *const CHANGES[] = {change_figure, change_link, lose_scan};
    struct service_bench bench;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct hub_audit found = {0};

        up(&bench);
        CAPTURE(&bench, "belt", 1, "INBOUND", P1, -600, "", APPLIED);
        CAPTURE(&bench, "belt", 2, "INBOUND", P2, -590, "", APPLIED);
        hub_store_run(&bench, audit, &found);
        assert_int_equal(found.wrong, 0);
        assert_int_equal(found.scans, 2);
        hub_store_run(&bench, CHANGES[i], NULL);
        found = (struct hub_audit){0};
        hub_store_run(&bench, audit, &found);
        assert_true(found.wrong > 0);
        service_down(&bench);
    }
}

static void expect_true_figures(struct service_bench *bench)
{
    struct hub_audit found = {0};

    hub_store_run(bench, audit, &found);
    assert_int_equal(found.wrong, 0);
}

static void a_report_tells_how_late_a_handheld_sent_its_scans(void **state)
{
    const Caravan__Logistics__V1__HubReportResponse *report;
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "hand", 1, "INBOUND", P1, -60, "", "");
    CAPTURE(&bench, "hand", 2, "INBOUND", P2, -900, "", "");
    CAPTURE(&bench, "hand", 3, "INBOUND", P3, -1800, "", "");
    CAPTURE(&bench, "hand", 4, "WEIGHED", P3, -86400, "", "");
    CAPTURE(&bench, "hand", 4, "WEIGHED", P3, -86400, "", "outcome: SCAN_OUTCOME_DUPLICATE");
    CAPTURE(&bench, "belt", 1, "WEIGHED", P3, -80000, "", "");
    report = (const void *)EXPECT(&bench, "HubReport", TODAY,
                                  "lateness { date: 2025-07-01 reader: 'hand' scans: 4 late: 2 "
                                  "late_ppm: 500000 late_mean_ms: 44100000 }");
    assert_int_equal(report->n_lateness, 1);
    report = (const void *)EXPECT(&bench, "HubReport", YESTERDAY, "");
    assert_int_equal(report->n_lateness, 0);
    expect_true_figures(&bench);
    service_down(&bench);
}

#define B1            "name: 'hubs/kmg/bags/b1'"
#define M             "name: 'hubs/kmg/manifests/m'"
#define HOUR_LATER_US INT64_C(3600000000)

/* P1 and P2 come in two hours before NOON and go into bag b1. */
static void fill_bag(struct service_bench *bench)
{
    up(bench);
    CAPTURE(bench, "belt", 1, "INBOUND", P1, -7200, "destination_key: '530100'", APPLIED);
    CAPTURE(bench, "belt", 2, "INBOUND", P2, -7200, "destination_key: '530100'", APPLIED);
    CAPTURE(bench, "belt", 3, "INBOUND", P3, -7200, "destination_key: '530100'", APPLIED);
    CAPTURE(bench, "hand", 1, "BAGGED", P1, -3600, "bag: 'b1'", APPLIED);
    CAPTURE(bench, "hand", 2, "BAGGED", P2, -3600, "bag: 'b1'", APPLIED);
    EXPECT(bench, "CloseBag", B1 " closing { count: 2 }", "");
}

static void what_is_in_a_bag_is_dispatched_with_it(void **state)
{
    struct service_bench bench;

    (void)state;
    fill_bag(&bench);
    EXPECT(&bench, "HubReport", TODAY, "total { inbound: 3 dispatched: 0 latency_count: 0 }");
    EXPECT(&bench, "DispatchBag", B1, "state: LOAD_STATE_DISPATCHED");
    EXPECT(&bench, "HubReport", TODAY,
           "total { inbound: 3 sorted: 2 dispatched: 2 backlog: 1 latency_count: 2 "
           "latency_mean_ms: 7200000 } latency_p50_minutes: 125 "
           "by_hour { hour: 18 } by_hour { hour: 19 } by_hour { hour: 20 dispatched: 2 } "
           "by_prefecture { prefecture: '530100' dispatched: 2 latency_mean_ms: 7200000 }");
    expect_true_figures(&bench);
    service_down(&bench);
}

static void what_is_on_a_manifest_is_dispatched_with_it(void **state)
{
    struct service_bench bench;

    (void)state;
    fill_bag(&bench);
    EXPECT(&bench, "CreateManifest",
           "parent: 'hubs/kmg' manifest_id: 'm' "
           "manifest { prefecture: 'hubs/kmg/prefectures/530100' }",
           "");
    EXPECT(&bench, "LoadBag", M " bag: 'hubs/kmg/bags/b1'", "");
    EXPECT(&bench, "CloseManifest", M " closing { count: 1 }", "");
    service_clock_set(NOON + HOUR_LATER_US);
    EXPECT(&bench, "DispatchManifest", M, "state: LOAD_STATE_DISPATCHED");
    EXPECT(&bench, "HubReport", TODAY,
           "total { dispatched: 2 backlog: 1 latency_mean_ms: 10800000 }");
    expect_true_figures(&bench);
    service_down(&bench);
}

static void a_parcels_own_scans_count_more_than_its_bag(void **state)
{
    struct service_bench bench;

    (void)state;
    fill_bag(&bench);
    EXPECT(&bench, "DispatchBag", B1, "");
    service_clock_set(NOON + HOUR_LATER_US);
    /* Seen where the bag went: it left when the bag did. */
    CAPTURE(&bench, "mile", 1, "ARRIVED_DEST", P1, 3000, "", APPLIED);
    EXPECT(&bench, "HubReport", TODAY, "total { dispatched: 2 latency_mean_ms: 7200000 }");
    expect_true_figures(&bench);
    /* Seen leaving, some minutes before the bag was told of. */
    CAPTURE(&bench, "hand", 3, "DISPATCHED", P1, -600, "", "outcome: SCAN_OUTCOME_LATE");
    EXPECT(&bench, "HubReport", TODAY, "total { dispatched: 2 latency_mean_ms: 6900000 }");
    /* Seen in the hub afterwards: it was not in the bag. */
    CAPTURE(&bench, "belt", 4, "WEIGHED", P2, 1800, "", APPLIED);
    EXPECT(&bench, "HubReport", TODAY,
           "total { dispatched: 1 backlog: 2 latency_count: 1 latency_mean_ms: 6600000 }");
    expect_true_figures(&bench);
    service_down(&bench);
}

static void what_late_news_takes_out_of_a_bag_did_not_leave_with_it(void **state)
{
    struct service_bench bench;

    (void)state;
    fill_bag(&bench);
    EXPECT(&bench, "DispatchBag", B1, "");
    CAPTURE(&bench, "hand", 3, "UNBAGGED", P2, -1800, "bag: 'b1'", "");
    EXPECT(&bench, "HubReport", TODAY, "total { dispatched: 1 backlog: 2 }");
    expect_true_figures(&bench);
    service_down(&bench);
}

/* ---- lost ---- */

static void a_loss_is_a_case_with_bag_and_truck_until_it_is_found(void **state)
{
    const Caravan__Logistics__V1__ListOverdueParcelsResponse *overdue;
    const Caravan__Logistics__V1__Parcel *lost;
    struct service_bench bench;

    (void)state;
    fill_bag(&bench);
    EXPECT(&bench, "CreateManifest",
           "parent: 'hubs/kmg' manifest_id: 'm' "
           "manifest { prefecture: 'hubs/kmg/prefectures/530100' vehicle: 'YUN-A1' }",
           "");
    EXPECT(&bench, "LoadBag", M " bag: 'hubs/kmg/bags/b1'", "");
    EXPECT(&bench, "CloseManifest", M " closing { count: 1 }", "");
    EXPECT(&bench, "DispatchManifest", M, "");
    lost = (const void *)TRACK(&bench, P1, "state: PARCEL_STATE_DISPATCHED");
    assert_int_equal(lost->n_losses, 0);
    service_clock_set(NOON + 5 * SERVICE_DAY + 1000000); /* three to arrive, two more */
    lost = (const void *)TRACK(
        &bench, P1,
        "state: PARCEL_STATE_LOST inferred: true losses { inferred: true bag: 'b1' manifest: 'm' "
        "vehicle: 'YUN-A1' expected_step: SCAN_STEP_ARRIVED_DEST last_reader: 'hand' "
        "open_time { seconds: 1751803200 } !close_time bag_mates: 'hubs/kmg/parcels/2' }");
    assert_int_equal(lost->n_losses, 1);
    assert_int_equal(lost->losses[0]->n_bag_mates, 1);
    overdue =
        (const void *)EXPECT(&bench, "ListOverdueParcels", "parent: 'hubs/kmg'",
                             "parcels { number: '" P1 "' losses { bag: 'b1' vehicle: 'YUN-A1' } }");
    assert_int_equal(overdue->parcels[0]->losses[0]->n_bag_mates, 0);
    CAPTURE(&bench, "mile", 1, "ARRIVED_DEST", P1, 5 * 86400.0, "", APPLIED);
    lost = (const void *)TRACK(&bench, P1, "state: PARCEL_STATE_ARRIVED_DEST found: 1");
    assert_int_equal(lost->n_losses, 1);
    service_down(&bench);
}

static void each_time_it_was_lost_is_a_case_of_its_own(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    CAPTURE(&bench, "belt", 1, "INBOUND", P1, -10 * 86400.0, "", APPLIED);
    CAPTURE(&bench, "hand", 1, "WEIGHED", P1, -7 * 86400.0, "", APPLIED);
    CAPTURE(&bench, "hand", 2, "LOST", P1, -6 * 86400.0, "reason: 'FIRE'", APPLIED);
    CAPTURE(&bench, "belt", 2, "INBOUND", P1, -5 * 86400.0, "", APPLIED);
    TRACK(&bench, P1,
          "found: 2 state: PARCEL_STATE_LOST "
          "losses { inferred: true expected_step: SCAN_STEP_ASSIGNED last_reader: 'belt' "
          "open_time { seconds: 1750687200 } close_time { seconds: 1750766400 } } "
          "losses { inferred: false last_reader: 'hand' open_time { seconds: 1750852800 } "
          "close_time { seconds: 1750939200 } } "
          "losses { inferred: true last_reader: 'belt' open_time { seconds: 1751119200 } "
          "!close_time }");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_counts_parcels_and_not_scans),
        cmocka_unit_test(an_inbound_that_was_inferred_gives_way_to_the_real_one),
        cmocka_unit_test(the_backlog_goes_over_from_one_day_to_the_next),
        cmocka_unit_test(what_comes_to_a_closed_day_is_a_correction),
        cmocka_unit_test(a_report_tells_how_late_a_handheld_sent_its_scans),
        cmocka_unit_test(what_is_in_a_bag_is_dispatched_with_it),
        cmocka_unit_test(what_is_on_a_manifest_is_dispatched_with_it),
        cmocka_unit_test(a_parcels_own_scans_count_more_than_its_bag),
        cmocka_unit_test(what_late_news_takes_out_of_a_bag_did_not_leave_with_it),
        cmocka_unit_test(a_loss_is_a_case_with_bag_and_truck_until_it_is_found),
        cmocka_unit_test(each_time_it_was_lost_is_a_case_of_its_own),
        cmocka_unit_test(each_wrong_field_of_a_report_is_named),
        cmocka_unit_test(parcels_that_should_have_been_seen_are_listed),
        cmocka_unit_test(what_fell_into_another_chute_is_a_missort),
        cmocka_unit_test(what_is_in_a_bag_for_elsewhere_is_a_missort),
        cmocka_unit_test(what_comes_in_at_a_hub_that_does_not_serve_it_is_a_missort),
        cmocka_unit_test(places_that_are_unknown_or_shut_are_told_and_the_scan_kept),
        cmocka_unit_test(a_recount_finds_what_was_changed_behind_its_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
