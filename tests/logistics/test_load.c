/* Boxes on trains: the load plan, what goes on board and comes off, through the whole service. */
#include "logistics_cargo.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void up(struct service_bench *bench)
{
    logistics_up(bench, SERVICE_IN_MEMORY);
    corridor_sow(bench);
    boxes_sow(bench);
    train_sow(bench, "t1");
}

#define LOAD(id, box, wagon, slot)                                                                 \
    "parent: '" TRAIN "t1' load_id: '" id "' load { box: 'boxes/" box "' wagon: '" wagon           \
    "' slot: " slot " origin: 'places/kunming' destination: 'places/vientiane' }"
#define ON(trip, wagon) "move: BOX_MOVE_LOAD trip: '" TRAIN trip "' wagon: '" wagon "'"
#define OFF(place)      "move: BOX_MOVE_DISCHARGE place: 'places/" place "'"

static void a_box_goes_on_board_as_planned_and_comes_off(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    box_packed(&bench, BOX_1, "S1");
    load_sow(&bench, "t1", BOX_1, "1000001", 1);
    box_moves(&bench, BOX_1, ON("t1", "1000001"));
    EXPECT(&bench, "GetBox", "name: 'boxes/" BOX_1 "'",
           "position: BOX_POSITION_ON_WAGON trip: '" TRAIN "t1' wagon: '1000001' slot: 1 "
           "place: ''");
    box_moves(&bench, BOX_1, OFF("vientiane"));
    EXPECT(&bench, "GetBox", "name: 'boxes/" BOX_1 "'",
           "position: BOX_POSITION_DISCHARGED trip: '' wagon: '' place: 'places/vientiane' "
           "alarm: ''");
    EXPECT(&bench, "ListLoads", "parent: '" TRAIN "t1'",
           "loads { name: '" TRAIN "t1/loads/" BOX_1 "' wagon: '1000001' slot: 1 "
           "loaded_time { } discharged_time { } }");
    service_down(&bench);
}

static void each_wrong_field_of_a_load_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: '" TRAIN "none'", MISSING, ""},
        {"load { box: 'boxes/none' }", MISSING, "load.box"},
        {"load { wagon: '1000009' }", MISSING, "load.wagon"},
        {"load { wagon: '' }", BAD, "load.wagon"},
        {"load { slot: 0 }", BAD, "load.slot"},
        {"load { slot: 3 }", BAD, "load.slot"},
        {"load { origin: 'places/none' }", MISSING, "load.origin"},
        {"load { destination: 'places/kunming' }", BAD, "load.destination"},
        {NULL, CV_OK, NULL, NULL},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateLoad", LOAD("l", BOX_1, "1000001", "1"), ROWS);
    service_down(&bench);
}

/* ---- what is illegal ---- */

static void a_box_is_not_on_two_wagons_at_once(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    train_sow_other(&bench, "t2");
    box_packed(&bench, BOX_1, "S1");
    load_sow(&bench, "t1", BOX_1, "1000001", 1);
    REFUSE(&bench, "CreateLoad", LOAD("again", BOX_1, "1000002", "1"), CV_FAILED_PRECONDITION,
           "ALREADY_PLANNED", "");
    load_sow(&bench, "t2", BOX_1, "2000001", 1);
    box_moves(&bench, BOX_1, ON("t1", "1000001"));
    BOX_REFUSES(&bench, BOX_1, ON("t2", "2000001"), "ALREADY_ON_WAGON");
    service_down(&bench);
}

static void two_boxes_are_not_in_one_slot(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    load_sow(&bench, "t1", BOX_1, "1000001", 2);
    REFUSE(&bench, "CreateLoad", LOAD("b", BOX_3, "1000001", "2"), CV_FAILED_PRECONDITION,
           "SLOT_TAKEN", "");
    REFUSE(&bench, "CreateLoad", LOAD("b", BOX_2, "1000001", "1"), CV_FAILED_PRECONDITION,
           "SLOT_TAKEN", "");
    EXPECT(&bench, "CreateLoad", LOAD("b", BOX_3, "1000001", "1"), "");
    EXPECT(&bench, "DeleteLoad", "name: '" TRAIN "t1/loads/" BOX_1 "'", "");
    EXPECT(&bench, "CreateLoad", LOAD("c", BOX_1, "1000001", "2"), "");
    service_down(&bench);
}

static void two_boxes_seen_in_one_slot_are_an_anomaly(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    box_packed(&bench, BOX_1, "S1");
    box_packed(&bench, BOX_3, "S3");
    load_sow(&bench, "t1", BOX_1, "1000001", 1);
    load_sow(&bench, "t1", BOX_3, "1000001", 2);
    box_moves(&bench, BOX_1, ON("t1", "1000001"));
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    EXPECT(&bench, "ObserveBox",
           "name: 'boxes/" BOX_3 "' observation_id: 'o' event { " ON(
               "t1", "1000001") " slot: 1 occurred_time { seconds: 1751400000 } }",
           "event { outcome: EVENT_OUTCOME_ANOMALY anomaly: 'SLOT_TAKEN' } "
           "box { position: BOX_POSITION_ON_WAGON }");
    service_down(&bench);
}

static void a_stuffed_box_with_an_open_seal_is_not_loaded(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    box_packed(&bench, BOX_1, "S1");
    load_sow(&bench, "t1", BOX_1, "1000001", 1);
    box_moves(&bench, BOX_1, "move: BOX_MOVE_BREAK_SEAL reason: 'r'");
    BOX_REFUSES(&bench, BOX_1, ON("t1", "1000001"), "BOX_UNSEALED");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_BEGIN_STUFFING");
    BOX_REFUSES(&bench, BOX_1, ON("t1", "1000001"), "BOX_OPEN_WORK");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_END_STUFFING");
    BOX_REFUSES(&bench, BOX_1, ON("t1", "1000001"), "BOX_UNSEALED");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_SEAL seal_number: 'S2' sealed_by: 1");
    box_moves(&bench, BOX_1, ON("t1", "1000001"));
    service_down(&bench);
}

static void a_box_is_not_stuffed_on_a_wagon(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    load_sow(&bench, "t1", BOX_1, "1000001", 1);
    box_moves(&bench, BOX_1, ON("t1", "1000001"));
    BOX_REFUSES(&bench, BOX_1, "move: BOX_MOVE_BEGIN_STUFFING", "STUFFING_ON_WAGON");
    service_down(&bench);
}

static void a_seal_number_is_used_once_in_a_trip(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    box_packed(&bench, BOX_1, "S1");
    box_packed(&bench, BOX_3, "S1");
    load_sow(&bench, "t1", BOX_1, "1000001", 1);
    load_sow(&bench, "t1", BOX_3, "1000001", 2);
    box_moves(&bench, BOX_1, ON("t1", "1000001"));
    BOX_REFUSES(&bench, BOX_3, ON("t1", "1000001"), "SEAL_REUSED");
    box_moves(&bench, BOX_3, "move: BOX_MOVE_BREAK_SEAL reason: 'number'");
    box_moves(&bench, BOX_3, "move: BOX_MOVE_SEAL seal_number: 'S3' sealed_by: 1");
    box_moves(&bench, BOX_3, ON("t1", "1000001"));
    box_moves(&bench, BOX_3, "move: BOX_MOVE_BREAK_SEAL reason: 'customs'");
    BOX_REFUSES(&bench, BOX_3, "move: BOX_MOVE_SEAL seal_number: 'S1' sealed_by: 3", "SEAL_REUSED");
    box_moves(&bench, BOX_3, "move: BOX_MOVE_SEAL seal_number: 'S4' sealed_by: 3");
    service_down(&bench);
}

static void a_box_that_is_not_planned_is_not_loaded(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    load_sow(&bench, "t1", BOX_1, "1000001", 1);
    BOX_REFUSES(&bench, BOX_1, ON("t1", "1000002"), "NOT_PLANNED");
    BOX_REFUSES(&bench, BOX_1, ON("t1", "1000001") " slot: 2", "NOT_PLANNED");
    EXPECT(&bench, "ObserveBox",
           "name: 'boxes/" BOX_3 "' observation_id: 'o' event { " ON(
               "t1", "1000002") " place: 'places/kunming' occurred_time { seconds: 1751371000 } }",
           "event { outcome: EVENT_OUTCOME_ANOMALY anomaly: 'NOT_PLANNED' } "
           "box { position: BOX_POSITION_ON_WAGON }");
    service_down(&bench);
}

static void a_box_dropped_where_the_trip_does_not_call_raises_an_alarm(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreatePlace",
           "place_id: 'yuxi' place { title: 'Yuxi' kind: PLACE_KIND_STATION country: 'CN' }", "");
    load_sow(&bench, "t1", BOX_1, "1000001", 1);
    box_moves(&bench, BOX_1, ON("t1", "1000001"));
    EXPECT(&bench, "MoveBox", "name: 'boxes/" BOX_1 "' event { " OFF("yuxi") " }",
           "event { outcome: EVENT_OUTCOME_ANOMALY anomaly: 'MISDROP' } "
           "box { position: BOX_POSITION_DISCHARGED place: 'places/yuxi' alarm: 'MISDROP' }");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_GATE_OUT");
    EXPECT(&bench, "GetBox", "name: 'boxes/" BOX_1 "'", "alarm: ''");
    service_down(&bench);
}

static void a_box_taken_off_too_early_raises_an_alarm(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    load_sow(&bench, "t1", BOX_1, "1000001", 1);
    box_moves(&bench, BOX_1, ON("t1", "1000001"));
    EXPECT(&bench, "MoveBox", "name: 'boxes/" BOX_1 "' event { " OFF("mohan") " }",
           "event { outcome: EVENT_OUTCOME_ANOMALY anomaly: 'WRONG_STOP' } "
           "box { alarm: 'WRONG_STOP' }");
    service_down(&bench);
}

static void what_was_loaded_is_not_planned_away(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    load_sow(&bench, "t1", BOX_1, "1000001", 1);
    consignment_accepted(&bench, "c1");
    booking_sow(&bench, "t1", BOX_1, "c1", 100);
    REFUSE(&bench, "DeleteLoad", "name: '" TRAIN "t1/loads/" BOX_1 "'", CV_FAILED_PRECONDITION,
           "STILL_BOOKED", "");
    box_packed(&bench, BOX_1, "S1");
    box_moves(&bench, BOX_1, ON("t1", "1000001"));
    REFUSE(&bench, "DeleteLoad", "name: '" TRAIN "t1/loads/" BOX_1 "'", CV_FAILED_PRECONDITION,
           "ALREADY_LOADED", "");
    service_down(&bench);
}

/* ---- transshipment ---- */

#define PART(id, wagon, from, to)                                                                  \
    "parent: '" TRAIN "t1' load_id: '" id "' load { box: 'boxes/" BOX_1 "' wagon: '" wagon         \
    "' slot: 1 origin: 'places/" from "' destination: 'places/" to "' }"

static void a_box_changes_wagons_at_the_border(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateLoad", PART("a", "1000001", "kunming", "mohan"), "");
    EXPECT(&bench, "CreateLoad", PART("b", "1000002", "mohan", "vientiane"), "");
    consignment_accepted(&bench, "c1");
    booking_sow(&bench, "t1", BOX_1, "c1", 100);
    box_packed(&bench, BOX_1, "S1");
    box_moves(&bench, BOX_1, ON("t1", "1000001"));
    EXPECT(&bench, "GetConsignment", "name: 'consignments/c1'",
           "state: CONSIGNMENT_STATE_LOADED lines { loaded_packages: 100 landed_packages: 0 }");
    box_moves(&bench, BOX_1, OFF("mohan"));
    EXPECT(&bench, "GetBox", "name: 'boxes/" BOX_1 "'", "alarm: ''");
    box_moves(&bench, BOX_1, ON("t1", "1000002"));
    EXPECT(&bench, "GetConsignment", "name: 'consignments/c1'",
           "lines { loaded_packages: 100 landed_packages: 0 }");
    box_moves(&bench, BOX_1, OFF("vientiane"));
    EXPECT(&bench, "GetConsignment", "name: 'consignments/c1'",
           "state: CONSIGNMENT_STATE_ARRIVED lines { loaded_packages: 100 landed_packages: 100 }");
    service_down(&bench);
}

static void news_of_a_loading_that_comes_after_the_discharge_counts(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    load_sow(&bench, "t1", BOX_1, "1000001", 1);
    consignment_accepted(&bench, "c1");
    booking_sow(&bench, "t1", BOX_1, "c1", 100);
    EXPECT(&bench, "ObserveBox",
           "name: 'boxes/" BOX_1 "' observation_id: 'off' event { " OFF(
               "vientiane") " occurred_time { seconds: 1751371200 } }",
           "event { anomaly: 'NOT_ON_BOARD' }");
    EXPECT(&bench, "GetConsignment", "name: 'consignments/c1'",
           "state: CONSIGNMENT_STATE_ACCEPTED lines { loaded_packages: 0 }");
    EXPECT(&bench, "ObserveBox",
           "name: 'boxes/" BOX_1 "' observation_id: 'on' event { " ON(
               "t1", "1000001") " occurred_time { seconds: 1751300000 } }",
           "event { outcome: EVENT_OUTCOME_LATE } box { position: BOX_POSITION_DISCHARGED }");
    EXPECT(&bench, "GetConsignment", "name: 'consignments/c1'",
           "state: CONSIGNMENT_STATE_ARRIVED lines { loaded_packages: 100 landed_packages: 100 }");
    EXPECT(&bench, "ListBoxEvents", "parent: 'boxes/" BOX_1 "'",
           "events { sequence: 1 anomaly: '' outcome: EVENT_OUTCOME_APPLIED }");
    service_down(&bench);
}

static void nothing_more_is_planned_on_a_trip_that_has_ended(void **state)
{
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    corridor_sow(&bench);
    boxes_sow(&bench);
    train_sow(&bench, "t1");
    EXPECT(&bench, "CancelTrip", "name: '" TRAIN "t1'", "");
    REFUSE(&bench, "CreateLoad",
           "parent: '" TRAIN "t1' load { box: 'boxes/" BOX_1 "' wagon: '1000001' slot: 1 "
           "origin: 'places/kunming' destination: 'places/mohan' }",
           CV_FAILED_PRECONDITION, "TRIP_ENDED", "");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_box_goes_on_board_as_planned_and_comes_off),
        cmocka_unit_test(each_wrong_field_of_a_load_is_named),
        cmocka_unit_test(a_box_is_not_on_two_wagons_at_once),
        cmocka_unit_test(two_boxes_are_not_in_one_slot),
        cmocka_unit_test(two_boxes_seen_in_one_slot_are_an_anomaly),
        cmocka_unit_test(a_stuffed_box_with_an_open_seal_is_not_loaded),
        cmocka_unit_test(a_box_is_not_stuffed_on_a_wagon),
        cmocka_unit_test(a_seal_number_is_used_once_in_a_trip),
        cmocka_unit_test(a_box_that_is_not_planned_is_not_loaded),
        cmocka_unit_test(a_box_dropped_where_the_trip_does_not_call_raises_an_alarm),
        cmocka_unit_test(a_box_taken_off_too_early_raises_an_alarm),
        cmocka_unit_test(what_was_loaded_is_not_planned_away),
        cmocka_unit_test(a_box_changes_wagons_at_the_border),
        cmocka_unit_test(news_of_a_loading_that_comes_after_the_discharge_counts),
        cmocka_unit_test(nothing_more_is_planned_on_a_trip_that_has_ended),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
