/* How long money has been committed and not disbursed, as of any two dates. */
#include "ageing/ageing.h"
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define ROAD   "programmes/jw/projects/0042"
#define SCHOOL "programmes/jw/projects/0043"
#define ASKED  "programme: 'programmes/jw' "

/* A bucket that holds nothing. */
#define NOTHING(of) "buckets { days: '" of "' commitment_count: 0 open_minor: 0 } "

static void line(struct service_bench *bench, const char *project)
{
    EXPECT(bench, "CreateBudgetLine",
           service_text(bench,
                        "parent: '%s' budget_line_id: 'works' budget_line { title: 'Works' "
                        "fiscal_year: 2025 amount: 10000 effective_date: 2024-01-01 }",
                        project),
           "");
}

static void promise(struct service_bench *bench, const char *project, const char *id, int amount,
                    const char *date)
{
    EXPECT(bench, "CreateCommitment",
           service_text(bench,
                        "parent: '%s' commitment_id: '%s' commitment { amount: %d reference: 'C 7' "
                        "budget_line: '%s/budgetLines/works' effective_date: %s }",
                        project, id, amount, project, date),
           "");
}

static void pay(struct service_bench *bench, const char *id, const char *of, int amount,
                const char *date)
{
    EXPECT(bench, "CreateDisbursement",
           service_text(bench,
                        "parent: '" ROAD "' disbursement_id: '%s' disbursement { amount: %d "
                        "commitment: '" ROAD "/commitments/%s' effective_date: %s }",
                        id, amount, of, date),
           "");
}

static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
    line(bench, ROAD);
    line(bench, SCHOOL);
    projects_approve(bench);
}

static void a_commitment_is_as_old_as_the_day_it_is_looked_at(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    promise(&bench, ROAD, "c", 600, "2025-01-01");
    EXPECT(&bench, "ReportAgeing", ASKED "effective_through: 2025-01-31", "commitment_count: 0");
    projects_approve(&bench);
    EXPECT(&bench, "ReportAgeing", ASKED "effective_through: 2024-12-31", "commitment_count: 0");
    EXPECT(&bench, "ReportAgeing", ASKED "effective_through: 2025-01-31",
           "commitment_count: 1 currency: 'CNY' "
           "buckets { days: '0-30' commitment_count: 1 committed_minor: 600 open_minor: 600 } "
           "commitments { commitment: '" ROAD "/commitments/c' age_days: 30 reference: 'C 7' "
           "effective_date: 2025-01-01 committed_minor: 600 disbursed_minor: 0 open_minor: 600 }");
    EXPECT(&bench, "ReportAgeing", ASKED "effective_through: 2025-02-01",
           NOTHING("0-30") "buckets { days: '31-90' commitment_count: 1 } ");
    EXPECT(&bench, "ReportAgeing", ASKED "effective_through: 2025-04-01",
           NOTHING("0-30") "buckets { days: '31-90' commitment_count: 1 } ");
    EXPECT(&bench, "ReportAgeing", ASKED "effective_through: 2025-12-31",
           NOTHING("0-30") NOTHING("31-90")
               NOTHING("91-180") "buckets { days: '181-365' commitment_count: 1 } ");
    EXPECT(&bench, "ReportAgeing", ASKED "effective_through: 2026-01-02",
           NOTHING("0-30") NOTHING("31-90") NOTHING("91-180")
               NOTHING("181-365") "buckets { days: '366+' commitment_count: 1 open_minor: 600 }");
    /* Without a day it is the latest that has begun: it is noon, and tomorrow in the far east. */
    EXPECT(&bench, "ReportAgeing", ASKED,
           "effective_through: 2025-07-02 commitments { age_days: 182 }");
    service_down(&bench);
}

static void what_is_disbursed_refunded_or_released_is_not_open(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    promise(&bench, ROAD, "c", 600, "2025-01-01");
    promise(&bench, ROAD, "paid", 50, "2025-01-01");
    pay(&bench, "a", "c", 200, "2025-02-01");
    pay(&bench, "b", "paid", 50, "2025-02-01");
    projects_approve(&bench);
    EXPECT(&bench, "ReportAgeing", ASKED "effective_through: 2025-03-01",
           "commitment_count: 1 commitments { committed_minor: 600 disbursed_minor: 200 "
           "open_minor: 400 }");
    EXPECT(&bench, "RefundDisbursement",
           "name: '" ROAD "/disbursements/b' refund_id: 'r' reference: 'x' amount: 20 "
           "effective_date: 2025-03-02",
           "");
    EXPECT(&bench, "ReleaseCommitment",
           "name: '" ROAD "/commitments/c' release_id: 'l' reference: 'x' effective_date: "
           "2025-03-03",
           "");
    projects_approve(&bench);
    EXPECT(&bench, "ReportAgeing", ASKED "effective_through: 2025-03-02",
           "commitment_count: 2 commitments { open_minor: 400 } "
           "commitments { commitment: '" ROAD "/commitments/paid' committed_minor: 50 "
           "disbursed_minor: 30 open_minor: 20 }");
    EXPECT(&bench, "ReportAgeing", ASKED "effective_through: 2025-03-03",
           "commitment_count: 1 commitments { open_minor: 20 }");
    service_down(&bench);
}

static void balances_are_what_the_report_has_as_committed_less_disbursed(void **state)
{
    const Caravan__Projects__V1__ReportResponse *told;
    struct service_bench bench;
    const char *dates;

    (void)state;
    up(&bench);
    promise(&bench, ROAD, "c", 600, "2025-01-01");
    promise(&bench, SCHOOL, "d", 70, "2024-12-24");
    promise(&bench, ROAD, "e", 5, "2025-02-24");
    pay(&bench, "a", "c", 200, "2025-02-01");
    projects_approve(&bench);
    told = (const void *)EXPECT(&bench, "Report", ASKED, "");
    dates = service_text(&bench,
                         ASKED "effective_through: 2025-03-01 known_at { seconds: %lld nanos: %d }",
                         (long long)told->known_at->seconds, (int)told->known_at->nanos);
    for (int i = 0; i < 2; i++) {
        EXPECT(&bench, "Report", dates, "total { committed_minor: 675 disbursed_minor: 200 }");
        EXPECT(&bench, "ReportAgeing", dates,
               "commitment_count: 3 "
               "buckets { days: '0-30' open_minor: 5 } buckets { days: '31-90' open_minor: 470 } "
               "by_project { project: '" ROAD "' days: '0-30' open_minor: 5 } "
               "by_project { project: '" ROAD "' days: '31-90' open_minor: 400 } "
               "by_project { project: '" SCHOOL "' days: '31-90' open_minor: 70 } "
               "commitments { commitment: '" SCHOOL "/commitments/d' age_days: 67 } "
               "commitments { commitment: '" ROAD "/commitments/c' age_days: 59 } "
               "commitments { commitment: '" ROAD "/commitments/e' age_days: 5 }");
        /* What is recorded later changes nothing of it. */
        service_clock_set(SERVICE_NOON + SERVICE_DAY);
        pay(&bench, service_text(&bench, "p%d", i), "c", 100, "2025-02-01");
        projects_approve(&bench);
    }
    EXPECT(&bench, "ReportAgeing", ASKED "project: '" SCHOOL "' effective_through: 2025-03-01",
           "commitment_count: 1 buckets { days: '0-30' open_minor: 0 } "
           "buckets { days: '31-90' open_minor: 70 }");
    service_down(&bench);
}

static void each_wrong_question_is_refused(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"programme: 'jw'", BAD, "programme"},
        {"programme: 'programmes/none' project: ''", MISSING, ""},
        {"project: 'programmes/other/projects/0042'", BAD, "project"},
        {"project: 'programmes/jw/projects/0099'", MISSING, "project"},
        {"effective_through: 2025-02-30", BAD, "effective_through"},
        {"known_at { seconds: 9999999999 }", BAD, "known_at"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "ReportAgeing", ASKED "project: '" ROAD "'", ROWS);
    service_down(&bench);
}

static void sums_beyond_64_bits_are_told(void **state)
{
    struct ageing ageing = {0};

    (void)state;
    ageing_add(&ageing, 30, INT64_MAX, 0);
    ageing_add(&ageing, 31, INT64_MAX, INT64_MAX);
    assert_true(ageing_fits(&ageing));
    ageing_add(&ageing, 90, 1, 0);
    assert_false(ageing_fits(&ageing));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_commitment_is_as_old_as_the_day_it_is_looked_at),
        cmocka_unit_test(what_is_disbursed_refunded_or_released_is_not_open),
        cmocka_unit_test(balances_are_what_the_report_has_as_committed_less_disbursed),
        cmocka_unit_test(each_wrong_question_is_refused),
        cmocka_unit_test(sums_beyond_64_bits_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
