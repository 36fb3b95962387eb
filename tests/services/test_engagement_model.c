/* 100,000 random commands on all nouns of the Engagement service, four at once, held against a
 * plain model. What was accepted is put in the order in which it was recorded, and each must have
 * been allowed there; what was refused must not have been allowed at some moment between. Reports
 * of random pairs of dates are what the model works out from single records, but for people: of
 * them nothing small is shown, nor anything from which it could be worked out. */
#include "caravan/projects/v1/engagement_report.pb-c.h"
#include "services/engagement_model.h"
#include "support/callers.h"
#include "support/dice.h"
#include "support/message_text.h"
#include "support/projects_bench.h"
#include "support/rounds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define WORLDS   CV_ROUNDS(250) /* of an organisation each */
#define BATCHES  100
#define CALLERS  4
#define COMPARE  20 /* every so many batches */
#define ALL_DAYS 99991231
#define FIRST    20250701 /* of the bench's clock */

static const char *const SITES[] = {"north", "south"};
static const char *const WHO[] = {"ann", "bob", "cid", "dan"};
static struct service_bench bench;
static struct model model;
static struct caller callers[CALLERS];
static struct model_command commands[CALLERS];
static uint64_t dice;
static int32_t today;
static int who;
static int accepted_of[NOUNS][2];
static int refused_of[NOUNS][2];
static int64_t times[BATCHES * CALLERS]; /* recorded in this world */
static int time_count;

static int roll(int below)
{
    return dice_roll(&dice, below);
}

static int32_t some_day(void)
{
    return model_day_after(20240101, roll(545));
}

static const char *day_text(int32_t day)
{
    return service_text(&bench, "%04d-%02d-%02d", day / 10000, day / 100 % 100, day % 100);
}

/* ---- what is asked ---- */

/* Persons, person-times and women, as they may be of an activity in this state. */
static void some_people(struct model_event *event)
{
    if (event->move != 2)
        return;
    event->numbers[0] = roll(4) == 0 ? 0 : 1 + roll(roll(2) == 0 ? 14 : 60);
    event->numbers[1] = event->numbers[0] + 1 + roll(20);
    if (event->numbers[0] >= 20 && roll(2) == 0)
        event->numbers[2] = event->numbers[0] - (roll(2) == 0 ? 10 : 0);
}

static void some_count(struct model_event *event)
{
    event->numbers[1] = roll(4) == 0;
    event->numbers[0] = event->numbers[1] != 0 || roll(5) == 0 ? 0 : 10 + roll(50);
}

static void some_movement(const struct model_thing *donation, struct model_event *event)
{
    event->move = 1 + roll(7);
    event->day = event->move == 7 ? 0 : some_day();
    if (donation->count > 0 && roll(4) > 0 && event->move < 7)
        event->day = model_day_after(donation->events[donation->count - 1].day == 0
                                         ? 20250601
                                         : donation->events[donation->count - 1].day,
                                     roll(9));
    if (event->day > 20250630)
        event->day = 20250630;
    event->numbers[0] = event->move == 4 ? 1 + roll(20) : roll(3) == 0 ? roll(60) : 50;
    event->numbers[1] = 40 + roll(2);
    event->site = roll(2);
    event->reason = 1 + roll(3);
}

static void some_move(const struct model_thing *challenge, struct model_event *event)
{
    struct model_challenge now = {.open = -1};

    if (challenge->count > 0)
        now = model_challenge(challenge, today, INT64_MAX - 1);
    event->move = 1 + roll(7);
    if (event->move > 5 && roll(3) > 0)
        event->move = 2 + roll(4);
    event->day = today;
    event->claim = now.open >= 0 && roll(6) > 0 ? now.open : roll(CLAIMS);
    event->by = who;
    event->claim_until = model_day_after(today, roll(30));
    event->deliver_until = model_day_after(event->claim_until, roll(30));
    if (event->move == 4 || event->move == 5)
        event->version = challenge->count > 0 ? challenge->count : 1;
}

static void some_thing(struct model_command *command)
{
    struct model_thing *thing = &command->thing;
    struct model_event *first = &thing->events[0];

    first->by = who;
    first->day = command->noun == COUNT ? 20240000 + 100 * (1 + roll(12)) + 28 : some_day();
    thing->kind = command->noun == COUNT ? 3 + roll(2) : 1 + roll(3);
    thing->site = roll(2);
    thing->reward = 1 + roll(50);
    thing->claim_until = model_day_after(today, roll(30));
    thing->deliver_until = model_day_after(thing->claim_until, roll(30));
    if (command->noun == ACTIVITY) {
        first->move = 1 + roll(3);
        some_people(first);
    } else if (command->noun == COUNT) {
        some_count(first);
    }
    for (int l = 0; l < LINES; l++) {
        thing->pledged[l] = 50;
        thing->worth[l] = 1 + roll(100);
    }
}

static struct model_command some_command(void)
{
    struct model_command command = {.noun = (enum noun)roll(NOUNS), .id = roll(IDS)};
    const struct model_thing *thing = &model.things[command.noun][command.id];

    command.create = thing->count == 0 ? roll(5) > 0 : roll(20) == 0;
    if (command.create) {
        some_thing(&command);
    } else if (command.noun == ACTIVITY) {
        command.event.move = 1 + roll(4);
        some_people(&command.event);
    } else if (command.noun == COUNT) {
        some_count(&command.event);
    } else if (command.noun == DONATION) {
        some_movement(thing, &command.event);
    } else {
        some_move(thing, &command.event);
    }
    return command;
}

/* Mostly what may be. */
static struct model_command fair_command(void)
{
    struct model_command command = some_command();

    for (int tries = 0; tries < 6 && !model_allows(&model, &command) && roll(5) > 0; tries++)
        command = some_command();
    return command;
}

/* ---- as texts ---- */

static const char *people_text(const struct model_event *event)
{
    if (event->move != 2)
        return "";
    return service_text(
        &bench, "head_count { persons: %d person_times: %d %s }", (int)event->numbers[0],
        (int)event->numbers[1],
        event->numbers[2] == 0
            ? ""
            : service_text(&bench, "cells { sex: 1 persons: %d }", (int)event->numbers[2]));
}

static const char *activity_text(const struct model_command *command)
{
    if (!command->create)
        return service_text(&bench,
                            "activity { name: 'programmes/jw/activities/x%d' etag: '*' state: %d "
                            "change_reason: 'so' %s } update_mask { paths: 'state' "
                            "paths: 'head_count' }",
                            command->id, command->event.move, people_text(&command->event));
    return service_text(&bench,
                        "parent: 'programmes/jw' activity_id: 'x%d' activity { title: 'x' "
                        "kind: %d first_date: %s site: 'north' "
                        "organiser: 'programmes/jw/partners/bank' state: %d %s }",
                        command->id, command->thing.kind, day_text(command->thing.events[0].day),
                        command->thing.events[0].move, people_text(&command->thing.events[0]));
}

static const char *count_text(const struct model_command *command)
{
    const struct model_event *event = command->create ? &command->thing.events[0] : &command->event;
    const char *value = service_text(&bench, "count: %d fewer_than_ten: %d", (int)event->numbers[0],
                                     (int)event->numbers[1]);

    if (!command->create)
        return service_text(&bench,
                            "health_count { name: 'programmes/jw/healthCampaigns/h/counts/x%d' "
                            "etag: '*' change_reason: 'so' %s } update_mask { paths: 'count' "
                            "paths: 'fewer_than_ten' }",
                            command->id, value);
    return service_text(&bench,
                        "parent: 'programmes/jw/healthCampaigns/h' health_count_id: 'x%d' "
                        "health_count { measure: %d site: '%s' first_date: %s last_date: %s %s }",
                        command->id, command->thing.kind, SITES[command->thing.site],
                        day_text(event->day - 27), day_text(event->day), value);
}

static const char *line_text(const struct model_thing *thing, int l)
{
    return service_text(&bench,
                        "lines { item: 'item-%d' goods: 'x' quantity: %d unit: 'kg' "
                        "unit_value: %d basis: 1 }",
                        l, (int)thing->pledged[l], (int)thing->worth[l]);
}

static const char *quantities_text(const struct model_event *event)
{
    if (event->move == 4)
        return service_text(&bench, "site: '%s' quantities { item: 'item-0' quantity: %d }",
                            SITES[event->site], (int)event->numbers[0]);
    if (event->move == 3)
        return service_text(&bench, "difference: %d quantities { item: 'item-%d' }", event->reason,
                            event->site);
    if (event->move > 2)
        return "";
    return service_text(&bench,
                        "quantities { item: 'item-0' quantity: %d } "
                        "quantities { item: 'item-1' quantity: %d }",
                        (int)event->numbers[0], (int)event->numbers[1]);
}

static const char *donation_text(const struct model_command *command)
{
    const struct model_event *event = &command->event;

    if (command->create)
        return service_text(&bench,
                            "parent: 'programmes/jw' donation_id: 'x%d' donation { title: 'x' "
                            "donor: 'programmes/jw/partners/bank' pledge_date: %s %s %s }",
                            command->id, day_text(command->thing.events[0].day),
                            line_text(&command->thing, 0), line_text(&command->thing, 1));
    return service_text(&bench,
                        "name: 'programmes/jw/donations/x%d' etag: '*' movement { move: %d %s%s "
                        "%s %s }",
                        command->id, event->move, event->day == 0 ? "" : "date: ",
                        event->day == 0 ? "" : day_text(event->day), quantities_text(event),
                        event->move < 3 || event->move == 4 ? "" : "reason: 'so'");
}

static const char *move_text(const struct model_event *event)
{
    switch (event->move) {
    case 2:
        return service_text(&bench, "claim: 'k%d' partner: 'programmes/jw/partners/lab'",
                            event->claim);
    case 3:
        return service_text(&bench, "claim: 'k%d' reference: 'r'", event->claim);
    case 4:
        return service_text(&bench, "claim: 'k%d' reason: 'so'", event->claim);
    case 5:
        return service_text(&bench, "claim: 'k%d'", event->claim);
    case 6:
        return service_text(&bench, "claim_deadline: %s delivery_deadline: %s",
                            day_text(event->claim_until), day_text(event->deliver_until));
    default:
        return event->move == 7 ? "reason: 'so'" : "";
    }
}

static const char *challenge_text(const struct model_command *command)
{
    const struct model_thing *thing = &command->thing;
    const struct model_event *event = &command->event;

    if (command->create)
        return service_text(&bench,
                            "parent: 'programmes/jw' challenge_id: 'x%d' challenge { title: 'x' "
                            "poster: 'programmes/jw/partners/bank' mode: 1 reward: %d "
                            "budget_line: 'programmes/jw/projects/0042/budgetLines/l' "
                            "claim_deadline: %s delivery_deadline: %s }",
                            command->id, (int)thing->reward, day_text(thing->claim_until),
                            day_text(thing->deliver_until));
    return service_text(
        &bench, "name: 'programmes/jw/challenges/x%d' etag: '%s' move { move: %d %s }", command->id,
        event->version == 0 ? "*" : service_text(&bench, "v%d", (int)event->version), event->move,
        move_text(event));
}

static const char *text_of(const struct model_command *command, const char **method)
{
    static const char *const METHODS[NOUNS][2] = {{"UpdateActivity", "CreateActivity"},
                                                  {"UpdateHealthCount", "CreateHealthCount"},
                                                  {"MoveDonation", "CreateDonation"},
                                                  {"MoveChallenge", "CreateChallenge"}};
    static const char *(*const TEXTS[NOUNS])(const struct model_command *) = {
        activity_text, count_text, donation_text, challenge_text};

    *method = METHODS[command->noun][command->create];
    return TEXTS[command->noun](command);
}

/* ---- asking ---- */

static bool allows(size_t i)
{
    return model_allows(&model, &commands[i]);
}

static void apply(size_t i)
{
    model_apply(&model, &commands[i], callers[i].at_us);
    times[time_count++] = callers[i].at_us;
    accepted_of[commands[i].noun][commands[i].create]++;
}

static int64_t recorded(size_t i)
{
    return message_time(callers[i].op.response, "update_time");
}

static const char *told(size_t i)
{
    const char *method;
    const char *text = text_of(&commands[i], &method);

    return service_text(&bench, "%s(%s)", method, text);
}

static void run_batch(void)
{
    static const struct callers_model MODEL = {allows, apply, recorded, told};

    for (size_t i = 0; i < CALLERS; i++) {
        const char *method;
        const char *text;

        commands[i] = fair_command();
        text = text_of(&commands[i], &method);
        caller_prepare(&bench, &callers[i], method, text);
    }
    callers_ask(&bench, callers, CALLERS);
    callers_judge(callers, CALLERS, &MODEL);
    for (size_t i = 0; i < CALLERS; i++)
        refused_of[commands[i].noun][commands[i].create] += !callers[i].accepted;
    service_forget(&bench);
}

/* ---- the service's report as the model's lines ---- */

typedef Caravan__Projects__V1__EngagementReportResponse report_answer;

static int site_number(const char *site)
{
    return strcmp(site, SITES[1]) == 0;
}

static void put_health(const Caravan__Projects__V1__HealthRow *row, int64_t *values)
{
    values[0] = row->count;
    values[1] = row->records;
    values[2] = row->fewer_than_ten;
}

static void put_campaigns(const report_answer *answer, struct model_report *lines)
{
    for (size_t i = 0; i < answer->n_health; i++)
        put_health(answer->health[i],
                   model_line(lines, "health %d", (int)answer->health[i]->measure));
    for (size_t i = 0; i < answer->n_health_by_year; i++)
        put_health(answer->health_by_year[i],
                   model_line(lines, "health %d %d", (int)answer->health_by_year[i]->measure,
                              answer->health_by_year[i]->year));
    for (size_t i = 0; i < answer->n_health_by_site; i++)
        put_health(answer->health_by_site[i],
                   model_line(lines, "health at %d %d", (int)answer->health_by_site[i]->measure,
                              site_number(answer->health_by_site[i]->site)));
}

static void put_donations(const report_answer *answer, struct model_report *lines)
{
    const Caravan__Projects__V1__DonationRow *all = answer->donations;
    const int64_t worth[] = {all->pledged_minor,  all->shipped_minor,     all->in_transit_minor,
                             all->received_minor, all->distributed_minor, all->difference_minor,
                             all->records};

    memcpy(model_line(lines, "donations"), worth, sizeof(worth));
    for (size_t i = 0; i < answer->n_donations_by_item; i++) {
        const Caravan__Projects__V1__DonationRow *row = answer->donations_by_item[i];
        const int64_t parts[] = {row->pledged,     row->shipped,    row->in_transit, row->received,
                                 row->distributed, row->difference, row->records};

        memcpy(model_line(lines, "%.4s %s", row->item, row->item + 5), parts, sizeof(parts));
        assert_int_equal(row->shipped + row->difference, row->received + row->in_transit);
    }
    for (size_t i = 0; i < answer->n_donations_by_state; i++) {
        const Caravan__Projects__V1__DonationStateRow *row = answer->donations_by_state[i];
        int64_t *values = model_line(lines, "donation state %d", (int)row->state);

        values[0] = row->records;
        values[1] = row->pledged_minor;
    }
    for (size_t i = 0; i < answer->n_donations_by_site; i++)
        model_line(lines, "at %d", site_number(answer->donations_by_site[i]->site))[0] =
            answer->donations_by_site[i]->quantity;
    for (size_t i = 0; i < answer->n_donation_differences; i++) {
        const Caravan__Projects__V1__DonationDifferenceRow *row = answer->donation_differences[i];
        int64_t *values = model_line(lines, "why %s %d", row->item + 5, (int)row->reason);

        values[0] = row->records;
        values[1] = row->quantity;
        values[2] = row->amount_minor;
    }
}

static void put_challenges(const report_answer *answer, struct model_report *lines)
{
    const Caravan__Projects__V1__ChallengeFigures *all = answer->challenges;
    const int64_t values[] = {all->records,        all->posted,      all->claimed,
                              all->delivered,      all->claims,      all->claims_lapsed,
                              all->reserved_minor, all->posted_minor};

    memcpy(model_line(lines, "challenges"), values, sizeof(values));
    for (size_t i = 0; i < answer->n_challenges_by_state; i++) {
        const Caravan__Projects__V1__ChallengeStateRow *row = answer->challenges_by_state[i];
        int64_t *state = model_line(lines, "challenge state %d", (int)row->state);

        state[0] = row->records;
        state[1] = row->reward_minor;
    }
}

/* ---- people ---- */

static bool small(int64_t n)
{
    return n > 0 && n < 10;
}

/* What is shown is what the model says; what is not is taken from it. */
static void put_people(const Caravan__Projects__V1__ActivityRow *row, struct model_report *wanted,
                       const char *key, struct model_report *lines)
{
    int64_t *values = model_line(lines, "%s", key);
    const int64_t *true_values = model_line(wanted, "%s", key);

    values[0] = row->records;
    values[1] = row->withheld ? true_values[1] : row->persons;
    values[2] = row->withheld ? true_values[2] : row->person_times;
    values[3] = row->persons_unknown;
    if (row->withheld)
        assert_int_equal(row->persons + row->person_times, 0);
    else if (small(values[1]) || small(values[2]))
        fail_msg("%s: %d persons are shown", key, (int)values[1]);
}

/* The sum of all that is withheld below a row that is shown, of one kind or (0) of those kinds that
 * are withheld themselves: it can be worked out. */
static void attack(const report_answer *answer, struct model_report *wanted, int kind)
{
    int64_t persons = 0;
    int64_t person_times = 0;

    for (size_t i = 0; i < answer->n_activities_by_year; i++) {
        const Caravan__Projects__V1__ActivityRow *row = answer->activities_by_year[i];
        bool below = (int)row->kind == kind;

        for (size_t k = 0; kind == 0 && k < answer->n_activities_by_kind; k++)
            below = below || (answer->activities_by_kind[k]->kind == row->kind &&
                              answer->activities_by_kind[k]->withheld);
        if (!below || !row->withheld)
            continue;
        persons += model_line(wanted, "activities %d %d", (int)row->kind, row->year)[1];
        person_times += model_line(wanted, "activities %d %d", (int)row->kind, row->year)[2];
    }
    if (small(persons) || small(person_times))
        fail_msg("%d persons can be worked out of kind %d", (int)persons, kind);
}

static void put_groups(const report_answer *answer, struct model_report *wanted,
                       struct model_report *lines)
{
    int64_t hidden = 0;

    for (size_t i = 0; i < answer->n_activity_people; i++) {
        const Caravan__Projects__V1__ActivityPeopleRow *row = answer->activity_people[i];
        int64_t persons = model_line(wanted, "people %d", (int)row->sex)[0];

        model_line(lines, "people %d", (int)row->sex)[0] = row->withheld ? persons : row->persons;
        hidden += row->withheld ? persons : 0;
        assert_true(row->withheld || !small(row->persons));
    }
    assert_true(answer->activities->withheld || !small(hidden));
}

static void put_activities(const report_answer *answer, struct model_report *wanted,
                           struct model_report *lines)
{
    put_people(answer->activities, wanted, "activities", lines);
    for (size_t i = 0; i < answer->n_activities_by_kind; i++) {
        const Caravan__Projects__V1__ActivityRow *row = answer->activities_by_kind[i];

        put_people(row, wanted, service_text(&bench, "activities %d", (int)row->kind), lines);
        if (!row->withheld)
            attack(answer, wanted, (int)row->kind);
    }
    for (size_t i = 0; i < answer->n_activities_by_year; i++) {
        const Caravan__Projects__V1__ActivityRow *row = answer->activities_by_year[i];

        put_people(row, wanted, service_text(&bench, "activities %d %d", (int)row->kind, row->year),
                   lines);
    }
    for (size_t i = 0; i < answer->n_activities_by_state; i++)
        model_line(lines, "activity state %d %d", (int)answer->activities_by_state[i]->kind,
                   (int)answer->activities_by_state[i]->state)[0] =
            answer->activities_by_state[i]->records;
    if (!answer->activities->withheld)
        attack(answer, wanted, 0);
    put_groups(answer, wanted, lines);
}

static void compare(int32_t through, int64_t known_us)
{
    static struct model_report wanted;
    static struct model_report found;
    int days = (int)((known_us - SERVICE_NOON) / SERVICE_DAY);
    const char *request =
        service_text(&bench, "programme: 'programmes/jw' %s%s known_at { seconds: %lld nanos: %d }",
                     through == ALL_DAYS ? "" : "effective_through: ",
                     through == ALL_DAYS ? "" : day_text(through), (long long)(known_us / 1000000),
                     (int)(known_us % 1000000) * 1000);
    const report_answer *answer = (const void *)EXPECT(&bench, "EngagementReport", request, "");

    found.count = 0;
    model_report(&model, through, known_us, model_day_after(FIRST, days), &wanted);
    put_activities(answer, &wanted, &found);
    put_campaigns(answer, &found);
    put_donations(answer, &found);
    put_challenges(answer, &found);
    model_lines_match(request, &wanted, &found);
    service_forget(&bench);
}

static void sow(void)
{
    bench.principal.subject = "clerk";
    projects_sow(&bench);
    EXPECT(&bench, "CreatePartner",
           "parent: 'programmes/jw' partner_id: 'lab' partner { title: 'Lab' }", "");
    EXPECT(&bench, "CreateBudgetLine",
           "parent: 'programmes/jw/projects/0042' budget_line_id: 'l' budget_line { "
           "title: 'Prizes' fiscal_year: 2025 amount: 100000 effective_date: 2025-01-01 }",
           "");
    projects_approve(&bench);
    EXPECT(&bench, "CreateHealthCampaign",
           "parent: 'programmes/jw' health_campaign_id: 'h' health_campaign { title: 'Eyes' "
           "organiser: 'programmes/jw/partners/bank' }",
           "");
}

static void run_world(int number)
{
    static char org[16];
    int days = 0;

    (void)snprintf(org, sizeof(org), "w%d", number);
    bench.principal.org = org;
    dice = (uint64_t)number * UINT64_C(1000003);
    time_count = 0;
    memset(&model, 0, sizeof(model));
    service_clock_set(SERVICE_NOON);
    sow();
    for (int batch = 1; batch <= BATCHES; batch++) {
        days += roll(3) == 0 ? roll(5) : 0;
        service_clock_set(SERVICE_NOON + days * SERVICE_DAY);
        today = model_day_after(FIRST, days);
        who = roll(4);
        bench.principal.subject = WHO[who];
        run_batch();
        if (batch % COMPARE != 0 || time_count == 0)
            continue;
        compare(some_day(), times[roll(time_count)]);
        compare(model_day_after(FIRST, roll(60)), times[roll(time_count)]);
        compare(ALL_DAYS, times[time_count - 1]);
    }
}

static void whatever_is_asked_the_service_and_a_plain_model_agree(void **state)
{
    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    for (int number = 1; number <= WORLDS; number++)
        run_world(number);
    for (int noun = 0; noun < NOUNS; noun++) {
        for (int create = 0; create < 2; create++) {
            print_message("%d %d: %d accepted, %d refused\n", noun, create,
                          accepted_of[noun][create], refused_of[noun][create]);
            assert_true(accepted_of[noun][create] > 0);
            assert_true(refused_of[noun][create] > 0);
        }
    }
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_is_asked_the_service_and_a_plain_model_agree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
