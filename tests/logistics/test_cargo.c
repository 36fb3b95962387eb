/* What a trip needs of its cargo, and what comes of it: ready, balanced, delivered. */
#include "logistics_cargo.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define ON            "move: BOX_MOVE_LOAD trip: '" TRAIN "t1' wagon: '1000001'"
#define OFF           "move: BOX_MOVE_DISCHARGE place: 'places/vientiane'"
#define TRAIN_1(what) "name: '" TRAIN "t1' kind: TRIP_EVENT_KIND_" what
#define C1            "name: 'consignments/c1'"
#define HOLD(say)     C1 " flag: CONSIGNMENT_FLAG_CUSTOMS_HOLD reason: 'papers' " say

/* A train, a box planned on it, and a consignment booked in it. */
static void up(struct service_bench *bench)
{
    logistics_up(bench, SERVICE_IN_MEMORY);
    corridor_sow(bench);
    boxes_sow(bench);
    train_sow(bench, "t1");
    load_sow(bench, "t1", BOX_1, "1000001", 1);
    consignment_accepted(bench, "c1");
    booking_sow(bench, "t1", BOX_1, "c1", 100);
}

static void not_ready(struct service_bench *bench, const char *reason)
{
    REFUSE(bench, "MoveTrip", TRAIN_1("READY"), CV_FAILED_PRECONDITION, reason, "");
}

/* ---- ready ---- */

static void a_trip_is_not_ready_with_an_unsealed_box(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    not_ready(&bench, "BOX_NOT_STUFFED");
    box_packed(&bench, BOX_1, "S1");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_BREAK_SEAL reason: 'r'");
    not_ready(&bench, "BOX_UNSEALED");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_SEAL seal_number: 'S2' sealed_by: 1");
    train_moves(&bench, "t1", "READY");
    service_down(&bench);
}

static void a_trip_is_not_ready_with_an_overweight_box(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    box_packed(&bench, BOX_1, "S1");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_WEIGH weighed_grams: 24000001");
    not_ready(&bench, "BOX_OVERWEIGHT");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_WEIGH weighed_grams: 24000000");
    train_moves(&bench, "t1", "READY");
    service_down(&bench);
}

static void a_trip_is_not_ready_when_the_boxes_on_a_wagon_weigh_too_much(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "ComposeTrip",
           "name: '" TRAIN "t1' wagons { number: '1000001' numbering: WAGON_NUMBERING_CHINA "
           "limit_grams: 40000000 slots: 2 }",
           "");
    load_sow(&bench, "t1", BOX_3, "1000001", 2);
    box_packed(&bench, BOX_1, "S1");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_WEIGH weighed_grams: 23000000");
    box_moves(&bench, BOX_3, "move: BOX_MOVE_WEIGH weighed_grams: 17000001");
    not_ready(&bench, "WAGON_OVERLOADED");
    box_moves(&bench, BOX_3, "move: BOX_MOVE_WEIGH weighed_grams: 17000000");
    train_moves(&bench, "t1", "READY");
    service_down(&bench);
}

static void a_trip_is_not_ready_with_a_box_on_board_that_nobody_planned(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    box_packed(&bench, BOX_1, "S1");
    EXPECT(&bench, "ObserveBox",
           "name: 'boxes/" BOX_3 "' observation_id: 'o' event { move: BOX_MOVE_LOAD "
           "trip: '" TRAIN "t1' wagon: '1000002' place: 'places/kunming' "
           "occurred_time { seconds: 1751371000 } }",
           "event { anomaly: 'NOT_PLANNED' }");
    not_ready(&bench, "BOX_NOT_PLANNED");
    box_moves(&bench, BOX_3, "move: BOX_MOVE_DISCHARGE place: 'places/kunming'");
    train_moves(&bench, "t1", "READY");
    service_down(&bench);
}

/* What was weighed is so until something is put in. */
static void a_weight_ends_with_the_next_stuffing(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    box_moves(&bench, BOX_1, "move: BOX_MOVE_WEIGH weighed_grams: 2200000");
    box_packed(&bench, BOX_1, "S1");
    EXPECT(&bench, "GetBox", "name: 'boxes/" BOX_1 "'", "weighed_grams: 0");
    service_down(&bench);
}

static void a_wagon_carries_what_it_may_in_the_newest_consist(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "ComposeTrip",
           "name: '" TRAIN "t1' wagons { number: '1000001' numbering: WAGON_NUMBERING_CHINA "
           "limit_grams: 14000000 slots: 2 }",
           "");
    REFUSE(&bench, "CreateLoad",
           "parent: '" TRAIN "t1' load { box: 'boxes/" BOX_3 "' wagon: '1000001' slot: 2 "
           "origin: 'places/kunming' destination: 'places/mohan' }",
           CV_FAILED_PRECONDITION, "WAGON_FULL", "");
    EXPECT(&bench, "ComposeTrip",
           "name: '" TRAIN "t1' wagons { number: '1000001' numbering: WAGON_NUMBERING_CHINA "
           "limit_grams: 14400000 slots: 2 }",
           "");
    load_sow(&bench, "t1", BOX_3, "1000001", 2);
    service_down(&bench);
}

static void a_trip_is_not_ready_with_an_incomplete_consignment(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    box_packed(&bench, BOX_3, "S3");
    EXPECT(&bench, "CreateLoad",
           "parent: '" TRAIN "t1' load { box: 'boxes/" BOX_2 "' wagon: '1000002' slot: 1 "
           "origin: 'places/kunming' destination: 'places/vientiane' }",
           "");
    consignment_sow(&bench, "c2");
    consignment_moves(&bench, "c2", "SUBMIT");
    booking_sow(&bench, "t1", BOX_2, "c2", 1);
    box_packed(&bench, BOX_1, "S1");
    box_packed(&bench, BOX_2, "S2");
    not_ready(&bench, "CONSIGNMENT_NOT_ACCEPTED");
    EXPECT(&bench, "UpdateConsignment",
           "consignment { name: 'consignments/c2' etag: '*' lines { description: 'x' packages: 100 "
           "} } update_mask { paths: 'lines' }",
           "");
    consignment_moves(&bench, "c2", "ACCEPT");
    not_ready(&bench, "CONSIGNMENT_INCOMPLETE");
    EXPECT(&bench, "AmendConsignment",
           "name: 'consignments/c2' etag: '*' reason: 'r' lines { description: 'x' packages: 100 "
           "hs_code: '060310' gross_grams: 100 value { currency: 'CNY' minor_units: 100 } }",
           "");
    EXPECT(&bench, "UpdateConsignment",
           "consignment { name: 'consignments/c2' etag: '*' } update_mask { paths: 'papers' }", "");
    not_ready(&bench, "CONSIGNMENT_INCOMPLETE");
    EXPECT(&bench, "UpdateConsignment",
           "consignment { name: 'consignments/c2' etag: '*' papers { kind: 1 reference: 'N' } } "
           "update_mask { paths: 'papers' }",
           "");
    train_moves(&bench, "t1", "READY");
    service_down(&bench);
}

static void a_trip_is_not_ready_under_a_customs_hold(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    box_packed(&bench, BOX_1, "S1");
    EXPECT(&bench, "FlagConsignment", HOLD("open: true"), "customs_hold: true");
    not_ready(&bench, "HOLD_OPEN");
    EXPECT(&bench, "FlagConsignment", HOLD(""), "");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_OPEN_CUSTOMS_HOLD reason: 'x'");
    not_ready(&bench, "HOLD_OPEN");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_CLOSE_CUSTOMS_HOLD");
    train_moves(&bench, "t1", "READY");
    service_down(&bench);
}

static void a_wagon_with_boxes_planned_stays_in_the_consist(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE(&bench, "ComposeTrip",
           "name: '" TRAIN "t1' wagons { number: '1000002' numbering: WAGON_NUMBERING_CHINA "
           "limit_grams: 60000000 slots: 2 }",
           CV_FAILED_PRECONDITION, "WAGON_IN_USE", "");
    REFUSE(&bench, "CancelTrip", "name: '" TRAIN "t1'", CV_FAILED_PRECONDITION, "WAGON_IN_USE", "");
    EXPECT(&bench, "ComposeTrip",
           "name: '" TRAIN "t1' wagons { number: '1000001' numbering: WAGON_NUMBERING_CHINA "
           "limit_grams: 12000000 slots: 2 }",
           "");
    box_packed(&bench, BOX_1, "S1");
    not_ready(&bench, "WAGON_OVERLOADED");
    service_down(&bench);
}

/* ---- under way ---- */

static void a_consignment_follows_its_boxes_and_its_trip(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    box_packed(&bench, BOX_1, "S1");
    box_moves(&bench, BOX_1, ON);
    EXPECT(&bench, "GetConsignment", C1, "state: CONSIGNMENT_STATE_LOADED");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    train_moves(&bench, "t1", "READY");
    train_moves(&bench, "t1", "DEPARTED point: 0");
    EXPECT(&bench, "GetConsignment", C1, "state: CONSIGNMENT_STATE_IN_TRANSIT");
    train_moves(&bench, "t1", "ARRIVED point: 1");
    train_moves(&bench, "t1", "BORDER_PRESENTED point: 1");
    train_moves(&bench, "t1", "BORDER_RELEASED point: 1");
    train_moves(&bench, "t1", "BORDER_CROSSED point: 1");
    train_moves(&bench, "t1", "DEPARTED point: 1");
    train_moves(&bench, "t1", "ARRIVED point: 2");
    EXPECT(&bench, "GetConsignment", C1, "state: CONSIGNMENT_STATE_ARRIVED");
    REFUSE(&bench, "DeliverConsignment", C1 " reference: 'P' lines { line: 1 packages: 1 }",
           CV_FAILED_PRECONDITION, "WRONG_STATE", "");
    service_down(&bench);
}

/* ---- closed ---- */

static void a_trip_is_not_closed_with_a_box_on_board_or_a_hold_open(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    box_packed(&bench, BOX_1, "S1");
    box_moves(&bench, BOX_1, ON);
    train_runs(&bench, "t1");
    train_unloads(&bench, "t1");
    REFUSE(&bench, "CloseTrip", "name: '" TRAIN "t1'", CV_FAILED_PRECONDITION, "BOX_ON_BOARD", "");
    box_moves(&bench, BOX_1, OFF);
    EXPECT(&bench, "FlagConsignment", HOLD("open: true"), "");
    REFUSE(&bench, "CloseTrip", "name: '" TRAIN "t1'", CV_FAILED_PRECONDITION, "HOLD_OPEN", "");
    EXPECT(&bench, "FlagConsignment", HOLD(""), "");
    EXPECT(&bench, "CloseTrip", "name: '" TRAIN "t1'", "state: TRIP_STATE_CLOSED");
    service_down(&bench);
}

/* And when the office finds later that the goods were heavier. */
static void a_closed_trip_is_told_and_told_anew_when_its_figures_change(void **state)
{
    struct service_bench bench;
    struct service_talk talk;

    (void)state;
    up(&bench);
    box_packed(&bench, BOX_1, "S1");
    box_moves(&bench, BOX_1, ON);
    train_runs(&bench, "t1");
    train_unloads(&bench, "t1");
    box_moves(&bench, BOX_1, OFF);
    service_talk_open(&bench, &talk, "WatchEvents", "");
    HEAR(&bench, &talk, "caught_up: true sequence: 0");
    EXPECT(&bench, "CloseTrip", "name: '" TRAIN "t1'", "");
    HEAR(&bench, &talk,
         "sequence: 1 event { subject: '" TRAIN "t1' subject_sequence: 1 type: 'trip_closed' "
         "trip_closed { departure_date: 2025-07-01 packages: 100 grams: 10000000 boxes: 1 "
         "units: 1 } }");
    EXPECT(&bench, "AmendConsignment",
           C1 " etag: '*' reason: 'weighed' "
              "lines { description: 'tomatoes' hs_code: '070200' packages: 100 "
              "gross_grams: 11000000 value { currency: 'CNY' minor_units: 5000000 } }",
           "");
    HEAR(&bench, &talk,
         "sequence: 2 event { subject_sequence: 2 trip_closed { packages: 100 grams: 11000000 } }");
    EXPECT(&bench, "AmendConsignment",
           C1 " etag: '*' reason: 'worth more' "
              "lines { description: 'tomatoes' hs_code: '070200' packages: 100 "
              "gross_grams: 11000000 value { currency: 'CNY' minor_units: 6000000 } }",
           ""); /* no figure of the trip */
    service_talk_stop(&bench, &talk);
    service_talk_open(&bench, &talk, "WatchEvents", "resume_sequence: 2");
    HEAR(&bench, &talk, "sequence: 2 caught_up: true");
    service_talk_stop(&bench, &talk);
    service_down(&bench);
}

static void a_trip_is_not_closed_when_a_planned_box_never_travelled(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    box_packed(&bench, BOX_1, "S1");
    train_runs(&bench, "t1");
    train_unloads(&bench, "t1");
    REFUSE(&bench, "CloseTrip", "name: '" TRAIN "t1'", CV_FAILED_PRECONDITION, "NOT_BALANCED", "");
    service_down(&bench);
}

static void a_box_that_was_seen_on_board_unplanned_does_not_balance(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    box_packed(&bench, BOX_1, "S1");
    box_moves(&bench, BOX_1, ON);
    train_runs(&bench, "t1");
    EXPECT(&bench, "ObserveBox",
           "name: 'boxes/" BOX_3 "' observation_id: 'o' event { move: BOX_MOVE_LOAD "
           "trip: '" TRAIN "t1' wagon: '1000002' place: 'places/kunming' "
           "occurred_time { seconds: 1751371000 } }",
           "event { anomaly: 'NOT_PLANNED' }");
    box_moves(&bench, BOX_1, OFF);
    box_moves(&bench, BOX_3, OFF);
    train_unloads(&bench, "t1");
    REFUSE(&bench, "CloseTrip", "name: '" TRAIN "t1'", CV_FAILED_PRECONDITION, "NOT_BALANCED", "");
    service_down(&bench);
}

/* ---- delivered ---- */

/* c1 is at Vientiane, of 100 packages `loaded`. */
static void arrive(struct service_bench *bench)
{
    up(bench);
    box_packed(bench, BOX_1, "S1");
    box_moves(bench, BOX_1, ON);
    train_runs(bench, "t1");
    box_moves(bench, BOX_1, OFF);
}

#define DELIVER(lines) C1 " reference: 'P-1' " lines

static void a_consignment_is_delivered_in_parts(void **state)
{
    struct service_bench bench;

    (void)state;
    arrive(&bench);
    consignment_moves(&bench, "c1", "MAKE_AVAILABLE");
    EXPECT(&bench, "DeliverConsignment", DELIVER("lines { line: 1 packages: 40 }"),
           "state: CONSIGNMENT_STATE_PARTLY_DELIVERED lines { delivered_packages: 40 }");
    REFUSE(&bench, "MoveConsignment", C1 " action: CONSIGNMENT_ACTION_CLOSE",
           CV_FAILED_PRECONDITION, "WRONG_STATE", "");
    REFUSE(&bench, "DeliverConsignment", DELIVER("lines { line: 1 packages: 61 }"),
           CV_FAILED_PRECONDITION, "NOT_LANDED", "");
    EXPECT(&bench, "DeliverConsignment",
           DELIVER("lines { line: 1 packages: 58 missing_packages: 2 }"),
           "state: CONSIGNMENT_STATE_DELIVERED shortage: true "
           "lines { delivered_packages: 98 missing_packages: 2 }");
    REFUSE(&bench, "MoveConsignment", C1 " action: CONSIGNMENT_ACTION_CLOSE",
           CV_FAILED_PRECONDITION, "FLAG_OPEN", "");
    EXPECT(&bench, "FlagConsignment", C1 " flag: CONSIGNMENT_FLAG_SHORTAGE reason: 'paid'", "");
    EXPECT(&bench, "MoveConsignment", C1 " action: CONSIGNMENT_ACTION_CLOSE",
           "state: CONSIGNMENT_STATE_CLOSED");
    service_down(&bench);
}

static void what_was_never_shipped_is_not_received(void **state)
{
    struct service_bench bench;

    (void)state;
    arrive(&bench);
    consignment_moves(&bench, "c1", "MAKE_AVAILABLE");
    EXPECT(&bench, "AmendConsignment",
           C1 " etag: '*' reason: 'one more' "
              "lines { description: 'tomatoes' hs_code: '070200' packages: 100 "
              "gross_grams: 10000000 value { currency: 'CNY' minor_units: 5000000 } } "
              "lines { description: 'roses' hs_code: '060311' packages: 5 gross_grams: 100 "
              "value { currency: 'CNY' minor_units: 100 } }",
           "");
    REFUSE(&bench, "DeliverConsignment", DELIVER("lines { line: 2 packages: 1 }"),
           CV_FAILED_PRECONDITION, "NEVER_SHIPPED", "");
    EXPECT(&bench, "DeliverConsignment", DELIVER("lines { line: 1 packages: 100 }"),
           "state: CONSIGNMENT_STATE_PARTLY_DELIVERED");
    service_down(&bench);
}

static void a_held_consignment_is_neither_available_nor_delivered(void **state)
{
    struct service_bench bench;

    (void)state;
    arrive(&bench);
    EXPECT(&bench, "FlagConsignment", HOLD("open: true"), "");
    REFUSE(&bench, "MoveConsignment", C1 " action: CONSIGNMENT_ACTION_MAKE_AVAILABLE",
           CV_FAILED_PRECONDITION, "HOLD_OPEN", "");
    EXPECT(&bench, "FlagConsignment", HOLD(""), "");
    consignment_moves(&bench, "c1", "MAKE_AVAILABLE");
    EXPECT(&bench, "FlagConsignment", HOLD("open: true"), "");
    REFUSE(&bench, "DeliverConsignment", DELIVER("lines { line: 1 packages: 1 }"),
           CV_FAILED_PRECONDITION, "HOLD_OPEN", "");
    service_down(&bench);
}

static void each_wrong_field_of_a_delivery_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"name: 'consignments/none'", MISSING, ""},
        {"reference: ''", BAD, "reference"},
        {"!lines", BAD, "lines"},
        {"lines { line: 0 packages: 1 }", BAD, "lines.line"},
        {"lines { line: 1 packages: 1 }", BAD, "lines.line"},
        {"lines { line: 2 packages: 1 }", BAD, "lines.line"},
        {"lines { line: 2 }", BAD, "lines.packages"},
        {"occurred_time { seconds: 1900000000 }", BAD, "occurred_time"},
        {NULL, CV_OK, NULL, NULL},
    };
    struct service_bench bench;

    (void)state;
    arrive(&bench);
    consignment_moves(&bench, "c1", "MAKE_AVAILABLE");
    REFUSE_EACH(&bench, "DeliverConsignment", DELIVER("lines { line: 1 packages: 1 }"), ROWS);
    service_down(&bench);
}

static void what_is_not_taken_goes_back_under_a_new_consignment(void **state)
{
    struct service_bench bench;

    (void)state;
    arrive(&bench);
    consignment_moves(&bench, "c1", "MAKE_AVAILABLE");
    EXPECT(&bench, "DeliverConsignment", DELIVER("lines { line: 1 packages: 40 }"), "");
    EXPECT(&bench, "ReturnConsignment", C1 " return_id: 'back' reason: 'refused'",
           "name: 'consignments/back' state: CONSIGNMENT_STATE_DRAFT "
           "direction: DIRECTION_INBOUND origin: 'places/vientiane' returns: 'consignments/c1' "
           "packages: 60 gross_grams: 6000000 value: 3000000");
    EXPECT(&bench, "GetConsignment", C1,
           "state: CONSIGNMENT_STATE_RETURNED returned_by: 'consignments/back'");
    REFUSE(&bench, "ReturnConsignment", C1 " reason: 'again'", CV_FAILED_PRECONDITION,
           "WRONG_STATE", "");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trip_is_not_ready_with_an_unsealed_box),
        cmocka_unit_test(a_trip_is_not_ready_with_an_overweight_box),
        cmocka_unit_test(a_trip_is_not_ready_when_the_boxes_on_a_wagon_weigh_too_much),
        cmocka_unit_test(a_trip_is_not_ready_with_a_box_on_board_that_nobody_planned),
        cmocka_unit_test(a_weight_ends_with_the_next_stuffing),
        cmocka_unit_test(a_wagon_carries_what_it_may_in_the_newest_consist),
        cmocka_unit_test(a_trip_is_not_ready_with_an_incomplete_consignment),
        cmocka_unit_test(a_trip_is_not_ready_under_a_customs_hold),
        cmocka_unit_test(a_wagon_with_boxes_planned_stays_in_the_consist),
        cmocka_unit_test(a_consignment_follows_its_boxes_and_its_trip),
        cmocka_unit_test(a_trip_is_not_closed_with_a_box_on_board_or_a_hold_open),
        cmocka_unit_test(a_closed_trip_is_told_and_told_anew_when_its_figures_change),
        cmocka_unit_test(a_trip_is_not_closed_when_a_planned_box_never_travelled),
        cmocka_unit_test(a_box_that_was_seen_on_board_unplanned_does_not_balance),
        cmocka_unit_test(a_consignment_is_delivered_in_parts),
        cmocka_unit_test(what_was_never_shipped_is_not_received),
        cmocka_unit_test(a_held_consignment_is_neither_available_nor_delivered),
        cmocka_unit_test(each_wrong_field_of_a_delivery_is_named),
        cmocka_unit_test(what_is_not_taken_goes_back_under_a_new_consignment),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
