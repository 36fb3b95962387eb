/* No seat is sold twice and nobody is passed over, whoever calls: 200 at once for 28 seats, and
 * 100,000 random commands by several clients at once against a naive model.
 *
 * The service is asked by all callers at the same time, and nobody knows in which order it did
 * what: there must be one in which the model gives the very same answers. */
#include "base/clock.h"
#include "naive_seats.h"
#include "support/callers.h"
#include "support/dice.h"
#include "support/message_text.h"
#include "support/rounds.h"
#include "training_seats.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define CALLERS 4
#define BATCHES 100 /* of one command a caller, in a world of its own */
#define WORLDS  CV_ROUNDS(250)
#define COMPARE 10 /* every so many batches */
#define MANY    4  /* states to go on with */
#define NOON    (SERVICE_NOON / 1000000)

/* ---- 200 for 28 seats ---- */

#define APPLICANTS 200
#define SEATS      28
#define PLACES     100

static void check_answers(const struct caller *callers)
{
    int enrolled = 0;
    int refused = 0;
    bool places[PLACES + 1] = {false};

    for (int i = 0; i < APPLICANTS; i++) {
        const Caravan__Training__V1__Enrolment *enrolment = (const void *)callers[i].op.response;

        if (!cv_ok(callers[i].op.start.status)) {
            assert_string_equal(callers[i].op.start.status.reason, "WAITLIST_FULL");
            refused++;
            continue;
        }
        enrolled += (int)enrolment->state == NAIVE_ENROLLED;
        assert_in_range(enrolment->waiting_place, 0, PLACES);
        assert_true(enrolment->waiting_place == 0 || !places[enrolment->waiting_place]);
        places[enrolment->waiting_place] = true;
    }
    assert_int_equal(enrolled, SEATS);
    assert_int_equal(refused, APPLICANTS - SEATS - PLACES);
}

/* Who was before whom is there to be shown. */
static void check_list(struct service_bench *bench)
{
    const Caravan__Training__V1__ListEnrolmentsResponse *list =
        (const void *)service_ask(bench, "ListEnrolments", "parent: '" COHORT "' page_size: 1000");

    assert_int_equal(list->n_enrolments, SEATS + PLACES);
    for (int i = 0; i < SEATS + PLACES; i++) {
        const Caravan__Training__V1__Enrolment *enrolment = list->enrolments[i];
        const Google__Protobuf__Timestamp *time = enrolment->create_time;

        assert_int_equal(enrolment->sequence, i + 1);
        assert_int_equal((int)enrolment->state, i < SEATS ? NAIVE_ENROLLED : NAIVE_WAITLISTED);
        assert_int_equal(enrolment->waiting_place, i < SEATS ? 0 : i + 1 - SEATS);
        if (i > 0)
            assert_true(time->nanos > list->enrolments[i - 1]->create_time->nanos ||
                        time->seconds > list->enrolments[i - 1]->create_time->seconds);
    }
    cohort_has(bench, service_text(bench, "taken: %d waiting: %d", SEATS, PLACES));
}

static void rush(size_t connections)
{
    static struct caller callers[APPLICANTS];
    struct service_bench bench;

    training_up(&bench, SERVICE_IN_FILE);
    seats_sow(&bench, SEATS, PLACES);
    persons_sow(&bench, 1, APPLICANTS);
    callers_come(&bench, callers, connections);
    for (size_t i = connections; i < APPLICANTS; i++)
        callers[i].channel = callers[i % connections].channel;
    for (int i = 0; i < APPLICANTS; i++)
        caller_prepare(&bench, &callers[i], "CreateEnrolment",
                       service_text(&bench,
                                    "parent: '" COHORT "' enrolment { person: 'persons/p%d' }",
                                    i + 1));
    callers_ask(&bench, callers, APPLICANTS);
    check_answers(callers);
    check_list(&bench);
    callers_go(&bench, callers, connections);
    service_down(&bench);
}

static void of_200_at_once_for_28_seats_exactly_28_have_one(void **state)
{
    (void)state;
    for (int round = 0; round < CV_ROUNDS(5); round++)
        rush(1);
}

static void through_many_connections_too(void **state)
{
    (void)state;
    for (int round = 0; round < CV_ROUNDS(5); round++)
        rush(50);
}

/* ---- random commands ---- */

struct world {
    struct service_bench bench;
    struct caller callers[CALLERS];
    struct naive_command commands[CALLERS];
    struct callers_states states; /* struct naive_seats */
    uint64_t seed, chance;
    int64_t now; /* seconds since 1970 */
    int named;
    int refused;
    /* What the service says of itself. */
    const Caravan__Training__V1__ListEnrolmentsResponse *list;
    const ProtobufCMessage *cohort;
};

static int die(struct world *world, int sides)
{
    return dice_roll(&world->chance, sides);
}

static enum naive_kind some_kind(struct world *world)
{
    static const enum naive_kind KINDS[] = {
        NAIVE_APPLY,    NAIVE_APPLY,    NAIVE_APPLY,        NAIVE_APPLY,
        NAIVE_APPLY,    NAIVE_ACCEPT,   NAIVE_ACCEPT,       NAIVE_ACCEPT,
        NAIVE_WITHDRAW, NAIVE_WITHDRAW, NAIVE_WITHDRAW,     NAIVE_CAPACITY,
        NAIVE_PLACES,   NAIVE_COMPLETE, NAIVE_GIVE_CONSENT, NAIVE_TAKE_CONSENT,
    };
    static const enum naive_kind RARE[] = {NAIVE_FAIL, NAIVE_NO_SHOW, NAIVE_START, NAIVE_END,
                                           NAIVE_CANCEL};
    int rare = die(world, 1500);

    return rare < 5 ? RARE[rare] : KINDS[die(world, (int)(sizeof(KINDS) / sizeof(*KINDS)))];
}

/* One for which there is something to do, mostly. */
static int some_enrolment(struct world *world, enum naive_kind kind)
{
    const struct naive_seats *seats = callers_state(&world->states, 0);

    for (int i = 0; i < seats->count; i++) {
        const struct naive_enrolment *enrolment = &seats->enrolments[i];

        if ((kind == NAIVE_ACCEPT ? enrolment->state == NAIVE_OFFERED
                                  : enrolment->state <= NAIVE_ENROLLED) &&
            die(world, 3) == 0)
            return enrolment->number;
    }
    return die(world, world->named + 1);
}

/* Who has no place yet for an application, who has consented for a withdrawal; mostly. */
static int some_person(struct world *world, enum naive_kind kind)
{
    const struct naive_seats *seats = callers_state(&world->states, 0);
    int person = 0;

    for (int tries = 0; tries < 4; tries++) {
        bool has_place = false;

        person = die(world, NAIVE_PERSONS);
        for (int i = 0; i < seats->count; i++)
            has_place |= seats->enrolments[i].person == person &&
                         seats->enrolments[i].state <= NAIVE_ENROLLED;
        if (kind == NAIVE_APPLY ? !has_place && seats->consents[person]
                                : seats->consents[person] == (kind == NAIVE_TAKE_CONSENT))
            break;
    }
    return person;
}

static struct naive_command some_command(struct world *world)
{
    struct naive_command command = {.kind = some_kind(world)};

    command.person = some_person(world, command.kind);
    command.seats = die(world, 8) + (command.kind == NAIVE_CAPACITY);
    command.enrolment =
        command.kind == NAIVE_APPLY ? ++world->named : some_enrolment(world, command.kind);
    return command;
}

static const char *const METHODS[] = {
    [NAIVE_APPLY] = "CreateEnrolment",
    [NAIVE_ACCEPT] = "MoveEnrolment",
    [NAIVE_WITHDRAW] = "MoveEnrolment",
    [NAIVE_COMPLETE] = "MoveEnrolment",
    [NAIVE_FAIL] = "MoveEnrolment",
    [NAIVE_NO_SHOW] = "MoveEnrolment",
    [NAIVE_CAPACITY] = "UpdateCohort",
    [NAIVE_PLACES] = "UpdateCohort",
    [NAIVE_START] = "MoveCohort",
    [NAIVE_END] = "MoveCohort",
    [NAIVE_CANCEL] = "MoveCohort",
    [NAIVE_GIVE_CONSENT] = "GiveConsent",
    [NAIVE_TAKE_CONSENT] = "WithdrawConsent",
};

static const char *request_text(struct world *world, const struct naive_command *command)
{
    struct service_bench *bench = &world->bench;
    const char *field = command->kind == NAIVE_CAPACITY ? "capacity" : "waiting_capacity";

    if (command->kind == NAIVE_APPLY)
        return service_text(bench,
                            "parent: '" COHORT "' enrolment_id: 'e%d' enrolment { "
                            "person: 'persons/p%d' }",
                            command->enrolment, command->person + 1);
    if (command->kind <= NAIVE_NO_SHOW)
        return service_text(bench, "name: '" COHORT "/enrolments/e%d' move: %d", command->enrolment,
                            (int)command->kind);
    if (command->kind <= NAIVE_PLACES)
        return service_text(bench,
                            "cohort { name: '" COHORT "' etag: '*' %s: %d } "
                            "update_mask { paths: '%s' }",
                            field, command->seats, field);
    if (command->kind <= NAIVE_CANCEL)
        return service_text(bench, "name: '" COHORT "' move: %d",
                            (int)(command->kind - NAIVE_START) + 2);
    if (command->kind == NAIVE_GIVE_CONSENT)
        return service_text(bench,
                            "name: 'persons/p%d' consent { purpose: CONSENT_PURPOSE_TRAINING "
                            "text_version: 'x' given_date: 2025-06-01 }",
                            command->person + 1);
    return service_text(bench, "name: 'persons/p%d' purpose: CONSENT_PURPOSE_TRAINING",
                        command->person + 1);
}

/* ---- is it what the model says? ---- */

static bool agrees(void *arg, void *state, size_t i)
{
    struct world *world = arg;
    const struct naive_seats *seats = state;
    const struct naive_command *command = &world->commands[i];
    const struct naive_answer answer = naive_do(state, command, world->now);
    const void *message = world->callers[i].op.response;

    if (strcmp(caller_reason(&world->callers[i]), answer.reason) != 0)
        return false;
    if (message == NULL)
        return true;
    if (command->kind <= NAIVE_NO_SHOW) {
        const Caravan__Training__V1__Enrolment *enrolment = message;

        return (int)enrolment->state == answer.state && enrolment->sequence == answer.sequence &&
               enrolment->waiting_place == answer.place;
    }
    if (command->kind <= NAIVE_CANCEL) {
        const Caravan__Training__V1__Cohort *cohort = message;

        return (int)cohort->state == answer.state && cohort->taken == naive_taken(seats) &&
               cohort->waiting == naive_waiting(seats);
    }
    return true;
}

static const char *told(void *arg, size_t i)
{
    struct world *world = arg;
    const struct naive_command *command = &world->commands[i];

    return service_text(&world->bench, "%s(%s), seed %d", METHODS[command->kind],
                        request_text(world, command), (int)world->seed);
}

static void step(struct world *world)
{
    static const struct callers_orders ORDERS = {agrees, told};

    for (size_t i = 0; i < CALLERS; i++) {
        world->commands[i] = some_command(world);
        caller_prepare(&world->bench, &world->callers[i], METHODS[world->commands[i].kind],
                       request_text(world, &world->commands[i]));
    }
    callers_ask(&world->bench, world->callers, CALLERS);
    callers_explain(&world->states, world->callers, CALLERS, &ORDERS, world);
    world->refused += CALLERS - (int)callers_accepted(world->callers, CALLERS);
}

/* ---- both say the same ---- */

static const char *row_text(struct world *world, const struct naive_seats *seats, int i)
{
    const struct naive_enrolment *enrolment = &seats->enrolments[i];
    bool late = enrolment->state == NAIVE_OFFERED && enrolment->hold <= world->now;
    int state = late ? NAIVE_LAPSED : enrolment->state;
    bool held = (state == NAIVE_OFFERED || state == NAIVE_LAPSED) && enrolment->hold != 0;

    return service_text(&world->bench,
                        "enrolments { name: '" COHORT "/enrolments/e%d' person: '%s' state: %d "
                        "sequence: %d waiting_place: %d %s }",
                        enrolment->number,
                        seats->consents[enrolment->person]
                            ? service_text(&world->bench, "persons/p%d", enrolment->person + 1)
                            : "",
                        state, i + 1, naive_place(seats, i),
                        held ? service_text(&world->bench,
                                            "hold_until_time { seconds: %" PRId64 " }",
                                            enrolment->hold)
                             : "");
}

static const char *differs(void *arg, void *state)
{
    struct world *world = arg;
    const struct naive_seats *seats = state;
    const char *want = "";

    if ((int)world->list->n_enrolments != seats->count)
        return "another number of enrolments";
    for (int i = 0; i < seats->count; i++)
        want = service_text(&world->bench, "%s %s", want, row_text(world, seats, i));
    want = message_differs(&world->list->base, want, &world->bench.arena);
    if (want != NULL)
        return want;
    return message_differs(world->cohort,
                           service_text(&world->bench,
                                        "state: %d capacity: %d waiting_capacity: %d taken: %d "
                                        "waiting: %d",
                                        seats->state, seats->capacity, seats->places,
                                        naive_taken(seats), naive_waiting(seats)),
                           &world->bench.arena);
}

/* Of the states that explain the answers, those stay that look like the service's. */
static void compare(struct world *world)
{
    struct service_bench *bench = &world->bench;

    world->list =
        (const void *)EXPECT(bench, "ListEnrolments", "parent: '" COHORT "' page_size: 1000", "");
    world->cohort = EXPECT(bench, "GetCohort", "name: '" COHORT "'", "");
    callers_compare(&world->states, differs, world);
}

static void one_world(struct world *world, uint64_t seed)
{
    struct service_bench *bench = &world->bench;
    int capacity;
    int places;

    world->seed = seed;
    world->chance = seed;
    world->named = 0;
    capacity = 1 + die(world, 4);
    places = die(world, 4);
    training_up(bench, SERVICE_IN_MEMORY);
    seats_sow(bench, capacity, places);
    persons_sow(bench, 1, NAIVE_PERSONS);
    callers_come(bench, world->callers, CALLERS);
    naive_begin(callers_states_begin(&world->states, sizeof(struct naive_seats)), capacity, places);
    world->now = NOON;
    for (int i = 0; i < BATCHES; i++) {
        world->now += die(world, 12) * INT64_C(3600);
        service_clock_set(world->now * 1000000);
        step(world);
        if (i % COMPARE == COMPARE - 1 || world->states.count > MANY)
            compare(world);
        service_forget(bench);
    }
    callers_states_end(&world->states);
    callers_go(bench, world->callers, CALLERS);
    service_down(bench);
}

static void several_callers_do_what_a_naive_model_does(void **state)
{
    static struct world world;

    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++)
        one_world(&world, seed);
    print_message("%d commands, %d refused\n", WORLDS * BATCHES * CALLERS, world.refused);
    assert_in_range(world.refused, WORLDS * BATCHES * CALLERS / 4,
                    WORLDS * BATCHES * CALLERS * 3 / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_200_at_once_for_28_seats_exactly_28_have_one),
        cmocka_unit_test(through_many_connections_too),
        cmocka_unit_test(several_callers_do_what_a_naive_model_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
