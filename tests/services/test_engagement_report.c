/* EngagementReport, through the whole service: people apart from attendances, nobody recognisable,
 * goods and rewards that add up, as of any two dates. */
#include "caravan/projects/v1/engagement_report.pb-c.h"
#include "support/message_text.h"
#include "support/projects_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

typedef Caravan__Projects__V1__EngagementReportResponse report_answer;

static void up(struct service_bench *bench)
{
    projects_up(bench, SERVICE_IN_MEMORY);
    projects_sow(bench);
}

static const report_answer *ask(struct service_bench *bench, const char *dates, const char *want)
{
    return (const void *)EXPECT(bench, "EngagementReport",
                                service_text(bench, "programme: 'programmes/jw' %s", dates), want);
}

/* HELD, of a kind on a day. */
static void hold(struct service_bench *bench, const char *id, int kind, const char *day,
                 const char *head_count)
{
    EXPECT(bench, "CreateActivity",
           service_text(bench,
                        "parent: 'programmes/jw' activity_id: '%s' activity { title: 'x' kind: %d "
                        "first_date: %s site: 'north' organiser: 'programmes/jw/partners/bank' "
                        "state: 2 head_count { %s } }",
                        id, kind, day, head_count),
           "");
}

static void an_empty_programme_has_an_empty_report(void **state)
{
    const report_answer *answer;
    struct service_bench bench;

    (void)state;
    up(&bench);
    answer = ask(&bench, "",
                 "programme: 'programmes/jw' title: 'Long road' currency: 'CNY' "
                 "activities { records: 0 withheld: 0 } donations { records: 0 pledged_minor: 0 } "
                 "challenges { records: 0 median_days: 0 }");
    assert_int_equal(answer->n_activities_by_kind + answer->n_activities_by_year, 0);
    assert_int_equal(answer->n_activity_people + answer->n_activities_by_state, 0);
    assert_int_equal(answer->n_health + answer->n_donations_by_item, 0);
    assert_int_equal(answer->n_donation_differences + answer->n_challenges_by_state, 0);
    REFUSE(&bench, "EngagementReport", "programme: 'x'", BAD, "programme");
    REFUSE(&bench, "EngagementReport", "programme: 'programmes/none'", MISSING, "");
    REFUSE(&bench, "EngagementReport", "programme: 'programmes/jw' effective_through: 2025-02-30",
           BAD, "effective_through");
    REFUSE(&bench, "EngagementReport",
           "programme: 'programmes/jw' known_at { seconds: 1900000000 }", BAD, "known_at");
    service_down(&bench);
}

static void persons_are_told_apart_from_person_times(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    hold(&bench, "a", 1, "2024-05-05", "persons: 40 person_times: 95");
    hold(&bench, "b", 1, "2025-05-05",
         "persons: 40 person_times: 50 cells { sex: 1 persons: 15 } cells { sex: 2 persons: 25 }");
    hold(&bench, "c", 3, "2025-06-01", "person_times: 12");
    EXPECT(&bench, "CreateActivity",
           "parent: 'programmes/jw' activity_id: 'd' activity { title: 'x' kind: 3 "
           "first_date: 2025-06-02 site: 'north' organiser: 'programmes/jw/partners/bank' "
           "state: 1 }",
           "");
    ask(&bench, "",
        "activities { kind: 0 records: 3 persons: 80 person_times: 157 persons_unknown: 1 } "
        "activities_by_kind { kind: 1 records: 2 persons: 80 person_times: 145 "
        "persons_unknown: 0 } "
        "activities_by_kind { kind: 3 records: 1 persons: 0 person_times: 12 persons_unknown: 1 } "
        "activities_by_year { kind: 1 year: 2024 persons: 40 } "
        "activities_by_year { kind: 1 year: 2025 persons: 40 person_times: 50 } "
        "activities_by_year { kind: 3 year: 2025 records: 1 } "
        "activity_people { age_band: 0 sex: 0 persons: 40 } "
        "activity_people { sex: 1 persons: 15 } activity_people { sex: 2 persons: 25 } "
        "activities_by_state { kind: 1 state: 2 records: 2 } "
        "activities_by_state { kind: 3 state: 1 records: 1 } "
        "activities_by_state { kind: 3 state: 2 records: 1 }");
    EXPECT(&bench, "UpdateActivity",
           "activity { name: 'programmes/jw/activities/b' etag: '*' state: 4 "
           "change_reason: 'never was' } update_mask { paths: 'state' }",
           "");
    ask(&bench, "",
        "activities { records: 2 persons: 40 } activity_people { sex: 0 persons: 40 } "
        "activities_by_state { kind: 1 state: 2 records: 1 } activities_by_state { state: 1 } "
        "activities_by_state { state: 2 }");
    service_down(&bench);
}

/* Three people of one year: their year is not shown, nor another one of the same kind, for the two
 * would give them away. */
static void fewer_than_ten_people_cannot_be_worked_out(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    hold(&bench, "a", 1, "2023-05-05", "persons: 50 person_times: 50");
    hold(&bench, "b", 1, "2024-05-05", "persons: 3 person_times: 30");
    hold(&bench, "c", 1, "2025-05-05", "persons: 60 person_times: 60");
    hold(&bench, "d", 3, "2025-05-05", "persons: 70 person_times: 70");
    ask(&bench, "",
        "activities { persons: 183 withheld: 0 } "
        "activities_by_kind { kind: 1 persons: 113 withheld: 0 } "
        "activities_by_kind { kind: 3 persons: 70 } "
        "activities_by_year { year: 2023 persons: 50 withheld: 0 } "
        "activities_by_year { year: 2024 records: 1 persons: 0 person_times: 0 withheld: 1 } "
        "activities_by_year { year: 2025 records: 1 persons: 0 person_times: 0 withheld: 1 } "
        "activities_by_year { kind: 3 persons: 70 withheld: 0 } "
        "activity_people { persons: 183 withheld: 0 }");
    service_down(&bench);
}

static void who_is_not_broken_down_is_not_given_away_by_those_who_are(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    hold(&bench, "a", 1, "2025-05-05",
         "persons: 40 person_times: 40 cells { sex: 1 persons: 15 } cells { sex: 2 persons: 25 }");
    hold(&bench, "b", 1, "2025-05-06", "persons: 3 person_times: 20");
    ask(&bench, "",
        "activities { persons: 43 } activity_people { sex: 0 persons: 0 withheld: 1 } "
        "activity_people { sex: 1 persons: 0 withheld: 1 } "
        "activity_people { sex: 2 persons: 25 withheld: 0 }");
    service_down(&bench);
}

static void nothing_is_shown_of_a_programme_that_reached_nine(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    hold(&bench, "a", 1, "2025-05-05", "persons: 9 person_times: 90");
    ask(&bench, "",
        "activities { records: 1 persons: 0 person_times: 0 withheld: 1 } "
        "activities_by_kind { withheld: 1 } activities_by_year { withheld: 1 } "
        "activity_people { persons: 0 withheld: 1 }");
    service_down(&bench);
}

static void count(struct service_bench *bench, const char *id, const char *rest)
{
    EXPECT(bench, "CreateHealthCount",
           service_text(bench,
                        "parent: 'programmes/jw/healthCampaigns/h' health_count_id: '%s' "
                        "health_count { %s }",
                        id, rest),
           "");
}

static void campaigns_add_up_by_year_and_by_site(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateHealthCampaign",
           "parent: 'programmes/jw' health_campaign_id: 'h' health_campaign { title: 'Eyes' "
           "organiser: 'programmes/jw/partners/bank' }",
           "");
    count(&bench, "a",
          "measure: 3 site: 'north' first_date: 2024-05-01 last_date: 2024-05-31 count: 100");
    count(&bench, "b",
          "measure: 3 site: 'north' first_date: 2025-05-01 last_date: 2025-05-31 count: 20");
    count(&bench, "c",
          "measure: 3 site: 'south' first_date: 2025-05-01 last_date: 2025-05-31 "
          "fewer_than_ten: 1");
    count(&bench, "d",
          "measure: 9 site: 'south' first_date: 2025-05-01 last_date: 2025-05-31 amount: 70000");
    ask(&bench, "",
        "health { measure: 3 site: '' year: 0 count: 120 amount_minor: 0 records: 3 "
        "fewer_than_ten: 1 } health { measure: 9 count: 0 amount_minor: 70000 records: 1 } "
        "health_by_year { measure: 3 year: 2024 count: 100 } "
        "health_by_year { measure: 3 year: 2025 count: 20 records: 2 fewer_than_ten: 1 } "
        "health_by_year { measure: 9 year: 2025 } "
        "health_by_site { measure: 3 site: 'north' count: 120 fewer_than_ten: 0 } "
        "health_by_site { measure: 3 site: 'south' count: 0 fewer_than_ten: 1 } "
        "health_by_site { measure: 9 site: 'south' }");
    ask(&bench, "effective_through: 2025-05-30", "health { measure: 3 count: 100 records: 1 }");
    service_down(&bench);
}

#define DONATION                                                                                   \
    "parent: 'programmes/jw' donation { title: 'Coats' donor: 'programmes/jw/partners/bank' "      \
    "pledge_date: 2025-05-01 lines { item: 'coats' goods: 'Coats' quantity: 100 unit: 'piece' "    \
    "unit_value: 20000 basis: 1 } lines { item: 'rice' goods: 'Rice' quantity: 500 unit: 'kg' "    \
    "unit_value: 600 basis: 2 } } "
#define MOVED(text) "donation { movements { " text " } } "

static void goods_are_pledged_shipped_received_and_distributed(void **state)
{
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateDonation",
           DONATION "donation_id: 'a' " MOVED("move: 1 date: 2025-05-10")
               MOVED("move: 2 date: 2025-05-20 quantities { item: 'coats' quantity: 97 } "
                     "quantities { item: 'rice' quantity: 510 }")
                   MOVED("move: 3 date: 2025-05-21 difference: 1 reason: 'x' "
                         "quantities { item: 'coats' }"),
           "");
    EXPECT(&bench, "CreateDonation",
           DONATION "donation_id: 'b' " MOVED("move: 1 date: 2025-05-10 "
                                              "quantities { item: 'coats' quantity: 90 } "
                                              "quantities { item: 'rice' quantity: 500 }"),
           "");
    EXPECT(&bench, "CreateDonation",
           DONATION "donation_id: 'c' " MOVED("move: 6 date: 2025-05-10 reason: 'x'"), "");
    ask(&bench, "",
        "donations { item: '' records: 2 pledged: 0 pledged_minor: 4600000 "
        "shipped_minor: 4400000 in_transit_minor: 2100000 received_minor: 2246000 "
        "distributed_minor: 0 difference_minor: -54000 } "
        "donations_by_item { item: 'coats' unit: 'piece' records: 2 pledged: 200 shipped: 190 "
        "in_transit: 90 received: 97 distributed: 0 difference: -3 difference_minor: -60000 } "
        "donations_by_item { item: 'rice' unit: 'kg' shipped: 1000 in_transit: 500 received: 510 "
        "difference: 10 } "
        "donations_by_donor { donor: 'programmes/jw/partners/bank' records: 2 pledged: 0 } "
        "donations_by_state { state: 2 records: 1 } donations_by_state { state: 3 records: 1 } "
        "donations_by_state { state: 6 records: 1 pledged_minor: 2300000 } "
        "donation_differences { item: 'coats' reason: 1 records: 1 quantity: -3 "
        "amount_minor: -60000 } "
        "donation_differences { item: 'rice' reason: 0 records: 1 quantity: 10 "
        "amount_minor: 6000 }");
    service_clock_set(SERVICE_NOON + SERVICE_DAY);
    EXPECT(&bench, "MoveDonation",
           "name: 'programmes/jw/donations/a' etag: '*' movement { move: 3 date: 2025-05-22 "
           "difference: 4 reason: 'x' quantities { item: 'rice' } }",
           "");
    EXPECT(&bench, "MoveDonation",
           "name: 'programmes/jw/donations/a' etag: '*' movement { move: 4 date: 2025-06-01 "
           "site: 'north' quantities { item: 'rice' quantity: 300 } }",
           "");
    ask(&bench, "",
        "donations { distributed_minor: 180000 } donation_differences { item: 'coats' } "
        "donation_differences { item: 'rice' reason: 4 } "
        "donations_by_site { site: 'north' item: 'rice' unit: 'kg' quantity: 300 "
        "amount_minor: 180000 }");
    ask(&bench, "effective_through: 2025-05-31",
        "donations { distributed_minor: 0 } donation_differences {} "
        "donation_differences { reason: 4 } !donations_by_site");
    service_down(&bench);
}

#define CHALLENGE                                                                                  \
    "parent: 'programmes/jw' challenge { title: 'Dry the fruit' "                                  \
    "poster: 'programmes/jw/partners/bank' "                                                       \
    "budget_line: 'programmes/jw/projects/0042/budgetLines/l' reward: 100 mode: 1 "                \
    "claim_deadline: 2025-07-10 delivery_deadline: 2025-07-20 } "
#define DONE(day, by, text) "challenge { moves { date: " day " by: '" by "' " text " } } "
#define POSTED              DONE("2025-01-10", "poster", "move: 1")
#define CLAIMED                                                                                    \
    POSTED DONE("2025-02-01", "solver", "move: 2 claim: 'k' partner: 'programmes/jw/partners/lab'")
#define DELIVERED CLAIMED DONE("2025-02-20", "solver", "move: 3 claim: 'k' reference: 'r'")

static void rewards_are_reserved_posted_or_free(void **state)
{
    static const char *const MOVES[] = {
        "",
        POSTED,
        CLAIMED,
        DELIVERED,
        DELIVERED DONE("2025-02-21", "judge", "move: 5 claim: 'k'"),
        DELIVERED DONE("2025-03-21", "judge", "move: 5 claim: 'k'"),
        POSTED DONE("2025-02-01", "poster", "move: 7 reason: 'x'"),
    };
    struct service_bench bench;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreatePartner",
           "parent: 'programmes/jw' partner_id: 'lab' partner { title: 'Lab' }", "");
    EXPECT(&bench, "CreateBudgetLine",
           "parent: 'programmes/jw/projects/0042' budget_line_id: 'l' budget_line { "
           "title: 'Prizes' fiscal_year: 2025 amount: 100000 effective_date: 2025-01-01 }",
           "");
    projects_approve(&bench);
    for (size_t i = 0; i < sizeof(MOVES) / sizeof(MOVES[0]); i++)
        EXPECT(&bench, "CreateChallenge",
               service_text(&bench, CHALLENGE "challenge_id: 'c%zu' %s", i, MOVES[i]), "");
    ask(&bench, "",
        "challenges { records: 7 posted: 6 claimed: 4 delivered: 3 accepted: 2 claims: 4 "
        "claims_lapsed: 0 median_days: 42 reserved_minor: 300 posted_minor: 200 "
        "freed_minor: 100 } "
        "challenges_by_state { state: 1 records: 1 reward_minor: 100 reserved_minor: 0 "
        "posted_minor: 0 freed_minor: 0 } "
        "challenges_by_state { state: 2 records: 1 reserved_minor: 100 } "
        "challenges_by_state { state: 3 } challenges_by_state { state: 5 } "
        "challenges_by_state { state: 6 records: 2 reserved_minor: 0 posted_minor: 200 } "
        "challenges_by_state { state: 7 freed_minor: 100 }");
    /* Days pass, and nobody calls. */
    service_clock_set(SERVICE_NOON + 25 * SERVICE_DAY);
    ask(&bench, "",
        "challenges { claims_lapsed: 1 reserved_minor: 100 posted_minor: 200 freed_minor: 300 } "
        "challenges_by_state { state: 1 } challenges_by_state { state: 5 reserved_minor: 100 } "
        "challenges_by_state { state: 6 } challenges_by_state { state: 7 } "
        "challenges_by_state { state: 8 records: 2 freed_minor: 200 }");
    ask(&bench, "effective_through: 2025-01-31",
        "challenges { posted: 6 claimed: 0 reserved_minor: 600 posted_minor: 0 }");
    service_down(&bench);
}

static struct cv_slice packed(struct service_bench *bench, const char *dates)
{
    const ProtobufCMessage *answer = (const void *)ask(bench, dates, "");
    size_t len = protobuf_c_message_get_packed_size(answer);
    uint8_t *bytes = cv_arena_alloc(&bench->arena, len + 1);

    assert_non_null(bytes);
    protobuf_c_message_pack(answer, bytes);
    return (struct cv_slice){.at = bytes, .len = len};
}

static void the_same_two_dates_give_the_same_bytes_for_ever(void **state)
{
    static const char DATES[] =
        "effective_through: 2025-06-30 known_at { seconds: 1751371200 nanos: 900000000 }";
    struct service_bench bench;
    struct cv_slice before;
    struct cv_slice after;

    (void)state;
    up(&bench);
    EXPECT(&bench, "CreateBudgetLine",
           "parent: 'programmes/jw/projects/0042' budget_line_id: 'l' budget_line { "
           "title: 'Prizes' fiscal_year: 2025 amount: 100000 effective_date: 2025-01-01 }",
           "");
    projects_approve(&bench);
    hold(&bench, "a", 1, "2024-05-05", "persons: 40 person_times: 95");
    EXPECT(&bench, "CreateDonation", DONATION "donation_id: 'a' " MOVED("move: 1 date: 2025-05-10"),
           "");
    EXPECT(&bench, "CreateChallenge", CHALLENGE "challenge_id: 'c' " POSTED, "");
    service_clock_set(SERVICE_NOON + 30 * SERVICE_DAY);
    before = packed(&bench, DATES);
    hold(&bench, "b", 1, "2024-05-05", "persons: 40 person_times: 95");
    EXPECT(&bench, "UpdateActivity",
           "activity { name: 'programmes/jw/activities/a' etag: '*' title: 'y' state: 4 "
           "change_reason: 'never was' } update_mask { paths: 'state' }",
           "");
    EXPECT(&bench, "MoveDonation",
           "name: 'programmes/jw/donations/a' etag: '*' movement { move: 7 reason: 'x' }", "");
    EXPECT(&bench, "SettleChallenges", "parent: 'programmes/jw'", "freed_count: 1");
    after = packed(&bench, DATES);
    assert_int_equal(before.len, after.len);
    assert_memory_equal(before.at, after.at, before.len);
    after = packed(&bench, "");
    assert_true(before.len != after.len || memcmp(before.at, after.at, before.len) != 0);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_programme_has_an_empty_report),
        cmocka_unit_test(persons_are_told_apart_from_person_times),
        cmocka_unit_test(fewer_than_ten_people_cannot_be_worked_out),
        cmocka_unit_test(who_is_not_broken_down_is_not_given_away_by_those_who_are),
        cmocka_unit_test(nothing_is_shown_of_a_programme_that_reached_nine),
        cmocka_unit_test(campaigns_add_up_by_year_and_by_site),
        cmocka_unit_test(goods_are_pledged_shipped_received_and_distributed),
        cmocka_unit_test(rewards_are_reserved_posted_or_free),
        cmocka_unit_test(the_same_two_dates_give_the_same_bytes_for_ever),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
