/* Bags, the chutes they hang at, and manifests, through the whole service. */
#include "logistics_sorting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define STOP     CV_FAILED_PRECONDITION
#define BAG(id)  "name: '" HUB "/bags/" id "'"
#define MAN(id)  "name: '" HUB "/manifests/" id "'"
#define TO(id)   " bag: '" HUB "/bags/" id "'"
#define CHUTE(c) "name: '" HUB "/chutes/" c "'"
#define EMPTY    " closing { }"

static void up(struct service_bench *bench)
{
    logistics_up(bench, SERVICE_IN_MEMORY);
    sorting_sow(bench);
    sorting_sow_bag(bench, "b1");
    sorting_sow_bag(bench, "b2");
}

static void a_bag_goes_its_way_step_by_step(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "GetBag", BAG("b1"),
           "prefecture: '" HUB "/prefectures/530100' !closing chute: '' manifest: ''");
    EXPECT(&bench, "CloseBag", BAG("b1") " closing { grams: 120 seal: 'S-1' }",
           "state: LOAD_STATE_CLOSED closing { count: 0 grams: 120 seal: 'S-1' } "
           "close_time { seconds: 1751371200 } !dispatch_time");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    EXPECT(&bench, "DispatchBag", BAG("b1"),
           "state: LOAD_STATE_DISPATCHED dispatch_time { seconds: 1751457600 }");
    EXPECT(&bench, "ArriveBag", BAG("b1"),
           "state: LOAD_STATE_ARRIVED arrive_time { seconds: 1751457600 }");
    EXPECT(&bench, "OpenBag", BAG("b1"),
           "state: LOAD_STATE_OPENED open_time { seconds: 1751457600 }");
    EXPECT(&bench, "ListBags", "parent: '" HUB "'",
           "bags { " BAG("b1") " state: LOAD_STATE_OPENED } bags { " BAG("b2") " }");
    service_down(&bench);
}

/* Bags and manifests alike: from each state only the next, and the state stays. */
static void no_step_is_left_out_and_none_taken_twice(void **state)
{
    static const struct {
        const char *step;
        const char *arguments;
        const char *wrong; /* what every other state is told */
    } STEPS[] = {
        {"Close", EMPTY, "NOT_OPEN"},
        {"Dispatch", "", "NOT_CLOSED"},
        {"Arrive", "", "NOT_DISPATCHED"},
        {"Open", "", "NOT_ARRIVED"},
    };
    static const char *const THINGS[][3] = {{"Bag", "BAG", "bags/b1"},
                                            {"Manifest", "MANIFEST", "manifests/m1"}};
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateManifest",
           "parent: '" HUB "' manifest_id: 'm1' manifest { " HUB_PREFECTURE "}",
           "state: LOAD_STATE_OPEN");
    for (size_t t = 0; t < 2; t++) {
        for (size_t now = 0; now <= 4; now++) {
            for (size_t s = 0; s < 4; s++) {
                const char *method = service_text(&bench, "%s%s", STEPS[s].step, THINGS[t][0]);
                const char *request =
                    service_text(&bench, "name: '" HUB "/%s'%s", THINGS[t][2], STEPS[s].arguments);

                if (s != now)
                    REFUSE(&bench, method, request, STOP,
                           service_text(&bench, "%s_%s", THINGS[t][1], STEPS[s].wrong), "");
            }
            if (now < 4)
                EXPECT(&bench, service_text(&bench, "%s%s", STEPS[now].step, THINGS[t][0]),
                       service_text(&bench, "name: '" HUB "/%s'%s", THINGS[t][2],
                                    STEPS[now].arguments),
                       service_text(&bench, "state: %zu", now + 2));
        }
    }
    service_down(&bench);
}

static void closing_with_another_count_than_recorded_needs_a_reason(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE(&bench, "CloseBag", BAG("b1") " closing { count: 3 }", STOP, "COUNT_DIFFERS", "");
    REFUSE(&bench, "CloseBag", BAG("b1") " closing { difference_reason: 'none' }", BAD,
           "closing.difference_reason");
    REFUSE(&bench, "CloseBag", BAG("b1"), BAD, "closing");
    REFUSE(&bench, "CloseBag", BAG("b1") " closing { count: -1 }", BAD, "closing.count");
    EXPECT(&bench, "CloseBag", BAG("b1") " closing { count: 3 difference_reason: 'reader broken' }",
           "parcel_count: 0 closing { count: 3 difference_reason: 'reader broken' }");
    service_down(&bench);
}

static void dispatching_an_open_bag_is_refused(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE(&bench, "DispatchBag", BAG("b1"), STOP, "BAG_NOT_CLOSED", "");
    EXPECT(&bench, "GetBag", BAG("b1"), "state: LOAD_STATE_OPEN");
    service_down(&bench);
}

static void a_chute_has_one_bag_and_a_bag_hangs_at_one_chute(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "LinkChute", CHUTE("a1") TO("b1"), "bag: '" HUB "/bags/b1'");
    EXPECT(&bench, "GetBag", BAG("b1"), "chute: '" HUB "/chutes/a1'");
    REFUSE(&bench, "LinkChute", CHUTE("a1") TO("b2"), STOP, "CHUTE_LINKED", "");
    REFUSE(&bench, "LinkChute", CHUTE("a2") TO("b1"), STOP, "BAG_LINKED", "");
    REFUSE(&bench, "LinkChute", CHUTE("a2") TO("b9"), MISSING, "bag");
    REFUSE(&bench, "LinkChute", CHUTE("a2") " bag: 'hubs/other/bags/b2'", BAD, "bag");
    REFUSE(&bench, "UnlinkChute", CHUTE("a2"), STOP, "CHUTE_NOT_LINKED", "");
    EXPECT(&bench, "UnlinkChute", CHUTE("a1"), "bag: ''");
    EXPECT(&bench, "LinkChute", CHUTE("a2") TO("b1"), "bag: '" HUB "/bags/b1'");
    service_down(&bench);
}

static void a_closed_bag_leaves_its_chute_and_can_be_hung_no_more(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "LinkChute", CHUTE("a1") TO("b1"), "bag: '" HUB "/bags/b1'");
    EXPECT(&bench, "CloseBag", BAG("b1") EMPTY, "chute: ''");
    EXPECT(&bench, "GetChute", CHUTE("a1"), "bag: ''");
    REFUSE(&bench, "LinkChute", CHUTE("a1") TO("b1"), STOP, "BAG_NOT_OPEN", "");
    EXPECT(&bench, "LinkChute", CHUTE("a1") TO("b2"), "bag: '" HUB "/bags/b2'");
    service_down(&bench);
}

static void a_manifest_takes_closed_bags_of_its_own_prefecture(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateManifest",
           "parent: '" HUB "' manifest_id: 'm1' manifest { vehicle: 'K-7' " HUB_PREFECTURE "}",
           "vehicle: 'K-7' bag_count: 0");
    EXPECT(&bench, "CreateManifest",
           "parent: '" HUB "' manifest_id: 'm2' manifest { prefecture: '" HUB
           "/prefectures/530300' }",
           "bag_count: 0");
    REFUSE(&bench, "LoadBag", MAN("m1") TO("b1"), STOP, "BAG_NOT_CLOSED", "");
    EXPECT(&bench, "CloseBag", BAG("b1") EMPTY, "state: LOAD_STATE_CLOSED");
    REFUSE(&bench, "LoadBag", MAN("m2") TO("b1"), STOP, "MISSORT_BAG", "");
    EXPECT(&bench, "LoadBag", MAN("m1") TO("b1"), "bag_count: 1");
    REFUSE(&bench, "LoadBag", MAN("m1") TO("b1"), STOP, "ON_MANIFEST", "");
    REFUSE(&bench, "DispatchBag", BAG("b1"), STOP, "ON_MANIFEST", "");
    REFUSE(&bench, "UnloadBag", MAN("m2") TO("b1"), STOP, "NOT_ON_MANIFEST", "");
    EXPECT(&bench, "UnloadBag", MAN("m1") TO("b1"), "bag_count: 0");
    EXPECT(&bench, "GetBag", BAG("b1"), "manifest: ''");
    service_down(&bench);
}

static void a_closed_manifest_is_not_changed_and_takes_its_bags_along(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateManifest",
           "parent: '" HUB "' manifest_id: 'm1' manifest { " HUB_PREFECTURE "}", "bag_count: 0");
    EXPECT(&bench, "CloseBag", BAG("b1") EMPTY, "state: LOAD_STATE_CLOSED");
    EXPECT(&bench, "CloseBag", BAG("b2") EMPTY, "state: LOAD_STATE_CLOSED");
    EXPECT(&bench, "LoadBag", MAN("m1") TO("b1"), "bag_count: 1");
    REFUSE(&bench, "CloseManifest", MAN("m1") EMPTY, STOP, "COUNT_DIFFERS", "");
    EXPECT(&bench, "CloseManifest", MAN("m1") " closing { count: 1 }", "state: LOAD_STATE_CLOSED");
    REFUSE(&bench, "LoadBag", MAN("m1") TO("b2"), STOP, "MANIFEST_NOT_OPEN", "");
    REFUSE(&bench, "UnloadBag", MAN("m1") TO("b1"), STOP, "MANIFEST_NOT_OPEN", "");
    EXPECT(&bench, "DispatchManifest", MAN("m1"), "state: LOAD_STATE_DISPATCHED");
    EXPECT(&bench, "GetBag", BAG("b1"),
           "state: LOAD_STATE_DISPATCHED manifest: '" HUB "/manifests/m1'");
    EXPECT(&bench, "GetBag", BAG("b2"), "state: LOAD_STATE_CLOSED");
    EXPECT(&bench, "ArriveManifest", MAN("m1"), "state: LOAD_STATE_ARRIVED");
    EXPECT(&bench, "OpenManifest", MAN("m1"), "state: LOAD_STATE_OPENED");
    EXPECT(&bench, "OpenBag", BAG("b1"), "state: LOAD_STATE_OPENED");
    EXPECT(&bench, "ListManifests", "parent: '" HUB "'", "manifests { bag_count: 1 }");
    service_down(&bench);
}

/* b1 and b2 are on truck m1, which has left; b3 is closed and on none. */
static void up_on_the_road(struct service_bench *bench)
{
    up(bench);
    sorting_sow_bag(bench, "b3");
    sorting_sow_bag(bench, "b4");
    EXPECT(bench, "CreateManifest",
           "parent: '" HUB "' manifest_id: 'm1' manifest { " HUB_PREFECTURE "}", "");
    for (int i = 1; i <= 3; i++)
        EXPECT(bench, "CloseBag", service_text(bench, "name: '" HUB "/bags/b%d'" EMPTY, i), "");
    EXPECT(bench, "LoadBag", MAN("m1") TO("b1"), "");
    EXPECT(bench, "LoadBag", MAN("m1") TO("b2"), "");
    EXPECT(bench, "CloseManifest", MAN("m1") " closing { count: 2 }", "");
    EXPECT(bench, "DispatchManifest", MAN("m1"), "!missing_bags");
}

#define SEEN(id) " bags: '" HUB "/bags/" id "'"

static void a_bag_left_on_the_truck_is_missing_until_it_is_seen(void **state)
{
    struct service_bench bench;

    (void)state;
    up_on_the_road(&bench);
    EXPECT(&bench, "ArriveManifest", MAN("m1") SEEN("b2"),
           "state: LOAD_STATE_ARRIVED missing_bags: '" HUB "/bags/b1' !surplus_bags");
    EXPECT(&bench, "GetBag", BAG("b1"), "state: LOAD_STATE_DISPATCHED");
    EXPECT(&bench, "GetBag", BAG("b2"), "state: LOAD_STATE_ARRIVED");
    EXPECT(&bench, "OpenManifest", MAN("m1"), "missing_bags: '" HUB "/bags/b1'");
    EXPECT(&bench, "ArriveBag", BAG("b1"), "");
    EXPECT(&bench, "GetManifest", MAN("m1"), "state: LOAD_STATE_OPENED !missing_bags");
    service_down(&bench);
}

static void a_bag_that_comes_off_another_truck_than_planned_is_surplus(void **state)
{
    struct service_bench bench;

    (void)state;
    up_on_the_road(&bench);
    EXPECT(&bench, "ArriveManifest", MAN("m1") SEEN("b1") SEEN("b3") SEEN("b2"),
           "surplus_bags: '" HUB "/bags/b3' !missing_bags");
    EXPECT(&bench, "GetBag", BAG("b3"),
           "state: LOAD_STATE_ARRIVED manifest: '' dispatch_time {} arrive_time {}");
    EXPECT(&bench, "GetManifest", MAN("m1"), "bag_count: 2 surplus_bags: '" HUB "/bags/b3'");
    service_down(&bench);
}

static void a_bag_that_cannot_have_come_off_is_refused(void **state)
{
    struct service_bench bench;

    (void)state;
    up_on_the_road(&bench);
    REFUSE(&bench, "ArriveManifest", MAN("m1") SEEN("b1") SEEN("b4"), STOP, "BAG_NOT_CLOSED", "");
    REFUSE(&bench, "ArriveManifest", MAN("m1") SEEN("b1") SEEN("b1"), STOP, "BAG_NOT_DISPATCHED",
           "");
    REFUSE(&bench, "ArriveManifest", MAN("m1") SEEN("b9"), MISSING, "bags");
    REFUSE(&bench, "ArriveManifest", MAN("m1") " bags: 'hubs/other/bags/b1'", BAD, "bags");
    EXPECT(&bench, "GetManifest", MAN("m1"), "state: LOAD_STATE_DISPATCHED");
    EXPECT(&bench, "GetBag", BAG("b1"), "state: LOAD_STATE_DISPATCHED");
    service_down(&bench);
}

static void what_belongs_to_another_hub_or_organisation_is_not_found(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE(&bench, "GetBag", "name: 'hubs/nowhere/bags/b1'", MISSING, "");
    REFUSE(&bench, "GetBag", BAG("b9"), MISSING, "");
    REFUSE(&bench, "GetManifest", MAN("m9"), MISSING, "");
    REFUSE(&bench, "CreateBag", "parent: '" HUB "' bag { prefecture: '" HUB "/prefectures/1' }",
           MISSING, "bag.prefecture");
    REFUSE(&bench, "CreateManifest",
           "parent: '" HUB "' manifest { prefecture: '" HUB "/prefectures/1' }", MISSING,
           "manifest.prefecture");
    bench.principal.org = "away";
    REFUSE(&bench, "GetBag", BAG("b1"), MISSING, "");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bag_goes_its_way_step_by_step),
        cmocka_unit_test(no_step_is_left_out_and_none_taken_twice),
        cmocka_unit_test(closing_with_another_count_than_recorded_needs_a_reason),
        cmocka_unit_test(dispatching_an_open_bag_is_refused),
        cmocka_unit_test(a_chute_has_one_bag_and_a_bag_hangs_at_one_chute),
        cmocka_unit_test(a_closed_bag_leaves_its_chute_and_can_be_hung_no_more),
        cmocka_unit_test(a_manifest_takes_closed_bags_of_its_own_prefecture),
        cmocka_unit_test(a_closed_manifest_is_not_changed_and_takes_its_bags_along),
        cmocka_unit_test(a_bag_left_on_the_truck_is_missing_until_it_is_seen),
        cmocka_unit_test(a_bag_that_comes_off_another_truck_than_planned_is_surplus),
        cmocka_unit_test(a_bag_that_cannot_have_come_off_is_refused),
        cmocka_unit_test(what_belongs_to_another_hub_or_organisation_is_not_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
