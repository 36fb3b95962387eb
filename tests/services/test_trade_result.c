/* Results of trade events, through the whole service: orders and letters of intent apart. */
#include "dossier_texts.h"
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define PLAN "moves { move: DEVELOPMENT_MOVE_PLAN } "
#define HELD PLAN MOVE("HOLD", "2025-05-01")

#define RESULT(id, kind, quantity, amount, more)                                                   \
    "parent: 'programmes/jw' trade_result_id: '" id "' trade_result { "                            \
    "trade_event: 'programmes/jw/tradeEvents/fair' kind: TRADE_RESULT_KIND_" kind                  \
    " quantity: " quantity " amount { currency: 'CNY' minor_units: " amount                        \
    " } effective_date: 2025-05-03 " more "} "
#define OF_L1 "letter: 'programmes/jw/tradeResults/l1' "
#define L1    RESULT("l1", "LETTERS_OF_INTENT", "10", "1000", "")

static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
    EXPECT(bench, "CreateTradeEvent", NEW("trade_event", "fair", TRADE_EVENT HELD), "");
    EXPECT(bench, "CreateTradeEvent", NEW("trade_event", "next", TRADE_EVENT PLAN), "");
    EXPECT(bench, "CreateTradeEvent", NEW("trade_event", "other", TRADE_EVENT HELD), "");
}

static void each_wrong_field_of_a_result_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: 'x'", BAD, "parent"},
        {"!trade_result", BAD, "trade_result"},
        {"trade_result { !trade_event }", BAD, "trade_result.trade_event"},
        {"trade_result { trade_event: 'programmes/jw/tradeEvents/none' }", MISSING,
         "trade_result.trade_event"},
        {"trade_result { !kind }", BAD, "trade_result.kind"},
        {"trade_result { kind: 9 }", BAD, "trade_result.kind"},
        {"trade_result { !quantity }", BAD, "trade_result.quantity"},
        {"trade_result { quantity: -1 }", BAD, "trade_result.quantity"},
        {"trade_result { quantity: 1000000001 }", BAD, "trade_result.quantity"},
        {"trade_result { !amount }", BAD, "trade_result.amount"},
        {"trade_result { amount { currency: 'EUR' } }", BAD, "trade_result.amount"},
        {"trade_result { kind: TRADE_RESULT_KIND_EXHIBITORS !letter }", BAD, "trade_result.amount"},
        {"trade_result { kind: TRADE_RESULT_KIND_LETTERS_OF_INTENT }", BAD, "trade_result.letter"},
        {"trade_result { letter: 'l1' }", BAD, "trade_result.letter"},
        {"trade_result { letter: 'programmes/x/tradeResults/l1' }", BAD, "trade_result.letter"},
        {"trade_result { letter: 'programmes/jw/tradeResults/none' }", MISSING,
         "trade_result.letter"},
        {"trade_result { letter: 'programmes/jw/tradeResults/e1' }", BAD, "trade_result.letter"},
        {"trade_result { trade_event: 'programmes/jw/tradeEvents/other' }", BAD,
         "trade_result.letter"},
        {"trade_result { !effective_date }", BAD, "trade_result.effective_date"},
        {"trade_result { effective_date: 2025-07-03 }", BAD, "trade_result.effective_date"},
        {"trade_result { effective_date: 2025-05-02 }", BAD, "trade_result.effective_date"},
        {"trade_result { reference: ' x' }", BAD, "trade_result.reference"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateTradeResult", L1, "");
    EXPECT(&bench, "CreateTradeResult",
           RESULT("e1", "EXHIBITORS", "42", "1", "") " trade_result { !amount }",
           "quantity: 42 letter: ''");
    REFUSE_EACH(&bench, "CreateTradeResult", RESULT("o1", "ORDERS", "2", "200", OF_L1), ROWS);
    EXPECT(&bench, "GetTradeResult", "name: 'programmes/jw/tradeResults/o1'",
           "trade_event: 'programmes/jw/tradeEvents/fair' kind: TRADE_RESULT_KIND_ORDERS "
           "quantity: 2 amount { currency: 'CNY' minor_units: 200 } " OF_L1);
    service_down(&bench);
}

static void only_an_event_that_was_held_has_results(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE(&bench, "CreateTradeResult",
           RESULT("o1", "ORDERS", "2", "200",
                  "") " trade_result { trade_event: 'programmes/jw/tradeEvents/next' }",
           CV_FAILED_PRECONDITION, "WRONG_STATE", "");
    service_down(&bench);
}

static void no_more_orders_come_of_letters_than_there_are(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateTradeResult", L1, "");
    EXPECT(&bench, "CreateTradeResult", RESULT("o1", "ORDERS", "9", "900", OF_L1), "");
    REFUSE(&bench, "CreateTradeResult", RESULT("o2", "ORDERS", "2", "100", OF_L1),
           CV_FAILED_PRECONDITION, "LETTER_EXCEEDED", "");
    REFUSE(&bench, "CreateTradeResult", RESULT("o2", "ORDERS", "1", "101", OF_L1),
           CV_FAILED_PRECONDITION, "LETTER_EXCEEDED", "");
    EXPECT(&bench, "CreateTradeResult", RESULT("o2", "ORDERS", "1", "100", OF_L1), "");
    EXPECT(&bench, "ReverseTradeResult",
           "name: 'programmes/jw/tradeResults/o1' reference: 'cancelled'", "");
    EXPECT(&bench, "CreateTradeResult", RESULT("o3", "ORDERS", "9", "900", OF_L1), "");
    service_down(&bench);
}

static void letters_that_became_orders_are_not_reversed_before_them(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateTradeResult", L1, "");
    EXPECT(&bench, "CreateTradeResult", RESULT("o1", "ORDERS", "9", "900", OF_L1), "");
    REFUSE(&bench, "ReverseTradeResult", "name: 'programmes/jw/tradeResults/l1' reference: 'typo'",
           CV_FAILED_PRECONDITION, "LETTER_ORDERED", "");
    EXPECT(&bench, "ReverseTradeResult", "name: 'programmes/jw/tradeResults/o1' reference: 'typo'",
           "reverses: 'programmes/jw/tradeResults/o1'");
    EXPECT(&bench, "ReverseTradeResult", "name: 'programmes/jw/tradeResults/l1' reference: 'typo'",
           "");
    REFUSE(&bench, "CreateTradeResult", RESULT("o2", "ORDERS", "1", "1", OF_L1),
           CV_FAILED_PRECONDITION, "ALREADY_REVERSED", "");
    REFUSE(&bench, "ReverseTradeResult", "name: 'programmes/jw/tradeResults/o1' reference: 'typo'",
           CV_FAILED_PRECONDITION, "ALREADY_REVERSED", "");
    service_down(&bench);
}

static void a_list_holds_the_results_that_are_chosen(void **state)
{
    const Caravan__Projects__V1__ListTradeResultsResponse *answer;
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateTradeResult", L1, "");
    EXPECT(&bench, "CreateTradeResult", RESULT("o1", "ORDERS", "9", "900", OF_L1), "");
    answer = (const void *)EXPECT(&bench, "ListTradeResults",
                                  "parent: 'programmes/jw' kind: TRADE_RESULT_KIND_ORDERS",
                                  "trade_results { name: 'programmes/jw/tradeResults/o1' }");
    assert_int_equal(answer->n_trade_results, 1);
    answer = (const void *)EXPECT(
        &bench, "ListTradeResults",
        "parent: 'programmes/jw' trade_event: 'programmes/jw/tradeEvents/other'", "");
    assert_int_equal(answer->n_trade_results, 0);
    REFUSE(&bench, "ListTradeResults", "parent: 'programmes/jw' kind: 9", BAD, "kind");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_wrong_field_of_a_result_is_named),
        cmocka_unit_test(only_an_event_that_was_held_has_results),
        cmocka_unit_test(no_more_orders_come_of_letters_than_there_are),
        cmocka_unit_test(letters_that_became_orders_are_not_reversed_before_them),
        cmocka_unit_test(a_list_holds_the_results_that_are_chosen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
