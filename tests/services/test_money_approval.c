/* Money by two persons: what is reserved, approved, refused and freed, and by whom not. */
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define PROJECT  "programmes/jw/projects/0042"
#define LINES    PROJECT "/budgetLines/"
#define PROMISES PROJECT "/commitments/"
#define PAYMENTS PROJECT "/disbursements/"

#define SUBMIT   " move: ENTRY_MOVE_SUBMIT "
#define APPROVE  " move: ENTRY_MOVE_APPROVE "
#define REJECT   " move: ENTRY_MOVE_REJECT reason: 'no' "
#define WITHDRAW " move: ENTRY_MOVE_WITHDRAW "
#define EXPIRE   " move: ENTRY_MOVE_EXPIRE "

#define WRONG CV_FAILED_PRECONDITION, "WRONG_STATE", ""
#define OWN   CV_PERMISSION_DENIED, "SELF_APPROVAL", ""

static void as(struct service_bench *bench, const char *subject)
{
    bench->principal.subject = subject;
}

static void line(struct service_bench *bench, const char *id, const char *amount)
{
    EXPECT(bench, "CreateBudgetLine",
           service_text(bench,
                        "parent: '" PROJECT "' budget_line_id: '%s' budget_line { title: 'Works' "
                        "fiscal_year: 2025 amount: %s effective_date: 2025-01-10 }",
                        id, amount),
           "standing { state: ENTRY_STATE_SUBMITTED }");
}

static const char *promise(struct service_bench *bench, const char *id, const char *rest)
{
    return service_text(bench,
                        "parent: '" PROJECT
                        "' commitment_id: '%s' commitment { budget_line: '" LINES
                        "works' effective_date: 2025-02-01 %s }",
                        id, rest);
}

static const char *payment(struct service_bench *bench, const char *id, const char *rest)
{
    return service_text(bench,
                        "parent: '" PROJECT "' disbursement_id: '%s' disbursement { "
                        "commitment: '" PROMISES "contract' effective_date: 2025-03-01 %s }",
                        id, rest);
}

static const char *line_is(struct service_bench *bench, int committed, int pending, int available)
{
    return service_text(bench, "committed: %d pending: %d available: %d", committed, pending,
                        available);
}

/* A line "works" of 1000, approved; by the clerk and the checker. */
static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
    line(bench, "works", "1000");
    projects_approve(bench);
}

/* And a commitment "contract" of 600, a disbursement "advance" of 200. */
static void up_paid(struct service_bench *bench)
{
    up(bench);
    EXPECT(bench, "CreateCommitment", promise(bench, "contract", "amount: 600"), "");
    EXPECT(bench, "CreateDisbursement", payment(bench, "advance", "amount: 200"), "");
    projects_approve(bench);
}

/* ---- reserve, approve, post ---- */

static void a_commitment_reserves_and_posts_when_another_approves(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCommitment", promise(&bench, "contract", "amount: 600"),
           "standing { state: ENTRY_STATE_SUBMITTED makers: 'clerk' judged_by: '' posted_minor: 0 "
           "!resolved_time } etag: 'v1'");
    EXPECT(&bench, "GetBudgetLine", "name: '" LINES "works'", line_is(&bench, 0, 600, 400));
    as(&bench, "checker");
    EXPECT(&bench, "MoveCommitment", "name: '" PROMISES "contract' etag: 'v1'" APPROVE,
           "standing { state: ENTRY_STATE_APPROVED makers: 'clerk' judged_by: 'checker' "
           "posted_minor: 600 } etag: 'v2' disbursed: 0");
    EXPECT(&bench, "GetBudgetLine", "name: '" LINES "works'", line_is(&bench, 600, 0, 400));
    service_down(&bench);
}

static void whatever_ends_it_frees_what_it_reserved(void **state)
{
    static const struct {
        const char *who;
        const char *move;
        const char *state;
    } ENDS[] = {{"checker", "etag: 'v1'" REJECT, "ENTRY_STATE_REJECTED"},
                {"clerk", WITHDRAW, "ENTRY_STATE_WITHDRAWN"},
                {"anybody", EXPIRE, "ENTRY_STATE_EXPIRED"}};
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (int i = 0; i < 3; i++) {
        const char *id = service_text(&bench, "c%d", i);
        const char *name = service_text(&bench, "name: '" PROMISES "%s'", id);

        as(&bench, "clerk");
        service_clock_set(SERVICE_NOON);
        EXPECT(&bench, "CreateCommitment",
               promise(&bench, id, "amount: 1000 hold_until_date: 2025-07-02"), "");
        EXPECT(&bench, "GetBudgetLine", "name: '" LINES "works'", line_is(&bench, 0, 1000, 0));
        REFUSE(&bench, "CreateCommitment", promise(&bench, "x", "amount: 1"),
               CV_FAILED_PRECONDITION, "BUDGET_EXCEEDED", "");
        service_clock_set(SERVICE_NOON + 2 * SERVICE_DAY);
        as(&bench, ENDS[i].who);
        EXPECT(&bench, "MoveCommitment", service_text(&bench, "%s %s", name, ENDS[i].move),
               service_text(&bench, "standing { state: %s posted_minor: 0 }", ENDS[i].state));
        EXPECT(&bench, "GetBudgetLine", "name: '" LINES "works'", line_is(&bench, 0, 0, 1000));
        as(&bench, "checker");
        REFUSE(&bench, "MoveCommitment", service_text(&bench, "%s etag: 'v2'" APPROVE, name),
               WRONG);
    }
    service_down(&bench);
}

static void some_of_a_disbursement_may_be_approved_and_the_rest_is_free(void **state)
{
    struct service_bench bench;

    (void)state;
    up_paid(&bench);
    EXPECT(&bench, "CreateDisbursement", payment(&bench, "second", "amount: 400"), "");
    REFUSE(&bench, "CreateDisbursement", payment(&bench, "third", "amount: 1"),
           CV_FAILED_PRECONDITION, "COMMITMENT_EXCEEDED", "");
    as(&bench, "checker");
    REFUSE(&bench, "MoveDisbursement",
           "name: '" PAYMENTS "second' etag: 'v1' amount_minor: 401" APPROVE, BAD, "amount");
    EXPECT(&bench, "MoveDisbursement",
           "name: '" PAYMENTS "second' etag: 'v1' amount_minor: 150" APPROVE,
           "amount: 400 standing { state: ENTRY_STATE_APPROVED posted_minor: 150 }");
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "contract'",
           "disbursed: 350 pending: 0 standing { state: ENTRY_STATE_PARTLY_DISBURSED }");
    as(&bench, "clerk");
    EXPECT(&bench, "CreateDisbursement", payment(&bench, "third", "amount: 250"), "");
    projects_approve(&bench);
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "contract'",
           "disbursed: 600 standing { state: ENTRY_STATE_FULLY_DISBURSED }");
    service_down(&bench);
}

static void a_disbursement_is_paid_once_with_evidence(void **state)
{
    struct service_bench bench;

    (void)state;
    up_paid(&bench);
    EXPECT(&bench, "CreateDisbursement", payment(&bench, "second", "amount: 1"), "");
    REFUSE(&bench, "PayDisbursement",
           "name: '" PAYMENTS "second' evidence: 'V 1' paid_date: 2025-03-02", WRONG);
    REFUSE(&bench, "PayDisbursement", "name: '" PAYMENTS "advance' paid_date: 2025-03-02", BAD,
           "evidence");
    REFUSE(&bench, "PayDisbursement", "name: '" PAYMENTS "advance' evidence: 'V 1'", BAD,
           "paid_date");
    EXPECT(&bench, "PayDisbursement",
           "name: '" PAYMENTS "advance' evidence: 'V 1' paid_date: 2025-03-02 etag: 'v2'",
           "evidence: 'V 1' paid_date: 2025-03-02 standing { state: ENTRY_STATE_PAID } etag: 'v3'");
    REFUSE(&bench, "PayDisbursement",
           "name: '" PAYMENTS "advance' evidence: 'V 2' paid_date: 2025-03-02", WRONG);
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "contract'", "disbursed: 200");
    service_down(&bench);
}

/* ERPNext counted actuals twice, or forgot commitments: 9 million free, 5 million refused. */
static void the_free_balance_is_exact_to_the_last_fen(void **state)
{
    struct service_bench bench;

    (void)state;
    up_paid(&bench);
    EXPECT(&bench, "GetBudgetLine", "name: '" LINES "works'", line_is(&bench, 600, 0, 400));
    REFUSE(&bench, "CreateCommitment", promise(&bench, "more", "amount: 401"),
           CV_FAILED_PRECONDITION, "BUDGET_EXCEEDED", "");
    EXPECT(&bench, "CreateCommitment", promise(&bench, "more", "amount: 399"), "");
    EXPECT(&bench, "CreateCommitment", promise(&bench, "last", "amount: 1"), "");
    REFUSE(&bench, "CreateCommitment", promise(&bench, "none", "amount: 1"), CV_FAILED_PRECONDITION,
           "BUDGET_EXCEEDED", "");
    EXPECT(&bench, "GetBudgetLine", "name: '" LINES "works'", line_is(&bench, 600, 400, 0));
    projects_approve(&bench);
    EXPECT(&bench, "GetBudgetLine", "name: '" LINES "works'", line_is(&bench, 1000, 0, 0));
    service_down(&bench);
}

static void what_is_taken_from_is_approved_first(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    line(&bench, "works", "1000");
    EXPECT(&bench, "GetBudgetLine", "name: '" LINES "works'", line_is(&bench, 0, 0, 0));
    EXPECT(&bench, "CreateCommitment", promise(&bench, "contract", "amount: 600"), "");
    EXPECT(&bench, "CreateDisbursement", payment(&bench, "advance", "amount: 600"), "");
    as(&bench, "checker");
    REFUSE(&bench, "MoveDisbursement", "name: '" PAYMENTS "advance' etag: 'v1'" APPROVE,
           CV_FAILED_PRECONDITION, "NOT_APPROVED", "");
    REFUSE(&bench, "MoveCommitment", "name: '" PROMISES "contract' etag: 'v1'" APPROVE,
           CV_FAILED_PRECONDITION, "NOT_APPROVED", "");
    REFUSE(&bench, "MoveBudgetLine", "name: '" LINES "works' etag: 'v1'" REJECT,
           CV_FAILED_PRECONDITION, "STILL_COMMITTED", "");
    REFUSE(&bench, "MoveCommitment", "name: '" PROMISES "contract' etag: 'v1'" REJECT,
           CV_FAILED_PRECONDITION, "STILL_DISBURSED", "");
    EXPECT(&bench, "MoveBudgetLine", "name: '" LINES "works' etag: 'v1'" APPROVE, "");
    EXPECT(&bench, "GetBudgetLine", "name: '" LINES "works'", line_is(&bench, 0, 600, 400));
    EXPECT(&bench, "MoveDisbursement", "name: '" PAYMENTS "advance' etag: 'v1'" REJECT, "");
    EXPECT(&bench, "MoveCommitment", "name: '" PROMISES "contract' etag: 'v1'" REJECT, "");
    EXPECT(&bench, "GetBudgetLine", "name: '" LINES "works'", line_is(&bench, 0, 0, 1000));
    as(&bench, "clerk");
    REFUSE(&bench, "CreateDisbursement", payment(&bench, "late", "amount: 1"),
           CV_FAILED_PRECONDITION, "NOT_SUBMITTED", "");
    service_down(&bench);
}

/* ---- two persons ---- */

static void nobody_judges_what_he_submitted(void **state)
{
    struct service_bench bench;

    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    projects_sow(&bench);
    line(&bench, "works", "1000");
    EXPECT(&bench, "CreateCommitment", promise(&bench, "contract", "amount: 600"), "");
    EXPECT(&bench, "CreateDisbursement", payment(&bench, "advance", "amount: 1"), "");
    REFUSE(&bench, "MoveBudgetLine", "name: '" LINES "works' etag: 'v1'" APPROVE, OWN);
    REFUSE(&bench, "MoveCommitment", "name: '" PROMISES "contract' etag: 'v1'" APPROVE, OWN);
    REFUSE(&bench, "MoveDisbursement", "name: '" PAYMENTS "advance' etag: 'v1'" APPROVE, OWN);
    REFUSE(&bench, "MoveDisbursement", "name: '" PAYMENTS "advance' etag: 'v1'" REJECT, OWN);
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    EXPECT(&bench, "ApproveEntries",
           "parent: 'programmes/jw' submitted_through { seconds: 1751371201 }",
           "approved_count: 0 own_count: 3");
    as(&bench, "checker");
    REFUSE(&bench, "MoveCommitment", "name: '" PROMISES "contract'" WITHDRAW, CV_PERMISSION_DENIED,
           "NOT_MAKER", "");
    service_down(&bench);
}

/* Edited by one, submitted by another: neither of them approves. */
static void an_edit_is_no_detour_to_approving_it_oneself(void **state)
{
    static const char edit[] =
        "commitment { name: '" PROMISES "contract' budget_line: '" LINES "works' amount: 900 "
        "effective_date: 2025-02-02 reference: 'Contract 9' etag: 'v1' }";
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCommitment",
           promise(&bench, "contract", "amount: 600 standing { state: ENTRY_STATE_DRAFT }"),
           "standing { state: ENTRY_STATE_DRAFT !submitted_time }");
    EXPECT(&bench, "GetBudgetLine", "name: '" LINES "works'", line_is(&bench, 0, 0, 1000));
    as(&bench, "editor");
    EXPECT(&bench, "UpdateCommitment", edit,
           "amount: 900 reference: 'Contract 9' etag: 'v2' standing { makers: 'clerk' "
           "makers: 'editor' }");
    REFUSE(&bench, "UpdateCommitment", edit, CV_ABORTED, "ETAG_MISMATCH", "");
    as(&bench, "boss");
    REFUSE(&bench, "MoveCommitment", "name: '" PROMISES "contract' etag: 'v2'" APPROVE, WRONG);
    EXPECT(&bench, "MoveCommitment", "name: '" PROMISES "contract'" SUBMIT,
           "standing { state: ENTRY_STATE_SUBMITTED makers: 'clerk' makers: 'editor' "
           "makers: 'boss' } etag: 'v3'");
    REFUSE(&bench, "UpdateCommitment", edit, WRONG);
    REFUSE(&bench, "MoveCommitment", "name: '" PROMISES "contract' etag: 'v3'" APPROVE, OWN);
    as(&bench, "editor");
    REFUSE(&bench, "MoveCommitment", "name: '" PROMISES "contract' etag: 'v3'" APPROVE, OWN);
    as(&bench, "clerk");
    REFUSE(&bench, "MoveCommitment", "name: '" PROMISES "contract' etag: 'v3'" APPROVE, OWN);
    as(&bench, "checker");
    REFUSE(&bench, "MoveCommitment", "name: '" PROMISES "contract' etag: 'v2'" APPROVE, CV_ABORTED,
           "ETAG_MISMATCH", ""); /* read before it was submitted */
    EXPECT(&bench, "MoveCommitment", "name: '" PROMISES "contract' etag: 'v3'" APPROVE,
           "standing { posted_minor: 900 }");
    service_down(&bench);
}

static void each_wrong_move_is_refused(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"name: '" LINES "contract'", BAD, "name"},
        {"name: '" PROMISES "other'", MISSING, ""},
        {"move: 0", BAD, "move"},
        {"move: 9", BAD, "move"},
        {"!etag", BAD, "etag"},
        {"etag: '*'", BAD, "etag"},
        {"etag: 'v2'", CV_ABORTED, "ETAG_MISMATCH", ""},
        {"move: ENTRY_MOVE_REJECT", BAD, "reason"},
        {"reason: '" LETTERS_200 "x'", BAD, "reason"},
        {"amount_minor: -1", BAD, "amount_minor"},
        {"amount_minor: 1", BAD, "amount_minor"},
        {"move: ENTRY_MOVE_SUBMIT", CV_FAILED_PRECONDITION, "WRONG_STATE", ""},
        {"move: ENTRY_MOVE_EXPIRE", CV_FAILED_PRECONDITION, "WRONG_STATE", ""},
        {"request_id: '" LETTERS_200 LETTERS_50 "abcdef'", BAD, "request_id"},
        {0},
    };
    static const char *const AFTER[] = {"etag: 'v2'" APPROVE, "etag: 'v2'" REJECT, SUBMIT, WITHDRAW,
                                        EXPIRE};
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCommitment", promise(&bench, "contract", "amount: 600"), "");
    as(&bench, "checker");
    REFUSE_EACH(&bench, "MoveCommitment", "name: '" PROMISES "contract' etag: 'v1'" APPROVE, ROWS);
    for (size_t i = 0; i < sizeof(AFTER) / sizeof(AFTER[0]); i++)
        REFUSE(&bench, "MoveCommitment",
               service_text(&bench, "name: '" PROMISES "contract' %s", AFTER[i]), WRONG);
    service_down(&bench);
}

static void what_is_over_cannot_be_approved_but_expires(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCommitment",
           promise(&bench, "contract", "amount: 600 hold_until_date: 2025-07-01"), "");
    service_clock_set(SERVICE_NOON + 2 * SERVICE_DAY);
    as(&bench, "checker");
    REFUSE(&bench, "MoveCommitment", "name: '" PROMISES "contract' etag: 'v1'" APPROVE,
           CV_FAILED_PRECONDITION, "HOLD_EXPIRED", "");
    EXPECT(&bench, "ApproveEntries",
           "parent: 'programmes/jw' submitted_through { seconds: 1751457600 }",
           "approved_count: 0 expired_count: 1");
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "contract'",
           "standing { state: ENTRY_STATE_EXPIRED judged_by: '' }");
    EXPECT(&bench, "GetBudgetLine", "name: '" LINES "works'", line_is(&bench, 0, 0, 1000));
    service_down(&bench);
}

/* ---- many at once ---- */

static void a_list_is_approved_whole_or_not_at_all_and_only_as_it_was_seen(void **state)
{
    const Caravan__Projects__V1__Commitment *first;
    struct service_bench bench;
    const char *seen;

    (void)state;
    up(&bench);
    first = (const void *)EXPECT(&bench, "CreateCommitment",
                                 promise(&bench, "contract", "amount: 600"), "");
    seen = service_text(&bench,
                        "parent: 'programmes/jw' submitted_through { seconds: %lld nanos: %d }",
                        (long long)first->recorded_time->seconds, first->recorded_time->nanos);
    EXPECT(&bench, "CreateCommitment", promise(&bench, "later", "amount: 100"), "");
    as(&bench, "checker");
    REFUSE(&bench, "ApproveEntries", "parent: 'programmes/jw'", BAD, "submitted_through");
    REFUSE(&bench, "ApproveEntries",
           "parent: 'programmes/jw' submitted_through { seconds: 9999999999 }", BAD,
           "submitted_through");
    REFUSE(&bench, "ApproveEntries", service_text(&bench, "%s max_entries: 10001", seen), BAD,
           "max_entries");
    EXPECT(&bench, "ApproveEntries", seen, "approved_count: 1 own_count: 0 more: false");
    EXPECT(&bench, "GetBudgetLine", "name: '" LINES "works'", line_is(&bench, 600, 100, 300));
    as(&bench, "clerk");
    EXPECT(&bench, "CreateCommitment", promise(&bench, "c3", "amount: 100"), "");
    as(&bench, "checker");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    EXPECT(&bench, "ApproveEntries",
           "parent: 'programmes/jw' max_entries: 1 submitted_through { seconds: 1751371201 }",
           "approved_count: 1 more: true");
    service_down(&bench);
}

/* A call that was refused left nothing behind: what was refused may be free later, for the same
 * intent; and once it took effect, it has no second one. */
static void a_retry_after_a_refusal_takes_effect_once(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCommitment", promise(&bench, "big", "amount: 1000"), "");
    REFUSE(&bench, "CreateCommitment",
           service_text(&bench, "%s request_id: 'r'", promise(&bench, "contract", "amount: 600")),
           CV_FAILED_PRECONDITION, "BUDGET_EXCEEDED", "");
    EXPECT(&bench, "MoveCommitment", "name: '" PROMISES "big'" WITHDRAW, "");
    for (int i = 0; i < 2; i++)
        EXPECT(
            &bench, "CreateCommitment",
            service_text(&bench, "%s request_id: 'r'", promise(&bench, "contract", "amount: 600")),
            "");
    EXPECT(&bench, "GetBudgetLine", "name: '" LINES "works'", line_is(&bench, 0, 600, 400));
    as(&bench, "checker");
    for (int i = 0; i < 2; i++)
        EXPECT(&bench, "MoveCommitment",
               "name: '" PROMISES "contract' etag: 'v1' request_id: 'a'" APPROVE,
               "standing { state: ENTRY_STATE_APPROVED }");
    EXPECT(&bench, "GetBudgetLine", "name: '" LINES "works'", line_is(&bench, 600, 0, 400));
    service_down(&bench);
}

/* ---- giving back ---- */

static void a_refund_goes_back_to_its_commitment(void **state)
{
    struct service_bench bench;

    (void)state;
    up_paid(&bench);
    REFUSE(&bench, "RefundDisbursement",
           "name: '" PAYMENTS "advance' reference: 'x' amount: 201 effective_date: 2025-04-01",
           CV_FAILED_PRECONDITION, "REFUND_EXCEEDED", "");
    EXPECT(&bench, "RefundDisbursement",
           "name: '" PAYMENTS "advance' refund_id: 'back' reference: 'Half came back' amount: 150 "
           "effective_date: 2025-04-01",
           "name: '" PAYMENTS "back' amount: -150 reverses: '" PAYMENTS "advance' standing { "
           "state: ENTRY_STATE_SUBMITTED }");
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "contract'", "disbursed: 200");
    REFUSE(&bench, "RefundDisbursement",
           "name: '" PAYMENTS "advance' reference: 'x' amount: 51 effective_date: 2025-04-01",
           CV_FAILED_PRECONDITION, "REFUND_EXCEEDED", "");
    as(&bench, "checker");
    EXPECT(&bench, "MoveDisbursement", "name: '" PAYMENTS "back' etag: 'v1'" REJECT, "");
    as(&bench, "clerk");
    EXPECT(&bench, "GetDisbursement", "name: '" PAYMENTS "advance'", "returned: 0");
    EXPECT(&bench, "RefundDisbursement",
           "name: '" PAYMENTS "advance' refund_id: 'b2' reference: 'x' amount: 150 "
           "effective_date: 2025-04-01",
           "");
    projects_approve(&bench);
    EXPECT(&bench, "GetDisbursement", "name: '" PAYMENTS "advance'", "amount: 200 returned: 150");
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "contract'", "disbursed: 50 pending: 0");
    REFUSE(&bench, "CreateDisbursement", payment(&bench, "early", "amount: 1"),
           CV_FAILED_PRECONDITION, "BACKDATED", "");
    REFUSE(&bench, "ReverseDisbursement",
           "name: '" PAYMENTS "advance' reference: 'x' effective_date: 2025-04-01",
           CV_FAILED_PRECONDITION, "REFUND_EXCEEDED", "");
    EXPECT(&bench, "Report", "programme: 'programmes/jw'",
           "total { budget_minor: 1000 committed_minor: 600 disbursed_minor: 50 }");
    service_down(&bench);
}

static void what_is_left_is_released_and_what_comes_back_then_goes_to_the_line(void **state)
{
    struct service_bench bench;

    (void)state;
    up_paid(&bench);
    EXPECT(&bench, "ReleaseCommitment",
           "name: '" PROMISES "contract' release_id: 'off' reference: 'Done' "
           "effective_date: 2025-05-01",
           "amount: -400 reverses: '" PROMISES "contract' standing { "
           "state: ENTRY_STATE_SUBMITTED }");
    REFUSE(&bench, "CreateDisbursement", payment(&bench, "x", "amount: 1"), CV_FAILED_PRECONDITION,
           "COMMITMENT_EXCEEDED", "");
    projects_approve(&bench);
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "contract'",
           "amount: 600 disbursed: 200 standing { state: ENTRY_STATE_RELEASED }");
    EXPECT(&bench, "GetBudgetLine", "name: '" LINES "works'", line_is(&bench, 200, 0, 800));
    REFUSE(&bench, "CreateDisbursement", payment(&bench, "x", "amount: 1"), CV_FAILED_PRECONDITION,
           "ALREADY_RELEASED", "");
    REFUSE(&bench, "ReleaseCommitment",
           "name: '" PROMISES "contract' reference: 'x' effective_date: 2025-05-01",
           CV_FAILED_PRECONDITION, "NOTHING_LEFT", "");
    EXPECT(&bench, "RefundDisbursement",
           "name: '" PAYMENTS "advance' refund_id: 'back' reference: 'x' amount: 80 "
           "effective_date: 2025-06-01",
           "");
    projects_approve(&bench);
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "contract'", "disbursed: 120");
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "refund-of-back'",
           "amount: -80 reverses: '" PROMISES "contract' standing { state: ENTRY_STATE_APPROVED "
           "makers: 'clerk' judged_by: 'checker' posted_minor: -80 }");
    EXPECT(&bench, "GetBudgetLine", "name: '" LINES "works'", line_is(&bench, 120, 0, 880));
    EXPECT(&bench, "Report", "programme: 'programmes/jw'",
           "total { budget_minor: 1000 committed_minor: 120 disbursed_minor: 120 }");
    service_down(&bench);
}

static void a_reversal_is_approved_by_another_and_may_be_refused(void **state)
{
    struct service_bench bench;

    (void)state;
    up_paid(&bench);
    EXPECT(&bench, "CreateDisbursement", payment(&bench, "draft", "amount: 1"), "");
    REFUSE(&bench, "ReverseDisbursement", "name: '" PAYMENTS "draft' reference: 'x'", WRONG);
    EXPECT(&bench, "ReverseDisbursement",
           "name: '" PAYMENTS "advance' reversal_id: 'back' reference: 'x'", "");
    REFUSE(&bench, "MoveDisbursement", "name: '" PAYMENTS "back' etag: 'v1'" APPROVE, OWN);
    EXPECT(&bench, "GetDisbursement", "name: '" PAYMENTS "advance'",
           "reversed_by: '" PAYMENTS "back' returned: 200");
    as(&bench, "checker");
    EXPECT(&bench, "MoveDisbursement", "name: '" PAYMENTS "back' etag: 'v1'" REJECT, "");
    EXPECT(&bench, "GetDisbursement", "name: '" PAYMENTS "advance'", "reversed_by: '' returned: 0");
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "contract'", "disbursed: 200");
    as(&bench, "clerk");
    EXPECT(&bench, "ReverseDisbursement",
           "name: '" PAYMENTS "advance' reversal_id: 'again' reference: 'x'", "");
    projects_approve(&bench);
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "contract'", "disbursed: 1");
    service_down(&bench);
}

/* ---- reports ---- */

static void a_report_of_the_past_sees_it_pending_until_it_was_approved(void **state)
{
    const Caravan__Projects__V1__Commitment *made;
    struct service_bench bench;
    const char *then;

    (void)state;
    up(&bench);
    made = (const void *)EXPECT(&bench, "CreateCommitment",
                                promise(&bench, "contract", "amount: 600"), "");
    then = service_text(&bench, "programme: 'programmes/jw' known_at { seconds: %lld nanos: %d }",
                        (long long)made->recorded_time->seconds, made->recorded_time->nanos);
    EXPECT(&bench, "Report", then,
           "total { budget_minor: 1000 committed_minor: 0 pending { committed_minor: 600 "
           "budget_minor: 0 disbursed_minor: 0 } }");
    projects_approve(&bench);
    EXPECT(&bench, "Report", "programme: 'programmes/jw'",
           "total { committed_minor: 600 !pending }");
    EXPECT(&bench, "Report", then, "total { committed_minor: 0 pending { committed_minor: 600 } }");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_commitment_reserves_and_posts_when_another_approves),
        cmocka_unit_test(whatever_ends_it_frees_what_it_reserved),
        cmocka_unit_test(some_of_a_disbursement_may_be_approved_and_the_rest_is_free),
        cmocka_unit_test(a_disbursement_is_paid_once_with_evidence),
        cmocka_unit_test(the_free_balance_is_exact_to_the_last_fen),
        cmocka_unit_test(what_is_taken_from_is_approved_first),
        cmocka_unit_test(nobody_judges_what_he_submitted),
        cmocka_unit_test(an_edit_is_no_detour_to_approving_it_oneself),
        cmocka_unit_test(each_wrong_move_is_refused),
        cmocka_unit_test(what_is_over_cannot_be_approved_but_expires),
        cmocka_unit_test(a_list_is_approved_whole_or_not_at_all_and_only_as_it_was_seen),
        cmocka_unit_test(a_retry_after_a_refusal_takes_effect_once),
        cmocka_unit_test(a_refund_goes_back_to_its_commitment),
        cmocka_unit_test(what_is_left_is_released_and_what_comes_back_then_goes_to_the_line),
        cmocka_unit_test(a_reversal_is_approved_by_another_and_may_be_refused),
        cmocka_unit_test(a_report_of_the_past_sees_it_pending_until_it_was_approved),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
