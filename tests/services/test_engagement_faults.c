/* What was done together, failing at every allocation and statement at which it can: each call
 * asked again with its request_id has happened exactly once, and a report is whole or none. */
#include "base/fault.h"
#include "caravan/projects/v1/challenge.pb-c.h"
#include "caravan/projects/v1/commitment.pb-c.h"
#include "support/projects_bench.h"
#include "support/sweep.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ACTIVITY                                                                                   \
    "activity { title: 'Lessons' kind: 1 first_date: 2025-05-05 site: 'north' "                    \
    "organiser: 'programmes/jw/partners/bank' state: 2 head_count { persons: 40 "                  \
    "person_times: 95 cells { sex: 1 persons: 30 } } } "
#define COUNTED                                                                                    \
    "health_count { measure: 3 site: 'north' first_date: 2025-05-01 last_date: 2025-05-31 "        \
    "count: 100 } "
#define CAMPAIGN "health_campaign { title: 'Eyes' organiser: 'programmes/jw/partners/bank' } "
#define DONATION                                                                                   \
    "donation { title: 'Coats' donor: 'programmes/jw/partners/bank' pledge_date: 2025-05-01 "      \
    "lines { item: 'coats' goods: 'Coats' quantity: 100 unit: 'piece' unit_value: 20000 "          \
    "basis: 1 } movements { move: 1 date: 2025-05-02 } } "
#define CHALLENGE                                                                                  \
    "challenge { title: 'Dry the fruit' poster: 'programmes/jw/partners/bank' "                    \
    "budget_line: 'programmes/jw/projects/0042/budgetLines/l' reward: 7 mode: 1 "                  \
    "claim_deadline: 2025-07-10 delivery_deadline: 2025-07-20 } "
#define POSTED "challenge { moves { date: 2025-06-01 by: 'poster' move: 1 } } "
#define DELIVERED                                                                                  \
    POSTED "challenge { moves { date: 2025-06-02 by: 'solver' move: 2 claim: 'k' "                 \
           "partner: 'programmes/jw/partners/lab' } moves { date: 2025-06-03 by: 'solver' "        \
           "move: 3 claim: 'k' reference: 'r' } } "
#define PARENT "parent: 'programmes/jw' "

/* In all texts # is the number of the round. */
static const struct sweep SWEEPS[] = {
    {{{NULL}},
     "CreateActivity",
     PARENT "activity_id: 'x#' " ACTIVITY,
     {"GetActivity", "name: 'programmes/jw/activities/x#'",
      "etag: 'v1' head_count { person_times: 95 cells { persons: 30 } }"}},
    {{{"CreateActivity", PARENT "activity_id: 'x#' " ACTIVITY}},
     "UpdateActivity",
     "activity { name: 'programmes/jw/activities/x#' etag: 'v1' title: 'y' "
     "change_reason: 'so' } update_mask { paths: 'title' }",
     {"GetActivity", "name: 'programmes/jw/activities/x#'", "etag: 'v2' title: 'y'"}},
    {{{NULL}},
     "CreateHealthCampaign",
     PARENT "health_campaign_id: 'x#' " CAMPAIGN,
     {"GetHealthCampaign", "name: 'programmes/jw/healthCampaigns/x#'", "title: 'Eyes'"}},
    {{{"CreateHealthCampaign", PARENT "health_campaign_id: 'x#' " CAMPAIGN}},
     "CreateHealthCount",
     "parent: 'programmes/jw/healthCampaigns/x#' health_count_id: 'n' " COUNTED,
     {"ListHealthCounts", "parent: 'programmes/jw/healthCampaigns/x#'",
      "health_counts { count: 100 }"}},
    {{{NULL}},
     "CreateDonation",
     PARENT "donation_id: 'x#' " DONATION,
     {"GetDonation", "name: 'programmes/jw/donations/x#'", "etag: 'v1' movements { move: 1 }"}},
    {{{"CreateDonation", PARENT "donation_id: 'x#' " DONATION}},
     "MoveDonation",
     "name: 'programmes/jw/donations/x#' etag: '*' movement { move: 2 "
     "date: 2025-05-03 quantities { item: 'coats' quantity: 97 } }",
     {"GetDonation", "name: 'programmes/jw/donations/x#'",
      "etag: 'v2' movements {} movements { move: 2 } lines { received_quantity: 97 }"}},
    {{{"CreateDonation", PARENT "donation_id: 'x#' " DONATION}},
     "MoveDonation",
     "name: 'programmes/jw/donations/x#' etag: '*' movement { move: 7 reason: 'wrong' }",
     {"GetDonation", "name: 'programmes/jw/donations/x#'", "etag: 'v2' state: 1"}},
    {{{NULL}},
     "CreateChallenge",
     PARENT "challenge_id: 'x#' " CHALLENGE POSTED,
     {"GetChallenge", "name: 'programmes/jw/challenges/x#'", "etag: 'v1' reward_state: 2"}},
    {{{"CreateChallenge", PARENT "challenge_id: 'x#' " CHALLENGE}},
     "MoveChallenge",
     "name: 'programmes/jw/challenges/x#' etag: '*' move { move: 1 }",
     {"GetChallenge", "name: 'programmes/jw/challenges/x#'",
      "etag: 'v2' reward_state: 2 moves { move: 1 }"}},
    {{{"CreateChallenge", PARENT "challenge_id: 'x#' " CHALLENGE POSTED}},
     "MoveChallenge",
     "name: 'programmes/jw/challenges/x#' etag: '*' move { move: 2 claim: 'k' "
     "partner: 'programmes/jw/partners/lab' }",
     {"ListClaims", "parent: 'programmes/jw/challenges/x#'", "claims { state: 1 }"}},
    {{{"CreateChallenge", PARENT "challenge_id: 'x#' " CHALLENGE DELIVERED}},
     "MoveChallenge",
     "name: 'programmes/jw/challenges/x#' etag: 'v1' move { move: 5 claim: 'k' }",
     {"GetChallenge", "name: 'programmes/jw/challenges/x#'", "etag: 'v2' reward_state: 3"}},
    {{{NULL}},
     "ImportEngagement",
     "rows { activity { " PARENT "activity_id: 'x#' " ACTIVITY "} } "
     "rows { donation { " PARENT "donation_id: 'x#' " DONATION "} } "
     "rows { challenge { " PARENT "challenge_id: 'x#' " CHALLENGE POSTED "} }",
     {"GetChallenge", "name: 'programmes/jw/challenges/x#'", "etag: 'v1' reward_state: 2"}},
};

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
}

/* The account holds each reward once, whatever failed on the way. */
static void each_call_has_happened_exactly_once_when_it_is_asked_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(SWEEPS) / sizeof(SWEEPS[0]); i++) {
        const struct sweep *sweep = &SWEEPS[i];
        bool rewarded = strstr(sweep->after[0], "Challenge") != NULL ||
                        strstr(sweep->after[0], "Claims") != NULL;
        struct service_bench bench;
        unsigned long rounds;

        up(&bench);
        rounds = sweep_run(&bench, sweep) + 1;
        EXPECT(&bench, "GetBudgetLine", "name: 'programmes/jw/projects/0042/budgetLines/l'",
               service_text(&bench, "pending: %lu", rewarded ? 7 * rounds : 0));
        service_down(&bench);
    }
}

static void a_report_is_whole_or_none(void **state)
{
    static const char REQUEST[] =
        "programme: 'programmes/jw' known_at { seconds: 1751371200 nanos: 900000 }";
    struct service_bench bench;
    unsigned long nth = 1;
    bool fired = true;
    uint8_t whole[4096];
    uint8_t seen[4096];
    size_t len;

    (void)state;
    up(&bench);
    for (unsigned long n = 1; n < 20; n++) {
        EXPECT(&bench, "ImportEngagement", service_numbered(&bench, SWEEPS[11].request, n), "");
        EXPECT(&bench, "CreateHealthCampaign", service_numbered(&bench, SWEEPS[2].request, n), "");
        EXPECT(&bench, "CreateHealthCount", service_numbered(&bench, SWEEPS[3].request, n), "");
    }
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    len = protobuf_c_message_pack(EXPECT(&bench, "EngagementReport", REQUEST, ""), whole);
    for (; fired && nth < SWEEP_MAX; nth++) {
        const ProtobufCMessage *answer;

        service_reconnect(&bench);
        answer = sweep_ask(&bench, "EngagementReport", REQUEST, nth);
        fired = cv_fault_fired();
        assert_true(answer != NULL || fired);
        if (answer == NULL)
            continue;
        assert_int_equal(protobuf_c_message_get_packed_size(answer), len);
        protobuf_c_message_pack(answer, seen);
        assert_memory_equal(seen, whole, len);
    }
    assert_in_range(nth, 10, SWEEP_MAX - 1);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_call_has_happened_exactly_once_when_it_is_asked_again),
        cmocka_unit_test(a_report_is_whole_or_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
