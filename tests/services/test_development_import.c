/* ImportDevelopment, through the whole service: a row of each kind, sent twice, changed, and after
 * other things happened. */
#include "dossier_texts.h"
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ROW(kind, create) "rows { " kind " { " create " } } "
#define IN_JW             "parent: 'programmes/jw' "
#define EVENT             "trade_event: 'programmes/jw/tradeEvents/t1' "

#define ALL                                                                                        \
    ROW("certification", NEW("certification", "c1", CERTIFICATION MOVE("APPLY", "2025-01-01")))    \
    ROW("milestone", NEW("milestone", "m1", MILESTONE "moves { move: DEVELOPMENT_MOVE_PLAN } "))   \
    ROW("enterprise", NEW("enterprise", "made", ENTERPRISE MOVE("SETTLE", "2024-01-01")))          \
    ROW("trade_event", NEW("trade_event", "t1",                                                    \
                           TRADE_EVENT MOVE("PLAN", "2025-01-01") MOVE("HOLD", "2025-05-01")))     \
    ROW("research_effort",                                                                         \
        NEW("research_effort", "r1", RESEARCH_EFFORT MOVE("PROPOSE", "2025-01-01")))               \
    ROW("grant", NEW("grant", "g1", GRANT MOVE("APPLY", "2025-01-01")))                            \
    ROW("product", NEW("product", "p1", PRODUCT MOVE("DEVELOP", "2025-01-01")))                    \
    ROW("site_fact", IN_JW "site_fact_id: 'f1' site_fact { subject: 'store' value: 5000 "          \
                           "kind: SITE_FACT_KIND_FLOOR_AREA effective_date: 2025-01-10 }")         \
    ROW("enterprise_sale", IN_JW                                                                   \
        "enterprise_sale_id: 's1' enterprise_sale { period: '2024' basis: SALES_BASIS_COUNTED "    \
        "enterprise: 'programmes/jw/enterprises/made' amount { minor_units: 5 } }")                \
    ROW("trade_result",                                                                            \
        IN_JW "trade_result_id: 'x1' trade_result { " EVENT                                        \
              "kind: TRADE_RESULT_KIND_ORDERS quantity: 3 amount { minor_units: 500 } "            \
              "effective_date: 2025-05-03 }")
#define ALL_COUNT "10"

static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
}

static void rows_of_every_kind_are_recorded_once(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "ImportDevelopment", ALL, "recorded: true created_count: " ALL_COUNT);
    EXPECT(&bench, "ImportDevelopment", ALL, "recorded: true unchanged_count: " ALL_COUNT);
    EXPECT(&bench, "GetProduct", "name: 'programmes/jw/products/p1'",
           "state: DEVELOPMENT_STATE_IN_DEVELOPMENT");
    service_down(&bench);
}

static void a_row_is_the_same_whatever_happened_to_it_since(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "ImportDevelopment", ALL, "created_count: " ALL_COUNT);
    EXPECT(&bench, "MoveGrant",
           "name: 'programmes/jw/grants/g1' etag: '*' "
           "move { move: DEVELOPMENT_MOVE_AWARD date: 2025-02-01 }",
           "");
    EXPECT(&bench, "MoveMilestone",
           "name: 'programmes/jw/milestones/m1' etag: '*' move { move: DEVELOPMENT_MOVE_FORECAST "
           "date: 2025-02-01 forecast_date: 2026-01-01 }",
           "");
    EXPECT(&bench, "RetractCertification",
           "name: 'programmes/jw/certifications/c1' etag: '*' reason: 'typo'", "");
    EXPECT(&bench, "ReverseSiteFact", "name: 'programmes/jw/siteFacts/f1' reference: 'typo'", "");
    EXPECT(&bench, "RetractTradeEvent",
           "name: 'programmes/jw/tradeEvents/t1' etag: '*' reason: 'typo'", "");
    EXPECT(&bench, "ImportDevelopment", ALL, "unchanged_count: " ALL_COUNT);
    service_down(&bench);
}

static void a_row_with_other_content_is_refused_by_its_field(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "ImportDevelopment", ALL, "created_count: " ALL_COUNT);
    EXPECT(&bench, "ImportDevelopment",
           ROW("grant",
               NEW("grant", "g1", GRANT MOVE("APPLY", "2025-01-01") "amount { minor_units: 101 }")),
           "recorded: false refusals { reason: 'ID_TAKEN' field: 'grant.amount' }");
    EXPECT(&bench, "ImportDevelopment",
           ROW("grant", NEW("grant", "g1", GRANT MOVE("APPLY", "2025-01-02"))),
           "recorded: false refusals { reason: 'ID_TAKEN' field: 'grant.moves[0].date' }");
    service_down(&bench);
}

static void a_refused_row_leaves_nothing(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "ImportDevelopment",
           ALL ROW("product", NEW("product", "p2",
                                  "title: 'x' enterprise: 'programmes/jw/enterprises/none' " MOVE(
                                      "DEVELOP", "2025-01-01"))),
           "recorded: false refused_count: 1 refusals { row: 10 reason: 'NOT_FOUND' "
           "field: 'product.enterprise' }");
    REFUSE(&bench, "GetProduct", "name: 'programmes/jw/products/p1'", MISSING, "");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_every_kind_are_recorded_once),
        cmocka_unit_test(a_row_is_the_same_whatever_happened_to_it_since),
        cmocka_unit_test(a_row_with_other_content_is_refused_by_its_field),
        cmocka_unit_test(a_refused_row_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
