/* Parcels in bags, by commands and by scans, and what of it must never be. */
#include "base/random.h"
#include "hub_audit/hub_audit.h"
#include "logistics_hub.h"
#include "logistics_sorting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define STOP    CV_FAILED_PRECONDITION
#define BAG(id) "name: '" HUB "/bags/" id "'"
#define P1      "750000000001"
#define P2      "750000000002"
#define ZTO(p)  " carrier: 'zto' number: '" p "'"

static void up(struct service_bench *bench)
{
    logistics_up(bench, SERVICE_IN_MEMORY);
    sorting_sow(bench);
    sorting_sow_bag(bench, "b1");
    sorting_sow_bag(bench, "b2");
    SCAN(bench, 1, "WEIGHED", P1, -600, "destination_key: '530100' grams: 700", APPLIED);
    SCAN(bench, 2, "WEIGHED", P2, -590, "destination_key: '530300' grams: 900", APPLIED);
}

static void a_parcel_is_put_into_a_bag_and_taken_out_again(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "BagParcel", BAG("b1") ZTO(P1), "parcel_count: 1 missort_count: 0 grams: 700");
    EXPECT(&bench, "ListBagParcels", "parent: '" HUB "/bags/b1'",
           "parcels { carrier: 'zto' number: '" P1 "' " HUB_PREFECTURE " grams: 700 }");
    EXPECT(&bench, "UnbagParcel", BAG("b1") ZTO(P1), "parcel_count: 0 inferred_removal_count: 0");
    REFUSE(&bench, "UnbagParcel", BAG("b1") ZTO(P1), STOP, "NOT_IN_BAG", "");
    REFUSE(&bench, "BagParcel", BAG("b1") ZTO("759999999999"), MISSING, "");
    REFUSE(&bench, "BagParcel", BAG("b1") " carrier: 'ZTO' number: '1'", BAD, "number");
    service_down(&bench);
}

static void a_bagging_asked_twice_with_one_request_id_happens_once(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (int i = 0; i < 2; i++)
        EXPECT(&bench, "BagParcel", BAG("b1") ZTO(P1) " request_id: 'r'", "parcel_count: 1");
    EXPECT(&bench, "GetHub", "name: '" HUB "'", "sequence: 3");
    service_down(&bench);
}

static void bagging_into_a_closed_bag_is_refused_as_a_command_and_kept_as_a_scan(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CloseBag", BAG("b1") " closing { }", "");
    REFUSE(&bench, "BagParcel", BAG("b1") ZTO(P1), STOP, "BAG_NOT_OPEN", "");
    SCAN(&bench, 3, "BAGGED", P1, 0, "bag: 'b1'",
         "outcome: SCAN_OUTCOME_ANOMALY reason: 'BAG_NOT_OPEN' sequence: 3");
    EXPECT(&bench, "GetBag", BAG("b1"), "parcel_count: 0");
    EXPECT(&bench, "ListBagParcels", "parent: '" HUB "/bags/b1'", "!parcels");
    service_down(&bench);
}

static void what_was_put_in_before_the_bag_was_closed_and_is_told_later_is_in_it(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CloseBag", BAG("b1") " closing { }", "");
    SCAN(&bench, 3, "BAGGED", P1, -100, "bag: 'b1'", APPLIED);
    EXPECT(&bench, "GetBag", BAG("b1"), "parcel_count: 0"); /* as it was counted */
    EXPECT(&bench, "ListBagParcels", "parent: '" HUB "/bags/b1'", "parcels { }");
    service_down(&bench);
}

static void what_a_bag_holds_and_has_lost_is_the_same_in_whatever_order_it_is_told(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    SCAN(&bench, 3, "BAGGED", P1, -50, "bag: 'b2'", APPLIED);
    EXPECT(&bench, "GetBag", BAG("b1"), "inferred_removal_count: 0");
    SCAN(&bench, 4, "BAGGED", P1, -100, "bag: 'b1'", "outcome: SCAN_OUTCOME_LATE");
    EXPECT(&bench, "GetBag", BAG("b1"), "parcel_count: 0 inferred_removal_count: 1");
    SCAN(&bench, 5, "WEIGHED", P1, -40, "grams: 700", APPLIED);
    EXPECT(&bench, "GetBag", BAG("b2"), "parcel_count: 1 grams: 700");
    SCAN(&bench, 6, "UNBAGGED", P1, -70, "bag: 'b1'", "outcome: SCAN_OUTCOME_LATE");
    EXPECT(&bench, "GetBag", BAG("b1"), "inferred_removal_count: 0");
    service_down(&bench);
}

static void a_parcel_seen_in_another_bag_has_left_the_first_by_inference(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    SCAN(&bench, 3, "BAGGED", P1, -100, "bag: 'b1'", APPLIED);
    SCAN(&bench, 4, "BAGGED", P1, -50, "bag: 'b2'", APPLIED);
    EXPECT(&bench, "GetBag", BAG("b1"), "parcel_count: 0 inferred_removal_count: 1");
    EXPECT(&bench, "GetBag", BAG("b2"), "parcel_count: 1 inferred_removal_count: 0");
    service_down(&bench);
}

static void a_late_scan_does_not_take_a_parcel_back_into_an_earlier_bag(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    SCAN(&bench, 3, "BAGGED", P1, -50, "bag: 'b2'", APPLIED);
    SCAN(&bench, 4, "BAGGED", P1, -100, "bag: 'b1'", "outcome: SCAN_OUTCOME_LATE");
    EXPECT(&bench, "GetBag", BAG("b1"), "parcel_count: 0");
    EXPECT(&bench, "GetBag", BAG("b2"), "parcel_count: 1");
    service_down(&bench);
}

static void what_a_closed_bag_held_stays_written_down(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "BagParcel", BAG("b1") ZTO(P1), "parcel_count: 1");
    EXPECT(&bench, "CloseBag", BAG("b1") " closing { count: 1 }", "parcel_count: 1 grams: 700");
    SCAN(&bench, 3, "BAGGED", P1, 50, "bag: 'b2'", APPLIED);
    EXPECT(&bench, "GetBag", BAG("b1"),
           "parcel_count: 1 grams: 700 inferred_removal_count: 1 closing { count: 1 }");
    EXPECT(&bench, "GetBag", BAG("b2"), "parcel_count: 1");
    service_down(&bench);
}

/* The command is refused, the scan is kept, and the truck does not leave with it. */
static void a_parcel_in_a_bag_for_another_prefecture_stops_the_dispatch(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE(&bench, "BagParcel", BAG("b1") ZTO(P2), STOP, "MISSORT_BAG", "");
    SCAN(&bench, 3, "BAGGED", P2, -10, "bag: 'b1'", APPLIED);
    EXPECT(&bench, "GetBag", BAG("b1"), "parcel_count: 1 missort_count: 1");
    EXPECT(&bench, "CloseBag", BAG("b1") " closing { count: 1 }", "missort_count: 1");
    REFUSE(&bench, "DispatchBag", BAG("b1"), STOP, "MISSORT_IN_BAG", "");
    EXPECT(&bench, "CreateManifest",
           "parent: '" HUB "' manifest_id: 'm' manifest { " HUB_PREFECTURE "}", "");
    EXPECT(&bench, "LoadBag", "name: '" HUB "/manifests/m' bag: '" HUB "/bags/b1'", "");
    EXPECT(&bench, "CloseManifest", "name: '" HUB "/manifests/m' closing { count: 1 }", "");
    REFUSE(&bench, "DispatchManifest", "name: '" HUB "/manifests/m'", STOP, "MISSORT_IN_BAG", "");
    EXPECT(&bench, "CreateBag",
           "parent: '" HUB "' bag_id: 'b3' bag { prefecture: '" HUB "/prefectures/530300' }", "");
    EXPECT(&bench, "BagParcel", BAG("b3") ZTO(P2), "parcel_count: 1 missort_count: 0");
    EXPECT(&bench, "DispatchManifest", "name: '" HUB "/manifests/m'",
           "state: LOAD_STATE_DISPATCHED");
    service_down(&bench);
}

/* The truck was scanned and the parcels were not. */
static void parcels_go_where_their_bag_goes_until_a_scan_says_otherwise(void **state)
{
    const Caravan__Logistics__V1__ListOverdueParcelsResponse *overdue;
    struct service_bench bench;

    (void)state;
    up(&bench);
    SCAN(&bench, 3, "INBOUND", P2, -500, "", APPLIED);
    EXPECT(&bench, "BagParcel", BAG("b1") ZTO(P1), "parcel_count: 1");
    service_clock_set(SERVICE_NOON + 60000000);
    EXPECT(&bench, "CloseBag", BAG("b1") " closing { count: 1 }", "");
    EXPECT(&bench, "DispatchBag", BAG("b1"), "");
    EXPECT(&bench, "TrackParcel", "parent: '" HUB "'" ZTO(P1),
           "state: PARCEL_STATE_DISPATCHED inferred: true state_time { seconds: 1751371260 } "
           "expected_step: SCAN_STEP_ARRIVED_DEST");
    service_clock_set(SERVICE_NOON + 13 * INT64_C(3600000000));
    overdue = (const void *)EXPECT(&bench, "ListOverdueParcels", "parent: '" HUB "'",
                                   "parcels { number: '" P2 "' }");
    assert_int_equal(overdue->n_parcels, 1);
    EXPECT(&bench, "ArriveBag", BAG("b1"), "");
    EXPECT(&bench, "TrackParcel", "parent: '" HUB "'" ZTO(P1),
           "state: PARCEL_STATE_ARRIVED_DEST inferred: true state_time { seconds: 1751418000 }");
    SCAN(&bench, 4, "OUT_FOR_DELIVERY", P1, 46900, "", "");
    EXPECT(&bench, "TrackParcel", "parent: '" HUB "'" ZTO(P1),
           "state: PARCEL_STATE_OUT_FOR_DELIVERY inferred: false");
    service_down(&bench);
}

/* ---- one bag for a parcel, whatever is done ---- */

#define SEEDS   15
#define STEPS   120
#define BAGS    5
#define PARCELS 6

/* How often the parcel is listed as in a bag, over all open ones. */
static int listed(struct service_bench *bench, int parcel, int *bags_open)
{
    int found = 0;

    *bags_open = 0;
    for (int b = 0; b < BAGS; b++) {
        const Caravan__Logistics__V1__Bag *bag = (const void *)EXPECT(
            bench, "GetBag", service_text(bench, "name: '" HUB "/bags/r%d'", b), "");
        const Caravan__Logistics__V1__ListBagParcelsResponse *list = (const void *)EXPECT(
            bench, "ListBagParcels", service_text(bench, "parent: '%s'", bag->name), "");

        if (bag->state != CARAVAN__LOGISTICS__V1__LOAD_STATE__LOAD_STATE_OPEN)
            continue;
        ++*bags_open;
        assert_int_equal(bag->parcel_count, list->n_parcels);
        for (size_t i = 0; i < list->n_parcels; i++)
            found += strcmp(list->parcels[i]->number,
                            service_text(bench, "7600000000%02d", parcel)) == 0;
    }
    return found;
}

/* A command or a scan, of now or of earlier; whatever comes of it. */
static void do_something(struct service_bench *bench, int *running, int step)
{
    int parcel = (int)(cv_random_u64() % PARCELS);
    int bag = (int)(cv_random_u64() % BAGS);
    int earlier = (int)(cv_random_u64() % 600);
    const char *number = service_text(bench, "7600000000%02d", parcel);
    const char *name = service_text(bench, "name: '" HUB "/bags/r%d'", bag);

    switch (cv_random_u64() % 8) {
    case 0:
        (void)service_ask(bench, "BagParcel",
                          service_text(bench, "%s carrier: 'zto' number: '%s'", name, number));
        break;
    case 1:
        (void)service_ask(bench, "UnbagParcel",
                          service_text(bench, "%s carrier: 'zto' number: '%s'", name, number));
        break;
    case 2:
        (void)service_ask(
            bench, "CaptureScan",
            sorting_scan(bench, ++*running, "UNBAGGED", number, step * 60 - earlier, ""));
        break;
    case 3:
        if (cv_random_u64() % 6 == 0)
            (void)service_ask(
                bench, "CloseBag",
                service_text(bench, "%s closing { count: 1000 difference_reason: 'x' }", name));
        break;
    default:
        EXPECT(bench, "CaptureScan",
               sorting_scan(bench, ++*running, "BAGGED", number, step * 60 - earlier,
                            service_text(bench, "bag: 'r%d'", bag)),
               "");
    }
}

static struct cv_status audit(struct cv_books *books, void *arg)
{
    return hub_audit_run(books, "kunming", arg);
}

static int64_t found_wrong(struct service_bench *bench)
{
    struct hub_audit found = {0};

    hub_store_run(bench, audit, &found);
    return found.wrong;
}

static void a_parcel_is_in_at_most_one_open_bag_whatever_the_order(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct service_bench bench;
        int running = 100;
        int open;

        cv_random_seed(seed);
        up(&bench);
        for (int b = 0; b < BAGS; b++)
            sorting_sow_bag(&bench, service_text(&bench, "r%d", b));
        for (int p = 0; p < PARCELS; p++)
            SCAN(&bench, ++running, "INBOUND", service_text(&bench, "7600000000%02d", p), -900,
                 "destination_key: '530100'", "");
        for (int step = 1; step <= STEPS; step++) {
            service_clock_set(SERVICE_NOON + INT64_C(60000000) * step);
            do_something(&bench, &running, step);
            if (step % 10 == 0) {
                for (int p = 0; p < PARCELS; p++)
                    assert_in_range(listed(&bench, p, &open), 0, 1);
            }
        }
        assert_int_equal(found_wrong(&bench), 0);
        service_down(&bench);
    }
    cv_random_seed(0);
}

/* ---- many callers at once ---- */

#define CALLERS 32

struct caller {
    struct cv_unary op;
    int *waiting;
};

static void answered(struct cv_unary *op)
{
    --*CV_CONTAINER_OF(op, struct caller, op)->waiting;
}

static bool nobody_waits(void *waiting)
{
    return *(int *)waiting == 0;
}

/* The request with the number of each caller; how many were accepted, all others with `reason`. */
static int ask_at_once(struct service_bench *bench, const char *method, const char *before,
                       const char *after, const char *reason)
{
    static struct caller callers[CALLERS];
    int waiting = CALLERS;
    int accepted = 0;

    for (int i = 0; i < CALLERS; i++) {
        struct cv_unary *op = &callers[i].op;
        const char *problem;

        callers[i] = (struct caller){.waiting = &waiting};
        op->done = answered;
        op->start.scope = &bench->scope;
        op->start.method = service_method(bench, method);
        op->request = message_from_text(op->start.method->request,
                                        service_text(bench, "%s%d%s", before, i, after),
                                        &bench->arena, &problem);
        assert_non_null(op->request);
        cv_unary_submit(bench->channel, op);
    }
    assert_true(cv_loop_run_until(bench->loop, nobody_waits, &waiting, UINT64_C(20000000000)));
    for (int i = 0; i < CALLERS; i++) {
        struct cv_status status = callers[i].op.start.status;

        accepted += cv_ok(status);
        assert_true(cv_ok(status) || strcmp(status.reason, reason) == 0);
    }
    return accepted;
}

static void of_many_bags_that_want_a_chute_at_once_one_gets_it(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (int i = 0; i < CALLERS; i++)
        sorting_sow_bag(&bench, service_text(&bench, "m%d", i));
    assert_int_equal(ask_at_once(&bench, "LinkChute",
                                 "name: '" HUB "/chutes/a1' bag: '" HUB "/bags/m", "'",
                                 "CHUTE_LINKED"),
                     1);
    assert_int_equal(found_wrong(&bench), 0);
    service_down(&bench);
}

static void of_many_plans_that_want_an_instant_at_once_one_gets_it(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (int i = 0; i < CALLERS; i++) {
        EXPECT(&bench, "CreateSortPlan",
               service_text(&bench, "parent: '" HUB "' sort_plan_id: 'm%d' sort_plan { %s }", i,
                            HUB_PLAN_ENTRIES),
               "");
        EXPECT(&bench, "ValidateSortPlan", service_text(&bench, "name: '" HUB "/sortPlans/m%d'", i),
               "");
    }
    assert_int_equal(ask_at_once(&bench, "ActivateSortPlan", "name: '" HUB "/sortPlans/m",
                                 "' activate_time { seconds: 1751457600 }", "INSTANT_TAKEN"),
                     1);
    assert_int_equal(found_wrong(&bench), 0);
    service_down(&bench);
}

static void a_parcel_put_into_many_bags_at_once_is_in_one(void **state)
{
    struct service_bench bench;
    int64_t in = 0;

    (void)state;
    up(&bench);
    for (int i = 0; i < CALLERS; i++)
        sorting_sow_bag(&bench, service_text(&bench, "m%d", i));
    assert_int_equal(ask_at_once(&bench, "BagParcel", "name: '" HUB "/bags/m", "'" ZTO(P1), ""),
                     CALLERS);
    for (int i = 0; i < CALLERS; i++) {
        const Caravan__Logistics__V1__Bag *bag = (const void *)EXPECT(
            &bench, "GetBag", service_text(&bench, "name: '" HUB "/bags/m%d'", i), "");

        in += bag->parcel_count;
    }
    assert_int_equal(in, 1);
    assert_int_equal(found_wrong(&bench), 0);
    service_down(&bench);
}

/* ---- the recount ---- */

static struct cv_status lose_parcels(struct cv_books *books, void *arg)
{
    (void)arg;
    return cv_tx_run(books->tx, "DELETE FROM bag_parcel");
}

static struct cv_status swap_bags(struct cv_books *books, void *arg)
{
    (void)arg;
    return cv_tx_run(books->tx, "UPDATE bag_parcel SET bag_no = 2");
}

static struct cv_status lose_bags(struct cv_books *books, void *arg)
{
    (void)arg;
    return cv_tx_run(books->tx, "DELETE FROM bag WHERE bag_no = 1");
}

static struct cv_status close_behind(struct cv_books *books, void *arg)
{
    (void)arg;
    return cv_tx_run(books->tx, "UPDATE bag SET state = 2");
}

static struct cv_status never_retire(struct cv_books *books, void *arg)
{
    (void)arg;
    return cv_tx_run(books->tx, "UPDATE sort_plan SET until_us = 9000000000000000000");
}

static void a_recount_finds_what_was_changed_in_bags_and_plans(void **state)
{
    static struct cv_status (*const CHANGES[])(struct cv_books *, void *) = {
        lose_parcels, swap_bags, lose_bags, close_behind, never_retire};
    struct service_bench bench;

    (void)state;
    for (size_t i = 0; i < sizeof(CHANGES) / sizeof(CHANGES[0]); i++) {
        up(&bench);
        sorting_sow_active(&bench);
        EXPECT(&bench, "CreateSortPlan",
               "parent: '" HUB "' sort_plan_id: 'p2' sort_plan { " HUB_PLAN_ENTRIES "}", "");
        EXPECT(&bench, "ValidateSortPlan", "name: '" HUB "/sortPlans/p2'", "");
        EXPECT(&bench, "ActivateSortPlan",
               "name: '" HUB "/sortPlans/p2' activate_time { seconds: 1751457600 }", "");
        EXPECT(&bench, "BagParcel", BAG("b1") ZTO(P1), "parcel_count: 1");
        EXPECT(&bench, "LinkChute", "name: '" HUB "/chutes/a1' bag: '" HUB "/bags/b1'", "");
        assert_int_equal(found_wrong(&bench), 0);
        hub_store_run(&bench, CHANGES[i], NULL);
        assert_true(found_wrong(&bench) > 0);
        service_down(&bench);
    }
}

/* ---- what decisions leave in the log ---- */

static void a_decision_is_a_scan_of_the_hub_and_a_divert_is_verified_against_it(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    sorting_sow_active(&bench);
    EXPECT(&bench, "DecideSort", "parent: '" HUB "' track_id: 7" ZTO(P1),
           "chute: '" HUB "/chutes/a1'");
    EXPECT(&bench, "TrackParcel", "parent: '" HUB "' view: PARCEL_VIEW_STAFF" ZTO(P1),
           "state: PARCEL_STATE_ASSIGNED assigned_chute: 'a1' plan_version: 1 missort: ''");
    SCAN(&bench, 3, "DIVERTED", P1, 5, "chute: 'b1'", APPLIED);
    EXPECT(&bench, "TrackParcel", "parent: '" HUB "' view: PARCEL_VIEW_STAFF" ZTO(P1),
           "state: PARCEL_STATE_DIVERTED assigned_chute: 'a1' chute: 'b1' "
           "missort: 'MISSORT_DIVERT'");
    service_down(&bench);
}

/* As when the first answer was lost on the way, and the chute has filled up since. */
static void another_chute_or_bag_is_no_second_read_however_soon_it_comes(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    sorting_sow_active(&bench);
    EXPECT(&bench, "DecideSort", "parent: '" HUB "'" ZTO(P1), "chute: '" HUB "/chutes/a1'");
    EXPECT(&bench, "UpdateChute",
           "chute { name: '" HUB "/chutes/a1' full: true etag: '*' } update_mask { paths: 'full' }",
           "");
    service_clock_set(SERVICE_NOON + 1000000);
    EXPECT(&bench, "DecideSort", "parent: '" HUB "'" ZTO(P1), "chute: '" HUB "/chutes/a2'");
    SCAN(&bench, 3, "DIVERTED", P1, 2, "chute: 'a2'", APPLIED);
    EXPECT(&bench, "TrackParcel", "parent: '" HUB "' view: PARCEL_VIEW_STAFF" ZTO(P1),
           "assigned_chute: 'a2' missort: ''");
    SCAN(&bench, 4, "BAGGED", P1, 3, "bag: 'b1'", APPLIED);
    SCAN(&bench, 5, "BAGGED", P1, 4, "bag: 'b2'", APPLIED);
    SCAN(&bench, 6, "BAGGED", P1, 5, "bag: 'b2'", "outcome: SCAN_OUTCOME_FOLDED");
    EXPECT(&bench, "GetBag", BAG("b2"), "parcel_count: 1");
    service_down(&bench);
}

/* In-flight parcels keep their assignment: the new plan would have said another chute. */
static void a_parcel_decided_by_the_old_plan_is_right_in_its_old_chute(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    sorting_sow_active(&bench);
    EXPECT(&bench, "DecideSort", "parent: '" HUB "'" ZTO(P1), "plan_version: 1");
    EXPECT(&bench, "CreateSortPlan",
           "parent: '" HUB "' sort_plan_id: 'p2' sort_plan { " HUB_PLAN_LANES
           "entries { lane: 1 key: '530100' chute: '" HUB "/chutes/c1' } "
           "entries { lane: 1 key: '530300' chute: '" HUB "/chutes/c1' } "
           "entries { lane: 1 key: '532900' chute: '" HUB "/chutes/c1' } }",
           "");
    EXPECT(&bench, "ValidateSortPlan", "name: '" HUB "/sortPlans/p2'", "");
    service_clock_set(SERVICE_NOON + 1000000);
    EXPECT(&bench, "ActivateSortPlan", "name: '" HUB "/sortPlans/p2'", "");
    SCAN(&bench, 3, "DIVERTED", P1, 2, "chute: 'a1'", APPLIED);
    EXPECT(&bench, "TrackParcel", "parent: '" HUB "' view: PARCEL_VIEW_STAFF" ZTO(P1),
           "plan_version: 1 chute: 'a1' missort: ''");
    service_down(&bench);
}

static void a_pre_advised_destination_comes_before_the_label(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    sorting_sow_active(&bench);
    EXPECT(&bench, "DecideSort", "parent: '" HUB "' destination_key: '532900'" ZTO(P2),
           "chute: '" HUB "/chutes/b1'");
    SCAN(&bench, 3, "HELD", P2, 1, "", "");
    service_clock_set(SERVICE_NOON + 2000000);
    EXPECT(&bench, "DecideSort", "parent: '" HUB "'" ZTO(P2),
           "reason: SORT_REASON_HELD chute: '" HUB "/chutes/reject'");
    service_down(&bench);
}

static void a_no_read_and_a_rejected_parcel_are_in_the_log_too(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    sorting_sow_active(&bench);
    EXPECT(&bench, "DecideSort", "parent: '" HUB "' track_id: 77",
           "reason: SORT_REASON_NO_READ chute: '" HUB "/chutes/noread'");
    EXPECT(&bench, "TrackParcel", "parent: '" HUB "' view: PARCEL_VIEW_STAFF track_id: 77",
           "state: PARCEL_STATE_NO_READ no_read: true");
    EXPECT(&bench, "DecideSort", "parent: '" HUB "' grams: 40000" ZTO(P1),
           "reason: SORT_REASON_OVERWEIGHT chute: '" HUB "/chutes/heavy'");
    SCAN(&bench, 3, "DIVERTED", P1, 3, "chute: 'heavy'", APPLIED);
    EXPECT(&bench, "TrackParcel", "parent: '" HUB "' view: PARCEL_VIEW_STAFF" ZTO(P1),
           "state: PARCEL_STATE_REJECTED assigned_chute: 'heavy' chute: 'heavy' missort: ''");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_parcel_is_put_into_a_bag_and_taken_out_again),
        cmocka_unit_test(a_bagging_asked_twice_with_one_request_id_happens_once),
        cmocka_unit_test(bagging_into_a_closed_bag_is_refused_as_a_command_and_kept_as_a_scan),
        cmocka_unit_test(what_was_put_in_before_the_bag_was_closed_and_is_told_later_is_in_it),
        cmocka_unit_test(what_a_bag_holds_and_has_lost_is_the_same_in_whatever_order_it_is_told),
        cmocka_unit_test(a_parcel_seen_in_another_bag_has_left_the_first_by_inference),
        cmocka_unit_test(a_late_scan_does_not_take_a_parcel_back_into_an_earlier_bag),
        cmocka_unit_test(what_a_closed_bag_held_stays_written_down),
        cmocka_unit_test(a_parcel_in_a_bag_for_another_prefecture_stops_the_dispatch),
        cmocka_unit_test(parcels_go_where_their_bag_goes_until_a_scan_says_otherwise),
        cmocka_unit_test(a_parcel_is_in_at_most_one_open_bag_whatever_the_order),
        cmocka_unit_test(of_many_bags_that_want_a_chute_at_once_one_gets_it),
        cmocka_unit_test(of_many_plans_that_want_an_instant_at_once_one_gets_it),
        cmocka_unit_test(a_parcel_put_into_many_bags_at_once_is_in_one),
        cmocka_unit_test(a_recount_finds_what_was_changed_in_bags_and_plans),
        cmocka_unit_test(a_decision_is_a_scan_of_the_hub_and_a_divert_is_verified_against_it),
        cmocka_unit_test(another_chute_or_bag_is_no_second_read_however_soon_it_comes),
        cmocka_unit_test(a_parcel_decided_by_the_old_plan_is_right_in_its_old_chute),
        cmocka_unit_test(a_pre_advised_destination_comes_before_the_label),
        cmocka_unit_test(a_no_read_and_a_rejected_parcel_are_in_the_log_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
