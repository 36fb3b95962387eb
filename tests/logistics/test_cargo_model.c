/* Boxes, grams and money are conserved: random commands and observations of a few boxes on a few
 * trips, in any order of time, and after them everything added up anew. */
#include "base/random.h"
#include "logistics_audit.h"
#include "logistics_cargo.h"
#include "support/message_text.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define SEEDS 40
#define STEPS 250

static const char *const BOXES[] = {BOX_1, BOX_2, BOX_3};
static const char *const TRIPS[] = {"t1", "t2"};
static const char *const WAGONS[][2] = {{"1000001", "1000002"}, {"2000001", "2000002"}};
static const char *const PLACES[] = {"kunming", "mohan", "vientiane"};
static const char *const GOODS[] = {"c0", "c1", "c2"};

static uint64_t die(uint64_t sides)
{
    return cv_random_u64() % sides;
}

/* Ask; refusals are as good as answers, but nothing may break. */
static void attempt(struct service_bench *bench, const char *method, const char *request)
{
    if (service_ask(bench, method, request) != NULL)
        return;
    if (bench->op.start.status.code == CV_INTERNAL || bench->op.start.status.code == CV_DATA_LOSS)
        fail_msg("%s(%s): %s", method, request, bench->op.start.status.message);
}

/* What may happen to a box, as a text. */
static const char *event(struct service_bench *bench)
{
    size_t trip = die(2);

    switch (die(12)) {
    case 0:
    case 1:
    case 2:
    case 3:
        return service_text(bench, "move: BOX_MOVE_LOAD trip: '" TRAIN "%s' wagon: '%s'",
                            TRIPS[trip], WAGONS[trip][die(2)]);
    case 4:
    case 5:
    case 6:
    case 7:
        return service_text(bench, "move: BOX_MOVE_DISCHARGE place: 'places/%s'", PLACES[die(3)]);
    case 8:
        return service_text(bench, "move: BOX_MOVE_SEAL seal_number: 'S%d' sealed_by: 1",
                            (int)die(20));
    case 9:
        return "move: BOX_MOVE_BREAK_SEAL reason: 'r'";
    default:
        return service_text(bench, "move: %d", (int)(die(10) < 6 ? 7 + die(4) : 1 + die(3)));
    }
}

static void step_box(struct service_bench *bench)
{
    const char *box = BOXES[die(3)];

    if (die(2) == 0)
        attempt(bench, "MoveBox",
                service_text(bench, "name: 'boxes/%s' event { %s }", box, event(bench)));
    else
        attempt(bench, "ObserveBox",
                service_text(bench,
                             "name: 'boxes/%s' observation_id: 'o%d' event { %s "
                             "occurred_time { seconds: %" PRId64 " } }",
                             box, (int)die(10000), event(bench), NOON - (int64_t)die(5000)));
}

static void step_plan(struct service_bench *bench)
{
    size_t trip = die(2);
    size_t from = die(2);

    if (die(4) == 0)
        attempt(bench, "DeleteLoad",
                service_text(bench, "name: '" TRAIN "%s/loads/l%d'", TRIPS[trip], (int)die(8)));
    else
        attempt(bench, "CreateLoad",
                service_text(bench,
                             "parent: '" TRAIN
                             "%s' load_id: 'l%d' load { box: 'boxes/%s' wagon: '%s' "
                             "slot: %d origin: 'places/%s' destination: 'places/%s' }",
                             TRIPS[trip], (int)die(8), BOXES[die(3)], WAGONS[trip][die(2)],
                             (int)die(2) + 1, PLACES[from], PLACES[from + 1 + die(2 - from)]));
}

static void step_goods(struct service_bench *bench)
{
    const char *goods = GOODS[die(3)];

    switch (die(6)) {
    case 0:
        attempt(
            bench, "AmendConsignment",
            service_text(bench,
                         "name: 'consignments/%s' etag: '*' reason: 'r' lines { description: 'x' "
                         "hs_code: '070200' packages: %d gross_grams: %d value { currency: 'CNY' "
                         "minor_units: %d } }",
                         goods, 60 + (int)die(80), 1 + (int)die(20000000), 1 + (int)die(9000000)));
        break;
    case 1:
        attempt(
            bench, "CancelBooking",
            service_text(bench, "name: '" TRAIN "%s/bookings/k%d'", TRIPS[die(2)], (int)die(20)));
        break;
    case 2:
        attempt(bench, "MoveConsignment",
                service_text(bench,
                             "name: 'consignments/%s' action: CONSIGNMENT_ACTION_MAKE_AVAILABLE",
                             goods));
        attempt(bench, "DeliverConsignment",
                service_text(bench,
                             "name: 'consignments/%s' reference: 'p' lines { line: 1 packages: %d "
                             "missing_packages: %d }",
                             goods, 1 + (int)die(20), (int)die(3)));
        break;
    default:
        attempt(bench, "CreateBooking",
                service_text(bench,
                             "parent: '" TRAIN "%s' booking_id: 'k%d' booking { box: 'boxes/%s' "
                             "consignment: 'consignments/%s' line: 1 packages: %d }",
                             TRIPS[die(2)], (int)die(20), BOXES[die(3)], goods, 1 + (int)die(40)));
    }
}

static int64_t wrong(struct service_bench *bench)
{
    struct cargo_audit found = cargo_audited(bench);

    assert_true(found.rows > 0);
    return found.wrong;
}

static void up(struct service_bench *bench)
{
    logistics_up(bench, SERVICE_IN_MEMORY);
    corridor_sow(bench);
    boxes_sow(bench);
    train_sow(bench, "t1");
    train_sow_other(bench, "t2");
    for (size_t i = 0; i < 3; i++)
        consignment_accepted(bench, GOODS[i]);
}

static void boxes_grams_and_money_are_conserved_whatever_happens(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct service_bench bench;

        up(&bench);
        cv_random_seed(seed);
        for (int i = 0; i < STEPS; i++) {
            service_clock_set(SERVICE_NOON + (i + 1) * INT64_C(60000000));
            if (die(5) == 0)
                step_plan(&bench);
            else if (die(2) == 0)
                step_goods(&bench);
            else
                step_box(&bench);
            if (i % 25 == 24 && wrong(&bench) != 0)
                fail_msg("seed %d, step %d", (int)seed, i);
            service_forget(&bench);
        }
        cv_random_seed(0);
        service_down(&bench);
    }
}

static void verify_finds_what_does_not_add_up(void **state)
{
    static const char *const SPOILT[] = {
        "UPDATE booking SET grams = grams + 1",
        "UPDATE wagon_room SET used_grams = used_grams - 1",
        "UPDATE consignment_stock SET landed = landed + 1",
        "UPDATE carriage SET minor = minor + 1",
        "UPDATE wagon_room SET forced = 1",
        "UPDATE load_leg SET leg = 7 WHERE leg = 0",
        "DELETE FROM load_leg",
        "UPDATE load SET loaded_us = loaded_us + 1",
        "UPDATE load SET discharged_us = 1",
        "UPDATE box_room SET loaded = 0",
        "UPDATE box SET position = 1",
        "UPDATE box SET wagon = '1000002'",
        "UPDATE box_event SET anomaly = 'NOT_PLANNED'",
        "UPDATE box_event SET wagon = '1000002' WHERE move = 4",
        "UPDATE consignment SET state = 3 WHERE state = 4",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(SPOILT) / sizeof(SPOILT[0]); i++) {
        struct service_bench bench;

        up(&bench);
        load_sow(&bench, "t1", BOX_1, "1000001", 1);
        booking_sow(&bench, "t1", BOX_1, "c1", 100);
        box_moves(&bench, BOX_1, "move: BOX_MOVE_LOAD trip: '" TRAIN "t1' wagon: '1000001'");
        assert_int_equal(wrong(&bench), 0);
        store_spoiled(&bench, SPOILT[i]);
        assert_true(wrong(&bench) > 0);
        service_down(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes_grams_and_money_are_conserved_whatever_happens),
        cmocka_unit_test(verify_finds_what_does_not_add_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
