/* Who is paid out of a commitment, and that nobody approves paying a payee of his own making. */
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define JW       "programmes/jw"
#define PROJECT  JW "/projects/0042"
#define PARTNERS JW "/partners/"
#define PROMISES PROJECT "/commitments/"
#define PAYMENTS PROJECT "/disbursements/"
#define WORKS    PROJECT "/budgetLines/works"

#define APPROVE(etag) " move: ENTRY_MOVE_APPROVE etag: '" etag "' "
#define REJECT        " move: ENTRY_MOVE_REJECT etag: 'v1' reason: 'no' "

#define OWN CV_PERMISSION_DENIED, "SELF_APPROVAL", ""

static void as(struct service_bench *bench, const char *subject)
{
    bench->principal.subject = subject;
}

static const char *promise(struct service_bench *bench, const char *id, const char *rest)
{
    return service_text(bench,
                        "parent: '" PROJECT
                        "' commitment_id: '%s' commitment { budget_line: '" WORKS
                        "' effective_date: 2025-02-01 amount: 100 %s }",
                        id, rest);
}

static void pay(struct service_bench *bench, const char *id, const char *of)
{
    EXPECT(bench, "CreateDisbursement",
           service_text(bench,
                        "parent: '" PROJECT "' disbursement_id: '%s' disbursement { "
                        "commitment: '" PROMISES "%s' effective_date: 2025-03-01 amount: 40 }",
                        id, of),
           "");
}

/* A line "works" of 1000, approved; partners "bank" by the clerk and "pump" by the founder. */
static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
    EXPECT(bench, "CreateBudgetLine",
           "parent: '" PROJECT "' budget_line_id: 'works' budget_line { title: 'Works' "
           "fiscal_year: 2025 amount: 1000 effective_date: 2025-01-10 }",
           "");
    projects_approve(bench);
    as(bench, "founder");
    EXPECT(bench, "CreatePartner", "parent: '" JW "' partner_id: 'pump' partner { title: 'Pumps' }",
           "");
    as(bench, "clerk");
}

/* ---- the field ---- */

static void a_commitment_may_say_who_is_paid(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCommitment", promise(&bench, "a", ""), "payee: ''");
    EXPECT(&bench, "CreateCommitment", promise(&bench, "b", "payee: '" PARTNERS "bank'"),
           "payee: '" PARTNERS "bank'");
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "b'", "payee: '" PARTNERS "bank'");
    EXPECT(&bench, "ListCommitments", "parent: '" PROJECT "'",
           "commitments { payee: '' } commitments { payee: '" PARTNERS "bank' }");
    projects_approve(&bench);
    EXPECT(&bench, "ReleaseCommitment",
           "name: '" PROMISES "b' release_id: 'r' reference: 'x' effective_date: 2025-03-01",
           "payee: '" PARTNERS "bank'");
    service_down(&bench);
}

static void a_draft_may_get_another_payee(void **state)
{
#define EDIT(etag, rest)                                                                           \
    "commitment { name: '" PROMISES "a' etag: '" etag "' budget_line: '" WORKS                     \
    "' effective_date: 2025-02-01 amount: 100 " rest "}"
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCommitment",
           promise(&bench, "a", "payee: '" PARTNERS "bank' standing { state: ENTRY_STATE_DRAFT }"),
           "");
    EXPECT(&bench, "UpdateCommitment", EDIT("v1", "payee: '" PARTNERS "pump' "),
           "payee: '" PARTNERS "pump' etag: 'v2'");
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "a'", "payee: '" PARTNERS "pump'");
    REFUSE(&bench, "UpdateCommitment", EDIT("v2", "payee: '" PARTNERS "none' "), MISSING,
           "commitment.payee");
    EXPECT(&bench, "UpdateCommitment", EDIT("v2", ""), "payee: ''");
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "a'", "payee: '' etag: 'v3'");
    service_down(&bench);
#undef EDIT
}

static void a_payee_is_a_partner_of_the_programme(void **state)
{
    static const struct service_refusal WRONG[] = {
        {"commitment { payee: '" PARTNERS "none' }", MISSING, "commitment.payee"},
        {"commitment { payee: 'programmes/other/partners/bank' }", BAD, "commitment.payee"},
        {"commitment { payee: '" PROJECT "' }", BAD, "commitment.payee"},
        {"commitment { payee: 'bank' }", BAD, "commitment.payee"},
        {0},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateCommitment", promise(&bench, "a", "payee: '" PARTNERS "bank'"),
                WRONG);
    service_down(&bench);
}

static void a_payee_is_imported_with_its_commitment(void **state)
{
#define ROW(payee)                                                                                 \
    "rows { commitment { parent: '" PROJECT "' commitment_id: 'i' commitment { "                   \
    "budget_line: '" WORKS "' effective_date: 2025-02-01 amount: 7 payee: '" PARTNERS payee        \
    "' } } } "
    static const char NEW[] = "rows { partner { parent: '" JW "' partner_id: 'new' "
                              "partner { title: 'New' } } } " ROW("new");
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "Import", ROW("none"),
           "recorded: false refused_count: 1 refusals { field: 'commitment.payee' }");
    EXPECT(&bench, "Import", NEW, "recorded: true created_count: 2");
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "i'", "payee: '" PARTNERS "new'");
    EXPECT(&bench, "Import", NEW, "created_count: 0 unchanged_count: 2");
    EXPECT(&bench, "Import", ROW("bank"), "recorded: false refused_count: 1");
    service_down(&bench);
#undef ROW
}

/* ---- self-approval by detour ---- */

static void who_created_the_payee_cannot_approve_its_commitment(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCommitment", promise(&bench, "a", "payee: '" PARTNERS "pump'"), "");
    as(&bench, "founder");
    REFUSE(&bench, "MoveCommitment", "name: '" PROMISES "a'" APPROVE("v2"), CV_ABORTED,
           "ETAG_MISMATCH", "");
    REFUSE(&bench, "MoveCommitment", "name: '" PROMISES "a'" APPROVE("v1"), OWN);
    assert_string_equal(bench.op.start.status.message,
                        "founder created its payee, the partner pump; somebody else must approve "
                        "it");
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "a'",
           "standing { state: ENTRY_STATE_SUBMITTED judged_by: '' } etag: 'v1'");
    EXPECT(&bench, "GetBudgetLine", "name: '" WORKS "'", "committed: 0 pending: 100");
    as(&bench, "checker");
    EXPECT(&bench, "MoveCommitment", "name: '" PROMISES "a'" APPROVE("v1"),
           "standing { state: ENTRY_STATE_APPROVED judged_by: 'checker' }");
    service_down(&bench);
}

static void nor_a_disbursement_of_it(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCommitment", promise(&bench, "a", "payee: '" PARTNERS "pump'"), "");
    projects_approve(&bench);
    pay(&bench, "d", "a");
    as(&bench, "founder");
    REFUSE(&bench, "MoveDisbursement", "name: '" PAYMENTS "d'" APPROVE("v1"), OWN);
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "a'", "disbursed: 0 pending: 40");
    as(&bench, "checker");
    EXPECT(&bench, "MoveDisbursement", "name: '" PAYMENTS "d'" APPROVE("v1"),
           "standing { state: ENTRY_STATE_APPROVED }");
    service_down(&bench);
}

static void nor_everything_in_one_list_that_it_is_in(void **state)
{
#define ALL "parent: '" JW "' submitted_through { seconds: 1751371200 nanos: 999999000 }"
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCommitment", promise(&bench, "a", "payee: '" PARTNERS "bank'"), "");
    EXPECT(&bench, "CreateCommitment", promise(&bench, "b", "payee: '" PARTNERS "pump'"), "");
    pay(&bench, "d", "b");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    as(&bench, "founder");
    REFUSE(&bench, "ApproveEntries", ALL, OWN);
    assert_int_equal(strncmp(bench.op.start.status.message, "b: founder created ", 19), 0);
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "a'",
           "standing { state: ENTRY_STATE_SUBMITTED }");
    as(&bench, "checker");
    EXPECT(&bench, "MoveCommitment", "name: '" PROMISES "b'" APPROVE("v1"), "");
    as(&bench, "founder");
    REFUSE(&bench, "ApproveEntries", ALL, OWN);
    assert_int_equal(strncmp(bench.op.start.status.message, "d: founder created ", 19), 0);
    as(&bench, "checker");
    EXPECT(&bench, "ApproveEntries", ALL, "approved_count: 2 own_count: 0");
    service_down(&bench);
#undef ALL
}

static void only_the_first_version_of_a_payee_counts(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "UpdatePartner",
           "partner { name: '" PARTNERS "pump' title: 'Pumps and pipes' etag: 'v1' }", "");
    as(&bench, "founder");
    EXPECT(&bench, "UpdatePartner",
           "partner { name: '" PARTNERS "bank' title: 'A bank' etag: 'v1' }", "");
    as(&bench, "clerk");
    EXPECT(&bench, "CreateCommitment", promise(&bench, "a", "payee: '" PARTNERS "bank'"), "");
    EXPECT(&bench, "CreateCommitment", promise(&bench, "b", "payee: '" PARTNERS "pump'"), "");
    as(&bench, "founder");
    EXPECT(&bench, "MoveCommitment", "name: '" PROMISES "a'" APPROVE("v1"), "");
    REFUSE(&bench, "MoveCommitment", "name: '" PROMISES "b'" APPROVE("v1"), OWN);
    service_down(&bench);
}

static void what_pays_nobody_is_judged_by_who_created_the_payee_too(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCommitment", promise(&bench, "a", "payee: '" PARTNERS "pump'"), "");
    EXPECT(&bench, "CreateCommitment", promise(&bench, "b", "payee: '" PARTNERS "pump'"), "");
    pay(&bench, "d", "a");
    as(&bench, "founder");
    EXPECT(&bench, "MoveCommitment", "name: '" PROMISES "b'" REJECT,
           "standing { state: ENTRY_STATE_REJECTED judged_by: 'founder' }");
    as(&bench, "clerk");
    projects_approve(&bench);
    EXPECT(&bench, "RefundDisbursement",
           "name: '" PAYMENTS "d' refund_id: 'back' reference: 'x' amount: 10 "
           "effective_date: 2025-03-02",
           "");
    EXPECT(&bench, "ReleaseCommitment",
           "name: '" PROMISES "a' release_id: 'rest' reference: 'x' effective_date: 2025-03-02",
           "");
    as(&bench, "founder");
    EXPECT(&bench, "MoveDisbursement", "name: '" PAYMENTS "back'" APPROVE("v1"), "");
    EXPECT(&bench, "MoveCommitment", "name: '" PROMISES "rest'" APPROVE("v1"), "");
    service_down(&bench);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_commitment_may_say_who_is_paid),
        cmocka_unit_test(a_draft_may_get_another_payee),
        cmocka_unit_test(a_payee_is_a_partner_of_the_programme),
        cmocka_unit_test(a_payee_is_imported_with_its_commitment),
        cmocka_unit_test(who_created_the_payee_cannot_approve_its_commitment),
        cmocka_unit_test(nor_a_disbursement_of_it),
        cmocka_unit_test(nor_everything_in_one_list_that_it_is_in),
        cmocka_unit_test(only_the_first_version_of_a_payee_counts),
        cmocka_unit_test(what_pays_nobody_is_judged_by_who_created_the_payee_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
