/* The states of a project: which steps there are, who may take them, and what must hold before. */
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define JW      "programmes/jw"
#define PROJECT JW "/projects/x"
#define WHOLE                                                                                      \
    "title: 'X' partner: '" JW "/partners/bank' sectors { code: 'a' share_basis_points: 10000 } "  \
    "sites { id: 'n' title: 'N' } planned_start_date: 2024-01-01 planned_end_date: 2026-12-31 "

static void act_as(struct service_bench *bench, const char *subject)
{
    bench->principal.subject = subject;
}

static void create(struct service_bench *bench, const char *fields)
{
    EXPECT(bench, "CreateProject",
           service_text(bench, "parent: '" JW "' project_id: 'x' project { %s }", fields), "");
}

static const char *etag_of(struct service_bench *bench)
{
    const Caravan__Projects__V1__Project *project =
        (const void *)EXPECT(bench, "GetProject", "name: '" PROJECT "'", "");

    return project->etag;
}

/* A request for this move, with all that it needs. */
static const char *request_to(struct service_bench *bench, const char *move)
{
    const char *more = strcmp(move, "START") == 0 || strcmp(move, "CLOSE") == 0
                           ? "date: 2025-06-30"
                           : "reason: 'As agreed'";

    return service_text(bench, "name: '" PROJECT "' move: PROJECT_MOVE_%s etag: '%s' %s", move,
                        etag_of(bench), more);
}

static void move(struct service_bench *bench, const char *step, const char *want)
{
    bool judges = strcmp(step, "APPROVE") == 0 || strcmp(step, "RETURN") == 0;

    act_as(bench, judges ? "checker" : "maker");
    EXPECT(bench, "MoveProject", request_to(bench, step),
           service_text(bench, "state: PROJECT_STATE_%s", want));
    act_as(bench, "maker");
}

static void refuse(struct service_bench *bench, const char *step, enum cv_code code,
                   const char *reason)
{
    REFUSE(bench, "MoveProject", request_to(bench, step), code, reason, "");
}

/* ---- the table ---- */

/* How each state is reached, and which moves lead on from it. */
static const struct road {
    const char *state;
    const char *moves[8];
    const char *legal;
} ROADS[] = {
    {"DRAFT", {0}, " SUBMIT CANCEL "},
    {"SUBMITTED", {"SUBMIT"}, " APPROVE RETURN CANCEL "},
    {"DRAFT", {"SUBMIT", "RETURN"}, " SUBMIT CANCEL "},
    {"PIPELINE", {"SUBMIT", "APPROVE"}, " START CANCEL "},
    {"IMPLEMENTING", {"SUBMIT", "APPROVE", "START"}, " SUSPEND FINALISE CANCEL "},
    {"SUSPENDED", {"SUBMIT", "APPROVE", "START", "SUSPEND"}, " RESUME CANCEL "},
    {"IMPLEMENTING",
     {"SUBMIT", "APPROVE", "START", "SUSPEND", "RESUME"},
     " SUSPEND FINALISE CANCEL "},
    {"FINALISING", {"SUBMIT", "APPROVE", "START", "FINALISE"}, " CLOSE CANCEL "},
    {"CLOSED", {"SUBMIT", "APPROVE", "START", "FINALISE", "CLOSE"}, " "},
    {"CANCELLED", {"CANCEL"}, " "},
    {"CANCELLED", {"SUBMIT", "CANCEL"}, " "},
    {"CANCELLED", {"SUBMIT", "APPROVE", "CANCEL"}, " "},
    {"CANCELLED", {"SUBMIT", "APPROVE", "START", "CANCEL"}, " "},
    {"CANCELLED", {"SUBMIT", "APPROVE", "START", "SUSPEND", "CANCEL"}, " "},
    {"CANCELLED", {"SUBMIT", "APPROVE", "START", "FINALISE", "CANCEL"}, " "},
};

static const char *const MOVES[] = {"SUBMIT", "APPROVE",  "RETURN", "START", "SUSPEND",
                                    "RESUME", "FINALISE", "CLOSE",  "CANCEL"};

static void go(struct service_bench *bench, const struct road *road)
{
    create(bench, WHOLE);
    for (size_t i = 0; road->moves[i] != NULL; i++) {
        bool judges =
            strcmp(road->moves[i], "APPROVE") == 0 || strcmp(road->moves[i], "RETURN") == 0;

        act_as(bench, judges ? "checker" : "maker");
        EXPECT(bench, "MoveProject", request_to(bench, road->moves[i]), "");
        act_as(bench, "maker");
    }
    EXPECT(bench, "GetProject", "name: '" PROJECT "'",
           service_text(bench, "state: PROJECT_STATE_%s", road->state));
}

static void every_illegal_move_is_refused_in_every_state(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(ROADS) / sizeof(ROADS[0]); i++) {
        struct service_bench bench;

        projects_up(&bench, SERVICE_IN_MEMORY);
        projects_sow(&bench);
        act_as(&bench, "maker");
        go(&bench, &ROADS[i]);
        act_as(&bench, "checker");
        for (size_t m = 0; m < sizeof(MOVES) / sizeof(MOVES[0]); m++) {
            if (strstr(ROADS[i].legal, service_text(&bench, " %s ", MOVES[m])) == NULL)
                refuse(&bench, MOVES[m], CV_FAILED_PRECONDITION, "WRONG_STATE");
        }
        EXPECT(&bench, "GetProject", "name: '" PROJECT "'",
               service_text(&bench, "state: PROJECT_STATE_%s", ROADS[i].state));
        service_down(&bench);
    }
}

/* ---- two persons ---- */

static void a_new_project_is_its_makers_draft(void **state)
{
    struct service_bench *bench = *state;

    create(bench, WHOLE);
    EXPECT(bench, "GetProject", "name: '" PROJECT "'",
           "state: PROJECT_STATE_DRAFT approval: PROJECT_APPROVAL_DRAFT makers: 'maker' "
           "approved_by: '' !approve_time");
}

static void an_approval_says_who_and_when(void **state)
{
    struct service_bench *bench = *state;

    create(bench, WHOLE "state: PROJECT_STATE_SUBMITTED");
    move(bench, "APPROVE", "PIPELINE");
    EXPECT(bench, "GetProject", "name: '" PROJECT "'",
           "approval: PROJECT_APPROVAL_APPROVED approved_by: 'checker' "
           "approve_time { seconds: 1751371200 }");
}

static void nobody_approves_or_returns_what_he_submitted(void **state)
{
    struct service_bench *bench = *state;

    create(bench, WHOLE);
    act_as(bench, "second");
    EXPECT(bench, "MoveProject", request_to(bench, "SUBMIT"), "makers: 'maker' makers: 'second'");
    refuse(bench, "APPROVE", CV_PERMISSION_DENIED, "SELF_APPROVAL");
    act_as(bench, "maker");
    refuse(bench, "APPROVE", CV_PERMISSION_DENIED, "SELF_APPROVAL");
    refuse(bench, "RETURN", CV_PERMISSION_DENIED, "SELF_APPROVAL");
}

static void who_edited_any_version_does_not_approve_it(void **state)
{
    struct service_bench *bench = *state;

    create(bench, WHOLE "state: PROJECT_STATE_SUBMITTED");
    act_as(bench, "checker");
    EXPECT(bench, "UpdateProject",
           "project { name: '" PROJECT "' etag: '*' title: 'Y' } update_mask { paths: 'title' }",
           "state: PROJECT_STATE_SUBMITTED makers: 'maker' makers: 'checker'");
    refuse(bench, "APPROVE", CV_PERMISSION_DENIED, "SELF_APPROVAL");
    act_as(bench, "third");
    EXPECT(bench, "MoveProject", request_to(bench, "APPROVE"), "approved_by: 'third'");
}

static void what_was_edited_since_it_was_read_is_not_approved(void **state)
{
    struct service_bench *bench = *state;
    const char *seen;

    create(bench, WHOLE "state: PROJECT_STATE_SUBMITTED");
    seen = request_to(bench, "APPROVE");
    EXPECT(bench, "UpdateProject",
           "project { name: '" PROJECT "' etag: '*' title: 'Y' } update_mask { paths: 'title' }",
           "");
    act_as(bench, "checker");
    REFUSE(bench, "MoveProject", seen, CV_ABORTED, "ETAG_MISMATCH", "");
    REFUSE(bench, "MoveProject", "name: '" PROJECT "' move: PROJECT_MOVE_APPROVE etag: '*'", BAD,
           "etag");
    EXPECT(bench, "MoveProject", request_to(bench, "APPROVE"), "");
}

static void a_returned_project_says_why_and_may_be_submitted_again(void **state)
{
    struct service_bench *bench = *state;

    create(bench, WHOLE "state: PROJECT_STATE_SUBMITTED");
    act_as(bench, "checker");
    EXPECT(bench, "MoveProject", request_to(bench, "RETURN"),
           "state: PROJECT_STATE_DRAFT approval: PROJECT_APPROVAL_RETURNED note: 'As agreed'");
    move(bench, "SUBMIT", "SUBMITTED");
    move(bench, "APPROVE", "PIPELINE");
}

static void a_project_cancelled_before_its_approval_is_withdrawn_or_rejected(void **state)
{
    struct service_bench *bench = *state;

    create(bench, WHOLE "state: PROJECT_STATE_SUBMITTED");
    act_as(bench, "checker");
    EXPECT(bench, "MoveProject", request_to(bench, "CANCEL"),
           "state: PROJECT_STATE_CANCELLED approval: PROJECT_APPROVAL_REJECTED");
}

/* ---- what must hold ---- */

static void what_is_approved_is_whole(void **state)
{
    static const char *const LACKS[] = {"!sites", "partner: ''",
                                        "!planned_start_date !planned_end_date"};
    struct service_bench bench;

    (void)state;
    for (size_t i = 0; i < sizeof(LACKS) / sizeof(LACKS[0]); i++) {
        projects_up(&bench, SERVICE_IN_MEMORY);
        projects_sow(&bench);
        act_as(&bench, "maker");
        create(&bench, service_text(&bench, WHOLE "state: PROJECT_STATE_SUBMITTED %s", LACKS[i]));
        act_as(&bench, "checker");
        refuse(&bench, "APPROVE", CV_FAILED_PRECONDITION, "PROJECT_INCOMPLETE");
        service_down(&bench);
    }
}

static void history_keeps_its_state_and_waits_for_approval(void **state)
{
    struct service_bench *bench = *state;

    create(bench, WHOLE "state: PROJECT_STATE_IMPLEMENTING actual_start_date: 2024-02-01");
    EXPECT(bench, "GetProject", "name: '" PROJECT "'",
           "state: PROJECT_STATE_IMPLEMENTING approval: PROJECT_APPROVAL_SUBMITTED");
    refuse(bench, "FINALISE", CV_FAILED_PRECONDITION, "NOT_APPROVED");
    refuse(bench, "APPROVE", CV_PERMISSION_DENIED, "SELF_APPROVAL");
    move(bench, "APPROVE", "IMPLEMENTING");
    move(bench, "FINALISE", "FINALISING");
}

static void a_project_starts_and_ends_on_a_day(void **state)
{
    struct service_bench *bench = *state;

    create(bench, WHOLE "state: PROJECT_STATE_SUBMITTED");
    move(bench, "APPROVE", "PIPELINE");
    REFUSE(bench, "MoveProject", "name: '" PROJECT "' etag: '*' move: PROJECT_MOVE_START", BAD,
           "date");
    REFUSE(bench, "MoveProject",
           "name: '" PROJECT "' etag: '*' move: PROJECT_MOVE_START date: 2025-07-03", BAD, "date");
    EXPECT(bench, "MoveProject",
           "name: '" PROJECT "' etag: '*' move: PROJECT_MOVE_START date: 2025-03-01",
           "actual_start_date: 2025-03-01");
    move(bench, "FINALISE", "FINALISING");
    REFUSE(bench, "MoveProject",
           "name: '" PROJECT "' etag: '*' move: PROJECT_MOVE_CLOSE date: 2025-02-28", BAD,
           "project.actual_end_date");
    EXPECT(bench, "MoveProject",
           "name: '" PROJECT "' etag: '*' move: PROJECT_MOVE_CLOSE date: 2025-06-30",
           "actual_end_date: 2025-06-30 state: PROJECT_STATE_CLOSED");
}

static void a_project_with_an_open_commitment_is_not_closed(void **state)
{
    struct service_bench *bench = *state;

    create(bench, WHOLE "state: PROJECT_STATE_SUBMITTED");
    move(bench, "APPROVE", "PIPELINE");
    move(bench, "START", "IMPLEMENTING");
    move(bench, "FINALISE", "FINALISING");
    EXPECT(bench, "CreateBudgetLine",
           "parent: '" PROJECT "' budget_line_id: 'w' budget_line { title: 'x' fiscal_year: 2025 "
           "amount: 100 effective_date: 2025-01-10 }",
           "");
    EXPECT(bench, "CreateCommitment",
           "parent: '" PROJECT "' commitment_id: 'c' commitment { amount: 60 "
           "budget_line: '" PROJECT "/budgetLines/w' effective_date: 2025-02-01 }",
           "");
    EXPECT(bench, "CreateDisbursement",
           "parent: '" PROJECT "' disbursement { amount: 59 commitment: '" PROJECT
           "/commitments/c' effective_date: 2025-03-01 }",
           "");
    projects_approve(bench);
    refuse(bench, "CLOSE", CV_FAILED_PRECONDITION, "STILL_OPEN");
    EXPECT(bench, "CreateDisbursement",
           "parent: '" PROJECT "' disbursement { amount: 1 commitment: '" PROJECT
           "/commitments/c' effective_date: 2025-03-01 }",
           "");
    refuse(bench, "CLOSE", CV_FAILED_PRECONDITION, "STILL_OPEN"); /* it waits for approval */
    projects_approve(bench);
    move(bench, "CLOSE", "CLOSED");
}

static void a_project_with_an_open_result_is_not_closed(void **state)
{
#define RESULT "programmes/jw/indicators/told/results/r"
    struct service_bench *bench = *state;

    create(bench, WHOLE "state: PROJECT_STATE_FINALISING actual_start_date: 2024-01-01");
    move(bench, "APPROVE", "FINALISING");
    EXPECT(bench, "CreateIndicator",
           "parent: 'programmes/jw' indicator_id: 'told' indicator { title: 'x' unit: 'x' kind: 1 "
           "collection: INDICATOR_COLLECTION_RESULTS }",
           "");
    EXPECT(bench, "CreateResult",
           "parent: 'programmes/jw/indicators/told' result_id: 'r' result { "
           "project: '" PROJECT "' period: '2025-03' value: 9 }",
           "");
    refuse(bench, "CLOSE", CV_FAILED_PRECONDITION, "STILL_OPEN");
    EXPECT(bench, "MoveResult", "name: '" RESULT "' move: RESULT_MOVE_WITHDRAW", "");
    move(bench, "CLOSE", "CLOSED");
#undef RESULT
}

static void a_project_with_an_open_milestone_is_not_closed(void **state)
{
    struct service_bench *bench = *state;

    create(bench, WHOLE "state: PROJECT_STATE_FINALISING actual_start_date: 2024-01-01");
    move(bench, "APPROVE", "FINALISING");
    EXPECT(bench, "CreateMilestone",
           "parent: '" JW "' milestone_id: 'm' milestone { title: 'Roof' project: '" PROJECT "' "
           "planned_date: 2025-03-31 moves { move: DEVELOPMENT_MOVE_PLAN date: 2025-01-01 } }",
           "");
    refuse(bench, "CLOSE", CV_FAILED_PRECONDITION, "STILL_OPEN");
    EXPECT(bench, "MoveMilestone",
           "name: '" JW "/milestones/m' etag: '*' move { move: DEVELOPMENT_MOVE_WAIVE "
           "date: 2025-06-01 reason: 'Built by others' }",
           "");
    move(bench, "CLOSE", "CLOSED");
}

static void an_update_does_not_move_a_project(void **state)
{
    struct service_bench *bench = *state;

    create(bench, WHOLE);
    REFUSE(bench, "UpdateProject",
           "project { name: '" PROJECT "' etag: '*' state: PROJECT_STATE_CLOSED } "
           "update_mask { paths: 'state' }",
           BAD, "update_mask");
    EXPECT(bench, "UpdateProject",
           "project { name: '" PROJECT "' etag: '*' state: PROJECT_STATE_CLOSED " WHOLE "}",
           "state: PROJECT_STATE_DRAFT");
}

static void each_wrong_field_of_a_move_is_named(void **state)
{
    static const struct service_refusal WRONG[] = {
        {"name: 'x'", BAD, "name"},        {"name: '" JW "/projects/no'", MISSING, ""},
        {"move: 0", BAD, "move"},          {"move: 10", BAD, "move"},
        {"etag: ''", BAD, "etag"},         {"etag: 'v9'", CV_ABORTED, "ETAG_MISMATCH", ""},
        {"reason: ''", BAD, "reason"},     {"reason: '" LETTERS_200 "x'", BAD, "reason"},
        {"date: 2025-01-01", BAD, "date"}, {NULL},
    };
    struct service_bench *bench = *state;

    create(bench, WHOLE);
    REFUSE_EACH(bench, "MoveProject",
                "name: '" PROJECT "' move: PROJECT_MOVE_CANCEL etag: 'v1' reason: 'No money'",
                WRONG);
}

/* ---- many at once ---- */

static void each_approval_of_many_is_told_to_the_audit(void **state)
{
    struct service_bench *bench = *state;

    create(bench, WHOLE "state: PROJECT_STATE_SUBMITTED");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    act_as(bench, "checker");
    EXPECT(bench, "ApproveProjects", "parent: '" JW "' reviewed_time { seconds: 1751371300 }",
           "approved_count: 1 refused_count: 0");
    EXPECT(bench, "ListAuditEntries", "resource: '" PROJECT "'",
           "entries { resource: '" PROJECT "' } entries { principal: 'checker' }");
}

static void history_is_approved_by_the_hundred(void **state)
{
    struct service_bench *bench = *state;
    const char *request = "parent: '" JW "' reviewed_time { seconds: 1751371300 }";

    create(bench, WHOLE "state: PROJECT_STATE_CLOSED actual_start_date: 2024-01-01 "
                        "actual_end_date: 2025-01-01");
    EXPECT(bench, "CreateProject",
           "parent: '" JW "' project_id: 'bare' project { title: 'Bare' "
           "state: PROJECT_STATE_SUBMITTED sectors { code: 'a' share_basis_points: 10000 } }",
           "");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    EXPECT(bench, "ApproveProjects", request,
           "approved_count: 0 refused_count: 2 refusals { reason: 'SELF_APPROVAL' code: 7 } "
           "refusals { reason: 'SELF_APPROVAL' }");
    act_as(bench, "checker");
    EXPECT(bench, "CreateProject",
           "parent: '" JW "' project_id: 'late' project { " WHOLE
           "state: PROJECT_STATE_SUBMITTED }",
           "");
    act_as(bench, "third");
    EXPECT(bench, "ApproveProjects", request,
           "approved_count: 1 refused_count: 1 refusals { project: '" JW "/projects/bare' "
           "reason: 'PROJECT_INCOMPLETE' code: 9 }");
    EXPECT(bench, "GetProject", "name: '" PROJECT "'",
           "state: PROJECT_STATE_CLOSED approval: PROJECT_APPROVAL_APPROVED approved_by: 'third'");
    EXPECT(bench, "GetProject", "name: '" JW "/projects/late'",
           "approval: PROJECT_APPROVAL_SUBMITTED");
    REFUSE(bench, "ApproveProjects", "parent: '" JW "'", BAD, "reviewed_time");
    REFUSE(bench, "ApproveProjects", "parent: '" JW "' reviewed_time { seconds: 99999999999 }", BAD,
           "reviewed_time");
    REFUSE(bench, "ApproveProjects", "parent: 'jw' reviewed_time { seconds: 1 }", BAD, "parent");
    REFUSE(bench, "ApproveProjects", "parent: 'programmes/no' reviewed_time { seconds: 1 }",
           MISSING, "");
}

static void a_project_that_moved_is_still_the_row_it_was_imported_from(void **state)
{
    struct service_bench *bench = *state;
    const char *rows = "rows { project { parent: '" JW "' project_id: 'x' project { " WHOLE "} } }";

    EXPECT(bench, "Import", rows, "created_count: 1");
    move(bench, "SUBMIT", "SUBMITTED");
    move(bench, "APPROVE", "PIPELINE");
    move(bench, "START", "IMPLEMENTING");
    EXPECT(bench, "Import", rows, "unchanged_count: 1");
    EXPECT(bench, "Import",
           "rows { project { parent: '" JW "' project_id: 'x' project { " WHOLE
           "state: PROJECT_STATE_CLOSED } } }",
           "refused_count: 1 refusals { reason: 'ID_TAKEN' field: 'project.state' }");
}

/* ---- partners ---- */

static void partners_have_roles(void **state)
{
    struct service_bench *bench = *state;
    const char *partners =
        "partners { partner: '" JW "/partners/city' role: ORGANISATION_ROLE_FUNDING } "
        "partners { partner: '" JW "/partners/bank' role: ORGANISATION_ROLE_ACCOUNTABLE } "
        "partners { partner: '" JW "/partners/city' role: ORGANISATION_ROLE_IMPLEMENTING } "
        "partners { partner: '" JW "/partners/bank' role: ORGANISATION_ROLE_EXTENDING } ";

    EXPECT(bench, "CreatePartner", "parent: '" JW "' partner_id: 'city' partner { title: 'City' }",
           "");
    create(bench, service_text(bench, WHOLE "%s", partners));
    EXPECT(bench, "GetProject", "name: '" PROJECT "'",
           service_text(bench, "partner: '" JW "/partners/bank' %s", partners));
    EXPECT(bench, "UpdateProject",
           "project { name: '" PROJECT "' etag: '*' partners { partner: '" JW "/partners/city' "
           "role: ORGANISATION_ROLE_FUNDING } } update_mask { paths: 'partners' }",
           "partner: '" JW "/partners/bank' partners { role: ORGANISATION_ROLE_FUNDING }");
}

static void each_wrong_partner_is_named(void **state)
{
#define BANK "partners { partner: '" JW "/partners/bank' role: "
    static const struct service_refusal WRONG[] = {
        {"project { partners { role: 1 } }", BAD, "project.partners[0].partner"},
        {"project { partners { partner: 'programmes/no/partners/bank' role: 1 } }", BAD,
         "project.partners[0].partner"},
        {"project { " BANK "0 } }", BAD, "project.partners[0].role"},
        {"project { " BANK "5 } }", BAD, "project.partners[0].role"},
        {"project { " BANK "1 } " BANK "1 } }", BAD, "project.partners[1].partner"},
        {"project { " BANK "4 } }", BAD, "project.partners[0].partner"},
        {"project { partner: '' " BANK "4 } }", BAD, "project.partner"},
        {"project { partners { partner: '" JW "/partners/no' role: 1 } }", MISSING,
         "project.partners"},
        {NULL},
    };
    struct service_bench *bench = *state;

    REFUSE_EACH(bench, "CreateProject", "parent: '" JW "' project_id: 'x' project { " WHOLE "}",
                WRONG);
}

static int up(void **state)
{
    static struct service_bench bench;

    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    act_as(&bench, "maker");
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
        cmocka_unit_test(every_illegal_move_is_refused_in_every_state),
        WITH_BENCH(a_new_project_is_its_makers_draft),
        WITH_BENCH(an_approval_says_who_and_when),
        WITH_BENCH(nobody_approves_or_returns_what_he_submitted),
        WITH_BENCH(who_edited_any_version_does_not_approve_it),
        WITH_BENCH(what_was_edited_since_it_was_read_is_not_approved),
        WITH_BENCH(a_returned_project_says_why_and_may_be_submitted_again),
        WITH_BENCH(a_project_cancelled_before_its_approval_is_withdrawn_or_rejected),
        cmocka_unit_test(what_is_approved_is_whole),
        WITH_BENCH(history_keeps_its_state_and_waits_for_approval),
        WITH_BENCH(a_project_starts_and_ends_on_a_day),
        WITH_BENCH(a_project_with_an_open_commitment_is_not_closed),
        WITH_BENCH(a_project_with_an_open_result_is_not_closed),
        WITH_BENCH(a_project_with_an_open_milestone_is_not_closed),
        WITH_BENCH(an_update_does_not_move_a_project),
        WITH_BENCH(each_wrong_field_of_a_move_is_named),
        WITH_BENCH(each_approval_of_many_is_told_to_the_audit),
        WITH_BENCH(history_is_approved_by_the_hundred),
        WITH_BENCH(a_project_that_moved_is_still_the_row_it_was_imported_from),
        WITH_BENCH(partners_have_roles),
        WITH_BENCH(each_wrong_partner_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
