/* No seat is sold twice and nobody is passed over, whoever calls: 200 at once for 28 seats, and
 * 100,000 random commands by several clients at once against a naive model.
 *
 * The service is asked by all callers at the same time, and nobody knows in which order it did
 * what: there must be one in which the model gives the very same answers. */
#include "base/clock.h"
#include "naive_seats.h"
#include "net/stream.h"
#include "support/message_text.h"
#include "support/rounds.h"
#include "training_seats.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define CALLERS    4
#define BATCHES    100 /* of one command a caller, in a world of its own */
#define WORLDS     CV_ROUNDS(250)
#define COMPARE    10 /* every so many batches */
#define MANY       4  /* states to go on with */
#define STATES_MAX 128
#define PIPE_BYTES (64 * 1024)
#define NOON       (SERVICE_NOON / 1000000)

/* ---- connections ---- */

struct caller {
    struct cv_channel *channel;
    bool closed;
    struct cv_unary op;
    struct naive_command command;
    int *waiting;
};

static struct cv_stream *dial(void *arg, const struct cv_address *address)
{
    struct service_bench *bench = arg;
    struct cv_stream *ends[2];

    (void)address;
    if (!cv_ok(cv_stream_pair(bench->loop, PIPE_BYTES, ends)))
        return NULL;
    cv_server_serve(bench->server, ends[1]);
    return ends[0];
}

static void on_closed(void *arg)
{
    *(bool *)arg = true;
}

static bool is_set(void *arg)
{
    return *(bool *)arg;
}

static void callers_come(struct service_bench *bench, struct caller *callers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct cv_channel_config config = {
            .target = "localhost:0",
            .dial = dial,
            .dial_arg = bench,
        };

        callers[i].closed = false;
        assert_true(cv_ok(cv_channel_open(bench->loop, &config, &callers[i].channel)));
    }
}

static void callers_go(struct service_bench *bench, struct caller *callers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cv_channel_close(callers[i].channel, on_closed, &callers[i].closed);
        assert_true(cv_loop_run_until(bench->loop, is_set, &callers[i].closed, 20 * CV_NS_PER_S));
    }
}

static void on_done(struct cv_unary *op)
{
    --*CV_CONTAINER_OF(op, struct caller, op)->waiting;
}

static bool nobody_is_left(void *arg)
{
    return *(int *)arg == 0;
}

static void prepare(struct service_bench *bench, struct caller *caller, const char *name,
                    const char *request)
{
    const struct cv_method *method = service_method(bench, name);
    const char *problem;

    caller->op = (struct cv_unary){.start.scope = &bench->scope, .start.method = method};
    caller->op.request = message_from_text(method->request, request, &bench->arena, &problem);
    caller->op.done = on_done;
    assert_non_null(caller->op.request);
}

/* What each has prepared, all at once, over as many connections. */
static void ask_all(struct service_bench *bench, struct caller *callers, size_t count,
                    size_t connections)
{
    int waiting = (int)count;

    for (size_t i = 0; i < count; i++) {
        callers[i].waiting = &waiting;
        cv_unary_submit(callers[i % connections].channel, &callers[i].op);
    }
    assert_true(cv_loop_run_until(bench->loop, nobody_is_left, &waiting, 60 * CV_NS_PER_S));
}

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
    for (int i = 0; i < APPLICANTS; i++)
        prepare(&bench, &callers[i], "CreateEnrolment",
                service_text(&bench, "parent: '" COHORT "' enrolment { person: 'persons/p%d' }",
                             i + 1));
    ask_all(&bench, callers, APPLICANTS, connections);
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
    struct naive_seats *states; /* each explains all answers so far */
    struct naive_seats *next;
    size_t state_count, next_count;
    struct naive_seats tried[CALLERS + 1];
    uint64_t seed, chance;
    int64_t now; /* seconds since 1970 */
    int named;
    int refused;
};

static int die(struct world *world, uint64_t sides)
{
    world->chance ^= world->chance << 13;
    world->chance ^= world->chance >> 7;
    world->chance ^= world->chance << 17;
    return (int)(world->chance % sides);
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

    return rare < 5 ? RARE[rare] : KINDS[die(world, sizeof(KINDS) / sizeof(*KINDS))];
}

/* One for which there is something to do, mostly. */
static int some_enrolment(struct world *world, enum naive_kind kind)
{
    const struct naive_seats *seats = world->states;

    for (int i = 0; i < seats->count; i++) {
        const struct naive_enrolment *enrolment = &seats->enrolments[i];

        if ((kind == NAIVE_ACCEPT ? enrolment->state == NAIVE_OFFERED
                                  : enrolment->state <= NAIVE_ENROLLED) &&
            die(world, 3) == 0)
            return enrolment->number;
    }
    return die(world, (uint64_t)world->named + 1);
}

/* Who has no place yet for an application, who has consented for a withdrawal; mostly. */
static int some_person(struct world *world, enum naive_kind kind)
{
    const struct naive_seats *seats = world->states;
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

static bool agrees(const struct caller *caller, const struct naive_answer *answer,
                   const struct naive_seats *seats)
{
    const struct cv_status *status = &caller->op.start.status;
    const void *message = caller->op.response;

    if (!cv_ok(*status))
        return strcmp(status->reason == NULL ? "" : status->reason, answer->reason) == 0;
    if (answer->reason[0] != '\0')
        return false;
    if (caller->command.kind <= NAIVE_NO_SHOW) {
        const Caravan__Training__V1__Enrolment *enrolment = message;

        return (int)enrolment->state == answer->state && enrolment->sequence == answer->sequence &&
               enrolment->waiting_place == answer->place;
    }
    if (caller->command.kind <= NAIVE_CANCEL) {
        const Caravan__Training__V1__Cohort *cohort = message;

        return (int)cohort->state == answer->state && cohort->taken == naive_taken(seats) &&
               cohort->waiting == naive_waiting(seats);
    }
    return true;
}

static void keep_state(struct world *world, const struct naive_seats *seats)
{
    for (size_t i = 0; i < world->next_count; i++) {
        if (memcmp(&world->next[i], seats, sizeof(*seats)) == 0)
            return;
    }
    assert_true(world->next_count < STATES_MAX);
    world->next[world->next_count++] = *seats;
}

/* All orders of those not yet done in which the model answers as the service did. */
static void explain(struct world *world, const struct naive_seats *seats, unsigned done, int depth)
{
    struct naive_seats *tried = &world->tried[depth];

    if (done == (1u << CALLERS) - 1) {
        keep_state(world, seats);
        return;
    }
    for (unsigned i = 0; i < CALLERS; i++) {
        struct naive_answer answer;

        if ((done & 1u << i) != 0)
            continue;
        *tried = *seats;
        answer = naive_do(tried, &world->callers[i].command, world->now);
        if (agrees(&world->callers[i], &answer, tried))
            explain(world, tried, done | 1u << i, depth + 1);
    }
}

static void tell_batch(struct world *world)
{
    for (size_t i = 0; i < CALLERS; i++) {
        const struct caller *caller = &world->callers[i];
        struct naive_seats *tried = &world->tried[0];
        struct naive_answer answer;

        *tried = world->states[0];
        answer = naive_do(tried, &caller->command, world->now);
        print_message("%s(%s)\n  service: %s\n  model, were it the first: %s %d %d\n",
                      METHODS[caller->command.kind], request_text(world, &caller->command),
                      cv_ok(caller->op.start.status) ? "OK" : caller->op.start.status.message,
                      answer.reason, answer.state, answer.place);
    }
}

static void swap_states(struct world *world)
{
    struct naive_seats *states = world->states;

    world->states = world->next;
    world->state_count = world->next_count;
    world->next = states;
}

static void step(struct world *world)
{
    for (size_t i = 0; i < CALLERS; i++) {
        struct caller *caller = &world->callers[i];

        prepare(&world->bench, caller, METHODS[caller->command.kind],
                request_text(world, &caller->command));
    }
    ask_all(&world->bench, world->callers, CALLERS, CALLERS);
    world->next_count = 0;
    for (size_t i = 0; i < world->state_count; i++)
        explain(world, &world->states[i], 0, 0);
    if (world->next_count == 0) {
        tell_batch(world);
        fail_msg("no order of these explains the answers (seed %d)", (int)world->seed);
    }
    swap_states(world);
    for (size_t i = 0; i < CALLERS; i++)
        world->refused += !cv_ok(world->callers[i].op.start.status);
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

static const char *differs(struct world *world, const struct naive_seats *seats,
                           const Caravan__Training__V1__ListEnrolmentsResponse *list,
                           const ProtobufCMessage *cohort)
{
    const char *want = "";

    if ((int)list->n_enrolments != seats->count)
        return "another number of enrolments";
    for (int i = 0; i < seats->count; i++)
        want = service_text(&world->bench, "%s %s", want, row_text(world, seats, i));
    want = message_differs(&list->base, want, &world->bench.arena);
    if (want != NULL)
        return want;
    return message_differs(cohort,
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
    const void *list = service_ask(bench, "ListEnrolments", "parent: '" COHORT "' page_size: 1000");
    const ProtobufCMessage *cohort = service_ask(bench, "GetCohort", "name: '" COHORT "'");
    const char *problem = NULL;

    assert_true(list != NULL && cohort != NULL);
    world->next_count = 0;
    for (size_t i = 0; i < world->state_count; i++) {
        const char *difference = differs(world, &world->states[i], list, cohort);

        if (difference == NULL)
            keep_state(world, &world->states[i]);
        else
            problem = difference;
    }
    if (world->next_count == 0)
        fail_msg("the service knows otherwise: %s (seed %d)", problem, (int)world->seed);
    swap_states(world);
}

static void one_world(struct world *world, uint64_t seed)
{
    struct service_bench *bench = &world->bench;
    int capacity;
    int places;

    world->seed = seed;
    world->chance = seed * UINT64_C(0x9e3779b97f4a7c15);
    world->named = 0;
    capacity = 1 + die(world, 4);
    places = die(world, 4);
    training_up(bench, SERVICE_IN_MEMORY);
    seats_sow(bench, capacity, places);
    persons_sow(bench, 1, NAIVE_PERSONS);
    callers_come(bench, world->callers, CALLERS);
    naive_begin(world->states, capacity, places);
    world->state_count = 1;
    world->now = NOON;
    for (int i = 0; i < BATCHES; i++) {
        world->now += die(world, 12) * INT64_C(3600);
        service_clock_set(world->now * 1000000);
        for (size_t j = 0; j < CALLERS; j++)
            world->callers[j].command = some_command(world);
        step(world);
        if (i % COMPARE == COMPARE - 1 || world->state_count > MANY)
            compare(world);
        service_forget(bench);
    }
    callers_go(bench, world->callers, CALLERS);
    service_down(bench);
}

static void several_callers_do_what_a_naive_model_does(void **state)
{
    static struct naive_seats states[2][STATES_MAX];
    static struct world world;

    (void)state;
    world.states = states[0];
    world.next = states[1];
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
