/* What is kept of what was posted: a report of now that is made of it, and one that adds up the
 * entries themselves, say the same; and so does the check of a stored file. */
#include "money_audit/money_audit_store.h"
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define PROJECT  "programmes/jw/projects/0042"
#define PROMISES PROJECT "/commitments/"
#define PAYMENTS PROJECT "/disbursements/"
#define JW       "programme: 'programmes/jw' "
#define BILLIONS "70000000000003" /* of which neither part is 0 */

/* ---- the check ---- */

struct check {
    struct cv_store_op op;
    struct cv_arena *arena;
    const char *sql; /* done before it; NULL: nothing */
    int64_t rows;
    int64_t wrong;
};

static void check_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct check *check = CV_CONTAINER_OF(op, struct check, op);

    op->status = check->sql == NULL ? CV_STATUS_OK : cv_tx_run(tx, check->sql);
    if (cv_ok(op->status))
        op->status = money_audit_run(tx, check->arena, &check->rows, &check->wrong);
}

static int64_t count_wrong(struct service_bench *bench, const char *sql)
{
    struct check check = {.arena = &bench->arena, .sql = sql};

    assert_int_equal(service_store(bench, &check.op, check_work).code, CV_OK);
    assert_true(check.rows > 0);
    return check.wrong;
}

/* ---- entries ---- */

static void promise(struct service_bench *bench, const char *id, const char *rest)
{
    EXPECT(bench, "CreateCommitment",
           service_text(bench,
                        "parent: '" PROJECT "' commitment_id: '%s' commitment { budget_line: "
                        "'" PROJECT "/budgetLines/works' %s }",
                        id, rest),
           "");
}

static void pay(struct service_bench *bench, const char *id, const char *of, const char *rest)
{
    EXPECT(bench, "CreateDisbursement",
           service_text(bench,
                        "parent: '" PROJECT "' disbursement_id: '%s' disbursement { commitment: "
                        "'" PROMISES "%s' %s }",
                        id, of, rest),
           "");
}

/* A line "works" of as much as a line may have. */
static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
    EXPECT(bench, "CreateBudgetLine",
           "parent: '" PROJECT "' budget_line_id: 'works' budget_line { title: 'x' "
           "fiscal_year: 2025 amount: 100000000000000 effective_date: 2024-01-01 }",
           "");
    projects_approve(bench);
}

/* The report of now, want it or not; then of the same instant, when it is past. */
static void now_and_then(struct service_bench *bench, const char *want)
{
    const Caravan__Projects__V1__ReportResponse *now =
        (const Caravan__Projects__V1__ReportResponse *)EXPECT(bench, "Report", JW, want);
    const char *then = service_text(bench, JW "known_at { seconds: %lld nanos: %d } ",
                                    (long long)now->known_at->seconds, (int)now->known_at->nanos);

    promise(bench, service_text(bench, "later-%d", (int)now->known_at->nanos),
            "amount: 1 effective_date: 2024-01-01");
    projects_approve(bench);
    EXPECT(bench, "Report", then, want);
}

/* ---- tests ---- */

static void sums_of_the_greatest_amounts_are_whole(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    promise(&bench, "contract", "amount: " BILLIONS " effective_date: 2024-02-01");
    promise(&bench, "other", "amount: 1999999999 effective_date: 2025-02-01");
    projects_approve(&bench);
    pay(&bench, "all", "contract", "amount: " BILLIONS " effective_date: 2025-03-01");
    pay(&bench, "some", "other", "amount: 999999999 effective_date: 2025-03-01");
    projects_approve(&bench);
    EXPECT(&bench, "ReverseDisbursement", "name: '" PAYMENTS "some' reference: 'x'", "");
    projects_approve(&bench);
    assert_int_equal(count_wrong(&bench, NULL), 0);
    now_and_then(&bench,
                 "by_year { key: '2024' committed_minor: " BILLIONS " disbursed_minor: 0 } "
                 "by_year { key: '2025' committed_minor: 1999999999 disbursed_minor: " BILLIONS
                 " }");
    assert_int_equal(count_wrong(&bench, NULL), 0);
    service_down(&bench);
}

/* Where something waits, too. */
static void sow_other(struct service_bench *bench)
{
    EXPECT(bench, "CreateProgramme",
           "programme_id: 'other' programme { title: 'Short road' start_date: 2023-01-01 "
           "end_date: 2025-12-31 }",
           "");
    EXPECT(bench, "CreateProject",
           "parent: 'programmes/other' project_id: 'x' project { title: 'X' "
           "sectors { code: 'roads' share_basis_points: 10000 } }",
           "");
    EXPECT(bench, "CreateBudgetLine",
           "parent: 'programmes/other/projects/x' budget_line_id: 'works' budget_line { title: 'x' "
           "fiscal_year: 2025 amount: 100 effective_date: 2024-01-01 }",
           "");
    EXPECT(bench, "CreateCommitment",
           "parent: 'programmes/other/projects/x' commitment { effective_date: 2024-02-01 "
           "budget_line: 'programmes/other/projects/x/budgetLines/works' amount: 5 }",
           "");
}

static void what_waits_is_told_beside_them(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    promise(&bench, "contract", "amount: 600 effective_date: 2024-02-01");
    projects_approve(&bench);
    sow_other(&bench);
    promise(&bench, "waits", "amount: 30 effective_date: 2025-02-01");
    pay(&bench, "waits", "contract", "amount: 200 effective_date: 2025-04-01");
    EXPECT(&bench, "Report", JW,
           "total { committed_minor: 600 disbursed_minor: 0 pending { committed_minor: 30 "
           "disbursed_minor: 200 } }");
    EXPECT(&bench, "Report", JW "effective_through: 2025-03-31",
           "total { committed_minor: 600 disbursed_minor: 0 pending { committed_minor: 30 "
           "disbursed_minor: 0 } }");
    EXPECT(&bench, "Report", "programme: 'programmes/other'",
           "total { committed_minor: 0 pending { committed_minor: 5 } }");
    service_down(&bench);
}

static void a_draft_that_is_moved_to_another_year_is_of_that_year(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    promise(&bench, "contract",
            "amount: 600 effective_date: 2024-12-31 standing { state: ENTRY_STATE_DRAFT }");
    EXPECT(&bench, "UpdateCommitment",
           "commitment { name: '" PROMISES "contract' budget_line: '" PROJECT "/budgetLines/works' "
           "amount: 700 effective_date: 2025-01-01 etag: 'v1' }",
           "");
    EXPECT(&bench, "MoveCommitment", "name: '" PROMISES "contract' move: ENTRY_MOVE_SUBMIT", "");
    projects_approve(&bench);
    assert_int_equal(count_wrong(&bench, NULL), 0);
    now_and_then(&bench, "by_year { key: '2025' committed_minor: 700 }");
    service_down(&bench);
}

static void the_check_of_a_stored_file_finds_a_sum_that_is_wrong(void **state)
{
    static const char *const WRONGS[] = {
        "UPDATE posted_sum SET committed_low = committed_low + 1",
        "UPDATE posted_sum SET disbursed_high = disbursed_high + 1",
        "UPDATE posted_sum SET latest_on = 20240101",
        "UPDATE posted_sum SET latest_on = 20290101",
        "DELETE FROM posted_sum",
        "UPDATE posted_sum SET year = 2023",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(WRONGS) / sizeof(WRONGS[0]); i++) {
        struct service_bench bench;

        up(&bench);
        promise(&bench, "contract", "amount: 600 effective_date: 2024-02-01");
        projects_approve(&bench);
        pay(&bench, "advance", "contract", "amount: 200 effective_date: 2024-03-01");
        projects_approve(&bench);
        assert_int_equal(count_wrong(&bench, NULL), 0);
        assert_true(count_wrong(&bench, WRONGS[i]) > 0);
        service_down(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_of_the_greatest_amounts_are_whole),
        cmocka_unit_test(what_waits_is_told_beside_them),
        cmocka_unit_test(a_draft_that_is_moved_to_another_year_is_of_that_year),
        cmocka_unit_test(the_check_of_a_stored_file_finds_a_sum_that_is_wrong),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
