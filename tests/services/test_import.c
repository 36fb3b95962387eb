/* Import, through the whole service: all rows or none, told one by one. */
#include "base/clock.h"
#include "base/fault.h"
#include "store/store.h"
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* One of each kind, each after what it needs. A row is a kind and what its Create would be asked.
 */
#define ROW(kind, create) "rows { " kind " { " create " } } "

#define PROGRAMME                                                                                  \
    "programme_id: 'jw' programme { title: 'Long road' start_date: 2023-01-01 "                    \
    "end_date: 2025-12-31 } "
#define PARTNER                                                                                    \
    "parent: 'programmes/jw' partner_id: 'bank' partner { title_zh: '银行' "                     \
    "kind: PARTNER_KIND_ENTERPRISE contact: 'office@bank.example' } "
#define PROJECT                                                                                    \
    "parent: 'programmes/jw' project_id: '0042' project { title: 'A road' "                        \
    "partner: 'programmes/jw/partners/bank' "                                                      \
    "sectors { code: 'roads' share_basis_points: 6000 } "                                          \
    "sectors { code: 'jobs' share_basis_points: 4000 } "                                           \
    "sites { id: 'north' title: 'North' } sites { id: 'south' title: 'South' } "                   \
    "planned_start_date: 2023-02-01 planned_end_date: 2024-11-30 } "
#define IN_PROJECT "parent: 'programmes/jw/projects/0042' "
#define LINE                                                                                       \
    IN_PROJECT "budget_line_id: 'b1' budget_line { title: 'Works' category: 'works' "              \
               "site: 'north' fiscal_year: 2023 amount: 1000000 effective_date: 2023-03-01 "       \
               "reference: 'decision 7' } "
#define COMMITMENT(id, amount)                                                                     \
    IN_PROJECT "commitment_id: '" id "' commitment { amount: " amount                              \
               " budget_line: 'programmes/jw/projects/0042/budgetLines/b1' "                       \
               "effective_date: 2023-04-01 reference: 'contract 3' } "
#define DISBURSEMENT(id, amount)                                                                   \
    IN_PROJECT "disbursement_id: '" id "' disbursement { amount: " amount                          \
               " commitment: 'programmes/jw/projects/0042/commitments/c1' "                        \
               "effective_date: 2023-05-01 reference: 'voucher 12' } "
#define INDICATOR                                                                                  \
    "parent: 'programmes/jw' indicator_id: 'trees' indicator { title: 'Trees' "                    \
    "kind: INDICATOR_KIND_FLOW unit: 'trees' } "
#define OBSERVATION                                                                                \
    "parent: 'programmes/jw/indicators/trees' observation_id: 'o1' observation { "                 \
    "project: 'programmes/jw/projects/0042' site: 'south' effective_date: 2023-06-30 value: 70 "   \
    "reference: 'list 4' } "

#define BEFORE_MONEY                                                                               \
    ROW("programme", PROGRAMME)                                                                    \
    ROW("partner", PARTNER) ROW("project", PROJECT) ROW("budget_line", LINE)
#define ALL                                                                                        \
    BEFORE_MONEY ROW("commitment", COMMITMENT("c1", "600000"))                                     \
        ROW("disbursement", DISBURSEMENT("d1", "250000")) ROW("indicator", INDICATOR)              \
            ROW("observation", OBSERVATION)
#define ALL_COUNT  8
#define ALL_TABLES 20 /* what count() gives for them and one request_id */

static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
}

/* ---- what is there ---- */

struct count {
    struct cv_store_op op;
    int64_t records;
    bool done;
};

static void count_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        tx, "SELECT (SELECT COUNT(*) FROM programme) + (SELECT COUNT(*) FROM programme_version) "
            "+ (SELECT COUNT(*) FROM partner) + (SELECT COUNT(*) FROM partner_version) "
            "+ (SELECT COUNT(*) FROM project) + (SELECT COUNT(*) FROM project_version) "
            "+ (SELECT COUNT(*) FROM project_sector) + (SELECT COUNT(*) FROM project_site) "
            "+ (SELECT COUNT(*) FROM project_partner) + (SELECT COUNT(*) FROM account) "
            "+ (SELECT COUNT(*) FROM budget_line) + (SELECT COUNT(*) FROM commitment) "
            "+ (SELECT COUNT(*) FROM disbursement) + (SELECT COUNT(*) FROM indicator) "
            "+ (SELECT COUNT(*) FROM indicator_version) + (SELECT COUNT(*) FROM observation) "
            "+ (SELECT COUNT(*) FROM caravan_once)");

    if (cv_stmt_step(stmt))
        CV_CONTAINER_OF(op, struct count, op)->records = cv_stmt_get_int64(stmt, 0);
    op->status = cv_stmt_finish(stmt);
}

static void count_done(struct cv_store_op *op)
{
    CV_CONTAINER_OF(op, struct count, op)->done = true;
}

static bool is_set(void *flag)
{
    return *(bool *)flag;
}

/* Rows of all tables: what one Create or one remembered request leaves behind is seen. */
static int64_t count(struct service_bench *bench)
{
    const struct cv_scope scope = {
        .arena = &bench->arena,
        .deadline_ns = CV_NEVER,
        .home = cv_loop_wake(bench->loop),
        .principal = &bench->principal,
    };
    struct count count = {
        .op = {.mode = CV_STORE_READ, .work = count_work, .done = count_done, .scope = &scope}};

    cv_store_submit(bench->store, &count.op);
    assert_true(cv_loop_run_until(bench->loop, is_set, &count.done, 20 * CV_NS_PER_S));
    assert_int_equal(count.op.status.code, CV_OK);
    return count.records;
}

/* ---- everything fine ---- */

static void rows_of_every_kind_are_recorded_at_one_time(void **state)
{
    const Caravan__Projects__V1__Commitment *commitment;
    const Caravan__Projects__V1__ImportResponse *answer;
    const Caravan__Projects__V1__Observation *observation;
    struct service_bench bench;

    (void)state;
    up(&bench);
    answer = (const void *)EXPECT(&bench, "Import", ALL,
                                  "recorded: true created_count: 8 unchanged_count: 0 "
                                  "refused_count: 0");
    assert_int_equal(answer->n_refusals, 0);
    assert_int_equal(answer->n_outcomes, ALL_COUNT);
    for (size_t i = 0; i < ALL_COUNT; i++)
        assert_int_equal(answer->outcomes[i],
                         CARAVAN__PROJECTS__V1__IMPORT_OUTCOME__IMPORT_OUTCOME_CREATED);
    projects_approve(&bench);
    EXPECT(&bench, "GetProgramme", "name: 'programmes/jw'", "title: 'Long road' currency: 'CNY'");
    EXPECT(&bench, "GetProject", "name: 'programmes/jw/projects/0042'",
           "partner: 'programmes/jw/partners/bank' state: PROJECT_STATE_DRAFT "
           "sites { id: 'north' share_basis_points: 5000 }");
    EXPECT(&bench, "GetBudgetLine", "name: 'programmes/jw/projects/0042/budgetLines/b1'",
           "amount: 1000000 committed: 600000 site: 'north'");
    commitment = (const void *)EXPECT(&bench, "GetCommitment",
                                      "name: 'programmes/jw/projects/0042/commitments/c1'",
                                      "amount: 600000 disbursed: 250000 reference: 'contract 3'");
    observation = (const void *)EXPECT(&bench, "GetObservation",
                                       "name: 'programmes/jw/indicators/trees/observations/o1'",
                                       "value: 70 site: 'south'");
    assert_int_equal(commitment->recorded_time->seconds, observation->recorded_time->seconds);
    assert_int_equal(commitment->recorded_time->nanos, observation->recorded_time->nanos);
    service_down(&bench);
}

static void rows_sent_again_are_unchanged(void **state)
{
    struct service_bench bench;
    int64_t before;

    (void)state;
    up(&bench);
    EXPECT(&bench, "Import", ALL, "recorded: true created_count: 8");
    before = count(&bench);
    EXPECT(&bench, "Import", ALL,
           "recorded: true created_count: 0 unchanged_count: 8 refused_count: 0 outcomes: 2");
    assert_int_equal(count(&bench), before);
    service_down(&bench);
}

/* What counts is what is there, not how often it was changed. */
static void rows_changed_and_changed_back_are_unchanged(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "Import", ALL, "recorded: true");
    EXPECT(&bench, "UpdateProgramme",
           "programme { name: 'programmes/jw' title: 'Short road' etag: '*' } "
           "update_mask { paths: 'title' }",
           "");
    EXPECT(&bench, "Import", ALL,
           "recorded: false unchanged_count: 7 refused_count: 1 "
           "refusals { row: 0 reason: 'ID_TAKEN' field: 'programme.title' }");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    EXPECT(&bench, "UpdateProgramme",
           "programme { name: 'programmes/jw' title: 'Long road' etag: '*' } "
           "update_mask { paths: 'title' }",
           "etag: 'v3'");
    EXPECT(&bench, "Import", ALL, "recorded: true unchanged_count: 8");
    service_down(&bench);
}

/* The wrong amount was taken back; the spreadsheet that holds it may still be sent again. */
static void reversed_rows_are_unchanged_and_stay_reversed(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "Import", ALL, "recorded: true");
    projects_approve(&bench);
    EXPECT(&bench, "ReverseDisbursement",
           "name: 'programmes/jw/projects/0042/disbursements/d1' reversal_id: 'd1r' "
           "reference: 'typing error'",
           "");
    projects_approve(&bench);
    EXPECT(&bench, "ReverseCommitment",
           "name: 'programmes/jw/projects/0042/commitments/c1' reversal_id: 'c1r' "
           "reference: 'typing error' effective_date: 2023-05-01",
           "");
    projects_approve(&bench);
    EXPECT(&bench, "ReverseBudgetLine",
           "name: 'programmes/jw/projects/0042/budgetLines/b1' reversal_id: 'b1r' "
           "reference: 'typing error' effective_date: 2023-05-01",
           "");
    EXPECT(&bench, "ReverseObservation",
           "name: 'programmes/jw/indicators/trees/observations/o1' reversal_id: 'o1r' "
           "reference: 'typing error'",
           "");
    EXPECT(&bench, "Import", ALL, "recorded: true created_count: 0 unchanged_count: 8");
    EXPECT(&bench, "GetCommitment", "name: 'programmes/jw/projects/0042/commitments/c1'",
           "disbursed: 0 reversed_by: 'programmes/jw/projects/0042/commitments/c1r'");
    service_down(&bench);
}

static void a_row_may_be_there_twice_if_it_says_the_same(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "Import", BEFORE_MONEY ROW("budget_line", LINE),
           "recorded: true created_count: 4 unchanged_count: 1");
    EXPECT(&bench, "Import",
           ROW("commitment", COMMITMENT("c1", "100")) ROW("commitment", COMMITMENT("c1", "101")),
           "recorded: false created_count: 1 refused_count: 1 outcomes: 1 outcomes: 3 "
           "refusals { row: 1 code: 6 reason: 'ID_TAKEN' field: 'commitment.amount' }");
    service_down(&bench);
}

/* ---- refusals ---- */

#define BAD_ROWS                                                                                   \
    "rows { } " ROW("partner", "parent: 'programmes/jw' partner_id: 'x' partner { }")              \
        ROW("partner", "parent: 'programmes/jw' partner { title: 'X' }") ROW(                      \
            "partner", "parent: 'programmes/jw' partner_id: 'x' partner { title: 'X' } "           \
                       "request_id: 'r'")                                                          \
            ROW("partner", "parent: 'programmes/other' partner_id: 'x' partner { title: 'X' }")    \
                ROW("commitment", COMMITMENT("c1", "1000001"))                                     \
                    ROW("disbursement", DISBURSEMENT("d1", "1"))                                   \
                        ROW("project", "parent: 'programmes/jw' project_id: 'x'")
#define BAD_ROWS_TOLD                                                                              \
    "refusals { row: 4 code: 3 reason: 'INVALID_FIELD' field: 'record' } "                         \
    "refusals { row: 5 code: 3 reason: 'INVALID_FIELD' field: 'partner.title' } "                  \
    "refusals { row: 6 code: 3 reason: 'INVALID_FIELD' field: 'partner_id' } "                     \
    "refusals { row: 7 code: 3 reason: 'INVALID_FIELD' field: 'request_id' } "                     \
    "refusals { row: 8 code: 5 reason: 'NOT_FOUND' field: '' "                                     \
    "message: 'there is no programmes/other' } "                                                   \
    "refusals { row: 9 code: 9 reason: 'BUDGET_EXCEEDED' field: '' "                               \
    "message: 'the budget line has 10000.00 CNY left of 10000.00 CNY; 10000.01 CNY is more "       \
    "than that' } "                                                                                \
    "refusals { row: 10 code: 5 reason: 'NOT_FOUND' field: 'disbursement.commitment' } "           \
    "refusals { row: 11 code: 3 reason: 'INVALID_FIELD' field: 'project' } "

static void one_refused_row_undoes_all_and_every_refusal_is_told(void **state)
{
    const Caravan__Projects__V1__ImportResponse *answer;
    struct service_bench bench;

    (void)state;
    up(&bench);
    answer = (const void *)EXPECT(
        &bench, "Import", BEFORE_MONEY BAD_ROWS ROW("indicator", INDICATOR) "request_id: 'first'",
        "recorded: false created_count: 5 refused_count: 8 " BAD_ROWS_TOLD);
    assert_int_equal(answer->n_refusals, 8);
    assert_int_equal(answer->n_outcomes, 13);
    assert_int_equal(answer->outcomes[12],
                     CARAVAN__PROJECTS__V1__IMPORT_OUTCOME__IMPORT_OUTCOME_CREATED);
    assert_int_equal(count(&bench), 0);
    service_down(&bench);
}

static void good_rows_are_kept_if_asked_for(void **state)
{
    struct service_bench bench;
    int64_t good;

    (void)state;
    up(&bench);
    EXPECT(&bench, "Import", BEFORE_MONEY ROW("indicator", INDICATOR), "recorded: true");
    good = count(&bench);
    service_down(&bench);

    up(&bench);
    EXPECT(&bench, "Import", BEFORE_MONEY BAD_ROWS ROW("indicator", INDICATOR) "keep_good: true",
           "recorded: true created_count: 5 refused_count: 8 " BAD_ROWS_TOLD);
    assert_int_equal(count(&bench), good);
    service_down(&bench);
}

static void validating_leaves_no_trace(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "Import", ALL "validate_only: true request_id: 'r'",
           "recorded: false created_count: 8 refused_count: 0");
    assert_int_equal(count(&bench), 0);
    EXPECT(&bench, "Import", ALL BAD_ROWS "validate_only: true keep_good: true",
           "recorded: false created_count: 8");
    assert_int_equal(count(&bench), 0);
    service_down(&bench);
}

static void limits_hold_for_the_rows_together(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "Import",
           BEFORE_MONEY ROW("commitment", COMMITMENT("c1", "600000"))
               ROW("commitment", COMMITMENT("c2", "600000"))
                   ROW("disbursement", DISBURSEMENT("d1", "400000"))
                       ROW("disbursement", DISBURSEMENT("d2", "200001"))
                           ROW("commitment", COMMITMENT("c3", "400000")) "keep_good: true",
           "recorded: true created_count: 7 refused_count: 2 "
           "refusals { row: 5 code: 9 reason: 'BUDGET_EXCEEDED' } "
           "refusals { row: 7 code: 9 reason: 'COMMITMENT_EXCEEDED' }");
    EXPECT(&bench, "GetBudgetLine", "name: 'programmes/jw/projects/0042/budgetLines/b1'",
           "committed: 0 pending: 1000000");
    service_down(&bench);
}

/* ---- other content ---- */

struct other {
    const char *kind;
    const char *create;
    const char *change;
    const char *field;
    const char *message; /* how it ends */
};

static const struct other OTHERS[] = {
    {"programme", PROGRAMME, "programme { title: 'Short road' }", "programme.title",
     "with programme.title 'Long road', not 'Short road'"},
    {"programme", PROGRAMME, "programme { end_date: 2026-12-31 }", "programme.end_date",
     "with programme.end_date 2025-12-31, not 2026-12-31"},
    {"programme", PROGRAMME, "programme { currency: 'USD' }", "programme.currency",
     "with programme.currency 'CNY', not 'USD'"},
    {"partner", PARTNER, "partner { kind: PARTNER_KIND_SCHOOL }", "partner.kind",
     "with partner.kind PARTNER_KIND_ENTERPRISE, not PARTNER_KIND_SCHOOL"},
    {"project", PROJECT, "project { !partner }", "project.partner",
     "with project.partner 'programmes/jw/partners/bank', not ''"},
    {"project", PROJECT,
     "project { !sectors sectors { code: 'roads' share_basis_points: 5000 } "
     "sectors { code: 'jobs' share_basis_points: 5000 } }",
     "project.sectors[0].share_basis_points",
     "with project.sectors[0].share_basis_points 6000, not 5000"},
    {"project", PROJECT,
     "project { !sites sites { id: 'north' title: 'North' share_basis_points: 5000 } "
     "sites { id: 'south' title: 'South' share_basis_points: 5000 } "
     "sites { id: 'west' title: 'West' } }",
     "project.sites", "with project.sites 2 of them, not 3 of them"},
    {"project", PROJECT,
     "project { !sites sites { id: 'north' title: 'North' } "
     "sites { id: 'south' title: 'Far south' } }",
     "project.sites[1].title", "with project.sites[1].title 'South', not 'Far south'"},
    {"project", PROJECT, "project { state: PROJECT_STATE_IMPLEMENTING }", "project.state",
     "with project.state PROJECT_STATE_DRAFT, not PROJECT_STATE_IMPLEMENTING"},
    {"project", PROJECT, "project { actual_start_date: 2023-02-03 }", "project.actual_start_date",
     "with project.actual_start_date none, not 2023-02-03"},
    {"budget_line", LINE, "budget_line { fiscal_year: 2024 amount: 5 }", "budget_line.fiscal_year",
     "with budget_line.fiscal_year 2023, not 2024"},
    {"commitment", COMMITMENT("c1", "600000"), "commitment { amount: 600001 }", "commitment.amount",
     "with commitment.amount 6000.00 CNY, not 6000.01 CNY"},
    {"disbursement", DISBURSEMENT("d1", "250000"), "disbursement { effective_date: 2023-05-02 }",
     "disbursement.effective_date", "with disbursement.effective_date 2023-05-01, not 2023-05-02"},
    {"disbursement", DISBURSEMENT("d1", "250000"), "disbursement { !reference }",
     "disbursement.reference", "with disbursement.reference 'voucher 12', not ''"},
    {"indicator", INDICATOR, "indicator { counts_people: true }", "indicator.counts_people",
     "with indicator.counts_people false, not true"},
    {"observation", OBSERVATION, "observation { value: 71 }", "observation.value",
     "with observation.value 70, not 71"},
    {"observation", OBSERVATION, "observation { value: 4294967366 }", "observation.value",
     "with observation.value 70, not 4294967366"}, /* 2^32 + 70 */
};

static void other_content_under_a_taken_id_is_named(void **state)
{
    const Caravan__Projects__V1__ImportResponse *answer;
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "Import", ALL, "recorded: true");
    for (size_t i = 0; i < sizeof(OTHERS) / sizeof(OTHERS[0]); i++) {
        const struct other *other = &OTHERS[i];

        answer = (const void *)EXPECT(
            &bench, "Import",
            service_text(&bench, ROW("%s", "%s %s"), other->kind, other->create, other->change),
            service_text(&bench,
                         "recorded: false refused_count: 1 refusals { row: 0 code: 6 "
                         "reason: 'ID_TAKEN' field: '%s' }",
                         other->field));
        assert_non_null(strstr(answer->refusals[0]->message, " is there already, "));
        assert_non_null(strstr(answer->refusals[0]->message, other->message));
    }
    service_down(&bench);
}

static void the_id_of_a_reversal_is_taken(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "Import", ALL, "recorded: true");
    EXPECT(&bench, "ReverseObservation",
           "name: 'programmes/jw/indicators/trees/observations/o1' reversal_id: 'o1r' "
           "reference: 'list 4'",
           "");
    EXPECT(&bench, "Import", ROW("observation", OBSERVATION "observation_id: 'o1r'"),
           "recorded: false refusals { reason: 'ID_TAKEN' field: 'observation.reverses' }");
    service_down(&bench);
}

/* ---- repeating ---- */

static void a_remembered_import_gives_its_first_answer(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "Import", ALL "request_id: 'r'", "recorded: true created_count: 8");
    EXPECT(&bench, "Import", ALL "request_id: 'r'", "recorded: true created_count: 8");
    REFUSE(&bench, "Import", ROW("partner", PARTNER) "request_id: 'r'", CV_ALREADY_EXISTS,
           "REQUEST_ID_REUSED", "request_id");
    service_down(&bench);
}

static void an_import_that_created_nothing_runs_again(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "Import", ROW("partner", PARTNER) "request_id: 'r'",
           "recorded: false refusals { reason: 'NOT_FOUND' }");
    EXPECT(&bench, "Import", ROW("partner", PARTNER) "keep_good: true request_id: 'k'",
           "recorded: true created_count: 0 refused_count: 1");
    EXPECT(&bench, "Import", ROW("partner", PARTNER) "validate_only: true request_id: 'v'",
           "recorded: false refused_count: 1");
    EXPECT(&bench, "Import", ROW("programme", PROGRAMME), "recorded: true");
    EXPECT(&bench, "Import", ROW("partner", PARTNER) "validate_only: true request_id: 'v'",
           "recorded: false refused_count: 0");
    EXPECT(&bench, "Import", ROW("partner", PARTNER) "request_id: 'r'",
           "recorded: true created_count: 1");
    EXPECT(&bench, "Import", ROW("partner", PARTNER) "keep_good: true request_id: 'k'",
           "recorded: true unchanged_count: 1");
    service_down(&bench);
}

/* ---- limits ---- */

#define ROWS_MAX 10000

/* `count` partners, each with `letters` letters in both titles and its contact. */
static Caravan__Projects__V1__ImportRequest *many(struct service_bench *bench, size_t count,
                                                  int letters)
{
    struct cv_arena *arena = &bench->arena;
    char *text = cv_arena_printf(arena, "%0*d", letters, 0);
    Caravan__Projects__V1__ImportRequest *request = cv_arena_alloc(arena, sizeof(*request));

    caravan__projects__v1__import_request__init(request);
    request->rows = cv_arena_array(arena, count, sizeof(*request->rows));
    for (size_t i = 0; i < count; i++) {
        Caravan__Projects__V1__ImportRow *row = cv_arena_alloc(arena, sizeof(*row));

        caravan__projects__v1__import_row__init(row);
        row->record_case = CARAVAN__PROJECTS__V1__IMPORT_ROW__RECORD_PARTNER;
        row->partner = cv_arena_alloc(arena, sizeof(*row->partner));
        caravan__projects__v1__create_partner_request__init(row->partner);
        row->partner->parent = (char *)(uintptr_t) "programmes/jw";
        row->partner->partner_id = cv_arena_printf(arena, "p%zu", i);
        row->partner->partner = cv_arena_alloc(arena, sizeof(*row->partner->partner));
        caravan__projects__v1__partner__init(row->partner->partner);
        row->partner->partner->title = text;
        row->partner->partner->title_zh = text;
        row->partner->partner->contact = text;
        request->rows[request->n_rows++] = row;
    }
    return request;
}

static const Caravan__Projects__V1__ImportResponse *
import_many(struct service_bench *bench, const Caravan__Projects__V1__ImportRequest *request)
{
    const Caravan__Projects__V1__ImportResponse *answer = PROJECTS_ASK(bench, import, request);

    if (answer == NULL)
        print_error("%s\n", bench->op.start.status.message);
    assert_non_null(answer);
    return answer;
}

static void one_row_too_many_or_none_is_refused(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE(&bench, "Import", "", BAD, "rows");
    assert_null(PROJECTS_ASK(&bench, import, many(&bench, ROWS_MAX + 1, 1)));
    assert_int_equal(bench.op.start.status.code, CV_INVALID_ARGUMENT);
    assert_string_equal(bench.op.start.status.field, "rows");
    service_down(&bench);
}

/* 10,000 rows of nearly 4 MiB: created, then read again to be compared, then refused one by one. */
static void the_largest_import_has_the_memory_it_needs(void **state)
{
    Caravan__Projects__V1__ImportRequest *request;
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "Import", ROW("programme", PROGRAMME), "recorded: true");
    request = many(&bench, ROWS_MAX, 122);
    assert_in_range(protobuf_c_message_get_packed_size(&request->base), 4 * 1000 * 1000,
                    4 * 1024 * 1024);
    assert_int_equal(import_many(&bench, request)->created_count, ROWS_MAX);
    assert_int_equal(import_many(&bench, request)->unchanged_count, ROWS_MAX);
    request->rows[0]->partner->partner->title[0] = 'x'; /* they share the text */
    assert_int_equal(import_many(&bench, request)->refused_count, ROWS_MAX);
    service_down(&bench);
}

static void the_first_200_of_many_refusals_are_told(void **state)
{
    const Caravan__Projects__V1__ImportResponse *answer;
    struct service_bench bench;

    (void)state;
    up(&bench);
    answer = import_many(&bench, many(&bench, 300, 1));
    assert_false(answer->recorded);
    assert_int_equal(answer->refused_count, 300);
    assert_int_equal(answer->n_outcomes, 300);
    assert_int_equal(answer->n_refusals, 200);
    for (int32_t i = 0; i < 200; i++) {
        assert_int_equal(answer->refusals[i]->row, i);
        assert_int_equal(answer->refusals[i]->code, CV_NOT_FOUND);
        assert_string_equal(answer->refusals[i]->message, "there is no programmes/jw");
    }
    service_down(&bench);
}

/* ---- abandoned ---- */

static _Thread_local bool on_loop;
static atomic_uint store_looks; /* at the clock, before time is up for the store's thread */

static uint64_t late_for_the_store(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    if (!on_loop && atomic_load(&store_looks) > 0)
        atomic_fetch_sub(&store_looks, 1);
    return (uint64_t)now.tv_sec * CV_NS_PER_S + (uint64_t)now.tv_nsec +
           (on_loop || atomic_load(&store_looks) > 0 ? 0 : 3600 * CV_NS_PER_S);
}

static int64_t noon(void)
{
    return SERVICE_NOON;
}

/* The deadline passes when some rows are recorded: the writer has better things to do. */
static void an_import_nobody_waits_for_is_given_up_and_undone(void **state)
{
    static const struct cv_clock CLOCK = {late_for_the_store, noon};
    struct service_bench bench;

    (void)state;
    on_loop = true;
    atomic_store(&store_looks, 5);
    up(&bench);
    cv_clock_set(&CLOCK);
    bench.scope.deadline_ns = cv_clock_ns() + 60 * CV_NS_PER_S;
    REFUSE(&bench, "Import", ALL, CV_CANCELLED, "", "");
    assert_string_equal(bench.op.start.status.message, "nobody waits for the import any more");
    assert_int_equal(count(&bench), 0);
    service_down(&bench);
}

/* ---- failures ---- */

/* As long as the channel is on its way back to the server. */
static void import_again(struct service_bench *bench,
                         const Caravan__Projects__V1__ImportRequest *request)
{
    const Caravan__Projects__V1__ImportResponse *answer = NULL;
    unsigned tries = 0;

    do {
        answer = PROJECTS_ASK(bench, import, request);
    } while (bench->op.start.status.code == CV_UNAVAILABLE && ++tries < 10000);
    assert_non_null(answer);
    assert_true(answer->recorded);
    assert_int_equal(answer->created_count, ALL_COUNT);
}

/* Every operation of these kinds fails in turn during an import. Whatever its client hears, nothing
 * or everything is there, and asking again ends with everything. Returns how often there was
 * nothing. */
static unsigned sweep(enum service_kind kind, unsigned faults)
{
    const ProtobufCMessageDescriptor *type = &caravan__projects__v1__import_request__descriptor;
    Caravan__Projects__V1__ImportRequest *request;
    struct service_bench bench;
    unsigned undone = 0;
    const char *problem;
    bool fired = true;
    int64_t there;

    for (unsigned long nth = 1; fired; nth++) {
        projects_up(&bench, kind);
        request = (void *)message_from_text(type, ALL "request_id: 'r'", &bench.arena, &problem);
        cv_fault_arm(faults, nth);
        (void)PROJECTS_ASK(&bench, import, request);
        fired = cv_fault_fired();
        cv_fault_off();
        if (atomic_load(&bench.lost))
            service_restart(&bench);
        there = count(&bench);
        import_again(&bench, request);
        assert_true(there == 0 || there == ALL_TABLES);
        assert_int_equal(count(&bench), ALL_TABLES);
        undone += there == 0;
        service_down(&bench);
    }
    return undone;
}

static void whatever_fails_a_retry_ends_with_exactly_the_rows(void **state)
{
    (void)state;
    assert_true(sweep(SERVICE_IN_MEMORY, CV_FAULT_STATEMENT) > 100);
    assert_true(sweep(SERVICE_IN_MEMORY, CV_FAULT_ALLOC | CV_FAULT_WRITE) > 50);
    assert_int_equal(sweep(SERVICE_IN_FILE, CV_FAULT_COMMIT), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_every_kind_are_recorded_at_one_time),
        cmocka_unit_test(rows_sent_again_are_unchanged),
        cmocka_unit_test(rows_changed_and_changed_back_are_unchanged),
        cmocka_unit_test(reversed_rows_are_unchanged_and_stay_reversed),
        cmocka_unit_test(a_row_may_be_there_twice_if_it_says_the_same),
        cmocka_unit_test(one_refused_row_undoes_all_and_every_refusal_is_told),
        cmocka_unit_test(good_rows_are_kept_if_asked_for),
        cmocka_unit_test(validating_leaves_no_trace),
        cmocka_unit_test(limits_hold_for_the_rows_together),
        cmocka_unit_test(other_content_under_a_taken_id_is_named),
        cmocka_unit_test(the_id_of_a_reversal_is_taken),
        cmocka_unit_test(a_remembered_import_gives_its_first_answer),
        cmocka_unit_test(an_import_that_created_nothing_runs_again),
        cmocka_unit_test(one_row_too_many_or_none_is_refused),
        cmocka_unit_test(the_largest_import_has_the_memory_it_needs),
        cmocka_unit_test(the_first_200_of_many_refusals_are_told),
        cmocka_unit_test(an_import_nobody_waits_for_is_given_up_and_undone),
        cmocka_unit_test(whatever_fails_a_retry_ends_with_exactly_the_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
