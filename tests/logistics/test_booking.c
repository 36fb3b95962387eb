/* Bookings: what boxes and wagons may carry is never passed, through the whole service. */
#include "base/random.h"
#include "logistics_cargo.h"
#include "rpc/channel.h"
#include "support/message_text.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void up(struct service_bench *bench, enum service_kind kind)
{
    logistics_up(bench, kind);
    corridor_sow(bench);
    boxes_sow(bench);
    train_sow(bench, "t1");
}

#define BOOK(box, consignment, packages)                                                           \
    "parent: '" TRAIN "t1' booking { consignment: 'consignments/" consignment                      \
    "' line: 1 box: 'boxes/" box "' packages: " packages " }"

static void a_booking_takes_its_share_of_the_line(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench, SERVICE_IN_MEMORY);
    load_sow(&bench, "t1", BOX_1, "1000001", 1);
    EXPECT(&bench, "CreateConsignment",
           "consignment_id: 'c1' consignment { corridor: 'corridors/laos' consignor { title: 'A' } "
           "consignee { title: 'B' } origin: 'places/kunming' destination: 'places/vientiane' "
           "lines { description: 'x' hs_code: '070200' packages: 3 gross_grams: 1000 "
           "value { currency: 'CNY' minor_units: 100 } } }",
           "");
    consignment_moves(&bench, "c1", "SUBMIT");
    EXPECT(&bench, "CreateBooking", BOOK(BOX_1, "c1", "1"), "gross_grams: 333 value: 33");
    EXPECT(&bench, "CreateBooking", BOOK(BOX_1, "c1", "1"), "gross_grams: 333 value: 33");
    EXPECT(&bench, "CreateBooking", BOOK(BOX_1, "c1", "1") " booking_id: 'k3'",
           "gross_grams: 334 value: 34 name: '" TRAIN "t1/bookings/k3'");
    EXPECT(&bench, "ListLoads", "parent: '" TRAIN "t1'", "loads { booked_grams: 1000 }");
    EXPECT(&bench, "CancelBooking", "name: '" TRAIN "t1/bookings/k3'", "cancelled: true");
    REFUSE(&bench, "CancelBooking", "name: '" TRAIN "t1/bookings/k3'", CV_FAILED_PRECONDITION,
           "ALREADY_CANCELLED", "");
    EXPECT(&bench, "ListLoads", "parent: '" TRAIN "t1'", "loads { booked_grams: 666 }");
    EXPECT(&bench, "CreateBooking", BOOK(BOX_1, "c1", "1"), "gross_grams: 334 value: 34");
    EXPECT(&bench, "GetBooking", "name: '" TRAIN "t1/bookings/k3'", "cancelled: true packages: 1");
    service_down(&bench);
}

static void each_wrong_field_of_a_booking_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: '" TRAIN "none'", MISSING, ""},
        {"booking { consignment: 'consignments/none' }", MISSING, "booking.consignment"},
        {"booking { consignment: 'c1' }", BAD, "booking.consignment"},
        {"booking { box: 'boxes/none' }", MISSING, "booking.box"},
        {"booking { box: 'boxes/" BOX_3 "' }", CV_FAILED_PRECONDITION, "NOT_PLANNED", ""},
        {"booking { line: 0 }", BAD, "booking.line"},
        {"booking { line: 2 }", BAD, "booking.line"},
        {"booking { packages: 0 }", BAD, "booking.packages"},
        {"booking { packages: 101 }", CV_FAILED_PRECONDITION, "LINE_EXCEEDED", ""},
        {NULL, CV_OK, NULL, NULL},
    };
    struct service_bench bench;

    (void)state;
    up(&bench, SERVICE_IN_MEMORY);
    load_sow(&bench, "t1", BOX_1, "1000001", 1);
    consignment_accepted(&bench, "c1");
    REFUSE_EACH(&bench, "CreateBooking", BOOK(BOX_1, "c1", "10"), ROWS);
    service_down(&bench);
}

static void a_box_takes_no_more_than_it_may_carry(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench, SERVICE_IN_MEMORY);
    load_sow(&bench, "t1", BOX_1, "1000001", 1);
    for (int i = 0; i < 3; i++)
        consignment_accepted(&bench, service_text(&bench, "c%d", i));
    booking_sow(&bench, "t1", BOX_1, "c0", 100);
    booking_sow(&bench, "t1", BOX_1, "c1", 100);
    REFUSE(&bench, "CreateBooking", BOOK(BOX_1, "c2", "19"), CV_FAILED_PRECONDITION, "BOX_FULL",
           "");
    booking_sow(&bench, "t1", BOX_1, "c2", 18);
    service_down(&bench);
}

static void a_wagon_takes_no_more_than_it_may_carry(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "ComposeTrip",
           "name: '" TRAIN "t1' wagons { number: '1000001' numbering: WAGON_NUMBERING_CHINA "
           "type: 'X70' limit_grams: 15000000 slots: 2 }",
           "");
    load_sow(&bench, "t1", BOX_1, "1000001", 1);
    load_sow(&bench, "t1", BOX_3, "1000001", 2);
    consignment_accepted(&bench, "c1");
    consignment_accepted(&bench, "c2");
    booking_sow(&bench, "t1", BOX_1, "c1", 100);
    REFUSE(&bench, "CreateBooking", BOOK(BOX_3, "c2", "7"), CV_FAILED_PRECONDITION, "WAGON_FULL",
           "");
    booking_sow(&bench, "t1", BOX_3, "c2", 6);
    service_down(&bench);
}

static void goods_are_not_booked_into_a_sealed_or_loaded_box(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench, SERVICE_IN_MEMORY);
    load_sow(&bench, "t1", BOX_1, "1000001", 1);
    consignment_accepted(&bench, "c1");
    EXPECT(&bench, "CreateBooking", BOOK(BOX_1, "c1", "50") " booking_id: 'k'", "");
    box_packed(&bench, BOX_1, "S1");
    REFUSE(&bench, "CreateBooking", BOOK(BOX_1, "c1", "50"), CV_FAILED_PRECONDITION, "BOX_SEALED",
           "");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_LOAD trip: '" TRAIN "t1' wagon: '1000001'");
    REFUSE(&bench, "CreateBooking", BOOK(BOX_1, "c1", "50"), CV_FAILED_PRECONDITION,
           "ALREADY_LOADED", "");
    service_down(&bench);
}

/* Items do not vanish from a loaded consignment. */
static void what_is_in_a_loaded_box_is_not_taken_off_the_booking(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench, SERVICE_IN_MEMORY);
    load_sow(&bench, "t1", BOX_1, "1000001", 1);
    consignment_accepted(&bench, "c1");
    EXPECT(&bench, "CreateBooking", BOOK(BOX_1, "c1", "50") " booking_id: 'k'", "");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_LOAD trip: '" TRAIN "t1' wagon: '1000001'");
    REFUSE(&bench, "CancelBooking", "name: '" TRAIN "t1/bookings/k'", CV_FAILED_PRECONDITION,
           "ALREADY_LOADED", "");
    REFUSE(&bench, "MoveConsignment",
           "name: 'consignments/c1' action: CONSIGNMENT_ACTION_CANCEL reason: 'r'",
           CV_FAILED_PRECONDITION, "ALREADY_LOADED", "");
    REFUSE(&bench, "AmendConsignment",
           "name: 'consignments/c1' etag: '*' reason: 'r' lines { description: 'x' "
           "hs_code: '070200' packages: 49 gross_grams: 1 value { currency: 'CNY' "
           "minor_units: 1 } }",
           CV_FAILED_PRECONDITION, "AMENDED_BELOW_BOOKED", "");
    service_down(&bench);
}

static void a_draft_or_a_consignment_the_other_way_is_not_booked(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench, SERVICE_IN_MEMORY);
    load_sow(&bench, "t1", BOX_1, "1000001", 1);
    consignment_sow(&bench, "c1");
    REFUSE(&bench, "CreateBooking", BOOK(BOX_1, "c1", "1"), CV_FAILED_PRECONDITION, "WRONG_STATE",
           "");
    EXPECT(&bench, "UpdateConsignment",
           "consignment { name: 'consignments/c1' etag: '*' origin: 'places/vientiane' "
           "destination: 'places/kunming' } update_mask { paths: 'origin' paths: 'destination' "
           "paths: 'direction' }",
           "direction: DIRECTION_INBOUND");
    consignment_moves(&bench, "c1", "SUBMIT");
    REFUSE(&bench, "CreateBooking", BOOK(BOX_1, "c1", "1"), CV_FAILED_PRECONDITION,
           "WRONG_DIRECTION", "");
    service_down(&bench);
}

static void an_amendment_divides_the_bookings_anew(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench, SERVICE_IN_MEMORY);
    load_sow(&bench, "t1", BOX_1, "1000001", 1);
    consignment_accepted(&bench, "c1");
    EXPECT(&bench, "CreateBooking", BOOK(BOX_1, "c1", "30") " booking_id: 'k1'",
           "gross_grams: 3000000 value: 1500000");
    EXPECT(&bench, "CreateBooking", BOOK(BOX_1, "c1", "70") " booking_id: 'k2'", "");
    EXPECT(&bench, "AmendConsignment",
           "name: 'consignments/c1' etag: '*' reason: 'weighed' lines { description: 'x' "
           "hs_code: '070200' packages: 100 gross_grams: 9000001 value { currency: 'CNY' "
           "minor_units: 4000000 } }",
           "");
    EXPECT(&bench, "GetBooking", "name: '" TRAIN "t1/bookings/k1'",
           "gross_grams: 2700000 value: 1200000");
    EXPECT(&bench, "GetBooking", "name: '" TRAIN "t1/bookings/k2'",
           "gross_grams: 6300001 value: 2800000");
    EXPECT(&bench, "ListLoads", "parent: '" TRAIN "t1'", "loads { booked_grams: 9000001 }");
    REFUSE(&bench, "AmendConsignment",
           "name: 'consignments/c1' etag: '*' reason: 'weighed' lines { description: 'x' "
           "hs_code: '070200' packages: 100 gross_grams: 21800001 value { currency: 'CNY' "
           "minor_units: 4000000 } }",
           CV_FAILED_PRECONDITION, "BOX_FULL", "");
    service_down(&bench);
}

/* ---- many callers at once ---- */

#define CALLERS 64

struct caller {
    struct cv_unary op;
    int *waiting;
};

static void on_done(struct cv_unary *op)
{
    (*CV_CONTAINER_OF(op, struct caller, op)->waiting)--;
}

static bool nobody_waits(void *arg)
{
    return *(int *)arg == 0;
}

/* Callers that each book some packages of their own consignment, box `i` % 2. The grams accepted.
 */
static void rush(struct service_bench *bench, const int *packages, int64_t grams[2])
{
    static struct caller callers[CALLERS];
    const struct cv_method *method = service_method(bench, "CreateBooking");
    int waiting = CALLERS;
    const char *problem;

    for (int i = 0; i < CALLERS; i++) {
        const char *text =
            service_text(bench,
                         "parent: '" TRAIN "t1' booking { consignment: 'consignments/c%d' line: 1 "
                         "box: 'boxes/%s' packages: %d }",
                         i, i % 2 == 0 ? BOX_1 : BOX_3, packages[i]);

        callers[i] = (struct caller){.waiting = &waiting};
        callers[i].op.start.scope = &bench->scope;
        callers[i].op.start.method = method;
        callers[i].op.request = message_from_text(method->request, text, &bench->arena, &problem);
        callers[i].op.done = on_done;
        cv_unary_submit(bench->channel, &callers[i].op);
    }
    assert_true(cv_loop_run_until(bench->loop, nobody_waits, &waiting, UINT64_C(20000000000)));
    for (int i = 0; i < CALLERS; i++) {
        struct cv_status status = callers[i].op.start.status;

        if (cv_ok(status))
            grams[i % 2] += packages[i] * INT64_C(100000);
        else
            assert_true(strcmp(status.reason, "BOX_FULL") == 0 ||
                        strcmp(status.reason, "WAGON_FULL") == 0);
    }
}

static void no_number_of_callers_overloads_a_box_or_a_wagon(void **state)
{
    for (int round = 0; round < 10; round++) {
        struct service_bench bench;
        int packages[CALLERS];
        int64_t grams[2] = {0};

        (void)state;
        up(&bench, SERVICE_IN_FILE);
        EXPECT(&bench, "ComposeTrip",
               "name: '" TRAIN "t1' wagons { number: '1000001' numbering: WAGON_NUMBERING_CHINA "
               "type: 'X70' limit_grams: 40000000 slots: 2 }",
               "");
        load_sow(&bench, "t1", BOX_1, "1000001", 1);
        load_sow(&bench, "t1", BOX_3, "1000001", 2);
        for (int i = 0; i < CALLERS; i++) {
            consignment_accepted(&bench, service_text(&bench, "c%d", i));
            packages[i] = 1 + (int)(cv_random_u64() % 20);
        }
        rush(&bench, packages, grams);
        assert_true(grams[0] <= 21800000 && grams[1] <= 21800000);
        assert_true(grams[0] + grams[1] + 2 * 2200000 <= 40000000);
        /* Nothing more fits that was refused, so the limits are not kept by refusing all. */
        assert_true(grams[0] + grams[1] > 40000000 - 4400000 - 2000000);
        EXPECT(&bench, "ListLoads", "parent: '" TRAIN "t1'",
               service_text(&bench,
                            "loads { booked_grams: %" PRId64 " } loads { booked_grams: %" PRId64
                            " }",
                            grams[0], grams[1]));
        service_down(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_booking_takes_its_share_of_the_line),
        cmocka_unit_test(each_wrong_field_of_a_booking_is_named),
        cmocka_unit_test(a_box_takes_no_more_than_it_may_carry),
        cmocka_unit_test(a_wagon_takes_no_more_than_it_may_carry),
        cmocka_unit_test(goods_are_not_booked_into_a_sealed_or_loaded_box),
        cmocka_unit_test(what_is_in_a_loaded_box_is_not_taken_off_the_booking),
        cmocka_unit_test(a_draft_or_a_consignment_the_other_way_is_not_booked),
        cmocka_unit_test(an_amendment_divides_the_bookings_anew),
        cmocka_unit_test(no_number_of_callers_overloads_a_box_or_a_wagon),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
