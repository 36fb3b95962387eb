/* What each noun of the Development service has of its own. */
#include "dossier_texts.h"
#include "milestone/milestone_store.h"
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
    EXPECT(bench, "CreateEnterprise",
           NEW("enterprise", "made", ENTERPRISE MOVE("SETTLE", "2024-01-01")), "");
}

static void refuse_each(const char *method, const char *good, const struct service_refusal *rows)
{
    struct service_bench bench;

    up(&bench);
    REFUSE_EACH(&bench, method, good, rows);
    service_down(&bench);
}

/* ---- certifications ---- */

#define APPLY "moves { move: DEVELOPMENT_MOVE_APPLY date: 2025-01-10 } "

static void each_wrong_field_of_a_certification_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"parent: 'x'", BAD, "parent"},
        {"parent: 'programmes/none' certification { !project }", BAD, "certification.site"},
        {"certification_id: 'A'", BAD, "certification_id"},
        {"!certification", BAD, "certification"},
        {"certification { !title }", BAD, "certification.title"},
        {"certification { title_zh: '" LETTERS_200 "x' }", BAD, "certification.title_zh"},
        {"certification { project: '0042' }", BAD, "certification.project"},
        {"certification { project: 'programmes/other/projects/0042' }", BAD,
         "certification.project"},
        {"certification { project: 'programmes/jw/projects/none' }", MISSING,
         "certification.project"},
        {"certification { !project }", BAD, "certification.site"},
        {"certification { site: 'N' }", BAD, "certification.site"},
        {"certification { site: 'east' }", MISSING, "certification.site"},
        {"certification { !subject }", BAD, "certification.subject"},
        {"certification { subject: 'V 1' }", BAD, "certification.subject"},
        {"certification { reference: '" LETTERS_50 LETTERS_50 "x' }", BAD,
         "certification.reference"},
        {"certification { !kind }", BAD, "certification.kind"},
        {"certification { kind: 9 }", BAD, "certification.kind"},
        {"certification { issuer: '" LETTERS_200 "x' }", BAD, "certification.issuer"},
        {"certification { supersedes: 'c0' }", BAD, "certification.supersedes"},
        {"certification { supersedes: 'programmes/x/certifications/c0' }", BAD,
         "certification.supersedes"},
        {"certification { supersedes: 'programmes/jw/certifications/c0' }", MISSING,
         "certification.supersedes"},
        {0},
    };

    (void)state;
    refuse_each("CreateCertification",
                NEW("certification", "c1", CERTIFICATION AT_PROJECT "site: 'north' " APPLY), ROWS);
}

static void each_kind_of_certification_has_its_grades(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"certification { kind: CERTIFICATION_KIND_VILLAGE_MODEL }", BAD, "certification.grade"},
        {"certification { grade: '0A' }", BAD, "certification.grade"},
        {"certification { grade: '6A' }", BAD, "certification.grade"},
        {"certification { grade: '5B' }", BAD, "certification.grade"},
        {"certification { grade: '5AA' }", BAD, "certification.grade"},
        {"certification { !grade }", BAD, "certification.grade"},
        {"certification { kind: CERTIFICATION_KIND_HOSPITAL_GRADE }", BAD, "certification.grade"},
        {"certification { kind: CERTIFICATION_KIND_HOSPITAL_GRADE grade: '3D' }", BAD,
         "certification.grade"},
        {"certification { kind: CERTIFICATION_KIND_OTHER grade: '" LETTERS_50 "' }", BAD,
         "certification.grade"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    refuse_each("CreateCertification",
                NEW("certification", "c1",
                    "title: 'Lake' subject: 'lake' kind: CERTIFICATION_KIND_SCENIC_AREA "
                    "grade: '5A' " APPLY),
                ROWS);
    up(&bench);
    EXPECT(&bench, "CreateCertification",
           NEW("certification", "h",
               "title: 'Clinic' subject: 'clinic' kind: CERTIFICATION_KIND_HOSPITAL_GRADE "
               "grade: '3A' issuer: 'Commission' " APPLY),
           "grade: '3A' issuer: 'Commission' supersedes: '' subject: 'clinic'");
    service_down(&bench);
}

#define LAKE "title: 'Lake' subject: 'lake' kind: CERTIFICATION_KIND_SCENIC_AREA grade: '4A' " APPLY

static void a_better_grade_supersedes_one_of_the_same_subject(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"certification { subject: 'pond' }", BAD, "certification.supersedes"},
        {"certification { kind: CERTIFICATION_KIND_OTHER }", BAD, "certification.supersedes"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCertification", NEW("certification", "c1", LAKE), "");
    REFUSE_EACH(&bench, "CreateCertification",
                NEW("certification", "c2", LAKE "supersedes: 'programmes/jw/certifications/c1' "),
                ROWS);
    EXPECT(&bench, "GetCertification", "name: 'programmes/jw/certifications/c2'",
           "supersedes: 'programmes/jw/certifications/c1'");
    service_down(&bench);
}

/* ---- milestones ---- */

#define M1   "name: 'programmes/jw/milestones/m1' etag: '*' "
#define PLAN "moves { move: DEVELOPMENT_MOVE_PLAN } "

static void each_wrong_field_of_a_milestone_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"milestone { !project }", BAD, "milestone.project"},
        {"milestone { project: 'programmes/jw/projects/none' }", MISSING, "milestone.project"},
        {"milestone { !planned_date }", BAD, "milestone.planned_date"},
        {"milestone { planned_date: 2025-02-29 }", BAD, "milestone.planned_date"},
        {"milestone { !title }", BAD, "milestone.title"},
        {0},
    };

    (void)state;
    refuse_each("CreateMilestone", NEW("milestone", "m1", MILESTONE PLAN), ROWS);
}

static void each_forecast_of_a_milestone_is_kept_and_the_slip_is_of_the_last(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateMilestone", NEW("milestone", "m1", MILESTONE PLAN),
           "subject: 'm1' state: DEVELOPMENT_STATE_PLANNED planned_date: 2025-03-31 slip_days: 0");
    EXPECT(&bench, "MoveMilestone",
           M1 "move { move: DEVELOPMENT_MOVE_FORECAST date: 2025-02-01 forecast_date: 2025-04-30 }",
           "forecast_date: 2025-04-30 slip_days: 30");
    EXPECT(&bench, "MoveMilestone",
           M1 "move { move: DEVELOPMENT_MOVE_FORECAST date: 2025-02-02 forecast_date: 2026-03-31 }",
           "forecast_date: 2026-03-31 slip_days: 365");
    EXPECT(&bench, "MoveMilestone",
           M1 "move { move: DEVELOPMENT_MOVE_COMPLETE date: 2025-03-01 reference: 'photo 1' }",
           "actual_date: 2025-03-01 slip_days: -30");
    EXPECT(&bench, "MoveMilestone",
           M1 "move { move: DEVELOPMENT_MOVE_CITE date: 2025-03-05 reference: 'protocol 2' }",
           "actual_date: 2025-03-01 slip_days: -30");
    EXPECT(&bench, "MoveMilestone",
           M1 "move { move: DEVELOPMENT_MOVE_REOPEN date: 2025-03-06 reason: 'it leaks' }",
           "forecast_date: 2026-03-31 slip_days: 365 moves { move: DEVELOPMENT_MOVE_PLAN } "
           "moves { forecast_date: 2025-04-30 } moves { forecast_date: 2026-03-31 } "
           "moves { reference: 'photo 1' } moves { reference: 'protocol 2' } "
           "moves { reason: 'it leaks' }");
    service_down(&bench);
}

struct open_count {
    struct cv_store_op op;
    struct cv_uuid project;
    int64_t count;
    bool done;
};

static void count_open(struct cv_store_op *op, struct cv_tx *tx)
{
    struct open_count *self = CV_CONTAINER_OF(op, struct open_count, op);
    struct cv_books books;
    struct cv_stmt *stmt;

    cv_books_open(&books, op->scope, tx);
    stmt = cv_tx_prepare(tx, "SELECT uid FROM project WHERE id = '0042'");
    (void)cv_stmt_step(stmt);
    self->project = cv_stmt_get_uuid(stmt, 0);
    op->status = cv_stmt_finish(stmt);
    if (cv_ok(op->status))
        op->status = milestone_open_count(&books, self->project, &self->count);
}

static void on_counted(struct cv_store_op *op)
{
    CV_CONTAINER_OF(op, struct open_count, op)->done = true;
}

static bool is_counted(void *arg)
{
    return ((struct open_count *)arg)->done;
}

static void assert_open(struct service_bench *bench, int64_t want)
{
    struct cv_scope scope = bench->scope;
    struct open_count self = {.op = {.work = count_open, .done = on_counted, .scope = &scope}};

    scope.home = cv_loop_wake(bench->loop);
    scope.principal = &bench->principal;
    cv_store_submit(bench->store, &self.op);
    assert_true(cv_loop_run_until(bench->loop, is_counted, &self, UINT64_C(5000000000)));
    assert_true(cv_ok(self.op.status));
    assert_int_equal(self.count, want);
}

static void a_project_has_the_open_milestones_that_are_neither_done_nor_waived(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    assert_open(&bench, 0);
    EXPECT(&bench, "CreateMilestone", NEW("milestone", "m1", MILESTONE PLAN), "");
    EXPECT(&bench, "CreateMilestone", NEW("milestone", "m2", MILESTONE PLAN), "");
    assert_open(&bench, 2);
    EXPECT(&bench, "MoveMilestone", M1 "move { move: DEVELOPMENT_MOVE_COMPLETE date: 2025-03-01 }",
           "");
    EXPECT(&bench, "RetractMilestone",
           "name: 'programmes/jw/milestones/m2' etag: '*' reason: 'typo'", "");
    assert_open(&bench, 0);
    EXPECT(&bench, "RetractMilestone", M1 "reason: 'not yet'", "");
    assert_open(&bench, 1);
    EXPECT(&bench, "MoveMilestone",
           M1 "move { move: DEVELOPMENT_MOVE_WAIVE date: 2025-03-01 reason: 'no use' }", "");
    assert_open(&bench, 0);
    service_down(&bench);
}

/* ---- enterprises, trade events, research, grants, products ---- */

static void each_wrong_field_of_an_enterprise_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"enterprise { !subject }", BAD, "enterprise.subject"},
        {"enterprise { !kind }", BAD, "enterprise.kind"},
        {"enterprise { kind: 77 }", BAD, "enterprise.kind"},
        {"enterprise { line: 'Big' }", BAD, "enterprise.line"},
        {0},
    };

    (void)state;
    refuse_each("CreateEnterprise",
                NEW("enterprise", "e1", ENTERPRISE MOVE("SETTLE", "2025-01-01")), ROWS);
}

static void each_wrong_field_of_a_trade_event_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"trade_event { !kind }", BAD, "trade_event.kind"},
        {"trade_event { !start_date }", BAD, "trade_event.start_date"},
        {"trade_event { !end_date }", BAD, "trade_event.end_date"},
        {"trade_event { end_date: 2025-04-30 }", BAD, "trade_event.end_date"},
        {0},
    };

    (void)state;
    refuse_each("CreateTradeEvent", NEW("trade_event", "t1", TRADE_EVENT PLAN), ROWS);
}

static void each_wrong_field_of_a_research_effort_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"research_effort { line: 'Big' }", BAD, "research_effort.line"},
        {"research_effort { institution: '" LETTERS_200 "x' }", BAD, "research_effort.institution"},
        {0},
    };

    (void)state;
    refuse_each("CreateResearchEffort",
                NEW("research_effort", "r1", RESEARCH_EFFORT MOVE("PROPOSE", "2025-01-01")), ROWS);
}

static void each_wrong_field_of_a_grant_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"grant { !level }", BAD, "grant.level"},
        {"grant { !grantor }", BAD, "grant.grantor"},
        {"grant { !amount }", BAD, "grant.amount"},
        {"grant { amount { minor_units: 0 } }", BAD, "grant.amount"},
        {"grant { amount { currency: 'EUR' } }", BAD, "grant.amount"},
        {0},
    };

    (void)state;
    refuse_each("CreateGrant", NEW("grant", "g1", GRANT APPLY), ROWS);
}

static void each_wrong_field_of_a_product_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"product { !enterprise }", BAD, "product.enterprise"},
        {"product { enterprise: 'programmes/jw/enterprises/none' }", MISSING, "product.enterprise"},
        {0},
    };

    (void)state;
    refuse_each("CreateProduct", NEW("product", "p1", PRODUCT MOVE("DEVELOP", "2025-01-01")), ROWS);
}

static void what_was_recorded_is_read_again(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateTradeEvent",
           NEW("trade_event", "t1", TRADE_EVENT "reference: 'paper 7' " PLAN), "");
    EXPECT(&bench, "GetTradeEvent", "name: 'programmes/jw/tradeEvents/t1'",
           "title: 'Machinery fair' reference: 'paper 7' kind: TRADE_EVENT_KIND_FAIR "
           "start_date: 2025-05-01 end_date: 2025-05-03 project: '' site: '' subject: 't1'");
    EXPECT(&bench, "CreateResearchEffort",
           NEW("research_effort", "r1", RESEARCH_EFFORT MOVE("PROPOSE", "2025-01-01")), "");
    EXPECT(&bench, "GetResearchEffort", "name: 'programmes/jw/researchEfforts/r1'",
           "line: 'cotton' institution: 'Academy'");
    EXPECT(&bench, "CreateGrant", NEW("grant", "g1", GRANT "subject: 'rice' " APPLY), "");
    EXPECT(&bench, "GetGrant", "name: 'programmes/jw/grants/g1'",
           "level: GRANT_LEVEL_PROVINCIAL grantor: 'Science office' subject: 'rice' "
           "amount { currency: 'CNY' minor_units: 100 }");
    EXPECT(&bench, "CreateProduct", NEW("product", "p1", PRODUCT MOVE("DEVELOP", "2025-01-01")),
           "");
    EXPECT(&bench, "GetProduct", "name: 'programmes/jw/products/p1'",
           "enterprise: 'programmes/jw/enterprises/made'");
    EXPECT(&bench, "GetEnterprise", "name: 'programmes/jw/enterprises/made'",
           "kind: ENTERPRISE_KIND_SHOP line: 'hardware'");
    service_down(&bench);
}

static void a_site_that_a_dossier_or_a_fact_names_must_stay(void **state)
{
    static const char *const DROP =
        "project { name: 'programmes/jw/projects/0042' etag: '*' "
        "sites { id: 'south' title: 'South' } } update_mask { paths: 'sites' }";
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCertification",
           NEW("certification", "c1", CERTIFICATION AT_PROJECT "site: 'north' " APPLY), "");
    REFUSE(&bench, "UpdateProject", DROP, CV_FAILED_PRECONDITION, "SITE_IN_USE", "project.sites");
    service_down(&bench);
    up(&bench);
    EXPECT(&bench, "CreateSiteFact",
           "parent: 'programmes/jw' site_fact { " AT_PROJECT "site: 'north' subject: 's' value: 1 "
           "kind: SITE_FACT_KIND_CAPACITY effective_date: 2025-01-01 }",
           "");
    REFUSE(&bench, "UpdateProject", DROP, CV_FAILED_PRECONDITION, "SITE_IN_USE", "project.sites");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_wrong_field_of_a_certification_is_named),
        cmocka_unit_test(each_kind_of_certification_has_its_grades),
        cmocka_unit_test(a_better_grade_supersedes_one_of_the_same_subject),
        cmocka_unit_test(each_wrong_field_of_a_milestone_is_named),
        cmocka_unit_test(each_forecast_of_a_milestone_is_kept_and_the_slip_is_of_the_last),
        cmocka_unit_test(a_project_has_the_open_milestones_that_are_neither_done_nor_waived),
        cmocka_unit_test(each_wrong_field_of_an_enterprise_is_named),
        cmocka_unit_test(each_wrong_field_of_a_trade_event_is_named),
        cmocka_unit_test(each_wrong_field_of_a_research_effort_is_named),
        cmocka_unit_test(each_wrong_field_of_a_grant_is_named),
        cmocka_unit_test(each_wrong_field_of_a_product_is_named),
        cmocka_unit_test(what_was_recorded_is_read_again),
        cmocka_unit_test(a_site_that_a_dossier_or_a_fact_names_must_stay),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
