/* Drill-down: from a figure of a report to its records, and what of each counts. */
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define LIST    "ListReportEntries"
#define JW      "programme: 'programmes/jw' "
#define PROJECT "programmes/jw/projects/0042"
#define LINES   PROJECT "/budgetLines/"
#define BUDGET  "money { measure: MONEY_MEASURE_BUDGET } "

static void add_line(struct service_bench *bench, const char *id, const char *rest)
{
    EXPECT(bench, "CreateBudgetLine",
           service_text(bench,
                        "parent: '" PROJECT "' budget_line_id: '%s' budget_line { title: 'x' "
                        "fiscal_year: 2025 effective_date: 2025-01-10 %s }",
                        id, rest),
           "");
    projects_approve(bench);
}

static void observe(struct service_bench *bench, const char *indicator, const char *id,
                    const char *rest)
{
    EXPECT(bench, "CreateObservation",
           service_text(bench,
                        "parent: 'programmes/jw/indicators/%s' observation_id: '%s' observation { "
                        "project: '" PROJECT "' effective_date: 2025-03-31 %s }",
                        indicator, id, rest),
           "");
}

static void add_indicator(struct service_bench *bench, const char *id, const char *rest)
{
    EXPECT(bench, "CreateIndicator",
           service_text(bench,
                        "parent: 'programmes/jw' indicator_id: '%s' indicator { title: 'x' "
                        "unit: 'x' %s }",
                        id, rest),
           "");
}

static void an_entry_names_its_record_and_who_recorded_it_when(void **state)
{
    struct service_bench *bench = *state;

    add_line(bench, "works", "amount: 100000 reference: 'Decision 7'");
    EXPECT(bench, LIST, JW BUDGET,
           "entries { record: '" LINES "works' effective_date: 2025-01-10 "
           "recorded_time { seconds: 1751371200 } reference: 'Decision 7' amount: 100000 "
           "counted: 100000 weight: 0 withheld: false } next_page_token: ''");
}

/* 100 fen over thirds, three times: the site has 100 of 300 to the fen. */
static void parts_by_shares_add_up_to_the_fen(void **state)
{
    struct service_bench *bench = *state;
    const Caravan__Projects__V1__ListReportEntriesResponse *page;
    int64_t sum = 0;

    EXPECT(bench, "UpdateProject",
           "project { name: '" PROJECT "' etag: '*' "
           "sites { id: 'north' title: 'N' share_basis_points: 3333 } "
           "sites { id: 'south' title: 'S' share_basis_points: 3334 } "
           "sites { id: 'west' title: 'W' share_basis_points: 3333 } } "
           "update_mask { paths: 'sites' }",
           "");
    add_line(bench, "a", "amount: 100");
    add_line(bench, "b", "amount: 100");
    add_line(bench, "c", "amount: 101");
    add_line(bench, "own", "amount: 7 site: 'north'");
    add_line(bench, "other", "amount: 7 site: 'west'");
    page = (const void *)EXPECT(bench, LIST,
                                JW "money { measure: MONEY_MEASURE_BUDGET breakdown: "
                                   "MONEY_BREAKDOWN_SITE key: 'north' }",
                                "entries { record: '" LINES "a' amount: 100 counted: 33 } "
                                "entries { record: '" LINES "b' amount: 100 } "
                                "entries { record: '" LINES "c' amount: 101 } "
                                "entries { record: '" LINES "own' amount: 7 counted: 7 }");
    assert_int_equal(page->n_entries, 4);
    for (size_t i = 0; i < 3; i++)
        sum += page->entries[i]->counted;
    assert_int_equal(sum, 100);
}

static void a_reversal_is_an_entry_of_its_own(void **state)
{
    struct service_bench *bench = *state;

    add_line(bench, "works", "amount: 100000");
    EXPECT(bench, "ReverseBudgetLine",
           "name: '" LINES "works' reversal_id: 'undo' reference: 'Typed twice'", "");
    projects_approve(bench);
    EXPECT(bench, LIST, JW BUDGET,
           "entries { record: '" LINES "works' counted: 100000 } "
           "entries { record: '" LINES "undo' amount: -100000 counted: -100000 "
           "reference: 'Typed twice' }");
}

static void what_waits_has_its_own_records_until_it_is_judged(void **state)
{
    struct service_bench *bench = *state;

    add_line(bench, "works", "amount: 100000");
    EXPECT(bench, "CreateCommitment",
           "parent: '" PROJECT
           "' commitment_id: 'c' commitment { amount: 600 reference: 'Contract' "
           "budget_line: '" LINES "works' effective_date: 2025-02-01 }",
           "");
    EXPECT(bench, LIST, JW "money { measure: MONEY_MEASURE_PENDING_COMMITTED }",
           "entries { record: '" PROJECT "/commitments/c' reference: 'Contract' amount: 600 "
           "counted: 600 }");
    EXPECT(bench, LIST,
           JW "money { measure: MONEY_MEASURE_PENDING_COMMITTED breakdown: MONEY_BREAKDOWN_SITE "
              "key: 'north' }",
           "entries { record: '" PROJECT "/commitments/c' amount: 600 counted: 300 }");
    EXPECT(bench, LIST, JW "money { measure: MONEY_MEASURE_COMMITTED }", "!entries");
    EXPECT(bench, LIST, JW "money { measure: MONEY_MEASURE_PENDING_BUDGET }", "!entries");
    projects_approve(bench);
    EXPECT(bench, LIST, JW "money { measure: MONEY_MEASURE_PENDING_COMMITTED }", "!entries");
    EXPECT(bench, LIST, JW "money { measure: MONEY_MEASURE_COMMITTED }",
           "entries { counted: 600 }");
}

static void pages_lead_over_projects_without_gap_or_repeat(void **state)
{
    struct service_bench *bench = *state;
    const Caravan__Projects__V1__ListReportEntriesResponse *page;

    add_line(bench, "a", "amount: 1");
    EXPECT(bench, "CreateBudgetLine",
           "parent: 'programmes/jw/projects/0043' budget_line_id: 'z' budget_line { title: 'x' "
           "fiscal_year: 2025 amount: 5 effective_date: 2025-01-10 }",
           "");
    projects_approve(bench);
    add_line(bench, "b", "amount: 2");
    page = (const void *)EXPECT(bench, LIST, JW BUDGET "page_size: 1",
                                "entries { record: '" LINES "a' }");
    page = (const void *)EXPECT(
        bench, LIST,
        service_text(bench, JW BUDGET "page_size: 1 page_token: '%s'", page->next_page_token),
        "entries { record: '" LINES "b' }");
    (void)EXPECT(
        bench, LIST,
        service_text(bench, JW BUDGET "page_size: 1 page_token: '%s'", page->next_page_token),
        "entries { record: 'programmes/jw/projects/0043/budgetLines/z' } next_page_token: ''");
    REFUSE(bench, LIST,
           service_text(bench, JW "money { measure: MONEY_MEASURE_COMMITTED } page_token: '%s'",
                        page->next_page_token),
           BAD, "page_token");
}

static void of_what_stands_only_the_newest_counts(void **state)
{
    struct service_bench *bench = *state;
    const Caravan__Projects__V1__ListReportEntriesResponse *page;

    add_indicator(bench, "beds", "kind: INDICATOR_KIND_LEVEL");
    observe(bench, "beds", "old", "value: 100 effective_date: 2024-01-31");
    observe(bench, "beds", "new", "value: 150");
    page = (const void *)EXPECT(bench, LIST,
                                JW "indicator { indicator: 'programmes/jw/indicators/beds' }",
                                "entries { record: 'programmes/jw/indicators/beds/observations/new'"
                                " amount: 150 counted: 150 }");
    assert_int_equal(page->n_entries, 1);
    EXPECT(bench, LIST,
           JW "indicator { indicator: 'programmes/jw/indicators/beds' period: '2024-01' }",
           "entries { record: 'programmes/jw/indicators/beds/observations/old' counted: 100 }");
}

static void a_withheld_figure_is_not_broken_down(void **state)
{
    struct service_bench *bench = *state;

    add_indicator(bench, "screened", "kind: INDICATOR_KIND_FLOW counts_people: true");
    observe(bench, "screened", "few", "value: 9");
    REFUSE(bench, LIST, JW "indicator { indicator: 'programmes/jw/indicators/screened' }",
           CV_FAILED_PRECONDITION, "FIGURE_WITHHELD", "");
}

static void an_entry_of_few_people_cannot_be_worked_out(void **state)
{
    struct service_bench *bench = *state;
    const char *request = JW "indicator { indicator: 'programmes/jw/indicators/screened' }";

    add_indicator(bench, "screened", "kind: INDICATOR_KIND_FLOW counts_people: true");
    observe(bench, "screened", "few", "value: 9");
    observe(bench, "screened", "many", "value: 800");
    EXPECT(bench, LIST, request,
           "entries { amount: 0 counted: 0 withheld: true } "
           "entries { amount: 0 counted: 0 withheld: true }");
    observe(bench, "screened", "some", "value: 1");
    EXPECT(bench, LIST, request,
           "entries { withheld: true } entries { amount: 800 counted: 800 withheld: false } "
           "entries { withheld: true }");
}

static void a_request_that_names_no_figure_is_refused(void **state)
{
    static const struct service_refusal WRONG[] = {
        {"programme: 'jw'", BAD, "programme"},
        {"programme: 'programmes/other'", MISSING, ""},
        {"effective_through: { year: 2025 month: 13 day: 1 }", BAD, "effective_through"},
        {"known_at { seconds: 99999999999 }", BAD, "known_at"},
        {"page_size: -1", BAD, "page_size"},
        {"page_token: 'x'", BAD, "page_token"},
        {"money { measure: 0 }", BAD, "money.measure"},
        {"money { measure: 9 }", BAD, "money.measure"},
        {"money { breakdown: 9 }", BAD, "money.breakdown"},
        {"money { key: 'roads' }", BAD, "money.key"},
        {"money { breakdown: MONEY_BREAKDOWN_SECTOR key: 'ships' }", MISSING, "money.key"},
        {"money { breakdown: MONEY_BREAKDOWN_SECTOR key: 'No Id' }", BAD, "money.key"},
        {"money { breakdown: MONEY_BREAKDOWN_SITE key: 'east' }", MISSING, "money.key"},
        {"money { breakdown: MONEY_BREAKDOWN_PROJECT }", BAD, "money.key"},
        {"money { breakdown: MONEY_BREAKDOWN_PROJECT key: '0042' }", BAD, "money.key"},
        {"money { breakdown: MONEY_BREAKDOWN_PROJECT key: 'programmes/jw/projects/9' }", MISSING,
         "money.key"},
        {"money { breakdown: MONEY_BREAKDOWN_PROJECT key: 'programmes/x/projects/0042' }", BAD,
         "money.key"},
        {"money { breakdown: MONEY_BREAKDOWN_PARTNER key: 'programmes/jw/partners/no' }", MISSING,
         "money.key"},
        {"money { breakdown: MONEY_BREAKDOWN_YEAR key: '25' }", BAD, "money.key"},
        {"!money", BAD, "figure"},
        {"!money indicator { indicator: 'trees' }", BAD, "indicator.indicator"},
        {"!money indicator { indicator: 'programmes/jw/indicators/no' }", MISSING,
         "indicator.indicator"},
        {"!money indicator { indicator: 'programmes/jw/indicators/trees' period: '2025-7' }", BAD,
         "indicator.period"},
        {"!money indicator { indicator: 'programmes/jw/indicators/trees' period: '2025-13' }", BAD,
         "indicator.period"},
        {"!money indicator { indicator: 'programmes/jw/indicators/trees' period: '2025-Q5' }", BAD,
         "indicator.period"},
        {"!money indicator { indicator: 'programmes/jw/indicators/trees' period: '2025-Q1' }", BAD,
         "indicator.period"},
        {NULL},
    };
    struct service_bench *bench = *state;

    add_indicator(bench, "trees", "kind: INDICATOR_KIND_FLOW");
    REFUSE_EACH(bench, LIST, JW BUDGET, WRONG);
}

static int up(void **state)
{
    static struct service_bench bench;

    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    *state = &bench;
    return 0;
}

static int down(void **state)
{
    service_down(*state);
    return 0;
}

int main(void)
{
#define WITH_BENCH(test) cmocka_unit_test_setup_teardown(test, up, down)
    const struct CMUnitTest tests[] = {
        WITH_BENCH(an_entry_names_its_record_and_who_recorded_it_when),
        WITH_BENCH(parts_by_shares_add_up_to_the_fen),
        WITH_BENCH(a_reversal_is_an_entry_of_its_own),
        WITH_BENCH(what_waits_has_its_own_records_until_it_is_judged),
        WITH_BENCH(pages_lead_over_projects_without_gap_or_repeat),
        WITH_BENCH(of_what_stands_only_the_newest_counts),
        WITH_BENCH(a_withheld_figure_is_not_broken_down),
        WITH_BENCH(an_entry_of_few_people_cannot_be_worked_out),
        WITH_BENCH(a_request_that_names_no_figure_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
