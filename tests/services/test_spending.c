/* Money over time: the plan and what became of it, month by month. */
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define JW      "programme: 'programmes/jw' "
#define PROJECT "programmes/jw/projects/0042"
#define ANSWER  Caravan__Projects__V1__ReportSpendingResponse

static void plan_project(struct service_bench *bench, const char *from, const char *until)
{
    EXPECT(bench, "UpdateProject",
           service_text(bench,
                        "project { name: '" PROJECT "' etag: '*' planned_start_date: %s "
                        "planned_end_date: %s } update_mask { paths: 'planned_start_date' "
                        "paths: 'planned_end_date' }",
                        from, until),
           "");
}

static void add_line(struct service_bench *bench, const char *id, int year, int minor)
{
    EXPECT(bench, "CreateBudgetLine",
           service_text(bench,
                        "parent: '" PROJECT "' budget_line_id: '%s' budget_line { title: 'x' "
                        "fiscal_year: %d amount: %d effective_date: 2024-01-10 }",
                        id, year, minor),
           "");
    projects_approve(bench);
}

static const ANSWER *ask(struct service_bench *bench, const char *rest, const char *want)
{
    return (const void *)EXPECT(bench, "ReportSpending", service_text(bench, JW "%s", rest), want);
}

static void a_year_is_planned_in_twelve_equal_parts(void **state)
{
    struct service_bench *bench = *state;
    const ANSWER *answer;

    add_line(bench, "a", 2025, 100);
    answer = ask(bench, "",
                 "currency: 'CNY' months { month: '2025-01' planned_minor: 9 committed_minor: 0 } "
                 "months { month: '2025-02' planned_minor: 18 }");
    assert_int_equal(answer->n_months, 12);
    assert_string_equal(answer->months[11]->month, "2025-12");
    assert_int_equal(answer->months[11]->planned_minor, 100);
}

static void a_project_is_planned_in_the_months_it_is_to_run(void **state)
{
    struct service_bench *bench = *state;
    const ANSWER *answer;

    plan_project(bench, "2024-11-15", "2025-02-03");
    add_line(bench, "a", 2024, 100);
    add_line(bench, "b", 2025, 51);
    answer = ask(bench, "",
                 "months { month: '2024-11' planned_minor: 50 } "
                 "months { month: '2024-12' planned_minor: 100 } "
                 "months { month: '2025-01' planned_minor: 126 } "
                 "months { month: '2025-02' planned_minor: 151 }");
    assert_int_equal(answer->n_months, 4);
}

static void a_budget_of_a_year_outside_the_plan_is_spread_over_that_year(void **state)
{
    struct service_bench *bench = *state;
    const ANSWER *answer;

    plan_project(bench, "2025-01-01", "2025-12-31");
    add_line(bench, "a", 2024, 12);
    answer = ask(bench, "", "months { month: '2024-01' planned_minor: 1 }");
    assert_int_equal(answer->n_months, 12);
}

static void what_is_committed_and_spent_adds_up_month_by_month(void **state)
{
    struct service_bench *bench = *state;
    const ANSWER *answer;

    plan_project(bench, "2025-01-01", "2025-01-31");
    add_line(bench, "a", 2025, 1000);
    EXPECT(bench, "CreateCommitment",
           "parent: '" PROJECT "' commitment_id: 'c' commitment { amount: 600 "
           "budget_line: '" PROJECT "/budgetLines/a' effective_date: 2025-02-01 }",
           "");
    EXPECT(bench, "CreateDisbursement",
           "parent: '" PROJECT "' disbursement { amount: 50 commitment: '" PROJECT
           "/commitments/c' effective_date: 2025-02-20 }",
           "");
    EXPECT(bench, "CreateDisbursement",
           "parent: '" PROJECT "' disbursement { amount: 70 commitment: '" PROJECT
           "/commitments/c' effective_date: 2025-05-20 }",
           "");
    projects_approve(bench);
    answer = ask(bench, "project: '" PROJECT "'",
                 "months { month: '2025-01' planned_minor: 1000 committed_minor: 0 } "
                 "months { month: '2025-02' planned_minor: 1000 committed_minor: 600 "
                 "disbursed_minor: 50 } "
                 "months { month: '2025-05' planned_minor: 1000 committed_minor: 600 "
                 "disbursed_minor: 120 }");
    assert_int_equal(answer->n_months, 3);
    answer =
        ask(bench, "effective_through: 2025-03-31", "months { } months { disbursed_minor: 50 }");
    assert_int_equal(answer->n_months, 2);
    answer = ask(bench, "project: 'programmes/jw/projects/0043'", "");
    assert_int_equal(answer->n_months, 0);
}

static void the_same_two_dates_give_the_same_curve(void **state)
{
    struct service_bench *bench = *state;
    const ANSWER *before;
    const ANSWER *after;

    add_line(bench, "a", 2025, 1000);
    before = ask(bench, "", "");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    add_line(bench, "late", 2025, 1);
    plan_project(bench, "2025-01-01", "2025-01-31");
    after = ask(bench,
                service_text(bench, "known_at { seconds: %lld nanos: %d }",
                             (long long)before->known_at->seconds, (int)before->known_at->nanos),
                "");
    assert_int_equal(after->n_months, before->n_months);
    for (size_t i = 0; i < before->n_months; i++)
        assert_int_equal(after->months[i]->planned_minor, before->months[i]->planned_minor);
}

static void each_wrong_field_is_named(void **state)
{
    static const struct service_refusal WRONG[] = {
        {"programme: 'jw'", BAD, "programme"},
        {"programme: 'programmes/no'", MISSING, ""},
        {"project: '0042'", BAD, "project"},
        {"project: 'programmes/no/projects/0042'", BAD, "project"},
        {"project: 'programmes/jw/projects/no'", MISSING, "project"},
        {"effective_through: { year: 2025 month: 13 day: 1 }", BAD, "effective_through"},
        {"known_at { seconds: 99999999999 }", BAD, "known_at"},
        {NULL},
    };

    REFUSE_EACH((struct service_bench *)*state, "ReportSpending", JW, WRONG);
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
        WITH_BENCH(a_year_is_planned_in_twelve_equal_parts),
        WITH_BENCH(a_project_is_planned_in_the_months_it_is_to_run),
        WITH_BENCH(a_budget_of_a_year_outside_the_plan_is_spread_over_that_year),
        WITH_BENCH(what_is_committed_and_spent_adds_up_month_by_month),
        WITH_BENCH(the_same_two_dates_give_the_same_curve),
        WITH_BENCH(each_wrong_field_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
