/* Sales of enterprises, through the whole service: no period counts twice. */
#include "dossier_texts.h"
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define SALE(id, enterprise, period)                                                               \
    "parent: 'programmes/jw' enterprise_sale_id: '" id "' enterprise_sale { "                      \
    "enterprise: 'programmes/jw/enterprises/" enterprise "' period: '" period "' "                 \
    "amount { currency: 'CNY' minor_units: 500 } basis: SALES_BASIS_REPORTED } "
#define S1 "name: 'programmes/jw/enterpriseSales/s1' "

static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
    EXPECT(bench, "CreateEnterprise",
           NEW("enterprise", "one", ENTERPRISE MOVE("SETTLE", "2024-01-01")), "");
    EXPECT(bench, "CreateEnterprise",
           NEW("enterprise", "again", ENTERPRISE AT_PROJECT MOVE("SETTLE", "2024-01-01")), "");
    EXPECT(
        bench, "CreateEnterprise",
        NEW("enterprise", "other",
            "title: 'Shop' subject: 'e2' kind: ENTERPRISE_KIND_SHOP " MOVE("SETTLE", "2024-01-01")),
        "");
}

static void each_wrong_field_of_a_sale_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: 'x'", BAD, "parent"},
        {"!enterprise_sale", BAD, "enterprise_sale"},
        {"enterprise_sale_id: 'A'", BAD, "enterprise_sale_id"},
        {"enterprise_sale { !enterprise }", BAD, "enterprise_sale.enterprise"},
        {"enterprise_sale { enterprise: 'programmes/x/enterprises/one' }", BAD,
         "enterprise_sale.enterprise"},
        {"enterprise_sale { enterprise: 'programmes/jw/enterprises/none' }", MISSING,
         "enterprise_sale.enterprise"},
        {"enterprise_sale { !period }", BAD, "enterprise_sale.period"},
        {"enterprise_sale { period: '2024-13' }", BAD, "enterprise_sale.period"},
        {"enterprise_sale { period: '2024-00' }", BAD, "enterprise_sale.period"},
        {"enterprise_sale { period: '2024-Q0' }", BAD, "enterprise_sale.period"},
        {"enterprise_sale { period: '2024-Q5' }", BAD, "enterprise_sale.period"},
        {"enterprise_sale { period: '2024-Q11' }", BAD, "enterprise_sale.period"},
        {"enterprise_sale { period: '2024/01' }", BAD, "enterprise_sale.period"},
        {"enterprise_sale { period: '2024-1' }", BAD, "enterprise_sale.period"},
        {"enterprise_sale { period: '24' }", BAD, "enterprise_sale.period"},
        {"enterprise_sale { period: '1899' }", BAD, "enterprise_sale.period"},
        {"enterprise_sale { period: '2025' }", BAD, "enterprise_sale.period"},
        {"enterprise_sale { period: '2025-07' }", BAD, "enterprise_sale.period"},
        {"enterprise_sale { !amount }", BAD, "enterprise_sale.amount"},
        {"enterprise_sale { amount { minor_units: 0 } }", BAD, "enterprise_sale.amount"},
        {"enterprise_sale { amount { currency: 'EUR' } }", BAD, "enterprise_sale.amount"},
        {"enterprise_sale { !basis }", BAD, "enterprise_sale.basis"},
        {"enterprise_sale { basis: 9 }", BAD, "enterprise_sale.basis"},
        {"enterprise_sale { reference: ' x' }", BAD, "enterprise_sale.reference"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateEnterpriseSale", SALE("s1", "one", "2024"), ROWS);
    EXPECT(&bench, "GetEnterpriseSale", S1,
           "enterprise: 'programmes/jw/enterprises/one' period: '2024' "
           "amount { currency: 'CNY' minor_units: 500 } basis: SALES_BASIS_REPORTED");
    service_down(&bench);
}

static void overlapping_periods_of_one_enterprise_are_refused(void **state)
{
    static const char *const OVERLAPPING[] = {"2024",    "2024-Q1", "2024-Q4",
                                              "2024-01", "2024-12", "2024-02"};
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateEnterpriseSale", SALE("s1", "one", "2024"), "");
    for (size_t i = 0; i < sizeof(OVERLAPPING) / sizeof(OVERLAPPING[0]); i++)
        REFUSE(&bench, "CreateEnterpriseSale",
               service_text(&bench, "%s enterprise_sale { period: '%s' }", SALE("s2", "one", "x"),
                            OVERLAPPING[i]),
               CV_FAILED_PRECONDITION, "PERIOD_OVERLAPS", "");
    EXPECT(&bench, "CreateEnterpriseSale", SALE("s3", "one", "2023-12"), "");
    EXPECT(&bench, "CreateEnterpriseSale", SALE("s4", "one", "2025-Q1"), "");
    EXPECT(&bench, "CreateEnterpriseSale", SALE("s5", "other", "2024"), "");
    service_down(&bench);
}

static void one_enterprise_in_two_projects_sells_a_year_once(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateEnterpriseSale", SALE("s1", "one", "2024-Q2"), "");
    REFUSE(&bench, "CreateEnterpriseSale", SALE("s2", "again", "2024"), CV_FAILED_PRECONDITION,
           "PERIOD_OVERLAPS", "");
    EXPECT(&bench, "CreateEnterpriseSale", SALE("s3", "again", "2024-Q3"), "");
    service_down(&bench);
}

static void a_reversed_sale_frees_its_period_and_is_never_counted_again(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateEnterpriseSale", SALE("s1", "one", "2024"), "");
    EXPECT(&bench, "ReverseEnterpriseSale", S1 "reversal_id: 'r1' reference: 'typo'",
           "reverses: 'programmes/jw/enterpriseSales/s1' amount { minor_units: 500 }");
    EXPECT(&bench, "CreateEnterpriseSale", SALE("s2", "one", "2024-Q1"), "");
    REFUSE(&bench, "ReverseEnterpriseSale", S1 "reference: 'again'", CV_FAILED_PRECONDITION,
           "ALREADY_REVERSED", "");
    REFUSE(&bench, "ReverseEnterpriseSale",
           "name: 'programmes/jw/enterpriseSales/r1' reference: 'no'", CV_FAILED_PRECONDITION,
           "IS_REVERSAL", "");
    EXPECT(&bench, "ImportDevelopment", "rows { enterprise_sale { " SALE("s1", "one", "2024") "} }",
           "unchanged_count: 1");
    service_down(&bench);
}

static void what_never_settled_sells_nothing(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "RetractEnterprise",
           "name: 'programmes/jw/enterprises/one' etag: '*' reason: 'typo'", "");
    REFUSE(&bench, "CreateEnterpriseSale", SALE("s1", "one", "2024"), CV_FAILED_PRECONDITION,
           "WRONG_STATE", "");
    service_down(&bench);
}

static size_t count_of(struct service_bench *bench, const char *choice)
{
    const Caravan__Projects__V1__ListEnterpriseSalesResponse *answer =
        (const void *)EXPECT(bench, "ListEnterpriseSales",
                             service_text(bench, "parent: 'programmes/jw' %s", choice), "");

    return answer->n_enterprise_sales;
}

static void a_list_holds_the_sales_that_are_chosen(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateEnterpriseSale", SALE("s1", "one", "2024-Q1"), "");
    EXPECT(&bench, "CreateEnterpriseSale", SALE("s2", "one", "2023"), "");
    EXPECT(&bench, "CreateEnterpriseSale", SALE("s3", "other", "2024-02"), "");
    assert_int_equal(count_of(&bench, ""), 3);
    assert_int_equal(count_of(&bench, "enterprise: 'programmes/jw/enterprises/one'"), 2);
    assert_int_equal(count_of(&bench, "period: '2024'"), 2);
    assert_int_equal(count_of(&bench, "period: '2024-02'"), 1);
    REFUSE(&bench, "ListEnterpriseSales", "parent: 'programmes/jw' period: 'x'", BAD, "period");
    REFUSE(&bench, "ListEnterpriseSales", "parent: 'programmes/jw' enterprise: 'x'", BAD,
           "enterprise");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_wrong_field_of_a_sale_is_named),
        cmocka_unit_test(overlapping_periods_of_one_enterprise_are_refused),
        cmocka_unit_test(one_enterprise_in_two_projects_sells_a_year_once),
        cmocka_unit_test(a_reversed_sale_frees_its_period_and_is_never_counted_again),
        cmocka_unit_test(what_never_settled_sells_nothing),
        cmocka_unit_test(a_list_holds_the_sales_that_are_chosen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
