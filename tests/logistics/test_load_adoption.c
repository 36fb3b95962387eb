/* What happened otherwise than it was planned: boxes that nobody planned, boxes that stayed behind,
 * and trips that can be closed all the same, with everything told. */
#include "logistics_audit.h"
#include "logistics_cargo.h"
#include "support/message_text.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define OFF(place)   "move: BOX_MOVE_DISCHARGE place: 'places/" place "'"
#define ON(trip, at) "move: BOX_MOVE_LOAD trip: '" TRAIN trip "' wagon: '" at "'"
#define CLOSE        "name: '" TRAIN "t1'"
#define C1           "name: 'consignments/c1'"

/* A train with BOX_1 planned on it, and c1 booked in that. */
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

static void down(struct service_bench *bench)
{
    assert_int_equal(cargo_audited(bench).wrong, 0);
    service_down(bench);
}

/* Seen on board at Kunming, before anything that box_moves() says. */
static void seen(struct service_bench *bench, const char *box, const char *wagon, int slot)
{
    EXPECT(bench, "ObserveBox",
           service_text(bench,
                        "name: 'boxes/%s' observation_id: 'o-%s' event { move: BOX_MOVE_LOAD "
                        "trip: '" TRAIN "t1' wagon: '%s' slot: %d place: 'places/kunming' "
                        "occurred_time { seconds: %" PRId64 " } }",
                        box, box, wagon, slot, NOON - 100),
           "event { anomaly: 'NOT_PLANNED' }");
}

/* The load of the trip of the box that nobody planned. */
static const char *seen_load(struct service_bench *bench, const char *box)
{
    const Caravan__Logistics__V1__ListLoadsResponse *loads =
        (const void *)service_ask(bench, "ListLoads", "parent: '" TRAIN "t1'");

    assert_non_null(loads);
    for (size_t i = 0; i < loads->n_loads; i++) {
        if (loads->loads[i]->state == CARAVAN__LOGISTICS__V1__BOX_LOAD_STATE__BOX_LOAD_STATE_SEEN &&
            strstr(loads->loads[i]->box, box) != NULL)
            return service_text(bench, "name: '%s'", loads->loads[i]->name);
    }
    fail_msg("no load of %s was seen", box);
    return NULL;
}

static const char *adoption(struct service_bench *bench, const char *box, const char *rest)
{
    return service_text(bench, "%s reason: 'yard mixed them up' %s", seen_load(bench, box), rest);
}

static void not_closed(struct service_bench *bench, const char *why)
{
    REFUSE(bench, "CloseTrip", CLOSE, CV_FAILED_PRECONDITION, "NOT_BALANCED", "");
    if (strstr(bench->op.start.status.message, why) == NULL)
        fail_msg("%s: not said in: %s", why, bench->op.start.status.message);
}

/* ---- boxes that nobody planned ---- */

static void a_box_seen_on_board_is_adopted_and_the_trip_is_closed(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    box_packed(&bench, BOX_1, "S1");
    box_moves(&bench, BOX_1, ON("t1", "1000001"));
    train_runs(&bench, "t1");
    seen(&bench, BOX_3, "1000002", 1);
    box_moves(&bench, BOX_1, OFF("vientiane"));
    box_moves(&bench, BOX_3, OFF("vientiane"));
    train_unloads(&bench, "t1");
    not_closed(&bench, "boxes/" BOX_3);
    EXPECT(&bench, "AdoptLoad", adoption(&bench, BOX_3, ""),
           "state: BOX_LOAD_STATE_ADOPTED reason: 'yard mixed them up' anomaly: '' slot: 1 "
           "origin: 'places/kunming' destination: 'places/vientiane'");
    EXPECT(&bench, "CloseTrip", CLOSE, "state: TRIP_STATE_CLOSED");
    down(&bench);
}

static void an_adopted_box_takes_its_places_on_the_wagon(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    seen(&bench, BOX_3, "1000001", 2);
    EXPECT(&bench, "AdoptLoad", adoption(&bench, BOX_3, "destination: 'places/mohan'"),
           "anomaly: ''");
    REFUSE(&bench, "CreateLoad",
           "parent: '" TRAIN "t1' load { box: 'boxes/" BOX_2 "' wagon: '1000001' slot: 1 "
           "origin: 'places/kunming' destination: 'places/mohan' }",
           CV_FAILED_PRECONDITION, "SLOT_TAKEN", "");
    box_moves(&bench, BOX_3, OFF("vientiane"));
    EXPECT(&bench, "GetBox", "name: 'boxes/" BOX_3 "'", "alarm: 'WRONG_STOP'");
    down(&bench);
}

static void what_is_too_much_for_a_wagon_is_adopted_with_an_anomaly(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    seen(&bench, BOX_2, "1000001", 1);
    EXPECT(&bench, "AdoptLoad", adoption(&bench, BOX_2, "destination: 'places/vientiane'"),
           "anomaly: 'WAGON_FULL'");
    REFUSE(&bench, "CreateLoad",
           "parent: '" TRAIN "t1' load { box: 'boxes/" BOX_3 "' wagon: '1000001' slot: 2 "
           "origin: 'places/kunming' destination: 'places/mohan' }",
           CV_FAILED_PRECONDITION, "SLOT_TAKEN", "");
    seen(&bench, BOX_3, "9999999", 0);
    EXPECT(&bench, "AdoptLoad", adoption(&bench, BOX_3, "destination: 'places/vientiane'"),
           "anomaly: 'WAGON_NOT_IN_CONSIST'");
    REFUSE(&bench, "MoveTrip", "name: '" TRAIN "t1' kind: TRIP_EVENT_KIND_READY",
           CV_FAILED_PRECONDITION, "BOX_NOT_STUFFED", "");
    box_packed(&bench, BOX_1, "S1");
    REFUSE(&bench, "MoveTrip", "name: '" TRAIN "t1' kind: TRIP_EVENT_KIND_READY",
           CV_FAILED_PRECONDITION, "WAGON_OVERLOADED", "");
    down(&bench);
}

static void goods_found_in_an_adopted_box_are_booked_after_the_fact(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    box_packed(&bench, BOX_1, "S1");
    train_runs(&bench, "t1");
    consignment_accepted(&bench, "c2");
    seen(&bench, BOX_3, "1000002", 1);
    REFUSE(&bench, "CreateBooking",
           "parent: '" TRAIN "t1' booking { consignment: 'consignments/c2' line: 1 "
           "box: 'boxes/" BOX_3 "' packages: 100 }",
           CV_FAILED_PRECONDITION, "NOT_PLANNED", "");
    box_moves(&bench, BOX_3, OFF("vientiane"));
    EXPECT(&bench, "AdoptLoad", adoption(&bench, BOX_3, ""), "");
    booking_sow(&bench, "t1", BOX_3, "c2", 100);
    EXPECT(&bench, "GetConsignment", "name: 'consignments/c2'",
           "state: CONSIGNMENT_STATE_ARRIVED lines { booked_packages: 100 loaded_packages: 100 "
           "landed_packages: 100 }");
    EXPECT(&bench, "CorridorReport", "corridor: 'corridors/laos'",
           "total { gross_grams: 10000000 }");
    down(&bench);
}

/* ---- boxes that stayed behind ---- */

static void a_box_left_behind_gives_its_room_and_its_goods_back(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    box_packed(&bench, BOX_1, "S1");
    train_runs(&bench, "t1");
    train_unloads(&bench, "t1");
    not_closed(&bench, "boxes/" BOX_1);
    EXPECT(&bench, "LeaveLoad", "name: '" TRAIN "t1/loads/" BOX_1 "' reason: 'gate was shut'",
           "state: BOX_LOAD_STATE_LEFT reason: 'gate was shut' booked_grams: 0");
    EXPECT(&bench, "GetBox", "name: 'boxes/" BOX_1 "'",
           "position: BOX_POSITION_GATED_IN place: 'places/kunming' seal: BOX_SEAL_SEALED");
    EXPECT(&bench, "GetConsignment", C1,
           "state: CONSIGNMENT_STATE_ACCEPTED lines { booked_packages: 0 }");
    EXPECT(&bench, "CloseTrip", CLOSE, "state: TRIP_STATE_CLOSED");
    down(&bench);
}

static void what_was_left_behind_travels_on_a_later_trip(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    train_sow_other(&bench, "t2");
    EXPECT(&bench, "LeaveLoad", "name: '" TRAIN "t1/loads/" BOX_1 "' reason: 'r'", "");
    EXPECT(&bench, "CancelTrip", CLOSE, "state: TRIP_STATE_CANCELLED");
    load_sow(&bench, "t2", BOX_1, "2000001", 1);
    booking_sow(&bench, "t2", BOX_1, "c1", 100);
    box_packed(&bench, BOX_1, "S1");
    box_moves(&bench, BOX_1, ON("t2", "2000001"));
    box_moves(&bench, BOX_1, OFF("vientiane"));
    EXPECT(&bench, "GetConsignment", C1,
           "state: CONSIGNMENT_STATE_ARRIVED lines { booked_packages: 100 landed_packages: 100 }");
    down(&bench);
}

static void a_box_that_went_on_another_wagon_keeps_its_goods(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    seen(&bench, BOX_1, "1000002", 2);
    REFUSE(&bench, "AdoptLoad", adoption(&bench, BOX_1, "destination: 'places/vientiane'"),
           CV_FAILED_PRECONDITION, "ALREADY_PLANNED", "");
    EXPECT(&bench, "LeaveLoad", "name: '" TRAIN "t1/loads/" BOX_1 "' reason: 'other wagon'",
           "booked_grams: 10000000");
    EXPECT(&bench, "AdoptLoad", adoption(&bench, BOX_1, "destination: 'places/vientiane'"),
           "wagon: '1000002' booked_grams: 10000000");
    box_moves(&bench, BOX_1, OFF("vientiane"));
    EXPECT(&bench, "GetConsignment", C1,
           "state: CONSIGNMENT_STATE_ARRIVED lines { loaded_packages: 100 landed_packages: 100 }");
    down(&bench);
}

static void a_box_left_on_the_way_lands_when_a_later_trip_brings_it(void **state)
{
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    corridor_sow(&bench);
    boxes_sow(&bench);
    train_sow(&bench, "t1");
    train_sow_other(&bench, "t2");
    EXPECT(&bench, "CreateLoad",
           "parent: '" TRAIN "t1' load_id: 'a' load { box: 'boxes/" BOX_1 "' wagon: '1000001' "
           "slot: 1 origin: 'places/kunming' destination: 'places/mohan' }",
           "");
    EXPECT(&bench, "CreateLoad",
           "parent: '" TRAIN "t1' load_id: 'b' load { box: 'boxes/" BOX_1 "' wagon: '1000002' "
           "slot: 1 origin: 'places/mohan' destination: 'places/vientiane' }",
           "");
    consignment_accepted(&bench, "c1");
    booking_sow(&bench, "t1", BOX_1, "c1", 100);
    box_packed(&bench, BOX_1, "S1");
    box_moves(&bench, BOX_1, ON("t1", "1000001"));
    box_moves(&bench, BOX_1, OFF("mohan"));
    EXPECT(&bench, "LeaveLoad", "name: '" TRAIN "t1/loads/b' reason: 'held by customs'", "");
    EXPECT(&bench, "GetConsignment", C1,
           "lines { booked_packages: 100 loaded_packages: 100 landed_packages: 0 }");
    EXPECT(&bench, "CreateLoad",
           "parent: '" TRAIN "t2' load { box: 'boxes/" BOX_1 "' wagon: '2000001' slot: 1 "
           "origin: 'places/mohan' destination: 'places/vientiane' }",
           "");
    box_moves(&bench, BOX_1, ON("t2", "2000001"));
    box_moves(&bench, BOX_1, OFF("vientiane"));
    EXPECT(&bench, "GetConsignment", C1,
           "state: CONSIGNMENT_STATE_ARRIVED lines { loaded_packages: 100 landed_packages: 100 }");
    down(&bench);
}

/* ---- stop by stop ---- */

static void a_box_left_behind_or_on_the_vehicle_is_told_when_the_trip_goes_on(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateLoad",
           "parent: '" TRAIN "t1' load_id: 'to-mohan' load { box: 'boxes/" BOX_3 "' "
           "wagon: '1000002' slot: 1 origin: 'places/kunming' destination: 'places/mohan' }",
           "discrepancy: ''");
    box_packed(&bench, BOX_1, "S1");
    box_moves(&bench, BOX_3, ON("t1", "1000002"));
    EXPECT(&bench, "ListLoads", "parent: '" TRAIN "t1'",
           "loads { discrepancy: '' } loads { discrepancy: '' }");
    train_moves(&bench, "t1", "READY");
    train_moves(&bench, "t1", "DEPARTED point: 0");
    train_moves(&bench, "t1", "ARRIVED point: 1");
    EXPECT(&bench, "ListLoads", "parent: '" TRAIN "t1'",
           "loads { discrepancy: 'NOT_LOADED' } loads { discrepancy: '' }");
    train_moves(&bench, "t1", "BORDER_PRESENTED point: 1");
    train_moves(&bench, "t1", "BORDER_RELEASED point: 1");
    train_moves(&bench, "t1", "BORDER_CROSSED point: 1");
    train_moves(&bench, "t1", "DEPARTED point: 1");
    EXPECT(&bench, "ListLoads", "parent: '" TRAIN "t1'",
           "loads { discrepancy: 'NOT_LOADED' } loads { discrepancy: 'NOT_DISCHARGED' }");
    box_moves(&bench, BOX_3, OFF("vientiane"));
    EXPECT(&bench, "LeaveLoad", "name: '" TRAIN "t1/loads/" BOX_1 "' reason: 'r'", "");
    EXPECT(&bench, "ListLoads", "parent: '" TRAIN "t1'",
           "loads { discrepancy: '' } loads { discrepancy: '' }");
    down(&bench);
}

/* ---- closing ---- */

static void a_box_missing_and_another_too_many_do_not_balance(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    load_sow(&bench, "t1", BOX_3, "1000002", 1);
    box_packed(&bench, BOX_1, "S1");
    box_moves(&bench, BOX_1, ON("t1", "1000001"));
    train_runs(&bench, "t1");
    seen(&bench, BOX_2, "1000002", 0);
    box_moves(&bench, BOX_1, OFF("vientiane"));
    box_moves(&bench, BOX_2, OFF("vientiane"));
    train_unloads(&bench, "t1");
    not_closed(&bench, "boxes/" BOX_3);
    EXPECT(&bench, "LeaveLoad", "name: '" TRAIN "t1/loads/" BOX_3 "' reason: 'no such box'", "");
    not_closed(&bench, "boxes/" BOX_2);
    EXPECT(&bench, "AdoptLoad", adoption(&bench, BOX_2, ""), "");
    EXPECT(&bench, "CloseTrip", CLOSE, "state: TRIP_STATE_CLOSED");
    down(&bench);
}

#define LEAVES(bench, reason)                                                                      \
    REFUSE(bench, "LeaveLoad", "name: '" TRAIN "t1/loads/" BOX_1 "' reason: 'r'",                  \
           CV_FAILED_PRECONDITION, reason, "")

static void what_did_not_happen_is_not_adopted_and_what_did_is_not_left(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE(&bench, "AdoptLoad", "name: '" TRAIN "t1/loads/" BOX_1 "' reason: 'r'",
           CV_FAILED_PRECONDITION, "NOT_SEEN", "");
    seen(&bench, BOX_3, "1000002", 1);
    REFUSE(&bench, "LeaveLoad", service_text(&bench, "%s reason: 'r'", seen_load(&bench, BOX_3)),
           CV_FAILED_PRECONDITION, "NOT_PLANNED", "");
    box_packed(&bench, BOX_1, "S1");
    box_moves(&bench, BOX_1, ON("t1", "1000001"));
    LEAVES(&bench, "ALREADY_LOADED");
    box_moves(&bench, BOX_1, OFF("vientiane"));
    load_sow(&bench, "t1", BOX_2, "1000002", 1);
    EXPECT(&bench, "LeaveLoad", "name: '" TRAIN "t1/loads/" BOX_2 "' reason: 'r'", "");
    REFUSE(&bench, "LeaveLoad", "name: '" TRAIN "t1/loads/" BOX_2 "' reason: 'r'",
           CV_FAILED_PRECONDITION, "ALREADY_LEFT", "");
    REFUSE(&bench, "DeleteLoad", "name: '" TRAIN "t1/loads/" BOX_2 "'", CV_FAILED_PRECONDITION,
           "ALREADY_LEFT", "");
    box_moves(&bench, BOX_3, OFF("vientiane"));
    EXPECT(&bench, "AdoptLoad", adoption(&bench, BOX_3, ""), "");
    train_runs(&bench, "t1");
    train_unloads(&bench, "t1");
    EXPECT(&bench, "CloseTrip", CLOSE, "");
    LEAVES(&bench, "TRIP_ENDED");
    down(&bench);
}

static void each_wrong_field_of_an_adoption_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"name: '" TRAIN "t1/loads/none'", MISSING, ""},
        {"reason: ''", BAD, "reason"},
        {"slot: 9", BAD, "slot"},
        {"destination: ''", BAD, "destination"},
        {"destination: 'places/kunming'", BAD, "destination"},
        {"destination: 'places/none'", MISSING, "destination"},
        {"origin: 'vientiane'", BAD, "origin"},
        {NULL, CV_OK, NULL, NULL},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    seen(&bench, BOX_3, "1000002", 1);
    REFUSE_EACH(&bench, "AdoptLoad", adoption(&bench, BOX_3, "destination: 'places/mohan'"), ROWS);
    down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_box_seen_on_board_is_adopted_and_the_trip_is_closed),
        cmocka_unit_test(an_adopted_box_takes_its_places_on_the_wagon),
        cmocka_unit_test(what_is_too_much_for_a_wagon_is_adopted_with_an_anomaly),
        cmocka_unit_test(goods_found_in_an_adopted_box_are_booked_after_the_fact),
        cmocka_unit_test(a_box_left_behind_gives_its_room_and_its_goods_back),
        cmocka_unit_test(what_was_left_behind_travels_on_a_later_trip),
        cmocka_unit_test(a_box_that_went_on_another_wagon_keeps_its_goods),
        cmocka_unit_test(a_box_left_on_the_way_lands_when_a_later_trip_brings_it),
        cmocka_unit_test(a_box_left_behind_or_on_the_vehicle_is_told_when_the_trip_goes_on),
        cmocka_unit_test(a_box_missing_and_another_too_many_do_not_balance),
        cmocka_unit_test(what_did_not_happen_is_not_adopted_and_what_did_is_not_left),
        cmocka_unit_test(each_wrong_field_of_an_adoption_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
