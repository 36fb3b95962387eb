/* The report of sales, its closed months and the postings behind it, through the whole service. */
#include "support/logistics_bench.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Amounts in fen; `on` is the day of signing. */
#define SALE(id, product, channel, origin, buyer, fen, on)                                         \
    "sale_id: '" id "' sale { product: '" product "' origin: '" origin "' channel: '" channel      \
    "' buyer_region: '" buyer "' quantity_milli: 1000 unit: 't' amount { currency: 'CNY' "         \
    "minor_units: " #fen " } signed_date: " on " }"

#define ENTRY(sale, id, kind_of, fen, on)                                                          \
    "parent: 'sales/" sale "' sale_entry_id: '" id "' sale_entry { kind: SALE_ENTRY_KIND_" kind_of \
    " amount { minor_units: " #fen " } effective_date: " on " }"

/* Three sales: a paid one with a refund, one half paid, one not paid. */
static void up(struct service_bench *bench)
{
    logistics_up(bench, SERVICE_IN_MEMORY);
    EXPECT(bench, "CreateSale",
           SALE("s1", "apple", "platform-832", "Wensu", "Hangzhou", 100000,
                "2025-03-01") " sale { paid_date: 2025-03-02 }",
           "");
    EXPECT(bench, "CreateSaleEntry", ENTRY("s1", "f1", "REFUND", 20000, "2025-04-10"), "");
    EXPECT(bench, "CreateSale",
           SALE("s2", "date", "direct", "Aksu", "Jiaxing", 50000, "2025-03-15"), "");
    EXPECT(bench, "CreateSaleEntry", ENTRY("s2", "p1", "PAYMENT", 25000, "2025-05-01"), "");
    EXPECT(bench, "CreateSale", SALE("s3", "apple", "direct", "Wensu", "Jiaxing", 7, "2025-05-20"),
           "");
}

static void what_is_signed_but_unpaid_stands_apart(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "SalesReport", "",
           "currency: 'CNY' total { key: '' signed_minor: 150007 gross_minor: 125000 "
           "refunded_minor: 20000 net_minor: 105000 unpaid_minor: 25007 }");
    service_down(&bench);
}

static void every_breakdown_adds_up(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "SalesReport", "",
           "by_product { key: 'apple' signed_minor: 100007 gross_minor: 100000 "
           "refunded_minor: 20000 net_minor: 80000 unpaid_minor: 7 } "
           "by_product { key: 'date' signed_minor: 50000 net_minor: 25000 unpaid_minor: 25000 } "
           "by_channel { key: 'direct' signed_minor: 50007 net_minor: 25000 unpaid_minor: 25007 } "
           "by_channel { key: 'platform-832' net_minor: 80000 unpaid_minor: 0 } "
           "by_origin { key: 'Aksu' net_minor: 25000 } by_origin { key: 'Wensu' net_minor: 80000 } "
           "by_buyer_region { key: 'Hangzhou' net_minor: 80000 } "
           "by_buyer_region { key: 'Jiaxing' net_minor: 25000 } "
           "by_month { key: '2025-03' signed_minor: 150000 gross_minor: 100000 net_minor: 100000 "
           "unpaid_minor: 25000 } "
           "by_month { key: '2025-04' signed_minor: 0 refunded_minor: 20000 net_minor: -20000 } "
           "by_month { key: '2025-05' signed_minor: 7 gross_minor: 25000 unpaid_minor: 7 }");
    service_down(&bench);
}

static void days_bound_what_counts(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "SalesReport", "effective_through: 2025-03-31",
           "total { signed_minor: 150000 gross_minor: 100000 refunded_minor: 0 "
           "unpaid_minor: 50000 }");
    EXPECT(&bench, "SalesReport", "effective_from: 2025-04-01",
           "total { signed_minor: 7 gross_minor: 25000 refunded_minor: 20000 net_minor: 5000 "
           "unpaid_minor: 7 }");
    EXPECT(&bench, "SalesReport", "effective_from: 2025-03-02 effective_through: 2025-03-02",
           "total { signed_minor: 0 gross_minor: 100000 unpaid_minor: 0 }");
    EXPECT(&bench, "SalesReport", "currency: 'USD'",
           "total { signed_minor: 0 } other_currencies: 'CNY'");
    REFUSE(&bench, "SalesReport", "effective_from: 2025-04-02 effective_through: 2025-04-01", BAD,
           "effective_from");
    REFUSE(&bench, "SalesReport", "currency: 'yuan'", BAD, "currency");
    REFUSE(&bench, "SalesReport", "known_at { seconds: 1751371201 }", BAD, "known_at");
    service_down(&bench);
}

static void an_hs_code_stands_for_a_product_without_a_name(void **state)
{
    struct service_bench bench;

    (void)state;
    logistics_up(&bench, SERVICE_IN_MEMORY);
    EXPECT(&bench, "CreateSale",
           SALE("s1", "", "retail", "Wensu", "Hangzhou", 5,
                "2025-03-01") " sale { hs_code: '0808.10' hs_edition: 2022 }",
           "hs_code: '080810'");
    EXPECT(&bench, "SalesReport", "", "by_product { key: '080810' signed_minor: 5 }");
    service_down(&bench);
}

/* What is recorded a day later; the clock of the bench stands still otherwise. */
static void a_day_passes(void)
{
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
}

static void what_is_known_later_counts_later(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    a_day_passes();
    EXPECT(&bench, "SalesReport", "known_at { seconds: 1751400000 }",
           "total { net_minor: 105000 } known_at { seconds: 1751400000 }");
    EXPECT(&bench, "CreateSaleEntry", ENTRY("s2", "p2", "PAYMENT", 25000, "2025-05-02"), "");
    EXPECT(&bench, "SalesReport", "known_at { seconds: 1751400000 }",
           "total { net_minor: 105000 unpaid_minor: 25007 }");
    EXPECT(&bench, "SalesReport", "", "total { net_minor: 130000 unpaid_minor: 7 }");
    service_down(&bench);
}

static void a_reversed_sale_is_in_no_sum(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "ReverseSale", "name: 'sales/s3' reference: 'typo'", "");
    EXPECT(&bench, "SalesReport", "",
           "total { signed_minor: 150000 unpaid_minor: 25000 } "
           "by_channel { key: 'direct' signed_minor: 50000 }");
    service_down(&bench);
}

static void what_was_cancelled_is_not_unpaid(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateSaleEntry", ENTRY("s2", "c1", "CANCELLATION", 25000, "2025-06-01"), "");
    EXPECT(&bench, "SalesReport", "",
           "total { signed_minor: 125007 gross_minor: 125000 unpaid_minor: 7 }");
    service_down(&bench);
}

/* ---- one sale seen twice ---- */

static const char *match_of(struct service_bench *bench, const char *more)
{
    const Caravan__Logistics__V1__ListSaleMatchesResponse *answer =
        (const void *)service_ask(bench, "ListSaleMatches", "");

    assert_non_null(answer);
    assert_int_equal(answer->n_sale_matches, 1);
    return service_text(bench, "name: '%s' %s", answer->sale_matches[0]->name, more);
}

static void a_confirmed_match_counts_once_until_it_is_undone(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateSale",
           SALE("f1", "apple", "freight", "Wensu", "Hangzhou", 100000,
                "2025-03-09") " sale { paid_date: 2025-04-01 }",
           "");
    for (int i = 0; i < 3; i++) {
        EXPECT(&bench, "SalesReport", "",
               "total { signed_minor: 250007 net_minor: 205000 unpaid_minor: 25007 }");
        EXPECT(&bench, "ConfirmSaleMatch", match_of(&bench, ""), "");
        EXPECT(&bench, "SalesReport", "",
               "total { signed_minor: 150007 net_minor: 105000 unpaid_minor: 25007 } "
               "by_channel { key: 'direct' } by_channel { key: 'platform-832' }");
        EXPECT(&bench, "UndoSaleMatch", match_of(&bench, "reason: 'two'"), "");
    }
    service_down(&bench);
}

/* ---- closed months ---- */

static void a_month_is_closed_once_and_when_it_is_over(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE(&bench, "CloseSalePeriod", "name: 'salePeriods/2025-7'", BAD, "name");
    REFUSE(&bench, "CloseSalePeriod", "name: 'salePeriods/2025-13'", BAD, "name");
    REFUSE(&bench, "CloseSalePeriod", "name: 'periods/2025-03'", BAD, "name");
    REFUSE(&bench, "CloseSalePeriod", "name: 'salePeriods/2025-07'", CV_FAILED_PRECONDITION,
           "PERIOD_NOT_OVER", "");
    REFUSE(&bench, "GetSalePeriod", "name: 'salePeriods/2025-03'", MISSING, "");
    REFUSE(&bench, "RestateSalePeriod", "name: 'salePeriods/2025-03' reason: 'late'",
           CV_FAILED_PRECONDITION, "PERIOD_NOT_CLOSED", "");
    EXPECT(&bench, "CloseSalePeriod", "name: 'salePeriods/2025-03'",
           "name: 'salePeriods/2025-03' statements { version: 1 rows { currency: 'CNY' "
           "signed_minor: 150000 gross_minor: 100000 refunded_minor: 0 net_minor: 100000 } }");
    REFUSE(&bench, "CloseSalePeriod", "name: 'salePeriods/2025-03'", CV_FAILED_PRECONDITION,
           "PERIOD_CLOSED", "");
    REFUSE(&bench, "RestateSalePeriod", "name: 'salePeriods/2025-03'", BAD, "reason");
    REFUSE(&bench, "RestateSalePeriod", "name: 'salePeriods/2025-03' reason: 'late'",
           CV_FAILED_PRECONDITION, "NOTHING_TO_RESTATE", "");
    EXPECT(&bench, "CloseSalePeriod", "name: 'salePeriods/2025-06'", "");
    EXPECT(&bench, "ListSalePeriods", "page_size: 1",
           "sale_periods { name: 'salePeriods/2025-03' }");
    service_down(&bench);
}

static void what_comes_late_to_a_closed_month_is_a_restatement(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CloseSalePeriod", "name: 'salePeriods/2025-03'", "");
    EXPECT(&bench, "SalesReport", "",
           "closed_months { month: '2025-03' version: 1 stated { signed_minor: 150000 "
           "net_minor: 100000 } }");
    EXPECT(&bench, "CreateSaleEntry", ENTRY("s2", "p0", "PAYMENT", 5000, "2025-03-20"), "");
    EXPECT(&bench, "CreateSaleEntry", ENTRY("s2", "c0", "CANCELLATION", 1000, "2025-03-21"), "");
    EXPECT(&bench, "SalesReport", "",
           "by_month { key: '2025-03' signed_minor: 149000 gross_minor: 105000 } "
           "closed_months { stated { signed_minor: 150000 gross_minor: 100000 } "
           "restatements { key: 'late' signed_minor: 0 gross_minor: 5000 net_minor: 5000 } "
           "restatements { key: 'counter-entry' signed_minor: -1000 } }");
    EXPECT(&bench, "GetSalePeriod", "name: 'salePeriods/2025-03'",
           "statements { rows { gross_minor: 100000 } }");
    EXPECT(&bench, "RestateSalePeriod", "name: 'salePeriods/2025-03' reason: 'late payment'",
           "statements { version: 1 rows { gross_minor: 100000 } } statements { version: 2 "
           "reason: 'late payment' rows { signed_minor: 149000 gross_minor: 105000 } }");
    EXPECT(&bench, "SalesReport", "",
           "closed_months { version: 2 stated { signed_minor: 149000 gross_minor: 105000 } }");
    service_down(&bench);
}

static void a_match_in_a_closed_month_is_a_restatement(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateSale",
           SALE("f1", "apple", "freight", "Wensu", "Hangzhou", 99000, "2025-03-09"), "");
    EXPECT(&bench, "CloseSalePeriod", "name: 'salePeriods/2025-03'", "");
    EXPECT(&bench, "ConfirmSaleMatch", match_of(&bench, ""), "");
    EXPECT(&bench, "SalesReport", "",
           "closed_months { stated { signed_minor: 249000 } "
           "restatements { key: 'match' signed_minor: -99000 gross_minor: 0 } }");
    service_down(&bench);
}

/* ---- down to the rows ---- */

static void the_postings_of_a_row_add_up_to_it(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "ListSalePostings", "product: 'apple' channel: 'platform-832'",
           "sale_postings { sale: 'sales/s1' entry: '' measure: SALE_MEASURE_SIGNED "
           "amount_minor: 100000 effective_date: 2025-03-01 cause: SALE_CAUSE_RECORDED } "
           "sale_postings { entry: 'sales/s1/entries/paid' measure: SALE_MEASURE_PAID "
           "effective_date: 2025-03-02 } "
           "sale_postings { entry: 'sales/s1/entries/f1' measure: SALE_MEASURE_REFUNDED "
           "amount_minor: 20000 } next_page_token: ''");
    EXPECT(&bench, "ListSalePostings",
           "origin: 'Aksu' buyer_region: 'Jiaxing' effective_from: 2025-04-01",
           "sale_postings { sale: 'sales/s2' amount_minor: 25000 }");
    REFUSE(&bench, "ListSalePostings", "effective_from: 2025-04-02 effective_through: 2025-04-01",
           BAD, "effective_from");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_signed_but_unpaid_stands_apart),
        cmocka_unit_test(every_breakdown_adds_up),
        cmocka_unit_test(days_bound_what_counts),
        cmocka_unit_test(an_hs_code_stands_for_a_product_without_a_name),
        cmocka_unit_test(what_is_known_later_counts_later),
        cmocka_unit_test(a_reversed_sale_is_in_no_sum),
        cmocka_unit_test(what_was_cancelled_is_not_unpaid),
        cmocka_unit_test(a_confirmed_match_counts_once_until_it_is_undone),
        cmocka_unit_test(a_month_is_closed_once_and_when_it_is_over),
        cmocka_unit_test(what_comes_late_to_a_closed_month_is_a_restatement),
        cmocka_unit_test(a_match_in_a_closed_month_is_a_restatement),
        cmocka_unit_test(the_postings_of_a_row_add_up_to_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
