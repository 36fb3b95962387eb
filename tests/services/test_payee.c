/* Who is paid out of a commitment, and that nobody approves paying a partner that he made up or
 * acts for. */
#include "base/fault.h"
#include "support/message_text.h"
#include "support/projects_bench.h"
#include "support/sweep.h"

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

#define OWN CV_PERMISSION_DENIED, "OWN_PAYEE", ""

/* Everything submitted until a second before so many days after noon, when it is asked for. */
static const char *all(struct service_bench *bench, int days)
{
    service_clock_set(SERVICE_NOON + days * SERVICE_DAY);
    return service_text(bench, "parent: '" JW "' submitted_through { seconds: %lld }",
                        (long long)((SERVICE_NOON + days * SERVICE_DAY) / 1000000 - 1));
}

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

static void nor_in_one_list_where_it_is_left_and_told(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCommitment", promise(&bench, "a", "payee: '" PARTNERS "bank'"), "");
    EXPECT(&bench, "CreateCommitment", promise(&bench, "b", "payee: '" PARTNERS "pump'"), "");
    pay(&bench, "d", "b");
    as(&bench, "founder");
    EXPECT(&bench, "CreateCommitment", promise(&bench, "c", ""), "");
    EXPECT(&bench, "ApproveEntries", all(&bench, 1),
           "approved_count: 1 own_count: 1 payee_count: 2 more: false "
           "left { entry: '" PROMISES "b' code: 7 reason: 'OWN_PAYEE' "
           "message: 'founder created its payee, the partner pump; somebody else must approve it' "
           "} left { entry: '" PROMISES "c' code: 7 reason: 'SELF_APPROVAL' } "
           "left { entry: '" PAYMENTS "d' reason: 'OWN_PAYEE' }");
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "b'",
           "standing { state: ENTRY_STATE_SUBMITTED }");
    as(&bench, "checker");
    EXPECT(&bench, "ApproveEntries", all(&bench, 1),
           "approved_count: 3 own_count: 0 payee_count: 0");
    service_down(&bench);
}

static void no_more_than_200_of_those_left_are_told_one_by_one(void **state)
{
    const Caravan__Projects__V1__ApproveEntriesResponse *answer;
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (int i = 0; i < 201; i++) {
        EXPECT(&bench, "CreateCommitment",
               service_text(&bench,
                            "parent: '" PROJECT "' commitment { budget_line: '" WORKS
                            "' effective_date: 2025-02-01 amount: 1 payee: '" PARTNERS "%s' }",
                            i == 0 ? "bank" : "pump"),
               "");
        service_forget(&bench);
    }
    as(&bench, "founder");
    EXPECT(&bench, "CreateCommitment", promise(&bench, "own", ""), "");
    answer = (const void *)EXPECT(&bench, "ApproveEntries",
                                  service_text(&bench, "%s max_entries: 1", all(&bench, 1)),
                                  "approved_count: 1 payee_count: 200 own_count: 1 more: false");
    assert_int_equal(answer->n_left, 200);
    service_down(&bench);
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

/* ---- who acts for the payee ---- */

static void name_users(struct service_bench *bench, const char *partner, const char *etag,
                       const char *users)
{
    EXPECT(bench, "UpdatePartner",
           service_text(bench,
                        "partner { name: '" PARTNERS "%s' etag: '%s' %s } "
                        "update_mask { paths: 'users' }",
                        partner, etag, users),
           users);
}

/* A commitment "a" to the partner "bank", and what is paid of it and comes back, as far as the step
 * says: who acts for the bank approves none of it. */
static void nobody_who_acts_for_the_payee_approves_what_it_gets_or_gives_back(void **state)
{
#define BACK "reference: 'x' effective_date: 2025-03-02"
    static const struct {
        const char *make, *request, *move, *name;
    } STEPS[] = {
        {"CreateCommitment",
         "parent: '" PROJECT "' commitment_id: 'a' commitment { budget_line: '" WORKS
         "' effective_date: 2025-02-01 amount: 100 payee: '" PARTNERS "bank' }",
         "MoveCommitment", PROMISES "a"},
        {"CreateDisbursement",
         "parent: '" PROJECT "' disbursement_id: 'd' disbursement { commitment: '" PROMISES
         "a' effective_date: 2025-03-01 amount: 40 }",
         "MoveDisbursement", PAYMENTS "d"},
        {"RefundDisbursement", "name: '" PAYMENTS "d' refund_id: 'some' amount: 10 " BACK,
         "MoveDisbursement", PAYMENTS "some"},
        {"CreateDisbursement",
         "parent: '" PROJECT "' disbursement_id: 'e' disbursement { commitment: '" PROMISES
         "a' effective_date: 2025-03-02 amount: 20 }",
         "MoveDisbursement", PAYMENTS "e"},
        {"ReverseDisbursement", "name: '" PAYMENTS "e' reversal_id: 'all' " BACK,
         "MoveDisbursement", PAYMENTS "all"},
        {"ReleaseCommitment", "name: '" PROMISES "a' release_id: 'rest' " BACK, "MoveCommitment",
         PROMISES "rest"},
        {"CreateCommitment",
         "parent: '" PROJECT "' commitment_id: 'b' commitment { budget_line: '" WORKS
         "' effective_date: 2025-03-02 amount: 100 payee: '" PARTNERS "bank' }",
         "MoveCommitment", PROMISES "b"},
        {"ReverseCommitment", "name: '" PROMISES "b' reversal_id: 'none' " BACK, "MoveCommitment",
         PROMISES "none"},
    };
    static const char *const TIED[] = {"cashier", "ann@bank"};
    struct service_bench bench;

    (void)state;
    up(&bench);
    name_users(&bench, "bank", "v1", "users: 'ann@bank' users: 'cashier'");
    for (size_t i = 0; i < sizeof(STEPS) / sizeof(STEPS[0]); i++) {
        const char *move = service_text(&bench, "name: '%s'" APPROVE("v1"), STEPS[i].name);

        as(&bench, "clerk");
        EXPECT(&bench, STEPS[i].make, STEPS[i].request, "");
        for (size_t who = 0; who < 2; who++) {
            as(&bench, TIED[who]);
            REFUSE(&bench, STEPS[i].move, move, OWN);
            EXPECT(&bench, "ApproveEntries", all(&bench, (int)i + 1),
                   service_text(&bench,
                                "approved_count: 0 own_count: 0 payee_count: 1 "
                                "left { entry: '%s' reason: 'OWN_PAYEE' }",
                                STEPS[i].name));
        }
        as(&bench, "checker");
        EXPECT(&bench, STEPS[i].move, move, "");
    }
    service_down(&bench);
#undef BACK
}

static void who_acts_for_another_partner_approves(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    name_users(&bench, "bank", "v1", "users: 'cashier'");
    name_users(&bench, "pump", "v1", "users: 'cashier.2' users: 'cash'");
    EXPECT(&bench, "CreateCommitment", promise(&bench, "a", "payee: '" PARTNERS "pump'"), "");
    EXPECT(&bench, "CreateCommitment", promise(&bench, "b", ""), "");
    as(&bench, "cashier");
    EXPECT(&bench, "MoveCommitment", "name: '" PROMISES "a'" APPROVE("v1"), "");
    EXPECT(&bench, "MoveCommitment", "name: '" PROMISES "b'" APPROVE("v1"), "");
    service_down(&bench);
}

static void whoever_is_named_after_it_was_submitted_is_refused_too(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCommitment", promise(&bench, "a", "payee: '" PARTNERS "bank'"), "");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    name_users(&bench, "bank", "v1", "users: 'cashier'");
    as(&bench, "cashier");
    REFUSE(&bench, "MoveCommitment", "name: '" PROMISES "a'" APPROVE("v1"), OWN);
    assert_string_equal(bench.op.start.status.message,
                        "cashier acts, or acted since it was committed, for its payee, the partner "
                        "bank; somebody else must approve it");
    service_down(&bench);
}

/* Whoever takes him off. */
static void taken_off_the_users_after_it_was_recorded_he_does_not_approve(void **state)
{
    static const char *const BY[] = {"cashier", "clerk"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct service_bench bench;

        up(&bench);
        name_users(&bench, "bank", "v1", "users: 'cashier'");
        EXPECT(&bench, "CreateCommitment", promise(&bench, "a", "payee: '" PARTNERS "bank'"), "");
        service_clock_set(SERVICE_NOON + SERVICE_DAY);
        as(&bench, BY[i]);
        name_users(&bench, "bank", "v2", "");
        service_clock_set(SERVICE_NOON + 2 * SERVICE_DAY);
        as(&bench, "clerk");
        pay(&bench, "d", "a"); /* of a commitment of then */
        as(&bench, "cashier");
        REFUSE(&bench, "MoveCommitment", "name: '" PROMISES "a'" APPROVE("v1"), OWN);
        EXPECT(&bench, "ApproveEntries", all(&bench, 3), "approved_count: 0 payee_count: 2");
        as(&bench, "checker");
        EXPECT(&bench, "MoveCommitment", "name: '" PROMISES "a'" APPROVE("v1"), "");
        as(&bench, "cashier");
        REFUSE(&bench, "MoveDisbursement", "name: '" PAYMENTS "d'" APPROVE("v1"), OWN);
        service_down(&bench);
    }
}

static void nobody_takes_himself_off_the_users_of_a_payee(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    name_users(&bench, "bank", "v1", "users: 'cashier'");
    as(&bench, "cashier");
    name_users(&bench, "bank", "v2", "");
    EXPECT(&bench, "UpdatePartner", "partner { name: '" PARTNERS "bank' etag: 'v3' title: 'B' }",
           "title: 'B'");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    as(&bench, "clerk");
    EXPECT(&bench, "CreateCommitment", promise(&bench, "a", "payee: '" PARTNERS "bank'"), "");
    as(&bench, "cashier");
    REFUSE(&bench, "MoveCommitment", "name: '" PROMISES "a'" APPROVE("v1"), OWN);
    service_down(&bench);
}

static void who_left_a_payee_long_ago_approves_again(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    name_users(&bench, "bank", "v1", "users: 'cashier'");
    as(&bench, "cashier");
    name_users(&bench, "bank", "v2", "");
    as(&bench, "clerk");
    name_users(&bench, "bank", "v3", "users: 'other'");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    EXPECT(&bench, "CreateCommitment", promise(&bench, "a", "payee: '" PARTNERS "bank'"), "");
    as(&bench, "cashier");
    EXPECT(&bench, "MoveCommitment", "name: '" PROMISES "a'" APPROVE("v1"), "");
    service_down(&bench);
}

static void a_draft_counts_from_when_it_was_drafted(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    name_users(&bench, "bank", "v1", "users: 'cashier'");
    EXPECT(&bench, "CreateCommitment",
           promise(&bench, "a", "payee: '" PARTNERS "bank' standing { state: ENTRY_STATE_DRAFT }"),
           "");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    name_users(&bench, "bank", "v2", "");
    service_clock_set(SERVICE_NOON + 2 * SERVICE_DAY);
    EXPECT(&bench, "MoveCommitment", "name: '" PROMISES "a' move: ENTRY_MOVE_SUBMIT", "");
    as(&bench, "cashier");
    REFUSE(&bench, "MoveCommitment", "name: '" PROMISES "a'" APPROVE("v2"), OWN);
    service_down(&bench);
}

static void who_acts_for_the_payee_may_refuse_what_it_would_get(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    name_users(&bench, "bank", "v1", "users: 'cashier'");
    EXPECT(&bench, "CreateCommitment", promise(&bench, "a", "payee: '" PARTNERS "bank'"), "");
    EXPECT(&bench, "CreateCommitment", promise(&bench, "b", "payee: '" PARTNERS "pump'"), "");
    as(&bench, "cashier");
    EXPECT(&bench, "MoveCommitment", "name: '" PROMISES "a'" REJECT,
           "standing { state: ENTRY_STATE_REJECTED judged_by: 'cashier' }");
    as(&bench, "founder");
    EXPECT(&bench, "MoveCommitment", "name: '" PROMISES "b'" REJECT,
           "standing { state: ENTRY_STATE_REJECTED judged_by: 'founder' }");
    service_down(&bench);
}

static void what_a_payee_gives_back_is_not_approved_by_who_created_it(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateCommitment", promise(&bench, "a", "payee: '" PARTNERS "pump'"), "");
    pay(&bench, "d", "a");
    projects_approve(&bench);
    EXPECT(&bench, "RefundDisbursement",
           "name: '" PAYMENTS "d' refund_id: 'back' reference: 'x' amount: 10 "
           "effective_date: 2025-03-02",
           "");
    EXPECT(&bench, "ReleaseCommitment",
           "name: '" PROMISES "a' release_id: 'rest' reference: 'x' effective_date: 2025-03-02",
           "");
    as(&bench, "founder");
    REFUSE(&bench, "MoveDisbursement", "name: '" PAYMENTS "back'" APPROVE("v1"), OWN);
    REFUSE(&bench, "MoveCommitment", "name: '" PROMISES "rest'" APPROVE("v1"), OWN);
    service_down(&bench);
}

/* Whatever of the look-up fails: he has not approved it, alone or in a list. */
static void no_fault_lets_who_acts_for_the_payee_approve(void **state)
{
    static const char MOVE[] = "name: '" PROMISES "a'" APPROVE("v1");
    struct service_bench bench;
    unsigned long nth = 0;
    const char *list;
    bool fired;

    (void)state;
    up(&bench);
    name_users(&bench, "bank", "v1", "users: 'cashier'");
    EXPECT(&bench, "CreateCommitment", promise(&bench, "a", "payee: '" PARTNERS "bank'"), "");
    list = all(&bench, 1);
    as(&bench, "cashier");
    do {
        assert_true(++nth < SWEEP_MAX);
        service_reconnect(&bench); /* a fault may have ended the connection */
        assert_null(sweep_ask(&bench, "MoveCommitment", MOVE, nth));
        fired = cv_fault_fired();
        service_reconnect(&bench);
        (void)sweep_ask(&bench, "ApproveEntries", list, nth);
    } while (fired || cv_fault_fired());
    assert_true(nth > 10);
    service_reconnect(&bench);
    EXPECT(&bench, "GetCommitment", "name: '" PROMISES "a'",
           "standing { state: ENTRY_STATE_SUBMITTED } etag: 'v1'");
    REFUSE(&bench, "MoveCommitment", MOVE, OWN);
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
        cmocka_unit_test(nor_in_one_list_where_it_is_left_and_told),
        cmocka_unit_test(no_more_than_200_of_those_left_are_told_one_by_one),
        cmocka_unit_test(only_the_first_version_of_a_payee_counts),
        cmocka_unit_test(what_a_payee_gives_back_is_not_approved_by_who_created_it),
        cmocka_unit_test(nobody_who_acts_for_the_payee_approves_what_it_gets_or_gives_back),
        cmocka_unit_test(who_acts_for_another_partner_approves),
        cmocka_unit_test(whoever_is_named_after_it_was_submitted_is_refused_too),
        cmocka_unit_test(taken_off_the_users_after_it_was_recorded_he_does_not_approve),
        cmocka_unit_test(nobody_takes_himself_off_the_users_of_a_payee),
        cmocka_unit_test(who_left_a_payee_long_ago_approves_again),
        cmocka_unit_test(a_draft_counts_from_when_it_was_drafted),
        cmocka_unit_test(who_acts_for_the_payee_may_refuse_what_it_would_get),
        cmocka_unit_test(no_fault_lets_who_acts_for_the_payee_approve),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
