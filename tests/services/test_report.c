/* Report through the whole service: which records count, as of which dates, for ever. */
#include "base/fault.h"
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROAD   "programmes/jw/projects/0042"
#define SCHOOL "programmes/jw/projects/0043"
#define JW     "programme: 'programmes/jw' "

static const Caravan__Projects__V1__ReportResponse *report_of(struct service_bench *bench,
                                                              const char *request, const char *want)
{
    return (const Caravan__Projects__V1__ReportResponse *)EXPECT(bench, "Report", request, want);
}

/* "known_at { .. }" of the last answer. */
static const char *known_at(struct service_bench *bench,
                            const Caravan__Projects__V1__ReportResponse *answer)
{
    return service_text(bench, "known_at { seconds: %lld nanos: %d } ",
                        (long long)answer->known_at->seconds, (int)answer->known_at->nanos);
}

static struct cv_slice bytes_of(struct service_bench *bench,
                                const Caravan__Projects__V1__ReportResponse *answer)
{
    size_t len = protobuf_c_message_get_packed_size(&answer->base);
    uint8_t *bytes = cv_arena_alloc(&bench->arena, len);

    assert_non_null(bytes);
    protobuf_c_message_pack(&answer->base, bytes);
    return (struct cv_slice){.at = bytes, .len = len};
}

static void same_answer(struct service_bench *bench, const char *request, struct cv_slice before)
{
    struct cv_slice now = bytes_of(bench, report_of(bench, request, ""));

    assert_int_equal(now.len, before.len);
    assert_memory_equal(now.at, before.at, now.len);
}

static void line(struct service_bench *bench, const char *project, const char *id,
                 const char *fields)
{
    EXPECT(bench, "CreateBudgetLine",
           service_text(bench, "parent: '%s' budget_line_id: '%s' budget_line { title: 'x' %s }",
                        project, id, fields),
           "");
    projects_approve(bench);
}

static void commitment(struct service_bench *bench, const char *project, const char *id,
                       const char *of, const char *fields)
{
    EXPECT(bench, "CreateCommitment",
           service_text(bench,
                        "parent: '%s' commitment_id: '%s' commitment { "
                        "budget_line: '%s/budgetLines/%s' %s }",
                        project, id, project, of, fields),
           "");
    projects_approve(bench);
}

static void disbursement(struct service_bench *bench, const char *project, const char *id,
                         const char *of, const char *fields)
{
    EXPECT(bench, "CreateDisbursement",
           service_text(bench,
                        "parent: '%s' disbursement_id: '%s' disbursement { "
                        "commitment: '%s/commitments/%s' %s }",
                        project, id, project, of, fields),
           "");
    projects_approve(bench);
}

static void indicator(struct service_bench *bench, const char *id, const char *fields)
{
    EXPECT(bench, "CreateIndicator",
           service_text(bench,
                        "parent: 'programmes/jw' indicator_id: '%s' indicator { title: 'x' "
                        "unit: 'u' %s }",
                        id, fields),
           "");
}

static void observation(struct service_bench *bench, const char *of, const char *id,
                        const char *fields)
{
    EXPECT(bench, "CreateObservation",
           service_text(bench,
                        "parent: 'programmes/jw/indicators/%s' observation_id: '%s' "
                        "observation { project: '" ROAD "' %s }",
                        of, id, fields),
           "");
}

static void take_back(struct service_bench *bench, const char *of, const char *id)
{
    EXPECT(bench, "ReverseObservation",
           service_text(bench,
                        "name: 'programmes/jw/indicators/%s/observations/%s' reference: 'wrong'",
                        of, id),
           "");
}

/* ---- money ---- */

static void money_is_shown_five_ways_that_add_up(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    EXPECT(&bench, "UpdateProject",
           "project { name: '" ROAD "' partner: 'programmes/jw/partners/bank' etag: '*' "
           "sectors { code: 'roads' share_basis_points: 3333 } "
           "sectors { code: 'schools' share_basis_points: 6667 } actual_start_date: 2024-01-01 } "
           "update_mask { paths: 'partner' paths: 'sectors' paths: 'actual_start_date' }",
           "");
    line(&bench, ROAD, "a", "fiscal_year: 2024 amount: 1001 effective_date: 2023-12-31");
    line(&bench, ROAD, "b",
         "fiscal_year: 2025 amount: 500 effective_date: 2023-12-31 "
         "site: 'south'");
    line(&bench, SCHOOL, "a", "fiscal_year: 2025 amount: 30 effective_date: 2025-01-01");
    commitment(&bench, ROAD, "a", "a", "amount: 11 effective_date: 2024-12-31");
    commitment(&bench, ROAD, "b", "b", "amount: 200 effective_date: 2025-01-01");
    disbursement(&bench, ROAD, "a", "b", "amount: 99 effective_date: 2025-06-30");
    report_of(
        &bench, JW,
        "programme: 'programmes/jw' title: 'Long road' currency: 'CNY' !effective_through "
        "project_count: 2 project_started_count: 1 "
        "total { key: '' budget_minor: 1531 committed_minor: 211 disbursed_minor: 99 } "
        "by_project { key: '" ROAD "' title: 'A road' budget_minor: 1501 "
        "committed_minor: 211 disbursed_minor: 99 } "
        "by_project { key: '" SCHOOL "' title: 'A school' budget_minor: 30 "
        "committed_minor: 0 disbursed_minor: 0 } "
        "by_sector { key: 'roads' budget_minor: 500 committed_minor: 70 "
        "disbursed_minor: 33 } "
        "by_sector { key: 'schools' budget_minor: 1031 committed_minor: 141 "
        "disbursed_minor: 66 } "
        "by_site { key: '' budget_minor: 30 committed_minor: 0 disbursed_minor: 0 } "
        "by_site { key: 'north' title: 'North' budget_minor: 501 committed_minor: 6 "
        "disbursed_minor: 0 } "
        "by_site { key: 'south' title: 'South' budget_minor: 1000 committed_minor: 205 "
        "disbursed_minor: 99 } "
        "by_partner { key: '' budget_minor: 30 } "
        "by_partner { key: 'programmes/jw/partners/bank' title: 'Bank' budget_minor: 1501 "
        "committed_minor: 211 disbursed_minor: 99 } "
        "by_year { key: '2024' budget_minor: 1001 committed_minor: 11 disbursed_minor: 0 } "
        "by_year { key: '2025' budget_minor: 530 committed_minor: 200 disbursed_minor: 99 } ");
    service_down(&bench);
}

static void submit_commitment(struct service_bench *bench, const char *of, int amount)
{
    EXPECT(bench, "CreateCommitment",
           service_text(bench,
                        "parent: '" ROAD "' commitment { budget_line: '" ROAD "/budgetLines/%s' "
                        "amount: %d effective_date: 2025-01-02 }",
                        of, amount),
           "");
}

/* Approved is available, kept for what waits, committed and disbursed, to the fen. */
static void what_is_available_can_be_committed_to_the_last_fen(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    line(&bench, ROAD, "a", "fiscal_year: 2025 amount: 900 effective_date: 2025-01-01");
    line(&bench, ROAD, "b", "fiscal_year: 2025 amount: 101 effective_date: 2025-01-01");
    commitment(&bench, ROAD, "c", "a", "amount: 300 effective_date: 2025-01-02");
    commitment(&bench, ROAD, "wrong", "a", "amount: 7 effective_date: 2025-01-02");
    disbursement(&bench, ROAD, "d", "c", "amount: 99 effective_date: 2025-06-30");
    /* All of these wait: what gives frees nothing yet, what takes is kept at once. */
    EXPECT(&bench, "ReverseCommitment",
           "name: '" ROAD "/commitments/wrong' reference: 'Typed twice'", "");
    EXPECT(&bench, "ReverseBudgetLine",
           "name: '" ROAD "/budgetLines/b' reference: 'Cut' effective_date: 2025-01-03", "");
    EXPECT(&bench, "CreateBudgetLine",
           "parent: '" ROAD "' budget_line_id: 'new' budget_line { title: 'x' fiscal_year: 2025 "
           "amount: 5000 effective_date: 2025-01-01 }",
           "");
    submit_commitment(&bench, "a", 150);
    submit_commitment(&bench, "new", 4000);
    report_of(&bench, JW,
              "total { budget_minor: 1001 committed_minor: 307 disbursed_minor: 99 "
              "pending { budget_minor: 4899 committed_minor: 4143 reserved_minor: 251 } "
              "available_minor: 443 budget_bp: 10000 parts { disbursed_bp: 989 "
              "undisbursed_bp: 2078 reserved_bp: 2507 available_bp: 4426 } } "
              "by_project { key: '" ROAD "' available_minor: 443 budget_bp: 10000 } "
              "by_sector { available_minor: 443 } "
              "by_site { key: 'north' available_minor: 221 budget_bp: 5005 } "
              "by_site { key: 'south' available_minor: 222 budget_bp: 4995 }");
    REFUSE(&bench, "CreateCommitment",
           "parent: '" ROAD "' commitment { budget_line: '" ROAD "/budgetLines/a' amount: 444 "
           "effective_date: 2025-01-02 }",
           CV_FAILED_PRECONDITION, "BUDGET_EXCEEDED", "");
    submit_commitment(&bench, "a", 443);
    report_of(&bench, JW, "total { available_minor: 0 pending { reserved_minor: 694 } }");
    service_down(&bench);
}

static void a_day_counts_to_its_end(void **state)
{
    static const struct {
        const char *through;
        const char *want;
    } ROWS[] = {
        {"2023-12-30", "total { budget_minor: 0 } project_started_count: 0"},
        {"2023-12-31", "total { budget_minor: 1000 committed_minor: 0 }"},
        {"2024-12-31", "total { committed_minor: 10 } by_year { key: '2024' committed_minor: 10 }"},
        {"2025-01-01", "total { committed_minor: 30 disbursed_minor: 0 } by_year { key: '2024' } "
                       "by_year { key: '2025' budget_minor: 0 committed_minor: 20 }"},
        {"2025-03-01", "total { disbursed_minor: 5 } project_started_count: 1"},
        {"2999-01-01", "total { budget_minor: 1000 committed_minor: 30 disbursed_minor: 5 }"},
    };
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    EXPECT(&bench, "UpdateProject",
           "project { name: '" ROAD "' etag: '*' actual_start_date: 2025-03-01 } "
           "update_mask { paths: 'actual_start_date' }",
           "");
    line(&bench, ROAD, "a", "fiscal_year: 2024 amount: 1000 effective_date: 2023-12-31");
    commitment(&bench, ROAD, "b", "a", "amount: 20 effective_date: 2025-01-01");
    commitment(&bench, ROAD, "a", "a", "amount: 10 effective_date: 2024-12-31"); /* back-dated */
    disbursement(&bench, ROAD, "a", "a", "amount: 5 effective_date: 2025-03-01");
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++)
        report_of(&bench, service_text(&bench, JW "effective_through: %s", ROWS[i].through),
                  service_text(&bench, "effective_through: %s %s", ROWS[i].through, ROWS[i].want));
    service_down(&bench);
}

static void a_reversal_counts_from_its_day_and_from_when_it_was_known(void **state)
{
    struct service_bench bench;
    const char *before;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    line(&bench, ROAD, "a", "fiscal_year: 2024 amount: 1000 effective_date: 2024-01-01");
    commitment(&bench, ROAD, "a", "a", "amount: 333 effective_date: 2024-12-01");
    before = known_at(&bench, report_of(&bench, JW, "total { committed_minor: 333 }"));
    EXPECT(&bench, "ReverseCommitment",
           "name: '" ROAD "/commitments/a' reference: 'lapsed' effective_date: 2025-02-01", "");
    projects_approve(&bench);
    report_of(&bench, JW,
              "total { committed_minor: 0 budget_minor: 1000 } "
              "by_year { key: '2024' committed_minor: 333 } "
              "by_year { key: '2025' committed_minor: -333 } "
              "by_site { key: 'north' committed_minor: 0 } "
              "by_site { key: 'south' committed_minor: 0 }");
    report_of(&bench, JW "effective_through: 2025-01-31", "total { committed_minor: 333 }");
    report_of(&bench, service_text(&bench, JW "%s", before), "total { committed_minor: 333 }");
    EXPECT(&bench, "ReverseBudgetLine",
           "name: '" ROAD "/budgetLines/a' reference: 'x' effective_date: 2025-02-01", "");
    projects_approve(&bench);
    report_of(&bench, JW, "total { budget_minor: 0 } by_year { key: '2024' budget_minor: 0 }");
    service_down(&bench);
}

static void titles_shares_and_dates_are_those_known_then(void **state)
{
    struct service_bench bench;
    const char *before;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    line(&bench, ROAD, "a", "fiscal_year: 2024 amount: 1000 effective_date: 2024-01-01");
    indicator(&bench, "i", "kind: 1");
    before = known_at(&bench, report_of(&bench, JW, "project_count: 2"));
    EXPECT(&bench, "UpdateProgramme",
           "programme { name: 'programmes/jw' title: 'New road' etag: '*' } "
           "update_mask { paths: 'title' }",
           "");
    EXPECT(&bench, "UpdatePartner",
           "partner { name: 'programmes/jw/partners/bank' title: 'New bank' etag: '*' } "
           "update_mask { paths: 'title' }",
           "");
    EXPECT(&bench, "UpdateProject",
           "project { name: '" ROAD
           "' etag: '*' state: 2 title: 'Two roads' actual_start_date: 2024-01-01 "
           "partner: 'programmes/jw/partners/bank' "
           "sectors { code: 'bridges' share_basis_points: 10000 } "
           "sites { id: 'south' title: 'Far south' share_basis_points: 10000 } }",
           "");
    EXPECT(&bench, "UpdateIndicator",
           "indicator { name: 'programmes/jw/indicators/i' title: 'New' etag: '*' } "
           "update_mask { paths: 'title' }",
           "");
    EXPECT(&bench, "CreateProject",
           "parent: 'programmes/jw' project_id: '0001' project { title: 'Late' "
           "sectors { code: 'roads' share_basis_points: 10000 } }",
           "");
    report_of(&bench, JW,
              "title: 'New road' project_count: 3 project_started_count: 1 "
              "by_project { key: 'programmes/jw/projects/0001' } by_project { title: 'Two roads' } "
              "by_sector { key: 'bridges' budget_minor: 1000 } "
              "by_site { key: 'south' title: 'Far south' budget_minor: 1000 } "
              "by_partner { key: 'programmes/jw/partners/bank' title: 'New bank' } "
              "indicators { title: 'New' }");
    report_of(&bench, service_text(&bench, JW "%s", before),
              "title: 'Long road' project_count: 2 project_started_count: 0 "
              "by_project { key: '" ROAD "' title: 'A road' } "
              "by_sector { key: 'roads' budget_minor: 1000 } "
              "by_site { key: 'north' budget_minor: 500 } "
              "by_site { key: 'south' title: 'South' budget_minor: 500 } "
              "by_partner { key: '' budget_minor: 1000 } "
              "indicators { title: 'x' !total }");
    service_down(&bench);
}

/* ---- indicators ---- */

static void running_totals_are_not_added_up(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    indicator(&bench, "level", "kind: 2");
    observation(&bench, "level", "a", "value: 100 effective_date: 2024-11-30");
    observation(&bench, "level", "b", "value: 150 effective_date: 2025-01-31");
    observation(&bench, "level", "c", "value: 180 effective_date: 2025-03-31");
    report_of(
        &bench, JW,
        "indicators { indicator: 'programmes/jw/indicators/level' kind: 2 decimals: 0 "
        "title: 'x' unit: 'u' total { period: '' value: 180 weight: 0 observation_count: 1 } "
        "by_year { period: '2024' value: 100 } by_year { period: '2025' value: 180 } "
        "by_period { period: '2024-11' value: 100 } by_period { period: '2025-01' value: 150 } "
        "by_period { period: '2025-03' value: 180 observation_count: 1 } }");
    /* An old period, after the later ones: what came later stands. */
    observation(&bench, "level", "d", "value: 120 effective_date: 2024-12-31");
    report_of(&bench, JW,
              "indicators { total { value: 180 } by_year { value: 120 } by_year { value: 180 } "
              "by_period { value: 100 } by_period { period: '2024-12' value: 120 } "
              "by_period { value: 150 } by_period { value: 180 } }");
    /* An old one put right: reversed and recorded anew. */
    take_back(&bench, "level", "b");
    observation(&bench, "level", "e", "value: 155 effective_date: 2025-01-31");
    report_of(&bench, JW,
              "indicators { total { value: 180 observation_count: 1 } by_period { value: 100 } "
              "by_period { value: 120 } by_period { period: '2025-01' value: 155 } "
              "by_period { value: 180 } }");
    report_of(&bench, JW "effective_through: 2025-03-30",
              "indicators { total { value: 155 } by_year { value: 120 } by_year { value: 155 } }");
    service_down(&bench);
}

static void flows_are_added_up_also_in_an_old_period(void **state)
{
    struct service_bench bench;
    const Caravan__Projects__V1__ReportResponse *answer;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    indicator(&bench, "flow", "kind: 1 decimals: 2 grain: 2 counts_people: true");
    observation(&bench, "flow", "a", "value: 100000 effective_date: 2025-01-01 site: 'north'");
    observation(&bench, "flow", "b", "value: 150000 effective_date: 2025-03-31 site: 'south'");
    observation(&bench, "flow", "c", "value: 180000 effective_date: 2025-04-01");
    report_of(&bench, JW,
              "indicators { total { value: 430000 observation_count: 3 } by_year { value: 430000 } "
              "by_period { period: '2025-Q1' value: 250000 observation_count: 2 } "
              "by_period { period: '2025-Q2' value: 180000 } decimals: 2 }");
    observation(&bench, "flow", "d", "value: 50000 effective_date: 2024-12-31");
    take_back(&bench, "flow", "b");
    answer = report_of(&bench, JW,
                       "indicators { total { value: 330000 observation_count: 3 } "
                       "by_year { period: '2024' value: 50000 } by_year { value: 280000 } "
                       "by_period { period: '2024-Q4' } by_period { value: 100000 } }");
    assert_int_equal(answer->indicators[0]->n_by_period, 3);
    /* 9.99 people in the last quarter: it is withheld, and so is its year, and the one before. */
    take_back(&bench, "flow", "d");
    observation(&bench, "flow", "e", "value: 999 effective_date: 2024-12-31");
    report_of(&bench, JW,
              "indicators { total { value: 280999 withheld: false } "
              "by_year { period: '2024' value: 0 observation_count: 0 withheld: true } "
              "by_year { period: '2025' withheld: true } "
              "by_period { period: '2024-Q4' withheld: true } by_period { withheld: true } "
              "by_period { period: '2025-Q2' value: 180000 withheld: false } }");
    service_down(&bench);
}

static void a_level_is_the_newest_of_each_project_and_site(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    indicator(&bench, "level", "kind: 2 grain: 3");
    observation(&bench, "level", "a", "value: 10 effective_date: 2024-05-01 site: 'north'");
    observation(&bench, "level", "b", "value: 20 effective_date: 2024-05-01 site: 'south'");
    observation(&bench, "level", "c", "value: 40 effective_date: 2024-05-01");
    observation(&bench, "level", "d",
                "value: 80 effective_date: 2024-05-01 !project project: '" SCHOOL "'");
    report_of(&bench, JW, "indicators { total { value: 150 observation_count: 4 } }");
    /* Of one day, the later recorded. */
    observation(&bench, "level", "e", "value: 11 effective_date: 2024-05-01 site: 'north'");
    observation(&bench, "level", "f", "value: 0 effective_date: 2025-05-01 site: 'south'");
    report_of(&bench, JW,
              "indicators { total { value: 131 observation_count: 4 } "
              "by_year { period: '2024' value: 151 } by_year { period: '2025' value: 131 } }");
    take_back(&bench, "level", "e");
    take_back(&bench, "level", "d");
    report_of(&bench, JW,
              "indicators { total { value: 50 observation_count: 3 } "
              "by_year { period: '2024' value: 70 } by_year { period: '2025' value: 50 } }");
    service_down(&bench);
}

static void a_level_may_be_the_last_of_all_sites_or_of_all_projects(void **state)
{
    static const char *const RULES[] = {"across_sites: 3", "across_sites: 3 across_projects: 3"};
    static const int VALUES[] = {55, 40};
    struct service_bench bench;

    (void)state;
    for (int i = 0; i < 2; i++) {
        projects_up(&bench, SERVICE_IN_MEMORY);
        projects_sow(&bench);
        indicator(&bench, "level", service_text(&bench, "kind: 2 grain: 3 %s", RULES[i]));
        observation(&bench, "level", "a", "value: 10 effective_date: 2024-05-01 site: 'north'");
        observation(&bench, "level", "b", "value: 15 effective_date: 2024-06-01 site: 'south'");
        observation(&bench, "level", "c",
                    "value: 40 effective_date: 2024-07-01 !project project: '" SCHOOL "'");
        report_of(&bench, JW,
                  service_text(&bench, "indicators { total { value: %d } }", VALUES[i]));
        service_down(&bench);
    }
}

static void money_that_flows_is_added_up(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    EXPECT(&bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator_id: 'sales' indicator { title: 'Sales' "
           "kind: INDICATOR_KIND_MONEY_FLOW decimals: 2 }",
           "");
    observation(&bench, "sales", "a", "value: 1000 effective_date: 2024-05-01");
    observation(&bench, "sales", "b", "value: 50 effective_date: 2024-06-01");
    report_of(&bench, JW,
              "indicators { unit: 'CNY' kind: INDICATOR_KIND_MONEY_FLOW total { value: 1050 } }");
    service_down(&bench);
}

static void different_things_count_once_in_however_many_projects(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    indicator(&bench, "villages", "kind: 3");
    observation(&bench, "villages", "a", "subject: 'v1' value: 1 effective_date: 2024-01-31");
    observation(&bench, "villages", "b", "subject: 'v2' value: 1 effective_date: 2024-02-01");
    observation(&bench, "villages", "c",
                "subject: 'v1' value: 1 effective_date: 2024-03-01 !project "
                "project: '" SCHOOL "'");
    report_of(&bench, JW,
              "indicators { total { value: 2 observation_count: 2 } by_period { value: 1 } "
              "by_period { value: 2 } by_period { period: '2024-03' value: 2 } }");
    observation(&bench, "villages", "d", "subject: 'v1' value: 0 effective_date: 2024-04-01");
    report_of(&bench, JW,
              "indicators { total { value: 1 observation_count: 2 } "
              "by_period { value: 1 } by_period { value: 2 } by_period { value: 2 } "
              "by_period { period: '2024-04' value: 1 } }");
    take_back(&bench, "villages", "d");
    report_of(&bench, JW, "indicators { total { value: 2 } }");
    service_down(&bench);
}

static void ratios_and_means_are_of_sums(void **state)
{
    struct service_bench bench;
    const Caravan__Projects__V1__ReportResponse *answer;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    indicator(&bench, "a-ratio", "kind: 4 decimals: 3");
    indicator(&bench, "b-mean", "kind: 5 decimals: 1 grain: 3");
    indicator(&bench, "c-none", "kind: 5");
    observation(&bench, "a-ratio", "a", "value: 1000 weight: 2000 effective_date: 2024-01-31");
    observation(&bench, "a-ratio", "b", "value: 1000 weight: 4000 effective_date: 2024-02-28");
    observation(&bench, "a-ratio", "c", "value: 0 weight: 0 effective_date: 2024-03-28");
    observation(&bench, "b-mean", "a", "value: 801 weight: 1 effective_date: 2024-06-30");
    observation(&bench, "b-mean", "b", "value: 802 weight: 1 effective_date: 2024-06-30");
    observation(&bench, "b-mean", "c", "value: 500 weight: 1000 effective_date: 2025-06-30");
    observation(&bench, "c-none", "a", "value: 0 weight: 0 effective_date: 2024-06-30");
    answer =
        report_of(&bench, JW,
                  "indicators { kind: 4 total { value: 333 weight: 6000 observation_count: 2 } "
                  "by_period { value: 500 weight: 2000 } by_period { value: 250 } } "
                  "indicators { kind: 5 total { value: 501 weight: 1002 } "
                  "by_year { value: 802 weight: 2 } by_year { value: 500 } } "
                  "indicators { !total }");
    assert_int_equal(answer->n_indicators, 3);
    assert_int_equal(answer->indicators[0]->n_by_period, 2);
    assert_int_equal(answer->indicators[1]->n_by_period, 0);
    assert_int_equal(answer->indicators[2]->n_by_year, 0);
    take_back(&bench, "a-ratio", "a");
    take_back(&bench, "b-mean", "c");
    report_of(&bench, JW,
              "indicators { total { value: 250 weight: 4000 observation_count: 1 } } "
              "indicators { total { value: 802 weight: 2 observation_count: 2 } }");
    service_down(&bench);
}

static void the_greatest_values_have_a_mean(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    indicator(&bench, "mean", "kind: 5");
    for (int i = 0; i < 20; i++)
        observation(&bench, "mean", service_text(&bench, "o%d", i),
                    "value: 1000000000000000 weight: 1000000000000 effective_date: 2024-01-31");
    report_of(&bench, JW,
              "indicators { total { value: 1000000000000000 weight: 20000000000000 } }");
    indicator(&bench, "ratio", "kind: 4 decimals: 6");
    observation(&bench, "ratio", "a", "value: 9000000000000 weight: 1 effective_date: 2024-01-31");
    report_of(&bench, JW, "indicators { } indicators { total { value: 9000000000000000000 } }");
    observation(&bench, "ratio", "b",
                "value: 300000000000 weight: 0 effective_date: 2024-01-31 "
                "weight: 1");
    observation(&bench, "ratio", "c", "value: 10000000000000 weight: 1 effective_date: 2025-01-31");
    REFUSE(&bench, "Report", JW, CV_OUT_OF_RANGE, "SUM_TOO_LARGE", "");
    report_of(&bench, JW "effective_through: 2024-12-31", "indicators { } indicators { }");
    service_down(&bench);
}

/* ---- for ever ---- */

static void the_same_dates_give_the_same_bytes_for_ever(void **state)
{
    struct service_bench bench;
    const char *asked;
    struct cv_slice bytes;

    (void)state;
    projects_up(&bench, SERVICE_IN_FILE);
    projects_sow(&bench);
    line(&bench, ROAD, "a", "fiscal_year: 2024 amount: 1000 effective_date: 2024-01-01");
    indicator(&bench, "flow", "kind: 1");
    observation(&bench, "flow", "a", "value: 7 effective_date: 2024-01-01");
    asked = known_at(&bench, report_of(&bench, JW "effective_through: 2024-06-30", ""));
    asked = service_text(&bench, JW "effective_through: 2024-06-30 %s", asked);
    bytes = bytes_of(&bench, report_of(&bench, asked, "total { budget_minor: 1000 }"));
    /* Whatever comes later, dated before, in the same microsecond, or with the clock set back. */
    line(&bench, ROAD, "b", "fiscal_year: 2024 amount: 1 effective_date: 2024-01-01");
    service_clock_set(SERVICE_NOON - 400 * SERVICE_DAY);
    line(&bench, ROAD, "c", "fiscal_year: 2024 amount: 1 effective_date: 2024-01-01");
    commitment(&bench, ROAD, "a", "a", "amount: 1 effective_date: 2024-01-01");
    take_back(&bench, "flow", "a");
    EXPECT(&bench, "UpdateProject",
           "project { name: '" ROAD "' etag: '*' title: 'New' } update_mask { paths: 'title' }",
           "");
    same_answer(&bench, asked, bytes);
    service_restart(&bench);
    same_answer(&bench, asked, bytes);
    report_of(&bench, JW, "total { budget_minor: 1002 committed_minor: 1 }");
    service_down(&bench);
}

static void a_time_that_was_looked_at_is_closed(void **state)
{
    const char *const noon = JW "known_at { seconds: 1751371200 nanos: 5000 }";
    struct service_bench bench;
    struct cv_slice bytes;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    service_clock_set(SERVICE_NOON - SERVICE_DAY);
    projects_sow(&bench);
    service_clock_set(SERVICE_NOON + 5);
    bytes = bytes_of(&bench, report_of(&bench, noon, "known_at { nanos: 5000 }"));
    line(&bench, ROAD, "a", "fiscal_year: 2024 amount: 1 effective_date: 2024-01-01");
    same_answer(&bench, noon, bytes);
    service_clock_set(SERVICE_NOON - SERVICE_DAY);
    line(&bench, ROAD, "b", "fiscal_year: 2024 amount: 1 effective_date: 2024-01-01");
    same_answer(&bench, noon, bytes);
    report_of(&bench, JW, "total { budget_minor: 2 } known_at { seconds: 1751371200 nanos: 9000 }");
    service_down(&bench);
}

static void the_future_is_not_known(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    service_clock_set(SERVICE_NOON + 1000000);
    REFUSE(&bench, "Report", JW "known_at { seconds: 1751371201 nanos: 1000 }", BAD, "known_at");
    report_of(&bench, JW "known_at { seconds: 1751371201 nanos: 999 }",
              "known_at { seconds: 1751371201 nanos: 0 }");
    /* The clock was set back, but what was looked at has been. */
    service_clock_set(SERVICE_NOON - SERVICE_DAY);
    report_of(&bench, JW "known_at { seconds: 1751371201 }", "project_count: 2");
    report_of(&bench, JW, "known_at { seconds: 1751371201 }");
    service_down(&bench);
}

static void what_was_not_known_is_not_found(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    REFUSE(&bench, "Report", JW, MISSING, "");
    REFUSE(&bench, "Report", JW "known_at { seconds: 1751371200 }", MISSING, "");
    projects_sow(&bench);
    REFUSE(&bench, "Report", JW "known_at { seconds: 1751371200 }", MISSING, "");
    REFUSE(&bench, "Report", JW "known_at { }", MISSING, "");
    REFUSE(&bench, "Report", "", BAD, "programme");
    REFUSE(&bench, "Report", "programme: 'jw'", BAD, "programme");
    REFUSE(&bench, "Report", JW "effective_through: 2025-02-29", BAD, "effective_through");
    REFUSE(&bench, "Report", JW "known_at { seconds: -1 }", BAD, "known_at");
    report_of(&bench, JW, "project_count: 2 !indicators");
    bench.principal.org = "elsewhere";
    REFUSE(&bench, "Report", JW, MISSING, "");
    service_down(&bench);
}

/* ---- with failures ---- */

/* Ask while the nth point of these kinds fails: the answer without its known_at, or nothing. */
static struct cv_slice try_report(struct service_bench *bench, const char *request, unsigned kinds,
                                  unsigned long nth)
{
    const char *problem;
    const ProtobufCMessage *message = message_from_text(
        &caravan__projects__v1__report_request__descriptor, request, &bench->arena, &problem);
    struct cv_unary *op = service_op(bench);
    Caravan__Projects__V1__ReportResponse answer;

    op->start.wait_for_ready = true; /* the connection may be gone: make another */
    cv_fault_arm(kinds, nth);
    caravan_projects_v1_projects_report(bench->channel, op, (const void *)message);
    service_wait(bench);
    cv_fault_off();
    if (op->response == NULL)
        return (struct cv_slice){0};
    answer = *caravan_projects_v1_projects_report_response(op);
    answer.known_at = NULL;
    return bytes_of(bench, &answer);
}

static void sow_figures(struct service_bench *bench)
{
    projects_sow(bench);
    for (int i = 0; i < 20; i++) {
        const char *id = service_text(bench, "n%d", i);

        line(bench, ROAD, id,
             service_text(bench, "fiscal_year: %d amount: 1001 effective_date: 2024-01-01",
                          1990 + i));
        indicator(bench, id, service_text(bench, "kind: %d counts_people: true", i % 5 + 1));
        for (int month = 1; month <= 6; month++)
            observation(bench, id, service_text(bench, "o%d", month),
                        service_text(bench, "value: 1 %s %s effective_date: 2024-%02d-01",
                                     i % 5 == 2 ? "subject: 'x'" : "",
                                     i % 5 > 2 ? "weight: 20" : "", month));
    }
}

/* Fail at the first point, the second .. until none is left. `known`: at a later time each round,
 * so that the time is closed first. */
static void sweep(struct service_bench *bench, unsigned kinds, bool known)
{
    struct cv_slice right = try_report(bench, JW, 0, 1);
    int64_t seconds = SERVICE_NOON / 1000000;
    unsigned long nth = 1;
    int failures = 0;
    bool fired = true;

    for (; fired && nth < 20000; nth++) {
        const char *request =
            !known ? JW
                   : service_text(bench, JW "known_at { seconds: %lld }", (long long)++seconds);
        struct cv_slice answer;

        service_clock_set(seconds * 1000000);
        answer = try_report(bench, request, kinds, nth);
        fired = cv_fault_fired();
        failures += answer.at == NULL;
        assert_true(answer.at != NULL || fired);
        if (answer.at != NULL) {
            assert_int_equal(answer.len, right.len);
            assert_memory_equal(answer.at, right.at, right.len);
        }
    }
    print_message("%lu points, %d failures\n", nth - 1, failures);
    assert_false(fired);
    assert_true(failures > 5);
}

static void a_failure_is_told_and_never_a_wrong_figure(void **state)
{
    const unsigned kinds = CV_FAULT_ALLOC | CV_FAULT_STATEMENT | CV_FAULT_WRITE;
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    sow_figures(&bench);
    sweep(&bench, kinds, false);
    sweep(&bench, kinds, true);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(money_is_shown_five_ways_that_add_up),
        cmocka_unit_test(what_is_available_can_be_committed_to_the_last_fen),
        cmocka_unit_test(a_day_counts_to_its_end),
        cmocka_unit_test(a_reversal_counts_from_its_day_and_from_when_it_was_known),
        cmocka_unit_test(titles_shares_and_dates_are_those_known_then),
        cmocka_unit_test(running_totals_are_not_added_up),
        cmocka_unit_test(flows_are_added_up_also_in_an_old_period),
        cmocka_unit_test(a_level_is_the_newest_of_each_project_and_site),
        cmocka_unit_test(a_level_may_be_the_last_of_all_sites_or_of_all_projects),
        cmocka_unit_test(money_that_flows_is_added_up),
        cmocka_unit_test(different_things_count_once_in_however_many_projects),
        cmocka_unit_test(ratios_and_means_are_of_sums),
        cmocka_unit_test(the_greatest_values_have_a_mean),
        cmocka_unit_test(the_same_dates_give_the_same_bytes_for_ever),
        cmocka_unit_test(a_time_that_was_looked_at_is_closed),
        cmocka_unit_test(the_future_is_not_known),
        cmocka_unit_test(what_was_not_known_is_not_found),
        cmocka_unit_test(a_failure_is_told_and_never_a_wrong_figure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
