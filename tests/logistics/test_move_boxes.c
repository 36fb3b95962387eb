/* Many boxes moved by one call: each with its own outcome, or all or none. */
#include "logistics_cargo.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define MOVE(box, event) "moves { name: 'boxes/" box "' event { " event " } } "
#define ON(wagon)        "move: BOX_MOVE_LOAD trip: '" TRAIN "t1' wagon: '" wagon "'"
#define OFF              "move: BOX_MOVE_DISCHARGE place: 'places/vientiane'"

/* Two boxes, packed, planned on a train and with one consignment booked in both. */
static void up(struct service_bench *bench)
{
    logistics_up(bench, SERVICE_IN_MEMORY);
    corridor_sow(bench);
    boxes_sow(bench);
    train_sow(bench, "t1");
    load_sow(bench, "t1", BOX_1, "1000001", 1);
    load_sow(bench, "t1", BOX_3, "1000001", 2);
    consignment_accepted(bench, "c1");
    booking_sow(bench, "t1", BOX_1, "c1", 60);
    booking_sow(bench, "t1", BOX_3, "c1", 40);
    box_packed(bench, BOX_1, "S1");
    box_packed(bench, BOX_3, "S3");
}

static void a_train_is_loaded_and_unloaded_by_one_call_each(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "MoveBoxes", MOVE(BOX_1, ON("1000001")) MOVE(BOX_3, ON("1000001")),
           "recorded: true results { code: 0 box { position: BOX_POSITION_ON_WAGON slot: 1 } "
           "event { outcome: EVENT_OUTCOME_APPLIED } } "
           "results { box { position: BOX_POSITION_ON_WAGON slot: 2 } }");
    EXPECT(&bench, "GetConsignment", "name: 'consignments/c1'",
           "state: CONSIGNMENT_STATE_LOADED lines { loaded_packages: 100 }");
    EXPECT(&bench, "MoveBoxes", MOVE(BOX_1, OFF) MOVE(BOX_3, OFF), "recorded: true");
    EXPECT(&bench, "GetConsignment", "name: 'consignments/c1'",
           "state: CONSIGNMENT_STATE_ARRIVED lines { landed_packages: 100 }");
    service_down(&bench);
}

static void what_is_refused_is_told_and_the_others_are_moved(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "MoveBoxes",
           MOVE(BOX_1, ON("1000002")) MOVE(BOX_3, ON("1000001")) MOVE("none", ON("1000001"))
               MOVE(BOX_2, "move: BOX_MOVE_DISCHARGE") MOVE(BOX_3, ON("1000001")),
           "recorded: true results { !box !event code: 9 reason: 'NOT_PLANNED' } "
           "results { code: 0 event { sequence: 7 } } results { code: 5 !box } "
           "results { code: 3 reason: 'INVALID_FIELD' field: 'event.place' } "
           "results { code: 9 reason: 'ALREADY_ON_WAGON' }");
    EXPECT(&bench, "GetBox", "name: 'boxes/" BOX_1 "'", "position: BOX_POSITION_GATED_IN");
    EXPECT(&bench, "GetBox", "name: 'boxes/" BOX_3 "'", "position: BOX_POSITION_ON_WAGON");
    service_down(&bench);
}

static void all_or_nothing_moves_none_if_one_is_refused(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "MoveBoxes",
           MOVE(BOX_1, ON("1000001")) MOVE(BOX_3, ON("1000002"))
               MOVE(BOX_1, OFF) "mode: BATCH_MODE_ALL_OR_NOTHING request_id: 'r'",
           "recorded: false results { !box code: 10 reason: 'BATCH_REJECTED' } "
           "results { code: 9 reason: 'NOT_PLANNED' } results { reason: 'BATCH_REJECTED' }");
    EXPECT(&bench, "GetBox", "name: 'boxes/" BOX_1 "'", "position: BOX_POSITION_GATED_IN");
    EXPECT(&bench, "GetConsignment", "name: 'consignments/c1'",
           "state: CONSIGNMENT_STATE_ACCEPTED");
    EXPECT(&bench, "MoveBoxes",
           MOVE(BOX_1, ON("1000001")) MOVE(BOX_3, ON("1000001")) "mode: BATCH_MODE_ALL_OR_NOTHING "
                                                                 "request_id: 'r'",
           "recorded: true");
    service_down(&bench);
}

static void a_batch_sent_again_moves_nothing_twice(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (int i = 0; i < 2; i++)
        EXPECT(&bench, "MoveBoxes", MOVE(BOX_1, ON("1000001")) "request_id: 'once'",
               "recorded: true results { event { sequence: 7 } }");
    EXPECT(&bench, "ListBoxEvents", "parent: 'boxes/" BOX_1 "' after_sequence: 7", "!events");
    service_down(&bench);
}

static const char *gates(struct service_bench *bench, int count)
{
    char *text = cv_arena_alloc(&bench->arena, 201u * 80u);
    size_t n = 0;

    assert_non_null(text);
    text[0] = '\0';
    for (int i = 0; i < count; i++)
        n += (size_t)sprintf(text + n, "moves { name: 'boxes/b%d' event { move: %d } } ", i, 1);
    return text;
}

static void a_batch_has_up_to_two_hundred_moves(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE(&bench, "MoveBoxes", gates(&bench, 0), BAD, "moves");
    REFUSE(&bench, "MoveBoxes", gates(&bench, 201), BAD, "moves");
    REFUSE(&bench, "MoveBoxes", MOVE(BOX_1, ON("1000001")) "mode: 9", BAD, "mode");
    EXPECT(&bench, "MoveBoxes", gates(&bench, 200), "recorded: false results { code: 5 }");
    EXPECT(&bench, "MoveBoxes",
           "moves { name: 'boxes/" BOX_1 "' event { move: BOX_MOVE_GATE_OUT } request_id: 'x' }",
           "recorded: false results { code: 3 field: 'request_id' }");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_train_is_loaded_and_unloaded_by_one_call_each),
        cmocka_unit_test(what_is_refused_is_told_and_the_others_are_moved),
        cmocka_unit_test(all_or_nothing_moves_none_if_one_is_refused),
        cmocka_unit_test(a_batch_sent_again_moves_nothing_twice),
        cmocka_unit_test(a_batch_has_up_to_two_hundred_moves),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
