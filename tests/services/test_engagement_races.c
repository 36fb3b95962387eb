/* Many callers want the same at once: one of them gets it, and the money moves once. */
#include "caravan/projects/v1/challenge.pb-c.h"
#include "caravan/projects/v1/commitment.pb-c.h"
#include "caravan/projects/v1/donation.pb-c.h"
#include "support/callers.h"
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define CALLERS 64
#define NAMED   "name: 'programmes/jw/challenges/c' "
#define LINE    "name: 'programmes/jw/projects/0042/budgetLines/l'"

static struct caller callers[CALLERS];

/* All of them at once, # in the request being the number of each. How many were accepted; of the
 * others each was refused for one of these reasons. */
static int ask_all(struct service_bench *bench, const char *method, const char *request,
                   const char *reasons)
{
    int accepted = 0;

    for (size_t i = 0; i < CALLERS; i++)
        caller_prepare(bench, &callers[i], method, service_numbered(bench, request, i));
    callers_ask(bench, callers, CALLERS);
    for (int i = 0; i < CALLERS; i++) {
        const struct cv_status *status = &callers[i].op.start.status;

        accepted += cv_ok(*status);
        if (!cv_ok(*status) && strstr(reasons, status->reason) == NULL)
            fail_msg("%s: %s", status->reason, status->message);
    }
    return accepted;
}

static void as(struct service_bench *bench, const char *subject)
{
    bench->principal.subject = subject;
}

/* With a draft of a challenge of this mode. */
static void up(struct service_bench *bench, int mode)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
    EXPECT(bench, "CreatePartner",
           "parent: 'programmes/jw' partner_id: 'lab' partner { title: 'Lab' }", "");
    EXPECT(bench, "CreateBudgetLine",
           "parent: 'programmes/jw/projects/0042' budget_line_id: 'l' budget_line { "
           "title: 'Prizes' fiscal_year: 2025 amount: 100000 effective_date: 2025-01-01 }",
           "");
    projects_approve(bench);
    as(bench, "poster");
    EXPECT(bench, "CreateChallenge",
           service_text(bench,
                        "parent: 'programmes/jw' challenge_id: 'c' challenge { title: 'Dry' "
                        "poster: 'programmes/jw/partners/bank' budget_line: "
                        "'programmes/jw/projects/0042/budgetLines/l' reward: 60000 mode: %d "
                        "claim_deadline: 2025-07-10 delivery_deadline: 2025-07-20 }",
                        mode),
           "");
}

static void a_challenge_is_posted_claimed_and_accepted_by_one_of_many(void **state)
{
    const Caravan__Projects__V1__ListCommitmentsResponse *made;
    struct service_bench bench;

    (void)state;
    up(&bench, 1);
    assert_int_equal(ask_all(&bench, "MoveChallenge",
                             NAMED "etag: '*' move { move: 1 } request_id: 'post-#'",
                             "WRONG_STATE"),
                     1);
    EXPECT(&bench, "GetBudgetLine", LINE, "pending: 60000 committed: 0");
    as(&bench, "solver");
    assert_int_equal(
        ask_all(&bench, "MoveChallenge",
                NAMED
                "etag: '*' move { move: 2 claim: 'k#' partner: 'programmes/jw/partners/lab' }",
                "WRONG_STATE ALREADY_CLAIMED"),
        1);
    EXPECT(&bench, "ListClaims", "parent: 'programmes/jw/challenges/c'", "claims { state: 1 }");
    EXPECT(&bench, "GetBudgetLine", LINE, "pending: 60000 committed: 0");
    service_down(&bench);

    up(&bench, 1);
    EXPECT(&bench, "MoveChallenge", NAMED "etag: '*' move { move: 1 }", "");
    as(&bench, "solver");
    EXPECT(&bench, "MoveChallenge",
           NAMED "etag: '*' move { move: 2 claim: 'k' partner: 'programmes/jw/partners/lab' }", "");
    EXPECT(&bench, "MoveChallenge", NAMED "etag: '*' move { move: 3 claim: 'k' reference: 'r' }",
           "etag: 'v4'");
    as(&bench, "judge");
    assert_int_equal(ask_all(&bench, "MoveChallenge",
                             NAMED "etag: 'v4' move { move: 5 claim: 'k' } request_id: 'accept-#'",
                             "ETAG_MISMATCH WRONG_STATE"),
                     1);
    made = (const void *)EXPECT(&bench, "ListCommitments", "parent: 'programmes/jw/projects/0042'",
                                "commitments { amount { minor_units: 60000 } }");
    assert_int_equal(made->n_commitments, 1);
    EXPECT(&bench, "GetBudgetLine", LINE, "pending: 60000 committed: 0");
    service_down(&bench);
}

static void of_claims_side_by_side_each_is_there_once_and_the_reward_is_reserved_once(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench, 2);
    EXPECT(&bench, "MoveChallenge", NAMED "etag: '*' move { move: 1 }", "");
    as(&bench, "solver");
    assert_int_equal(ask_all(&bench, "CreatePartner",
                             "parent: 'programmes/jw' partner_id: 'p#' partner { title: 'P' }", ""),
                     CALLERS);
    assert_int_equal(ask_all(&bench, "MoveChallenge",
                             NAMED "etag: '*' move { move: 2 claim: 'k#' "
                                   "partner: 'programmes/jw/partners/p#' }",
                             ""),
                     CALLERS);
    EXPECT(&bench, "EngagementReport", "programme: 'programmes/jw'",
           service_text(&bench, "challenges { claimed: 1 claims: %d reserved_minor: 60000 }",
                        CALLERS));
    EXPECT(&bench, "GetBudgetLine", LINE, "pending: 60000");
    service_down(&bench);
}

/* Forty of the hundred each: two get them. */
static void no_more_is_distributed_at_once_than_was_received(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench, 1);
    EXPECT(&bench, "CreateDonation",
           "parent: 'programmes/jw' donation_id: 'd' donation { title: 'Coats' "
           "donor: 'programmes/jw/partners/bank' pledge_date: 2025-05-01 lines { item: 'coats' "
           "goods: 'Coats' quantity: 100 unit: 'piece' unit_value: 20000 basis: 1 } "
           "movements { move: 1 date: 2025-05-02 } movements { move: 2 date: 2025-05-03 } }",
           "");
    assert_int_equal(ask_all(&bench, "MoveDonation",
                             "name: 'programmes/jw/donations/d' etag: '*' movement { move: 4 "
                             "date: 2025-06-01 site: 'north' quantities { item: 'coats' "
                             "quantity: 40 } reference: 'van #' }",
                             "MORE_THAN_RECEIVED"),
                     2);
    EXPECT(&bench, "GetDonation", "name: 'programmes/jw/donations/d'",
           "lines { distributed_quantity: 80 }");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_challenge_is_posted_claimed_and_accepted_by_one_of_many),
        cmocka_unit_test(of_claims_side_by_side_each_is_there_once_and_the_reward_is_reserved_once),
        cmocka_unit_test(no_more_is_distributed_at_once_than_was_received),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
