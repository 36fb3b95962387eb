/* DevelopmentReport, through the whole service: what is counted, once each, as of any two dates. */
#include "dossier_texts.h"
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

typedef Caravan__Projects__V1__DevelopmentReportResponse report_answer;

#define PLAN         "moves { move: DEVELOPMENT_MOVE_PLAN } "
#define MADE(day)    MOVE("SETTLE", day)
#define IN_0043      "project: 'programmes/jw/projects/0043' "
#define GRANTED(day) MOVE("APPLY", "2024-01-01") MOVE("GRANT", day)

static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
}

static const report_answer *ask(struct service_bench *bench, const char *dates, const char *want)
{
    return (const void *)EXPECT(bench, "DevelopmentReport",
                                service_text(bench, "programme: 'programmes/jw' %s", dates), want);
}

static void an_empty_programme_has_an_empty_report(void **state)
{
    const report_answer *answer;
    struct service_bench bench;

    (void)state;
    up(&bench);
    answer = ask(&bench, "",
                 "programme: 'programmes/jw' title: 'Long road' currency: 'CNY' "
                 "enterprises { gross: 0 } milestones { planned: 0 } "
                 "trade { records: 0 } sales { amount_minor: 0 }");
    assert_int_equal(answer->n_standing + answer->n_standing_by_project, 0);
    assert_int_equal(answer->n_reached_by_year + answer->n_facts, 0);
    assert_int_equal(answer->n_sales_by_year + answer->n_trade_by_event, 0);
    REFUSE(&bench, "DevelopmentReport", "programme: 'x'", BAD, "programme");
    REFUSE(&bench, "DevelopmentReport", "programme: 'programmes/none'", MISSING, "");
    REFUSE(&bench, "DevelopmentReport", "programme: 'programmes/jw' effective_through: 2025-02-30",
           BAD, "effective_through");
    REFUSE(&bench, "DevelopmentReport",
           "programme: 'programmes/jw' known_at { seconds: 1900000000 }", BAD, "known_at");
    service_down(&bench);
}

static void a_village_certified_in_two_projects_counts_once(void **state)
{
    const report_answer *answer;
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCertification",
           NEW("certification", "c1", CERTIFICATION AT_PROJECT GRANTED("2024-05-01")), "");
    EXPECT(&bench, "CreateCertification",
           NEW("certification", "c2", CERTIFICATION IN_0043 GRANTED("2025-05-01")), "");
    EXPECT(&bench, "CreateCertification",
           NEW("certification", "c3", CERTIFICATION "subject: 'v2' " GRANTED("2025-06-01")), "");
    EXPECT(&bench, "CreateCertification",
           NEW("certification", "c4", CERTIFICATION "subject: 'v3' " MOVE("APPLY", "2025-06-01")),
           "");
    answer = ask(&bench, "",
                 "standing { collection: 'certifications' kind: 'VILLAGE_MODEL' grade: '' "
                 "state: DEVELOPMENT_STATE_APPLIED records: 1 subjects: 1 } "
                 "standing { collection: 'certifications' kind: 'VILLAGE_MODEL' "
                 "state: DEVELOPMENT_STATE_GRANTED superseded: false records: 3 subjects: 2 } "
                 "standing_by_project { project: '' state: DEVELOPMENT_STATE_APPLIED } "
                 "standing_by_project { project: '' state: DEVELOPMENT_STATE_GRANTED subjects: 1 } "
                 "standing_by_project { project: 'programmes/jw/projects/0042' subjects: 1 } "
                 "standing_by_project { project: 'programmes/jw/projects/0043' subjects: 1 }");
    assert_int_equal(answer->n_standing, 2);
    ask(&bench, "effective_through: 2025-05-31",
        "standing { state: DEVELOPMENT_STATE_APPLIED records: 1 } "
        "standing { state: DEVELOPMENT_STATE_GRANTED records: 2 subjects: 1 }");
    service_down(&bench);
}

#define LAKE "title: 'Lake' subject: 'lake' kind: CERTIFICATION_KIND_SCENIC_AREA "

static void a_better_grade_takes_the_place_of_the_old_once_granted(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCertification",
           NEW("certification", "c4a", LAKE "grade: '4A' " GRANTED("2024-02-01")), "");
    EXPECT(&bench, "CreateCertification",
           NEW("certification", "c5a",
               LAKE "grade: '5A' supersedes: 'programmes/jw/certifications/c4a' " MOVE(
                   "APPLY", "2024-03-01") MOVE("GRANT", "2024-11-01")),
           "");
    ask(&bench, "",
        "standing { kind: 'SCENIC_AREA' grade: '4A' superseded: true subjects: 1 } "
        "standing { kind: 'SCENIC_AREA' grade: '5A' superseded: false subjects: 1 "
        "state: DEVELOPMENT_STATE_GRANTED } "
        "reached_by_year { grade: '4A' year: 2024 state: DEVELOPMENT_STATE_APPLIED } "
        "reached_by_year { grade: '4A' year: 2024 state: DEVELOPMENT_STATE_GRANTED } "
        "reached_by_year { grade: '5A' year: 2024 state: DEVELOPMENT_STATE_APPLIED } "
        "reached_by_year { collection: 'certifications' kind: 'SCENIC_AREA' grade: '5A' "
        "state: DEVELOPMENT_STATE_GRANTED year: 2024 records: 1 subjects: 1 }");
    ask(&bench, "effective_through: 2024-10-31",
        "standing { grade: '4A' superseded: false state: DEVELOPMENT_STATE_GRANTED } "
        "standing { grade: '5A' state: DEVELOPMENT_STATE_APPLIED }");
    service_down(&bench);
}

#define SHOP(id, key, more)                                                                        \
    NEW("enterprise", id,                                                                          \
        "title: 'Shop' kind: ENTERPRISE_KIND_SHOP line: 'hardware' subject: '" key "' " more)

static void enterprises_are_gross_exits_and_net_and_each_counts_once(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateEnterprise",
           SHOP("a", "a", AT_PROJECT "site: 'north' " MADE("2024-01-01")), "");
    EXPECT(&bench, "CreateEnterprise",
           SHOP("a2", "a", IN_0043 MADE("2024-01-01") MOVE("LEAVE", "2024-06-01")), "");
    EXPECT(
        &bench, "CreateEnterprise",
        SHOP("b", "b", AT_PROJECT "site: 'north' " MADE("2024-01-01") MOVE("LEAVE", "2024-06-01")),
        "");
    EXPECT(&bench, "CreateEnterprise",
           SHOP("c", "c",
                AT_PROJECT "site: 'north' " MADE("2024-01-01") MOVE("LEAVE", "2024-06-01")
                    MADE("2025-01-01")),
           "");
    ask(&bench, "",
        "enterprises { gross: 3 exits: 1 net: 2 records: 4 } "
        "enterprises_by_site { project: 'programmes/jw/projects/0042' site: 'north' gross: 3 "
        "exits: 1 net: 2 records: 3 } "
        "enterprises_by_site { project: 'programmes/jw/projects/0043' site: '' gross: 1 exits: 1 "
        "net: 0 records: 1 }");
    ask(&bench, "effective_through: 2024-12-31",
        "enterprises { gross: 3 exits: 2 net: 1 records: 4 }");
    ask(&bench, "effective_through: 2023-12-31", "enterprises { gross: 0 records: 0 }");
    service_down(&bench);
}

static void milestones_are_planned_done_or_waived_overdue_and_late(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateMilestone",
           NEW("milestone", "m1", MILESTONE PLAN MOVE("COMPLETE", "2025-04-10")), "");
    EXPECT(&bench, "CreateMilestone",
           NEW("milestone", "m2",
               MILESTONE PLAN "moves { move: DEVELOPMENT_MOVE_FORECAST date: 2025-03-01 "
                              "forecast_date: 2025-04-30 } "),
           "");
    EXPECT(&bench, "CreateMilestone",
           NEW("milestone", "m3", MILESTONE IN_0043 PLAN MOVE("WAIVE", "2025-03-01")), "");
    ask(&bench, "",
        "milestones { project: '' planned: 1 done: 1 waived: 1 overdue: 1 late: 2 late_days: 40 "
        "worst_days: 30 } "
        "milestones_by_project { project: 'programmes/jw/projects/0042' planned: 1 done: 1 } "
        "milestones_by_project { project: 'programmes/jw/projects/0043' waived: 1 late: 0 }");
    ask(&bench, "effective_through: 2025-03-31",
        "milestones { planned: 2 done: 0 waived: 1 overdue: 0 late: 1 late_days: 30 }");
    service_down(&bench);
}

#define FACT(id, value, day)                                                                       \
    "parent: 'programmes/jw' site_fact_id: '" id "' site_fact { subject: 'farm' value: " value     \
    " kind: SITE_FACT_KIND_CAPACITY effective_date: " day " }"

static void the_last_value_of_a_fact_is_told_and_a_reversed_one_never(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateSiteFact", FACT("f2", "50000", "2025-02-01"), "");
    EXPECT(&bench, "CreateSiteFact", FACT("f1", "30000", "2024-02-01"), "");
    EXPECT(&bench, "CreateSiteFact", FACT("f3", "99999", "2025-03-01"), "");
    EXPECT(&bench, "ReverseSiteFact", "name: 'programmes/jw/siteFacts/f3' reference: 'typo'", "");
    ask(&bench, "",
        "facts { subject: 'farm' kind: SITE_FACT_KIND_CAPACITY unit: 'head' value: 50000 "
        "effective_date: 2025-02-01 records: 2 }");
    ask(&bench, "effective_through: 2025-01-31", "facts { value: 30000 records: 1 }");
    service_down(&bench);
}

#define RESULT(id, kind, quantity, more)                                                           \
    "parent: 'programmes/jw' trade_result_id: '" id "' trade_result { "                            \
    "trade_event: 'programmes/jw/tradeEvents/fair' kind: TRADE_RESULT_KIND_" kind                  \
    " quantity: " quantity " effective_date: 2025-05-03 " more "} "

static void orders_and_letters_of_intent_are_told_apart_and_together(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateTradeEvent",
           NEW("trade_event", "fair", TRADE_EVENT PLAN MOVE("HOLD", "2025-05-01")), "");
    EXPECT(&bench, "CreateTradeResult", RESULT("e", "EXHIBITORS", "42", ""), "");
    EXPECT(&bench, "CreateTradeResult", RESULT("i", "ITEMS_SHOWN", "110", ""), "");
    EXPECT(&bench, "CreateTradeResult",
           RESULT("l", "LETTERS_OF_INTENT", "10", "amount { minor_units: 1000 } "), "");
    EXPECT(&bench, "CreateTradeResult",
           RESULT("o", "ORDERS", "3",
                  "amount { minor_units: 300 } "
                  "letter: 'programmes/jw/tradeResults/l' "),
           "");
    EXPECT(&bench, "CreateTradeResult", RESULT("p", "ORDERS", "1", "amount { minor_units: 50 } "),
           "");
    ask(&bench, "",
        "trade { trade_event: '' exhibitors: 42 items_shown: 110 orders: 4 orders_minor: 350 "
        "letters_of_intent: 10 letters_of_intent_minor: 1000 ordered: 3 ordered_minor: 300 "
        "together_minor: 1050 records: 5 } "
        "trade_by_event { trade_event: 'programmes/jw/tradeEvents/fair' title: 'Machinery fair' "
        "exhibitors: 42 together_minor: 1050 }");
    EXPECT(&bench, "RetractTradeEvent",
           "name: 'programmes/jw/tradeEvents/fair' etag: '*' reason: 'typo'", "");
    ask(&bench, "", "trade { records: 0 together_minor: 0 }");
    service_down(&bench);
}

#define SALE(id, enterprise, period, minor, basis)                                                 \
    "parent: 'programmes/jw' enterprise_sale_id: '" id "' enterprise_sale { "                      \
    "enterprise: 'programmes/jw/enterprises/" enterprise "' period: '" period "' "                 \
    "amount { minor_units: " minor " } basis: SALES_BASIS_" basis " } "

static void sales_are_added_up_by_year_line_site_and_enterprise(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateEnterprise",
           SHOP("a", "a", AT_PROJECT "site: 'north' " MADE("2024-01-01")), "");
    EXPECT(&bench, "CreateEnterprise", SHOP("b", "b", "line: 'rice' " MADE("2024-01-01")), "");
    EXPECT(&bench, "CreateEnterpriseSale", SALE("1", "a", "2024", "100", "REPORTED"), "");
    EXPECT(&bench, "CreateEnterpriseSale", SALE("2", "a", "2025-Q1", "20", "COUNTED"), "");
    EXPECT(&bench, "CreateEnterpriseSale", SALE("3", "a", "2025-04", "3", "ESTIMATED"), "");
    EXPECT(&bench, "CreateEnterpriseSale", SALE("4", "b", "2024-12", "7", "REPORTED"), "");
    EXPECT(&bench, "CreateEnterpriseSale", SALE("5", "b", "2024-11", "5000", "REPORTED"), "");
    EXPECT(&bench, "ReverseEnterpriseSale",
           "name: 'programmes/jw/enterpriseSales/5' reference: 'typo'", "");
    ask(&bench, "",
        "sales { year: 0 amount_minor: 130 reported_minor: 107 counted_minor: 20 "
        "estimated_minor: 3 records: 4 } "
        "sales_by_year { year: 2024 amount_minor: 107 records: 2 } "
        "sales_by_year { year: 2025 amount_minor: 23 records: 2 } "
        "sales_by_line { key: 'hardware' year: 2024 amount_minor: 100 } "
        "sales_by_line { key: 'hardware' year: 2025 amount_minor: 23 } "
        "sales_by_line { key: 'rice' year: 2024 amount_minor: 7 } "
        "sales_by_site { key: '' site: '' year: 2024 amount_minor: 7 } "
        "sales_by_site { key: 'programmes/jw/projects/0042' site: 'north' year: 2024 "
        "amount_minor: 100 } "
        "sales_by_site { site: 'north' year: 2025 amount_minor: 23 } "
        "sales_by_enterprise { key: 'a' year: 2024 amount_minor: 100 } "
        "sales_by_enterprise { key: 'a' year: 2025 } sales_by_enterprise { key: 'b' year: 2024 }");
    ask(&bench, "effective_through: 2025-03-30", "sales { amount_minor: 107 records: 2 }");
    service_down(&bench);
}

static void research_grants_and_products_are_told_by_state(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateEnterprise", SHOP("made", "made", MADE("2024-01-01")), "");
    EXPECT(&bench, "CreateResearchEffort",
           NEW("research_effort", "r1",
               RESEARCH_EFFORT MOVE("PROPOSE", "2024-01-01") MOVE("START", "2024-02-01")),
           "");
    EXPECT(&bench, "CreateGrant",
           NEW("grant", "g1", GRANT MOVE("APPLY", "2024-01-01") MOVE("AWARD", "2024-02-01")), "");
    EXPECT(&bench, "CreateGrant",
           NEW("grant", "g2",
               GRANT "subject: 'g1' " MOVE("APPLY", "2024-01-01") MOVE("AWARD", "2024-02-01")),
           "");
    EXPECT(&bench, "CreateProduct",
           NEW("product", "p1", PRODUCT MOVE("DEVELOP", "2024-01-01") MOVE("LAUNCH", "2025-01-01")),
           "");
    ask(&bench, "",
        "standing { collection: 'enterprises' kind: 'SHOP' state: DEVELOPMENT_STATE_SETTLED } "
        "standing { collection: 'researchEfforts' kind: '' state: DEVELOPMENT_STATE_RUNNING } "
        "standing { collection: 'grants' kind: 'PROVINCIAL' state: DEVELOPMENT_STATE_AWARDED "
        "records: 2 subjects: 1 amount_minor: 200 } "
        "standing { collection: 'products' state: DEVELOPMENT_STATE_LAUNCHED records: 1 }");
    service_down(&bench);
}

/* "known_at { .. }" of an answer. */
static const char *known_at(struct service_bench *bench, const report_answer *answer)
{
    return service_text(bench, "known_at { seconds: %lld nanos: %d }",
                        (long long)answer->known_at->seconds, answer->known_at->nanos);
}

static void the_same_two_dates_give_the_same_bytes_whatever_is_recorded_later(void **state)
{
    const report_answer *before;
    const report_answer *after;
    struct service_bench bench;
    const char *then;
    uint8_t *bytes[2];
    size_t size;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCertification",
           NEW("certification", "c1", CERTIFICATION GRANTED("2024-05-01")), "");
    EXPECT(&bench, "CreateEnterprise", SHOP("a", "a", MADE("2024-01-01")), "");
    EXPECT(&bench, "CreateEnterpriseSale", SALE("1", "a", "2024", "100", "REPORTED"), "");
    before = ask(&bench, "", "standing { state: DEVELOPMENT_STATE_GRANTED }");
    then = known_at(&bench, before);
    EXPECT(&bench, "RetractCertification",
           "name: 'programmes/jw/certifications/c1' etag: '*' reason: 'typo'", "");
    EXPECT(&bench, "MoveEnterprise",
           "name: 'programmes/jw/enterprises/a' etag: '*' "
           "move { move: DEVELOPMENT_MOVE_LEAVE date: 2024-06-01 }",
           "");
    EXPECT(&bench, "ReverseEnterpriseSale",
           "name: 'programmes/jw/enterpriseSales/1' reference: 'typo'", "");
    ask(&bench, "",
        "standing { state: DEVELOPMENT_STATE_APPLIED } enterprises { net: 0 exits: 1 } "
        "sales { amount_minor: 0 }");
    after = ask(&bench, then, "enterprises { net: 1 }");
    size = caravan__projects__v1__development_report_response__get_packed_size(before);
    assert_int_equal(caravan__projects__v1__development_report_response__get_packed_size(after),
                     size);
    for (int i = 0; i < 2; i++) {
        bytes[i] = cv_arena_alloc(&bench.arena, size);
        assert_non_null(bytes[i]);
        caravan__projects__v1__development_report_response__pack(i == 0 ? before : after, bytes[i]);
    }
    assert_memory_equal(bytes[0], bytes[1], size);
    EXPECT(
        &bench, "ListCertifications",
        service_text(&bench, "parent: 'programmes/jw' state: DEVELOPMENT_STATE_GRANTED %s", then),
        "certifications { name: 'programmes/jw/certifications/c1' }");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_programme_has_an_empty_report),
        cmocka_unit_test(a_village_certified_in_two_projects_counts_once),
        cmocka_unit_test(a_better_grade_takes_the_place_of_the_old_once_granted),
        cmocka_unit_test(enterprises_are_gross_exits_and_net_and_each_counts_once),
        cmocka_unit_test(milestones_are_planned_done_or_waived_overdue_and_late),
        cmocka_unit_test(the_last_value_of_a_fact_is_told_and_a_reversed_one_never),
        cmocka_unit_test(orders_and_letters_of_intent_are_told_apart_and_together),
        cmocka_unit_test(sales_are_added_up_by_year_line_site_and_enterprise),
        cmocka_unit_test(research_grants_and_products_are_told_by_state),
        cmocka_unit_test(the_same_two_dates_give_the_same_bytes_whatever_is_recorded_later),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
