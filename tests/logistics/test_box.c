/* Boxes: three axes moved by commands and by observations, through the whole service. */
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
}

static void a_box_is_known_by_its_number(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "GetBox", "name: 'boxes/zepu0037255'",
           "name: 'boxes/zepu0037255' number: 'ZEPU0037255' size_type: '45R1' units: 2 "
           "position: BOX_POSITION_DEPOT lading: BOX_LADING_EMPTY seal: BOX_SEAL_OPEN "
           "check_digit_ambiguous: false");
    EXPECT(&bench, "CreateBox",
           "box { number: 'TBJU0000080' size_type: '22G1' tare_grams: 1 max_gross_grams: 2 }",
           "check_digit_ambiguous: true units: 1");
    EXPECT(&bench, "ListBoxes", "page_size: 2", "boxes { number: 'CSQU3054383' }");
    service_down(&bench);
}

static void each_wrong_field_of_a_box_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"box { number: 'CSQU3054384' }", BAD, "box.number"},
        {"box { size_type: '22G' }", BAD, "box.size_type"},
        {"box { !tare_grams }", BAD, "box.tare_grams"},
        {"box { max_gross_grams: 1 }", BAD, "box.max_gross_grams"},
        {"box { number: 'CSQU3054383' }", CV_ALREADY_EXISTS, "ID_TAKEN", ""},
        {NULL, CV_OK, NULL, NULL},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateBox",
                "box { number: 'TBJU0000080' size_type: '22G1' tare_grams: 10 "
                "max_gross_grams: 20 }",
                ROWS);
    REFUSE(&bench, "GetBox", "name: 'boxes/none'", MISSING, "");
    service_down(&bench);
}

static void each_wrong_field_of_an_event_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"name: 'boxes/none'", MISSING, ""},
        {"event { !move }", BAD, "event.move"},
        {"event { move: 99 }", BAD, "event.move"},
        {"event { place: 'places/none' }", MISSING, "event.place"},
        {"event { offset_minutes: 841 }", BAD, "event.offset_minutes"},
        {"event { occurred_time { seconds: 1760000000 } }", BAD, "event.occurred_time"},
        {"event { trip: 'corridors/laos/trips/x' }", BAD, "event.trip"},
        {"event { seal_number: '1' }", BAD, "event.seal_number"},
        {"event { weighed_grams: 1 }", BAD, "event.weighed_grams"},
        {"event { move: BOX_MOVE_SEAL }", BAD, "event.seal_number"},
        {"event { move: BOX_MOVE_SEAL seal_number: '1' }", BAD, "event.sealed_by"},
        {"event { move: BOX_MOVE_BREAK_SEAL }", BAD, "event.reason"},
        {"event { move: BOX_MOVE_OPEN_CUSTOMS_HOLD }", BAD, "event.reason"},
        {"event { move: BOX_MOVE_WEIGH }", BAD, "event.weighed_grams"},
        {"event { move: BOX_MOVE_DISCHARGE }", BAD, "event.place"},
        {"event { move: BOX_MOVE_LOAD }", BAD, "event.trip"},
        {NULL, CV_OK, NULL, NULL},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "MoveBox", "name: 'boxes/" BOX_1 "' event { move: BOX_MOVE_GATE_OUT }",
                ROWS);
    service_down(&bench);
}

static void a_box_is_stuffed_sealed_opened_and_stripped(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    box_packed(&bench, BOX_1, "S1");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_WEIGH weighed_grams: 12000000");
    EXPECT(&bench, "GetBox", "name: 'boxes/" BOX_1 "'",
           "position: BOX_POSITION_GATED_IN lading: BOX_LADING_STUFFED seal: BOX_SEAL_SEALED "
           "seal_number: 'S1' sealed_by: SEALED_BY_SHIPPER place: 'places/kunming' "
           "weighed_grams: 12000000");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_BREAK_SEAL reason: 'customs looked'");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_SEAL seal_number: 'S2' sealed_by: SEALED_BY_CUSTOMS");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_BREAK_SEAL reason: 'arrived'");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_BEGIN_STRIPPING");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_END_STRIPPING");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_GATE_OUT");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_RETURN place: 'places/kunming'");
    EXPECT(&bench, "GetBox", "name: 'boxes/" BOX_1 "'",
           "position: BOX_POSITION_RETURNED lading: BOX_LADING_EMPTY seal: BOX_SEAL_OPEN "
           "seal_number: '' weighed_grams: 0");
    EXPECT(&bench, "ListBoxEvents", "parent: 'boxes/" BOX_1 "' page_size: 13",
           "more: true events { sequence: 1 move: BOX_MOVE_GATE_OUT observed: false "
           "outcome: EVENT_OUTCOME_APPLIED }");
    EXPECT(&bench, "ListBoxEvents", "parent: 'boxes/" BOX_1 "' after_sequence: 13",
           "more: false events { sequence: 14 move: BOX_MOVE_RETURN }");
    service_down(&bench);
}

/* ---- what is illegal ---- */

static void a_box_is_not_stripped_before_its_seal_was_broken(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    box_packed(&bench, BOX_1, "S1");
    BOX_REFUSES(&bench, BOX_1, "move: BOX_MOVE_BEGIN_STRIPPING", "SEAL_NOT_BROKEN");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_BREAK_SEAL reason: 'r'");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_BEGIN_STRIPPING");
    service_down(&bench);
}

static void a_box_under_a_customs_hold_does_not_gate_out(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    box_moves(&bench, BOX_1, "move: BOX_MOVE_OPEN_CUSTOMS_HOLD reason: 'documents'");
    BOX_REFUSES(&bench, BOX_1, "move: BOX_MOVE_GATE_OUT", "HOLD_OPEN");
    BOX_REFUSES(&bench, BOX_1, "move: BOX_MOVE_OPEN_CUSTOMS_HOLD reason: 'x'", "ALREADY_OPEN");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_CLOSE_CUSTOMS_HOLD");
    BOX_REFUSES(&bench, BOX_1, "move: BOX_MOVE_CLOSE_CUSTOMS_HOLD", "NOT_OPEN");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_GATE_OUT");
    service_down(&bench);
}

static void nothing_is_added_to_a_sealed_box(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    box_packed(&bench, BOX_1, "S1");
    BOX_REFUSES(&bench, BOX_1, "move: BOX_MOVE_BEGIN_STUFFING", "ADDED_AFTER_SEALED");
    service_down(&bench);
}

static void a_broken_seal_is_not_put_on_again(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    box_packed(&bench, BOX_1, "S1");
    BOX_REFUSES(&bench, BOX_1, "move: BOX_MOVE_SEAL seal_number: 'S2' sealed_by: 1",
                "ALREADY_SEALED");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_BREAK_SEAL reason: 'r'");
    BOX_REFUSES(&bench, BOX_1, "move: BOX_MOVE_BREAK_SEAL reason: 'r'", "NOT_SEALED");
    BOX_REFUSES(&bench, BOX_1, "move: BOX_MOVE_SEAL seal_number: 'S1' sealed_by: 1", "SEAL_REUSED");
    service_down(&bench);
}

static void other_moves_that_cannot_be_are_refused(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    BOX_REFUSES(&bench, BOX_1, "move: BOX_MOVE_REACH_CONSIGNOR", "WRONG_POSITION");
    BOX_REFUSES(&bench, BOX_1, "move: BOX_MOVE_DISCHARGE place: 'places/kunming'", "NOT_ON_BOARD");
    BOX_REFUSES(&bench, BOX_1, "move: BOX_MOVE_END_STUFFING", "WRONG_LADING");
    BOX_REFUSES(&bench, BOX_1, "move: BOX_MOVE_END_STRIPPING", "WRONG_LADING");
    BOX_REFUSES(&bench, BOX_1, "move: BOX_MOVE_CLOSE_DAMAGE", "NOT_OPEN");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_BEGIN_STUFFING");
    BOX_REFUSES(&bench, BOX_1, "move: BOX_MOVE_SEAL seal_number: 'S' sealed_by: 1", "WRONG_LADING");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_END_STUFFING");
    box_moves(&bench, BOX_1, "move: BOX_MOVE_GATE_OUT");
    BOX_REFUSES(&bench, BOX_1, "move: BOX_MOVE_RETURN", "NOT_EMPTY");
    BOX_REFUSES(&bench, BOX_1, "move: BOX_MOVE_GATE_IN occurred_time { seconds: 1751371100 }",
                "OUT_OF_ORDER");
    service_down(&bench);
}

/* ---- observations ---- */

#define SEEN(id, event) "name: 'boxes/" BOX_1 "' observation_id: '" id "' event { " event " }"
#define AT(seconds)     "occurred_time { seconds: " seconds " } offset_minutes: 480"

static void what_was_seen_is_kept_and_judged(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "ObserveBox", SEEN("a", "move: BOX_MOVE_GATE_OUT " AT("1751300000")),
           "event { sequence: 1 outcome: EVENT_OUTCOME_APPLIED observed: true "
           "observation_id: 'a' offset_minutes: 480 } box { position: BOX_POSITION_GATED_OUT }");
    EXPECT(&bench, "ObserveBox", SEEN("b", "move: BOX_MOVE_RETURN " AT("1751300900")),
           "event { sequence: 2 outcome: EVENT_OUTCOME_APPLIED }");
    EXPECT(&bench, "ObserveBox",
           SEEN("c", "move: BOX_MOVE_DISCHARGE place: 'places/mohan' " AT("1751301000")),
           "event { sequence: 3 outcome: EVENT_OUTCOME_ANOMALY anomaly: 'NOT_ON_BOARD' } "
           "box { position: BOX_POSITION_DISCHARGED place: 'places/mohan' }");
    REFUSE(&bench, "ObserveBox", SEEN("d", "move: BOX_MOVE_GATE_OUT"), BAD, "event.occurred_time");
    REFUSE(&bench, "ObserveBox",
           "name: 'boxes/" BOX_1 "' event { move: BOX_MOVE_GATE_OUT " AT("1751300000") " }", BAD,
           "observation_id");
    service_down(&bench);
}

static void the_same_observation_changes_nothing(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "ObserveBox", SEEN("a", "move: BOX_MOVE_GATE_OUT " AT("1751300000")), "");
    EXPECT(&bench, "ObserveBox", SEEN("a", "move: BOX_MOVE_GATE_OUT " AT("1751300000")),
           "event { sequence: 1 outcome: EVENT_OUTCOME_DUPLICATE }");
    EXPECT(&bench, "ObserveBox", SEEN("b", "move: BOX_MOVE_GATE_OUT " AT("1751300000")),
           "event { sequence: 1 outcome: EVENT_OUTCOME_DUPLICATE observation_id: 'a' }");
    REFUSE(&bench, "ObserveBox", SEEN("a", "move: BOX_MOVE_RETURN " AT("1751300000")),
           CV_ALREADY_EXISTS, "OBSERVATION_CONFLICT", "");
    EXPECT(&bench, "ListBoxEvents", "parent: 'boxes/" BOX_1 "' after_sequence: 1", "more: false");
    service_down(&bench);
}

static void late_news_is_folded_in_where_it_belongs(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "ObserveBox", SEEN("b", "move: BOX_MOVE_REACH_CONSIGNOR " AT("1751300900")),
           "event { outcome: EVENT_OUTCOME_ANOMALY anomaly: 'WRONG_POSITION' }");
    EXPECT(&bench, "ObserveBox", SEEN("a", "move: BOX_MOVE_GATE_OUT " AT("1751300000")),
           "event { sequence: 2 outcome: EVENT_OUTCOME_LATE } "
           "box { position: BOX_POSITION_AT_CONSIGNOR }");
    EXPECT(&bench, "ListBoxEvents", "parent: 'boxes/" BOX_1 "'",
           "events { sequence: 1 outcome: EVENT_OUTCOME_APPLIED anomaly: '' } "
           "events { sequence: 2 outcome: EVENT_OUTCOME_LATE }");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_box_is_known_by_its_number),
        cmocka_unit_test(each_wrong_field_of_a_box_is_named),
        cmocka_unit_test(each_wrong_field_of_an_event_is_named),
        cmocka_unit_test(a_box_is_stuffed_sealed_opened_and_stripped),
        cmocka_unit_test(a_box_is_not_stripped_before_its_seal_was_broken),
        cmocka_unit_test(a_box_under_a_customs_hold_does_not_gate_out),
        cmocka_unit_test(nothing_is_added_to_a_sealed_box),
        cmocka_unit_test(a_broken_seal_is_not_put_on_again),
        cmocka_unit_test(other_moves_that_cannot_be_are_refused),
        cmocka_unit_test(what_was_seen_is_kept_and_judged),
        cmocka_unit_test(the_same_observation_changes_nothing),
        cmocka_unit_test(late_news_is_folded_in_where_it_belongs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
