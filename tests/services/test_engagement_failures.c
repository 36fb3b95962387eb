/* What goes wrong where people record what they do together, and what then holds here. */
#include "caravan/projects/v1/challenge.pb-c.h"
#include "caravan/projects/v1/commitment.pb-c.h"
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define HOUR INT64_C(3600000000)
#define BANK "programmes/jw/partners/bank"
#define ACTIVITY                                                                                   \
    "parent: 'programmes/jw' activity_id: 'a' activity { title: 'Lessons' kind: 1 "                \
    "first_date: 2025-05-05 site: 'north' organiser: '" BANK "' state: 2 "                         \
    "head_count { persons: 40 person_times: 95 } } "
#define CAMPAIGN                                                                                   \
    "parent: 'programmes/jw' health_campaign_id: 'h' health_campaign { title: 'Eyes' "             \
    "organiser: '" BANK "' } "
#define COUNTED                                                                                    \
    "parent: 'programmes/jw/healthCampaigns/h' health_count_id: 'n' health_count { measure: 3 "    \
    "site: 'north' first_date: 2025-05-01 last_date: 2025-05-31 count: 100 } "
#define DONATION                                                                                   \
    "parent: 'programmes/jw' donation_id: 'd' donation { title: 'Coats' donor: '" BANK "' "        \
    "pledge_date: 2025-05-01 lines { item: 'coats' goods: 'Coats' quantity: 100 unit: 'piece' "    \
    "unit_value: 20000 basis: 1 } } "
#define CHALLENGE                                                                                  \
    "parent: 'programmes/jw' challenge_id: 'c' challenge { title: 'Dry the fruit' poster: '" BANK  \
    "' budget_line: 'programmes/jw/projects/0042/budgetLines/l' reward: 60000 mode: 1 "            \
    "claim_deadline: 2025-07-10 delivery_deadline: 2025-07-20 } "
#define NAMED "name: 'programmes/jw/challenges/c' "
#define LINE  "name: 'programmes/jw/projects/0042/budgetLines/l'"

static void as(struct service_bench *bench, const char *subject)
{
    bench->principal.subject = subject;
}

/* With one of each noun, the challenge a draft. */
static void up(struct service_bench *bench)
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
    EXPECT(bench, "CreateActivity", ACTIVITY, "");
    EXPECT(bench, "CreateHealthCampaign", CAMPAIGN, "");
    EXPECT(bench, "CreateHealthCount", COUNTED, "");
    EXPECT(bench, "CreateDonation", DONATION, "");
    EXPECT(bench, "CreateChallenge", CHALLENGE, "");
}

static const char *const CHANGES[][2] = {
    {"UpdateActivity", "activity { name: 'programmes/jw/activities/a' etag: 'v1' title: 'Mine' "
                       "change_reason: 'so' } update_mask { paths: 'title' }"},
    {"UpdateHealthCount",
     "health_count { name: 'programmes/jw/healthCampaigns/h/counts/n' etag: 'v1' count: 200 "
     "change_reason: 'so' } update_mask { paths: 'count' }"},
    {"MoveDonation",
     "name: 'programmes/jw/donations/d' etag: 'v1' movement { move: 1 date: 2025-05-02 }"},
    {"MoveChallenge", NAMED "etag: 'v1' move { move: 1 }"},
};

static void who_read_an_older_version_writes_over_nothing(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (size_t i = 0; i < 4; i++) {
        EXPECT(&bench, CHANGES[i][0], CHANGES[i][1], "etag: 'v2'");
        REFUSE(&bench, CHANGES[i][0], CHANGES[i][1], CV_ABORTED, "ETAG_MISMATCH", "");
    }
    service_down(&bench);
}

static void a_change_that_is_sent_twice_is_made_once(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    for (size_t i = 0; i < 4; i++) {
        const char *sent = service_text(&bench, "%s request_id: 'r%zu'", CHANGES[i][1], i);
        const char *other = strstr(CHANGES[i][0], "Challenge") != NULL
                                ? " move { move: 7 reason: 'x' }"
                                : " etag: '*'";

        for (int again = 0; again < 3; again++)
            EXPECT(&bench, CHANGES[i][0], sent, "etag: 'v2'");
        if (i >= 2)
            REFUSE(&bench, CHANGES[i][0], service_text(&bench, "%s%s", sent, other),
                   CV_ALREADY_EXISTS, "REQUEST_ID_REUSED", "request_id");
    }
    EXPECT(&bench, "GetBudgetLine", LINE, "pending: 60000");
    service_down(&bench);
}

static void what_is_of_another_organisation_is_not_there(void **state)
{
    static const char *const READS[][2] = {
        {"GetActivity", "name: 'programmes/jw/activities/a'"},
        {"GetHealthCampaign", "name: 'programmes/jw/healthCampaigns/h'"},
        {"GetHealthCount", "name: 'programmes/jw/healthCampaigns/h/counts/n'"},
        {"GetDonation", "name: 'programmes/jw/donations/d'"},
        {"GetChallenge", NAMED},
        {"EngagementReport", "programme: 'programmes/jw'"},
        {"SettleChallenges", "parent: 'programmes/jw'"},
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    bench.principal.org = "elsewhere";
    for (size_t i = 0; i < sizeof(READS) / sizeof(READS[0]); i++)
        REFUSE(&bench, READS[i][0], READS[i][1], MISSING, "");
    for (size_t i = 0; i < 4; i++)
        REFUSE(&bench, CHANGES[i][0], CHANGES[i][1], MISSING, "");
    service_down(&bench);
}

/* 23:59:59 in China is 15:59:59 UTC, wherever whoever claims it may be. */
static void a_deadline_is_over_when_its_day_is_over_in_china(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "MoveChallenge", NAMED "etag: '*' move { move: 1 }", "");
    service_clock_set(SERVICE_NOON + 19 * SERVICE_DAY + 4 * HOUR - 1);
    EXPECT(&bench, "GetChallenge", NAMED, "state: 2 reward_state: 2");
    service_clock_set(SERVICE_NOON + 19 * SERVICE_DAY + 4 * HOUR);
    EXPECT(&bench, "GetChallenge", NAMED, "state: 8 reward_state: 4 state_date: 2025-07-20");
    as(&bench, "solver");
    REFUSE(&bench, "MoveChallenge",
           NAMED "etag: '*' move { move: 2 claim: 'k' partner: 'programmes/jw/partners/lab' }",
           CV_FAILED_PRECONDITION, "WRONG_STATE", "");
    service_down(&bench);
}

static void a_file_with_one_wrong_row_is_recorded_whole_or_not_at_all(void **state)
{
    static const char GOOD[] = "rows { activity { " ACTIVITY "activity_id: 'i' } } "
                               "rows { donation { " DONATION "donation_id: 'i' } } ";
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "ImportEngagement",
           service_text(&bench,
                        "%s rows { donation { " DONATION
                        "donation_id: 'j' donation { movements { move: 2 date: 2025-05-02 } } } }",
                        GOOD),
           "recorded: 0 refused_count: 1 refusals { row: 2 }");
    REFUSE(&bench, "GetActivity", "name: 'programmes/jw/activities/i'", MISSING, "");
    REFUSE(&bench, "GetDonation", "name: 'programmes/jw/donations/i'", MISSING, "");
    for (int twice = 0; twice < 2; twice++)
        EXPECT(&bench, "ImportEngagement", GOOD, "recorded: 1");
    EXPECT(&bench, "EngagementReport", "programme: 'programmes/jw'",
           "activities { records: 2 } donations { records: 2 }");
    service_down(&bench);
}

#define OF_CLAIM(kind, rest) NAMED "etag: '*' move { move: " kind " claim: 'k' " rest " }"

/* The reward would be money of that month. */
static void nothing_is_accepted_in_a_locked_month(void **state)
{
    static const char ACCEPTED[] =
        CHALLENGE "challenge_id: 'old' challenge { moves { date: 2025-02-01 by: 'poster' move: 1 } "
                  "moves { date: 2025-02-02 by: 'solver' move: 2 claim: 'k' "
                  "partner: 'programmes/jw/partners/lab' } moves { date: 2025-02-03 by: 'solver' "
                  "move: 3 claim: 'k' reference: 'r' } moves { date: 2025-05-20 by: 'judge' "
                  "move: 5 claim: 'k' } }";
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "MovePeriod",
           "name: 'programmes/jw/periods/2025-05' move: PERIOD_MOVE_LOCK reason: 'closed'", "");
    REFUSE(&bench, "CreateChallenge", ACCEPTED, CV_FAILED_PRECONDITION, "PERIOD_LOCKED", "");
    REFUSE(&bench, "GetChallenge", "name: 'programmes/jw/challenges/old'", MISSING, "");
    EXPECT(&bench, "GetBudgetLine", LINE, "pending: 0 committed: 0");
    service_down(&bench);
}

/* Who delivered may not approve the money either, by whatever way it comes to him. */
static void who_accepted_a_challenge_does_not_approve_its_money(void **state)
{
    const Caravan__Projects__V1__Challenge *now;
    const Caravan__Projects__V1__Commitment *money;
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "MoveChallenge", NAMED "etag: '*' move { move: 1 }", "");
    as(&bench, "solver");
    EXPECT(&bench, "MoveChallenge", OF_CLAIM("2", "partner: 'programmes/jw/partners/lab'"), "");
    now = (const void *)EXPECT(&bench, "MoveChallenge", OF_CLAIM("3", "reference: 'r'"), "");
    as(&bench, "judge");
    now = (const void *)EXPECT(
        &bench, "MoveChallenge",
        service_text(&bench, NAMED "etag: '%s' move { move: 5 claim: 'k' }", now->etag), "");
    money = (const void *)EXPECT(&bench, "GetCommitment",
                                 service_text(&bench, "name: '%s'", now->commitment), "");
    REFUSE(&bench, "MoveCommitment",
           service_text(&bench, "name: '%s' etag: '%s' move: ENTRY_MOVE_APPROVE", money->name,
                        money->etag),
           CV_PERMISSION_DENIED, "SELF_APPROVAL", "");
    as(&bench, "treasurer");
    EXPECT(&bench, "MoveCommitment",
           service_text(&bench, "name: '%s' etag: '%s' move: ENTRY_MOVE_APPROVE", money->name,
                        money->etag),
           "");
    EXPECT(&bench, "GetBudgetLine", LINE, "pending: 0 committed: 60000");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_read_an_older_version_writes_over_nothing),
        cmocka_unit_test(a_change_that_is_sent_twice_is_made_once),
        cmocka_unit_test(what_is_of_another_organisation_is_not_there),
        cmocka_unit_test(a_deadline_is_over_when_its_day_is_over_in_china),
        cmocka_unit_test(a_file_with_one_wrong_row_is_recorded_whole_or_not_at_all),
        cmocka_unit_test(nothing_is_accepted_in_a_locked_month),
        cmocka_unit_test(who_accepted_a_challenge_does_not_approve_its_money),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
