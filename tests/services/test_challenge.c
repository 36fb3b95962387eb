/* Open challenges: who may do what, what deadlines do, and where the reward is meanwhile. */
#include "caravan/projects/v1/challenge.pb-c.h"
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* The bench's day is 1 July 2025. */
#define GOOD                                                                                       \
    "parent: 'programmes/jw' challenge_id: 'c' challenge { title: 'Dry the fruit' "                \
    "poster: 'programmes/jw/partners/bank' "                                                       \
    "budget_line: 'programmes/jw/projects/0042/budgetLines/l' reward: 60000 mode: 1 "              \
    "claim_deadline: 2025-07-10 delivery_deadline: 2025-07-20 } "
#define NAMED       "name: 'programmes/jw/challenges/c' "
#define MOVE(text)  NAMED "etag: '*' move { " text " } "
#define POST        "move: 1 "
#define CLAIM(id)   "move: 2 claim: '" id "' partner: 'programmes/jw/partners/lab' "
#define DELIVER(id) "move: 3 claim: '" id "' reference: 'report 1' "
#define RETURN(id)  "move: 4 claim: '" id "' reason: 'too wet' "
#define ACCEPT(id)  "move: 5 claim: '" id "' "
#define EXTEND      "move: 6 claim_deadline: 2025-07-15 delivery_deadline: 2025-07-25 "
#define CANCEL      "move: 7 reason: 'solved otherwise' "
#define FREE_OF(sum)                                                                               \
    "parent: 'programmes/jw/projects/0042' commitment_id: '" sum                                   \
    "' commitment { budget_line: 'programmes/jw/projects/0042/budgetLines/l' "                     \
    "amount: " sum " effective_date: 2025-06-30 } "
#define WRONG CV_FAILED_PRECONDITION, "WRONG_STATE", ""

#define WHEN(date, by, text) "moves { date: " date " by: '" by "' " text " } "
#define POSTED_IN_WINTER                                                                           \
    WHEN("2025-01-10", "poster", POST)                                                             \
    WHEN("2025-02-01", "solver", CLAIM("k"))                                                       \
    WHEN("2025-02-20", "solver", DELIVER("k"))                                                     \
    WHEN("2025-04-20", "judge", ACCEPT("k"))

static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
    EXPECT(bench, "CreatePartner",
           "parent: 'programmes/jw' partner_id: 'lab' partner { title: 'Lab' }", "");
    EXPECT(bench, "CreatePartner",
           "parent: 'programmes/jw' partner_id: 'mill' partner { title: 'Mill' }", "");
    EXPECT(
        bench, "CreateBudgetLine",
        "parent: 'programmes/jw/projects/0042' budget_line_id: 'l' budget_line { title: 'Prizes' "
        "fiscal_year: 2025 amount: 100000 effective_date: 2025-01-01 }",
        "");
    projects_approve(bench);
}

static void as(struct service_bench *bench, const char *subject)
{
    bench->principal.subject = subject;
}

static void day(int days)
{
    service_clock_set(SERVICE_NOON + days * SERVICE_DAY);
}

/* As whoever may. */
static void move(struct service_bench *bench, const char *subject, const char *text,
                 const char *want)
{
    const char *request = service_text(bench, NAMED "etag: '*' move { %s }", text);

    as(bench, subject);
    if (strstr(text, "move: 4") != NULL || strstr(text, "move: 5") != NULL) {
        const Caravan__Projects__V1__Challenge *now =
            (const void *)EXPECT(bench, "GetChallenge", NAMED, "");

        request = service_text(bench, "%s etag: '%s'", request, now->etag);
    }
    EXPECT(bench, "MoveChallenge", request, want);
}

static void a_challenge_is_posted_claimed_delivered_returned_and_accepted(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    as(&bench, "poster");
    EXPECT(&bench, "CreateChallenge", GOOD,
           "name: 'programmes/jw/challenges/c' state: 1 reward_state: 1 !next_deadline etag: 'v1'");
    move(&bench, "poster", POST,
         "state: 2 state_date: 2025-07-01 reward_state: 2 next_deadline: 2025-07-20 "
         "at_next_deadline: 2 moves { move: 1 by: 'poster' date: 2025-07-01 }");
    move(&bench, "solver", CLAIM("k"),
         "state: 3 reward_state: 2 next_deadline: 2025-07-10 at_next_deadline: 1");
    move(&bench, "solver", DELIVER("k"),
         "state: 5 next_deadline: 2025-07-20 at_next_deadline: 3 commitment: ''");
    EXPECT(&bench, "GetClaim", "name: 'programmes/jw/challenges/c/claims/k'",
           "state: 2 partner: 'programmes/jw/partners/lab' reference: 'report 1' "
           "claim_date: 2025-07-01 deadline: 2025-07-20 delivery_date: 2025-07-01");
    move(&bench, "judge", RETURN("k"), "state: 4 at_next_deadline: 2");
    day(3);
    move(&bench, "solver", DELIVER("k"), "state: 5");
    move(&bench, "judge", ACCEPT("k"),
         "state: 6 state_date: 2025-07-04 reward_state: 3 !next_deadline");
    EXPECT(&bench, "ListClaims", "parent: 'programmes/jw/challenges/c'",
           "claims { state: 4 judge_date: 2025-07-04 delivery_date: 2025-07-04 }");
    EXPECT(&bench, "ListCommitments", "parent: 'programmes/jw/projects/0042'",
           "commitments { amount { minor_units: 60000 } effective_date: 2025-07-04 "
           "reference: 'challenge c' payee: 'programmes/jw/partners/lab' }");
    as(&bench, "judge");
    REFUSE(&bench, "CreateCommitment", FREE_OF("40001"), CV_FAILED_PRECONDITION, "BUDGET_EXCEEDED",
           "");
    EXPECT(&bench, "CreateCommitment", FREE_OF("40000"), "");
    service_down(&bench);
}

static void each_wrong_field_of_a_new_challenge_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!challenge", BAD, "challenge"},
        {"challenge { title: '' }", BAD, "challenge.title"},
        {"challenge { poster: '' }", BAD, "challenge.poster"},
        {"challenge { poster: 'programmes/jw/partners/none' }", MISSING, "challenge.poster"},
        {"challenge { budget_line: '' }", BAD, "challenge.budget_line"},
        {"challenge { budget_line: 'programmes/x/projects/0042/budgetLines/l' }", BAD,
         "challenge.budget_line"},
        {"challenge { budget_line: 'programmes/jw/projects/0042/budgetLines/x' }", MISSING,
         "challenge.budget_line"},
        {"challenge { !reward }", BAD, "challenge.reward"},
        {"challenge { reward { currency: 'USD' minor_units: 5 } }", BAD,
         "challenge.reward.currency"},
        {"challenge { mode: 0 }", BAD, "challenge.mode"},
        {"challenge { !claim_deadline }", BAD, "challenge.claim_deadline"},
        {"challenge { !delivery_deadline }", BAD, "challenge.delivery_deadline"},
        {"challenge { delivery_deadline: 2025-07-09 }", BAD, "challenge.delivery_deadline"},
        {"challenge { reference: '" LETTERS_200 "' }", BAD, "challenge.reference"},
        {"challenge { moves { move: 1 by: 'a' } }", BAD, "challenge.moves[0].date"},
        {"challenge { moves { move: 1 date: 2025-06-01 } }", BAD, "challenge.moves[0].by"},
        {"challenge { moves { move: 1 date: 2025-06-01 by: 'A Name' } }", BAD,
         "challenge.moves[0].by"},
        {"challenge { moves { move: 8 date: 2025-06-01 by: 'a' } }", BAD,
         "challenge.moves[0].move"},
        {"challenge { moves { move: 7 date: 2025-06-01 by: 'a' reason: 'x' } }",
         CV_FAILED_PRECONDITION, "WRONG_STATE", ""},
        {NULL},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    REFUSE_EACH(&bench, "CreateChallenge", GOOD, ROWS);
    service_down(&bench);
}

static void each_wrong_field_of_a_move_is_named(void **state)
{
    static const struct service_refusal ROWS[] = {
        {"!name", BAD, "name"},
        {"name: 'programmes/jw/challenges/x'", MISSING, ""},
        {"etag: ''", BAD, "etag"},
        {"etag: 'v9'", CV_ABORTED, "ETAG_MISMATCH", ""},
        {"!move", BAD, "move"},
        {"move { move: 8 }", BAD, "move.move"},
        {"move { date: 2025-07-01 }", BAD, "move.date"},
        {"move { by: 'somebody' }", BAD, "move.date"},
        {"move { claim: 'k' }", BAD, "move.claim"},
        {"move { partner: 'programmes/jw/partners/lab' }", BAD, "move.partner"},
        {"move { claim_deadline: 2025-07-15 }", BAD, "move.claim_deadline"},
        {"move { delivery_deadline: 2025-07-25 }", BAD, "move.delivery_deadline"},
        {"move { reference: 'x' }", BAD, "move.reference"},
        {"move { " CLAIM("K") "}", BAD, "move.claim"},
        {"move { " CLAIM("k") "partner: '' }", BAD, "move.partner"},
        {"move { " DELIVER("k") "reference: '' }", BAD, "move.reference"},
        {"move { " RETURN("k") "reason: '' }", BAD, "move.reason"},
        {"move { " RETURN("k") "}", BAD, "etag"},
        {"move { " ACCEPT("k") "}", BAD, "etag"},
        {"move { " CANCEL "reason: '' }", BAD, "move.reason"},
        {NULL},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateChallenge", GOOD, "");
    REFUSE_EACH(&bench, "MoveChallenge", MOVE(POST), ROWS);
    service_down(&bench);
}

/* What leads to each state, and which of POST, CLAIM, DELIVER, RETURN, ACCEPT, EXTEND, CANCEL may
 * follow, each made by whoever may. */
static void a_challenge_makes_only_the_moves_of_its_state(void **state)
{
#define POSTED    WHEN("2025-06-01", "poster", POST)
#define CLAIMED   POSTED WHEN("2025-06-02", "solver", CLAIM("k"))
#define DELIVERED CLAIMED WHEN("2025-06-03", "solver", DELIVER("k"))
    static const struct {
        const char *so_far;
        int state;
        bool legal[7];
    } ROWS[] = {
        {"", 1, {true, false, false, false, false, false, false}},
        {POSTED, 2, {false, true, false, false, false, true, true}},
        {CLAIMED, 3, {false, false, true, false, false, true, true}},
        {DELIVERED WHEN("2025-06-04", "judge", RETURN("k")),
         4,
         {false, false, true, false, false, true, false}},
        {DELIVERED, 5, {false, false, false, true, true, true, false}},
        {DELIVERED WHEN("2025-06-04", "judge", ACCEPT("k")), 6, {false}},
        {POSTED WHEN("2025-06-04", "poster", CANCEL), 7, {false}},
        {POSTED "claim_deadline: 2025-06-10 delivery_deadline: 2025-06-20", 8, {false}},
    };
    static const char *const MOVES[7] = {POST,        CLAIM("n"), DELIVER("k"), RETURN("k"),
                                         ACCEPT("k"), EXTEND,     CANCEL};
    static const char *const BY[7] = {"poster", "solver", "solver", "judge",
                                      "judge",  "poster", "poster"};
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        for (int kind = 0; kind < 7; kind++) {
            const char *id = service_text(&bench, "c%zu%d", i, kind);
            const char *request;
            const Caravan__Projects__V1__Challenge *made;

            as(&bench, "poster");
            made = (const void *)EXPECT(
                &bench, "CreateChallenge",
                service_text(&bench, GOOD "challenge_id: '%s' challenge { reward: 10 %s }", id,
                             ROWS[i].so_far),
                service_text(&bench, "state: %d", ROWS[i].state));
            request = service_text(&bench, "name: '%s' etag: '%s' move { %s }", made->name,
                                   made->etag, MOVES[kind]);
            as(&bench, BY[kind]);
            if (ROWS[i].legal[kind])
                EXPECT(&bench, "MoveChallenge", request, "");
            else
                REFUSE(&bench, "MoveChallenge", request, WRONG);
        }
    }
    service_down(&bench);
}

static void nobody_plays_both_sides(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    as(&bench, "maker");
    EXPECT(&bench, "CreateChallenge", GOOD, "");
    move(&bench, "poster", POST, "");
    as(&bench, "solver");
    REFUSE(&bench, "MoveChallenge", MOVE(CLAIM("k") "partner: 'programmes/jw/partners/bank'"),
           CV_PERMISSION_DENIED, "OWN_CHALLENGE", "");
    REFUSE(&bench, "MoveChallenge", MOVE(CLAIM("k") "partner: 'programmes/jw/partners/none'"),
           MISSING, "move.partner");
    REFUSE(&bench, "MoveChallenge", MOVE(EXTEND), CV_PERMISSION_DENIED, "NOT_POSTER", "");
    REFUSE(&bench, "MoveChallenge", MOVE(CANCEL), CV_PERMISSION_DENIED, "NOT_POSTER", "");
    for (int i = 0; i < 2; i++) {
        as(&bench, i == 0 ? "maker" : "poster");
        REFUSE(&bench, "MoveChallenge", MOVE(CLAIM("k")), CV_PERMISSION_DENIED, "OWN_CHALLENGE",
               "");
    }
    move(&bench, "solver", CLAIM("k"), "");
    move(&bench, "helper", DELIVER("k"), "etag: 'v4'");
    for (int i = 0; i < 2; i++) {
        as(&bench, i == 0 ? "solver" : "helper");
        REFUSE(&bench, "MoveChallenge", NAMED "etag: 'v4' move { " ACCEPT("k") " }",
               CV_PERMISSION_DENIED, "SELF_APPROVAL", "");
        REFUSE(&bench, "MoveChallenge", NAMED "etag: 'v4' move { " RETURN("k") " }",
               CV_PERMISSION_DENIED, "SELF_APPROVAL", "");
    }
    as(&bench, "judge");
    REFUSE(&bench, "MoveChallenge", NAMED "etag: 'v3' move { " ACCEPT("k") " }", CV_ABORTED,
           "ETAG_MISMATCH", "");
    REFUSE(&bench, "MoveChallenge", NAMED "etag: 'v4' move { " ACCEPT("x") " }", MISSING, "");
    move(&bench, "judge", ACCEPT("k"), "state: 6");
    service_down(&bench);
}

static void a_claim_lapses_and_the_next_may_try(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    as(&bench, "poster");
    EXPECT(&bench, "CreateChallenge", GOOD, "");
    move(&bench, "poster", POST, "");
    move(&bench, "solver", CLAIM("k"), "state: 3");
    as(&bench, "other");
    REFUSE(&bench, "MoveChallenge", MOVE(CLAIM("n")), WRONG);
    day(9);
    EXPECT(&bench, "GetChallenge", NAMED, "state: 3");
    day(10);
    EXPECT(&bench, "GetChallenge", NAMED,
           "state: 2 state_date: 2025-07-10 reward_state: 2 next_deadline: 2025-07-20 "
           "at_next_deadline: 2");
    EXPECT(&bench, "GetClaim", "name: 'programmes/jw/challenges/c/claims/k'",
           "state: 5 end_date: 2025-07-10");
    as(&bench, "solver");
    REFUSE(&bench, "MoveChallenge", MOVE(DELIVER("k")), WRONG);
    move(&bench, "other", CLAIM("n") "partner: 'programmes/jw/partners/mill'",
         "state: 3 next_deadline: 2025-07-20 at_next_deadline: 2");
    EXPECT(&bench, "GetClaim", "name: 'programmes/jw/challenges/c/claims/n'",
           "state: 1 deadline: 2025-07-20");
    EXPECT(&bench, "GetClaim", "name: 'programmes/jw/challenges/c/claims/k'", "state: 5");
    service_down(&bench);
}

static void what_expires_frees_its_reward_at_the_next_write(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    as(&bench, "poster");
    EXPECT(&bench, "CreateChallenge", GOOD, "");
    move(&bench, "poster", POST, "");
    move(&bench, "solver", CLAIM("k"), "");
    REFUSE(&bench, "CreateCommitment", FREE_OF("40001"), CV_FAILED_PRECONDITION, "BUDGET_EXCEEDED",
           "");
    EXPECT(&bench, "SettleChallenges", "parent: 'programmes/jw'", "freed_count: 0");
    day(20);
    EXPECT(&bench, "GetChallenge", NAMED,
           "state: 8 state_date: 2025-07-20 reward_state: 4 !next_deadline");
    EXPECT(&bench, "SettleChallenges", "parent: 'programmes/jw'", "freed_count: 1");
    EXPECT(&bench, "SettleChallenges", "parent: 'programmes/jw'", "freed_count: 0");
    EXPECT(&bench, "GetChallenge", NAMED, "state: 8 state_date: 2025-07-20 reward_state: 4");
    EXPECT(&bench, "CreateCommitment", FREE_OF("100000"), "");
    service_down(&bench);
}

static void what_was_delivered_in_time_is_judged_after_the_deadline(void **state)
{
    struct service_bench bench;

    (void)state;
    for (int accepted = 0; accepted < 2; accepted++) {
        up(&bench);
        as(&bench, "poster");
        EXPECT(&bench, "CreateChallenge", GOOD, "");
        move(&bench, "poster", POST, "");
        move(&bench, "solver", CLAIM("k"), "");
        move(&bench, "solver", DELIVER("k"), "at_next_deadline: 3");
        day(40);
        EXPECT(&bench, "GetChallenge", NAMED, "state: 5 reward_state: 2");
        EXPECT(&bench, "SettleChallenges", "parent: 'programmes/jw'", "freed_count: 0");
        if (accepted == 1) {
            move(&bench, "judge", ACCEPT("k"), "state: 6 reward_state: 3");
        } else {
            move(&bench, "judge", RETURN("k"), "state: 8 reward_state: 4");
            EXPECT(&bench, "GetClaim", "name: 'programmes/jw/challenges/c/claims/k'",
                   "state: 5 reason: 'too wet' reference: 'report 1' end_date: 2025-08-10");
            EXPECT(&bench, "CreateCommitment", FREE_OF("100000"), "");
        }
        service_down(&bench);
    }
}

static void deadlines_are_only_made_later_and_each_extension_is_kept(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    as(&bench, "poster");
    EXPECT(&bench, "CreateChallenge", GOOD, "");
    move(&bench, "poster", POST, "");
    move(&bench, "solver", CLAIM("k"), "");
    as(&bench, "poster");
    REFUSE(&bench, "MoveChallenge", MOVE("move: 6"), BAD, "move");
    REFUSE(&bench, "MoveChallenge", MOVE("move: 6 claim_deadline: 2025-07-09"), BAD, "move");
    REFUSE(&bench, "MoveChallenge", MOVE("move: 6 delivery_deadline: 2025-07-19"), BAD, "move");
    REFUSE(&bench, "MoveChallenge", MOVE("move: 6 claim_deadline: 2025-07-21"), BAD, "move");
    move(&bench, "poster", EXTEND,
         "claim_deadline: 2025-07-15 delivery_deadline: 2025-07-25 next_deadline: 2025-07-15");
    day(14);
    EXPECT(&bench, "GetChallenge", NAMED,
           "state: 3 moves { move: 1 } moves { move: 2 } "
           "moves { move: 6 claim_deadline: 2025-07-15 delivery_deadline: 2025-07-25 "
           "date: 2025-07-01 by: 'poster' }");
    day(15);
    EXPECT(&bench, "GetChallenge", NAMED, "state: 2");
    day(26);
    REFUSE(&bench, "MoveChallenge", MOVE("move: 6 delivery_deadline: 2025-08-30"), WRONG);
    service_down(&bench);
}

static void of_several_claims_one_is_accepted(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    as(&bench, "poster");
    EXPECT(&bench, "CreateChallenge", GOOD "challenge { mode: 2 }", "");
    move(&bench, "poster", POST, "");
    move(&bench, "solver", CLAIM("a"), "state: 3");
    as(&bench, "solver");
    REFUSE(&bench, "MoveChallenge", MOVE(CLAIM("b")), CV_FAILED_PRECONDITION, "ALREADY_CLAIMED",
           "");
    REFUSE(&bench, "MoveChallenge", MOVE(CLAIM("a") "partner: 'programmes/jw/partners/mill'"),
           CV_ALREADY_EXISTS, "ID_TAKEN", "");
    move(&bench, "other", CLAIM("b") "partner: 'programmes/jw/partners/mill'", "state: 3");
    move(&bench, "solver", DELIVER("a"), "state: 5");
    move(&bench, "other", DELIVER("b"), "state: 5");
    move(&bench, "judge", RETURN("a"), "state: 5");
    move(&bench, "judge", ACCEPT("b"), "state: 6");
    EXPECT(&bench, "ListClaims", "parent: 'programmes/jw/challenges/c'",
           "claims { state: 6 } claims { state: 4 }");
    EXPECT(&bench, "ListCommitments", "parent: 'programmes/jw/projects/0042'",
           "commitments { payee: 'programmes/jw/partners/mill' }");
    REFUSE(&bench, "MoveChallenge", MOVE(DELIVER("a")), WRONG);
    service_down(&bench);
}

static void who_created_the_winner_cannot_approve_its_reward(void **state)
{
    const Caravan__Projects__V1__ListCommitmentsResponse *rewards;
    struct service_bench bench;
    const char *request;

    (void)state;
    up(&bench);
    as(&bench, "poster");
    EXPECT(&bench, "CreateChallenge", GOOD, "");
    move(&bench, "poster", POST, "");
    move(&bench, "solver", CLAIM("k"), "");
    move(&bench, "solver", DELIVER("k"), "");
    move(&bench, "judge", ACCEPT("k"), "state: 6");
    rewards = (const void *)EXPECT(&bench, "ListCommitments",
                                   "parent: 'programmes/jw/projects/0042'", "");
    request = service_text(&bench, "name: '%s' move: ENTRY_MOVE_APPROVE etag: 'v1'",
                           rewards->commitments[0]->name);
    as(&bench, "clerk");
    REFUSE(&bench, "MoveCommitment", request, CV_PERMISSION_DENIED, "OWN_PAYEE", "");
    as(&bench, "checker");
    EXPECT(&bench, "MoveCommitment", request, "standing { state: ENTRY_STATE_APPROVED }");
    service_down(&bench);
}

static void a_finished_challenge_is_imported_once_with_its_days(void **state)
{
    const char *row = "rows { challenge { " GOOD "challenge { claim_deadline: 2025-03-01 "
                      "delivery_deadline: 2025-05-01 " POSTED_IN_WINTER " } } }";
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "ImportEngagement", row, "created_count: 1");
    EXPECT(&bench, "ImportEngagement", row, "unchanged_count: 1");
    EXPECT(&bench, "GetChallenge", NAMED, "state: 6 state_date: 2025-04-20 reward_state: 3");
    REFUSE(&bench, "CreateChallenge",
           GOOD "challenge_id: 'self' challenge { moves { date: 2025-06-01 by: 'p' " POST " } "
                "moves { date: 2025-06-02 by: 's' " CLAIM(
                    "k") " } "
                         "moves { date: 2025-06-03 by: 's' " DELIVER(
                             "k") " } "
                                  "moves { date: 2025-06-04 by: 's' " ACCEPT("k") " } }",
           CV_PERMISSION_DENIED, "SELF_APPROVAL", "");
    service_down(&bench);
}

static void a_reward_beyond_the_budget_is_not_posted(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    as(&bench, "poster");
    EXPECT(&bench, "CreateChallenge", GOOD "challenge { reward: 100001 }", "state: 1");
    REFUSE(&bench, "MoveChallenge", MOVE(POST), CV_FAILED_PRECONDITION, "BUDGET_EXCEEDED", "");
    EXPECT(&bench, "CreateChallenge", GOOD "challenge_id: 'd'", "");
    EXPECT(&bench, "MoveChallenge", MOVE(POST) "name: 'programmes/jw/challenges/d' request_id: 'r'",
           "state: 2");
    EXPECT(&bench, "MoveChallenge", MOVE(POST) "name: 'programmes/jw/challenges/d' request_id: 'r'",
           "state: 2");
    EXPECT(&bench, "MoveChallenge", MOVE(CANCEL) "name: 'programmes/jw/challenges/d'",
           "state: 7 reward_state: 4");
    EXPECT(&bench, "CreateCommitment", FREE_OF("100000"), "");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_challenge_is_posted_claimed_delivered_returned_and_accepted),
        cmocka_unit_test(each_wrong_field_of_a_new_challenge_is_named),
        cmocka_unit_test(each_wrong_field_of_a_move_is_named),
        cmocka_unit_test(a_challenge_makes_only_the_moves_of_its_state),
        cmocka_unit_test(nobody_plays_both_sides),
        cmocka_unit_test(a_claim_lapses_and_the_next_may_try),
        cmocka_unit_test(what_expires_frees_its_reward_at_the_next_write),
        cmocka_unit_test(what_was_delivered_in_time_is_judged_after_the_deadline),
        cmocka_unit_test(deadlines_are_only_made_later_and_each_extension_is_kept),
        cmocka_unit_test(of_several_claims_one_is_accepted),
        cmocka_unit_test(who_created_the_winner_cannot_approve_its_reward),
        cmocka_unit_test(a_finished_challenge_is_imported_once_with_its_days),
        cmocka_unit_test(a_reward_beyond_the_budget_is_not_posted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
