/* Projects with their sectors, sites, partner, states and dates, through the whole service. */
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void a_project_is_created_updated_and_read(void **state)
{
    const Caravan__Projects__V1__Project *project;
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    EXPECT(&bench, "CreateProject",
           "parent: 'programmes/jw' project_id: '0001' project { title: 'Clinic' "
           "title_zh: '卫生院' partner: 'programmes/jw/partners/bank' "
           "sectors { code: 'health' share_basis_points: 7500 } "
           "sectors { code: 'works' share_basis_points: 2500 } "
           "sites { id: 'a' title: 'A' share_basis_points: 9999 } "
           "sites { id: 'b' title_zh: '乙' share_basis_points: 1 } "
           "state: PROJECT_STATE_IMPLEMENTING planned_start_date: 2024-01-01 "
           "planned_end_date: 2026-12-31 actual_start_date: 2024-03-01 }",
           "name: 'programmes/jw/projects/0001' title: 'Clinic' title_zh: '卫生院' "
           "partner: 'programmes/jw/partners/bank' "
           "sectors { code: 'health' share_basis_points: 7500 } "
           "sectors { code: 'works' share_basis_points: 2500 } "
           "sites { id: 'a' title: 'A' title_zh: '' share_basis_points: 9999 } "
           "sites { id: 'b' title: '' title_zh: '乙' share_basis_points: 1 } "
           "state: PROJECT_STATE_IMPLEMENTING planned_start_date: 2024-01-01 "
           "planned_end_date: 2026-12-31 actual_start_date: 2024-03-01 etag: 'v1'");
    EXPECT(&bench, "UpdateProject",
           "project { name: 'programmes/jw/projects/0001' etag: 'v1' "
           "sectors { code: 'health' share_basis_points: 10000 } "
           "sites { id: 'c' title: 'C' } sites { id: 'a' title: 'A' } sites { id: 'd' title: 'D' } "
           "actual_end_date: 2025-06-30 } "
           "update_mask { paths: 'sectors' paths: 'sites' paths: 'partner' "
           "paths: 'actual_end_date' }",
           "etag: 'v2'");
    project = (const void *)EXPECT(
        &bench, "GetProject", "name: 'programmes/jw/projects/0001'",
        "title: 'Clinic' partner: '' sectors { code: 'health' share_basis_points: 10000 } "
        "sites { id: 'c' share_basis_points: 3334 } sites { id: 'a' share_basis_points: 3333 } "
        "sites { id: 'd' share_basis_points: 3333 } planned_start_date: 2024-01-01 "
        "actual_start_date: 2024-03-01 actual_end_date: 2025-06-30 state: "
        "PROJECT_STATE_IMPLEMENTING "
        "etag: 'v2'");
    assert_int_equal(project->n_sectors, 1);
    assert_int_equal(project->n_sites, 3);
    service_down(&bench);
}

static void a_bare_project_is_a_draft_and_nowhere(void **state)
{
    const Caravan__Projects__V1__Project *project;
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    project = (const void *)EXPECT(&bench, "GetProject", "name: 'programmes/jw/projects/0043'",
                                   "state: PROJECT_STATE_DRAFT partner: ''");
    assert_int_equal(project->n_sites, 0);
    assert_null(project->planned_start_date);
    assert_null(project->planned_end_date);
    assert_null(project->actual_start_date);
    assert_null(project->actual_end_date);
    service_down(&bench);
}

#define GOOD                                                                                       \
    "parent: 'programmes/jw' project_id: 'x' project { title: 'X' "                                \
    "partner: 'programmes/jw/partners/bank' "                                                      \
    "sectors { code: 'a' share_basis_points: 1 } "                                                 \
    "sectors { code: 'b' share_basis_points: 9999 } "                                              \
    "sites { id: 'n' title: 'N' share_basis_points: 10000 } "                                      \
    "sites { id: 's' title: 'S' share_basis_points: 0 } "                                          \
    "planned_start_date: 2023-01-01 planned_end_date: 2030-01-01 "                                 \
    "actual_start_date: 2024-01-01 actual_end_date: 2025-07-01 }"

static void each_wrong_field_of_a_new_project_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: 'programmes/'", BAD, "parent"},
        {"parent: 'programmes/other' project { partner: '' }", MISSING, ""},
        {"!project", BAD, "project"},
        {"project_id: 'A'", BAD, "project_id"},
        {"project_id: '0042'", CV_ALREADY_EXISTS, "ID_TAKEN", ""},
        {"project { !title }", BAD, "project.title"},
        {"project { title_zh: '" LETTERS_200 "x' }", BAD, "project.title_zh"},
        {"project { partner: 'bank' }", BAD, "project.partner"},
        {"project { partner: 'programmes/other/partners/bank' }", BAD, "project.partner"},
        {"project { partner: 'programmes/jw/partners/other' }", MISSING, "project.partner"},
        {"project { state: 9 }", BAD, "project.state"},
        {"project { state: -1 }", BAD, "project.state"},
        {"project { planned_start_date: 2025-04-31 }", BAD, "project.planned_start_date"},
        {"project { !planned_start_date }", BAD, "project.planned_end_date"},
        {"project { !planned_end_date }", BAD, "project.planned_end_date"},
        {"project { planned_end_date: 2022-12-31 }", BAD, "project.planned_end_date"},
        {"project { !actual_start_date }", BAD, "project.actual_start_date"},
        {"project { actual_start_date: 2025-07-03 }", BAD, "project.actual_start_date"},
        {"project { actual_end_date: 2025-07-03 }", BAD, "project.actual_end_date"},
        {"project { actual_end_date: 2023-12-31 }", BAD, "project.actual_end_date"},
        {"request_id: '" LETTERS_200 LETTERS_50 "abcdef'", BAD, "request_id"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    REFUSE_EACH(&bench, "CreateProject", GOOD, ROWS);
    service_down(&bench);
}

static void each_wrong_share_of_a_new_project_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"project { !sectors }", BAD, "project.sectors"},
        {"project { sectors { code: 'c' share_basis_points: 1 } }", BAD, "project.sectors"},
        {"project { !sectors sectors { code: 'a' share_basis_points: 9999 } }", BAD,
         "project.sectors"},
        {"project { !sectors sectors { code: 'a' share_basis_points: 10001 } }", BAD,
         "project.sectors[0].share_basis_points"},
        {"project { sectors { code: 'c' } }", BAD, "project.sectors[2].share_basis_points"},
        {"project { sectors { share_basis_points: 1 } }", BAD, "project.sectors[2].code"},
        {"project { sectors { code: 'a' share_basis_points: 1 } }", BAD, "project.sectors[2].code"},
        {"project { sites { id: 'N' title: 'x' } }", BAD, "project.sites[2].id"},
        {"project { sites { title: 'x' } }", BAD, "project.sites[2].id"},
        {"project { sites { id: 'n' title: 'x' } }", BAD, "project.sites[2].id"},
        {"project { sites { id: 'x' } }", BAD, "project.sites[2].title"},
        {"project { sites { id: 'x' title_zh: ' x' } }", BAD, "project.sites[2].title_zh"},
        {"project { sites { id: 'x' title: 'x' share_basis_points: -1 } }", BAD,
         "project.sites[2].share_basis_points"},
        {"project { sites { id: 'x' title: 'x' share_basis_points: 1 } }", BAD, "project.sites"},
        {"project { !sites sites { id: 'x' title: 'x' share_basis_points: 9999 } }", BAD,
         "project.sites"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    REFUSE_EACH(&bench, "CreateProject", GOOD, ROWS);
    service_down(&bench);
}

/* The lists' limits need more text than a row of a table. */
static const char *many(struct service_bench *bench, size_t sectors, size_t sites)
{
    const char *text = "parent: 'programmes/jw' project { title: 'X'";

    for (size_t i = 0; i < sectors; i++)
        text = service_text(bench, "%s sectors { code: 's%zu' share_basis_points: %d }", text, i,
                            i == 0 ? 10001 - (int)sectors : 1);
    for (size_t i = 0; i < sites; i++)
        text = service_text(bench, "%s sites { id: 's%zu' title: 'S' }", text, i);
    return service_text(bench, "%s }", text);
}

static void lists_have_a_length(void **state)
{
    const Caravan__Projects__V1__Project *project;
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    project = (const void *)EXPECT(&bench, "CreateProject", many(&bench, 20, 200), "");
    assert_int_equal(project->n_sectors, 20);
    assert_int_equal(project->n_sites, 200);
    REFUSE(&bench, "CreateProject", many(&bench, 21, 0), BAD, "project.sectors");
    REFUSE(&bench, "CreateProject", many(&bench, 1, 201), BAD, "project.sites");
    service_down(&bench);
}

static void each_wrong_field_of_a_projects_update_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!project", BAD, "project"},
        {"project { name: 'programmes/jw/partners/bank' }", BAD, "project.name"},
        {"project { name: 'programmes/other/projects/0042' }", MISSING, ""},
        {"project { name: 'programmes/jw/projects/0044' }", MISSING, ""},
        {"project { !etag }", BAD, "project.etag"},
        {"project { etag: '1' }", CV_ABORTED, "ETAG_MISMATCH", ""},
        {"update_mask { paths: 'name' }", BAD, "update_mask"},
        {"update_mask { paths: 'state' }", BAD, "update_mask"},
        {"project { !title }", BAD, "project.title"},
        {"project { title_zh: ' x' }", BAD, "project.title_zh"},
        {"project { partner: 'programmes/jw/partners/other' }", MISSING, "project.partner"},
        {"project { !sectors }", BAD, "project.sectors"},
        {"project { sites { id: 'x' } }", BAD, "project.sites[0].title"},
        {"project { planned_start_date: 2025-01-01 }", BAD, "project.planned_end_date"},
        {"project { planned_end_date: 2025-01-01 }", BAD, "project.planned_end_date"},
        {"project { actual_start_date: 2025-07-03 }", BAD, "project.actual_start_date"},
        {"project { actual_end_date: 2025-07-01 }", BAD, "project.actual_start_date"},
        {"request_id: '" LETTERS_200 LETTERS_50 "abcdef'", BAD, "request_id"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    REFUSE_EACH(&bench, "UpdateProject",
                "project { name: 'programmes/jw/projects/0043' title: 'X' etag: 'v1' "
                "sectors { code: 'a' share_basis_points: 10000 } }",
                ROWS);
    service_down(&bench);
}

/* ---- sites in use ---- */

#define KEEP_ONLY(site)                                                                            \
    "project { name: 'programmes/jw/projects/0042' etag: '*' sites { id: '" site "' title: 'S' } " \
    "} update_mask { paths: 'sites' }"

static void a_site_that_money_names_stays(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    EXPECT(&bench, "CreateBudgetLine",
           "parent: 'programmes/jw/projects/0042' budget_line { title: 'x' site: 'north' "
           "fiscal_year: 2025 amount: 1 effective_date: 2025-01-01 }",
           "site: 'north'");
    REFUSE(&bench, "UpdateProject", KEEP_ONLY("south"), CV_FAILED_PRECONDITION, "SITE_IN_USE",
           "project.sites");
    EXPECT(&bench, "UpdateProject", KEEP_ONLY("north"), "sites { id: 'north' }");
    REFUSE(&bench, "CreateBudgetLine",
           "parent: 'programmes/jw/projects/0042' budget_line { title: 'x' site: 'south' "
           "fiscal_year: 2025 amount: 1 effective_date: 2025-01-01 }",
           MISSING, "budget_line.site");
    service_down(&bench);
}

static void a_site_that_an_observation_names_stays(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    EXPECT(&bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator_id: 'trees' indicator { title: 'x' unit: 'trees' "
           "kind: INDICATOR_KIND_LEVEL }",
           "");
    EXPECT(&bench, "CreateObservation",
           "parent: 'programmes/jw/indicators/trees' observation { site: 'south' value: 7 "
           "project: 'programmes/jw/projects/0042' effective_date: 2025-01-01 }",
           "site: 'south'");
    REFUSE(&bench, "UpdateProject", KEEP_ONLY("north"), CV_FAILED_PRECONDITION, "SITE_IN_USE",
           "project.sites");
    EXPECT(&bench, "UpdateProject", KEEP_ONLY("south"), "sites { id: 'south' }");
    service_down(&bench);
}

static void what_is_not_there_is_not_found(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    REFUSE(&bench, "GetProject", "name: 'programmes/jw/projects/0044'", MISSING, "");
    REFUSE(&bench, "GetProject", "name: 'programmes/other/projects/0042'", MISSING, "");
    REFUSE(&bench, "GetProject", "name: 'programmes/jw/projects/'", BAD, "name");
    REFUSE(&bench, "ListProjects", "parent: 'programmes/other'", MISSING, "");
    REFUSE(&bench, "ListProjects", "parent: 'programmes/jw/projects/0042'", BAD, "parent");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_project_is_created_updated_and_read),
        cmocka_unit_test(a_bare_project_is_a_draft_and_nowhere),
        cmocka_unit_test(each_wrong_field_of_a_new_project_is_named),
        cmocka_unit_test(each_wrong_share_of_a_new_project_is_named),
        cmocka_unit_test(lists_have_a_length),
        cmocka_unit_test(each_wrong_field_of_a_projects_update_is_named),
        cmocka_unit_test(a_site_that_money_names_stays),
        cmocka_unit_test(a_site_that_an_observation_names_stays),
        cmocka_unit_test(what_is_not_there_is_not_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
