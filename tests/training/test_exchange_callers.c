/* Nobody is in two places, no day is worked twice, one pair and one answer stand, and nothing new
 * is recorded without a consent, whoever calls: 100,000 random commands by several clients at once,
 * against a naive model. Nobody knows in which order the service did what was asked at the same
 * time: there must be one in which the model gives the very same answers. */
#include "base/clock.h"
#include "naive_exchanges.h"
#include "net/stream.h"
#include "support/message_text.h"
#include "support/rounds.h"
#include "support/training_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define CALLERS    4
#define BATCHES    50
#define WORLDS     CV_ROUNDS(500)
#define STATES_MAX 64
#define PIPE_BYTES (64 * 1024)
#define COHORT     "courses/c/cohorts/c"

struct caller {
    struct cv_channel *channel;
    bool closed;
    struct cv_unary op;
    struct naive_command command;
    int *waiting;
};

struct world {
    struct service_bench bench;
    struct caller callers[CALLERS];
    struct naive_exchanges states[2][STATES_MAX]; /* each explains all answers so far */
    size_t count, next_count;
    int now; /* which of the two */
    uint64_t chance;
    int refused;
};

static int die(struct world *world, int sides)
{
    world->chance ^= world->chance << 13;
    world->chance ^= world->chance >> 7;
    world->chance ^= world->chance << 17;
    return (int)(world->chance % (uint64_t)sides);
}

/* ---- commands ---- */

static struct naive_command some_command(struct world *world)
{
    static const enum naive_kind SOME[] = {
        NAIVE_CREATE, NAIVE_CREATE, NAIVE_UPDATE,    NAIVE_MOVE,   NAIVE_MOVE,
        NAIVE_MOVE,   NAIVE_MOVE,   NAIVE_ENTER,     NAIVE_ENTER,  NAIVE_ENTER,
        NAIVE_STRIKE, NAIVE_PAIR,   NAIVE_PAIR_MOVE, NAIVE_ANSWER, NAIVE_ANSWER_STRIKE,
        NAIVE_GIVE,   NAIVE_GIVE,   NAIVE_WITHDRAW};
    static const int ROWS[] = {
        [NAIVE_CREATE] = NAIVE_ASSIGNMENTS,     [NAIVE_UPDATE] = NAIVE_ASSIGNMENTS,
        [NAIVE_MOVE] = NAIVE_ASSIGNMENTS,       [NAIVE_ENTER] = NAIVE_ENTRIES,
        [NAIVE_STRIKE] = NAIVE_ENTRIES,         [NAIVE_PAIR] = NAIVE_PAIRS,
        [NAIVE_PAIR_MOVE] = NAIVE_PAIRS,        [NAIVE_ANSWER] = NAIVE_OUTCOMES,
        [NAIVE_ANSWER_STRIKE] = NAIVE_OUTCOMES,
    };
    struct naive_command command = {
        .kind = SOME[die(world, sizeof(SOME) / sizeof(SOME[0]))],
        .person = die(world, NAIVE_PERSONS),
        .first = die(world, NAIVE_DAYS),
        .count = 1 + die(world, 5),
        .purpose = 3 + die(world, 3),
    };

    if (command.kind < NAIVE_GIVE)
        command.row = die(world, ROWS[command.kind]);
    if (command.kind == NAIVE_ENTER)
        command.other = die(world, NAIVE_ASSIGNMENTS);
    if (command.kind == NAIVE_ANSWER)
        command.other = 1 + die(world, 2);
    command.move = 1 + die(world, command.kind == NAIVE_PAIR_MOVE ? 2 : 6);
    command.last = command.first + die(world, NAIVE_DAYS - command.first);
    return command;
}

static const char *date(struct world *world, int day)
{
    return service_text(&world->bench, "2025-0%d-%02d", day < 31 ? 5 : 6,
                        day < 31 ? day + 1 : day - 30);
}

static const char *of_assignment(struct world *world, const struct naive_command *command,
                                 const char **method)
{
    struct service_bench *bench = &world->bench;

    if (command->kind == NAIVE_CREATE) {
        *method = "CreateAssignment";
        return service_text(bench,
                            "assignment_id: 'a%d' assignment { kind: 1 person: 'persons/p%d' "
                            "sender: 'organisations/o' host: 'organisations/o' "
                            "planned_start_date: %s planned_end_date: %s }",
                            command->row, command->person, date(world, command->first),
                            date(world, command->last));
    }
    if (command->kind == NAIVE_UPDATE) {
        *method = "UpdateAssignment";
        return service_text(bench,
                            "assignment { name: 'assignments/a%d' etag: '*' "
                            "planned_start_date: %s planned_end_date: %s } "
                            "update_mask { paths: 'planned_start_date' "
                            "paths: 'planned_end_date' }",
                            command->row, date(world, command->first), date(world, command->last));
    }
    if (command->kind == NAIVE_MOVE) {
        *method = "MoveAssignment";
        return service_text(bench, "name: 'assignments/a%d' move: %d date: %s", command->row,
                            command->move, date(world, command->first));
    }
    if (command->kind == NAIVE_ENTER) {
        *method = "CreateAssignmentEntry";
        return service_text(bench,
                            "assignment_entry_id: 'e%d' assignment_entry { "
                            "assignment: 'assignments/a%d' kind: 1 days: %d effective_date: %s }",
                            command->row, command->other, command->count,
                            date(world, command->first));
    }
    *method = "StrikeAssignmentEntry";
    return service_text(bench, "name: 'assignmentEntries/e%d' reason: 'x'", command->row);
}

static const char *request_of(struct world *world, const struct naive_command *command,
                              const char **method)
{
    struct service_bench *bench = &world->bench;

    if (command->kind <= NAIVE_STRIKE)
        return of_assignment(world, command, method);
    if (command->kind == NAIVE_PAIR) {
        *method = "CreateMentorPair";
        return service_text(bench,
                            "mentor_pair_id: 'm%d' mentor_pair { mentor: 'persons/p%d' "
                            "mentee: 'persons/p%d' pairing: 'pairings/g' start_date: 2025-05-01 }",
                            command->row, command->person, 1 - command->person);
    }
    if (command->kind == NAIVE_PAIR_MOVE) {
        *method = "MoveMentorPair";
        return service_text(bench, "name: 'mentorPairs/m%d' move: %d", command->row, command->move);
    }
    if (command->kind == NAIVE_ANSWER) {
        *method = "CreateEmploymentOutcome";
        return service_text(bench,
                            "employment_outcome_id: 'o%d' employment_outcome { "
                            "enrolment: '" COHORT "/enrolments/p%d' mark: %d answer: 5 "
                            "effective_date: 2025-06-30 }",
                            command->row, command->person, command->other);
    }
    if (command->kind == NAIVE_ANSWER_STRIKE) {
        *method = "StrikeEmploymentOutcome";
        return service_text(bench, "name: 'employmentOutcomes/o%d' reason: 'x'", command->row);
    }
    *method = command->kind == NAIVE_GIVE ? "GiveConsent" : "WithdrawConsent";
    return command->kind == NAIVE_GIVE
               ? service_text(bench,
                              "name: 'persons/p%d' consent { purpose: %d text_version: 't' "
                              "given_date: 2025-01-01 }",
                              command->person, command->purpose)
               : service_text(bench, "name: 'persons/p%d' purpose: %d", command->person,
                              command->purpose);
}

/* ---- the callers ---- */

static void on_done(struct cv_unary *op)
{
    --*CV_CONTAINER_OF(op, struct caller, op)->waiting;
}

static bool nobody_waits(void *arg)
{
    return *(int *)arg == 0;
}

static void ask_all(struct world *world)
{
    struct service_bench *bench = &world->bench;
    int waiting = CALLERS;

    for (size_t i = 0; i < CALLERS; i++) {
        struct caller *caller = &world->callers[i];
        const char *name;
        const char *request = request_of(world, &caller->command, &name);
        const struct cv_method *method = service_method(bench, name);
        const char *problem;

        caller->op = (struct cv_unary){.start.scope = &bench->scope, .start.method = method};
        caller->op.request = message_from_text(method->request, request, &bench->arena, &problem);
        caller->op.done = on_done;
        caller->waiting = &waiting;
        assert_non_null(caller->op.request);
    }
    for (size_t i = 0; i < CALLERS; i++)
        cv_unary_submit(world->callers[i].channel, &world->callers[i].op);
    assert_true(cv_loop_run_until(bench->loop, nobody_waits, &waiting, 20 * CV_NS_PER_S));
}

/* ---- is it what the model says? ---- */

static const char *told(const struct caller *caller)
{
    const struct cv_status *status = &caller->op.start.status;

    return cv_ok(*status) ? "" : status->reason == NULL ? "?" : status->reason;
}

static void keep(struct world *world, const struct naive_exchanges *model)
{
    struct naive_exchanges *next = world->states[1 - world->now];

    for (size_t i = 0; i < world->next_count; i++) {
        if (memcmp(&next[i], model, sizeof(*model)) == 0)
            return;
    }
    assert_true(world->next_count < STATES_MAX);
    next[world->next_count++] = *model;
}

static void explain(struct world *world, const struct naive_exchanges *model, unsigned done)
{
    if (done == (1u << CALLERS) - 1) {
        keep(world, model);
        return;
    }
    for (unsigned i = 0; i < CALLERS; i++) {
        struct naive_exchanges tried = *model;

        if ((done & 1u << i) != 0)
            continue;
        if (strcmp(told(&world->callers[i]), naive_do(&tried, &world->callers[i].command)) == 0)
            explain(world, &tried, done | 1u << i);
    }
}

static void step(struct world *world)
{
    ask_all(world);
    world->next_count = 0;
    for (size_t i = 0; i < world->count; i++)
        explain(world, &world->states[world->now][i], 0);
    for (size_t i = 0; i < CALLERS; i++) {
        const char *method;
        const char *request = request_of(world, &world->callers[i].command, &method);

        world->refused += told(&world->callers[i])[0] != '\0';
        if (world->next_count == 0)
            print_message("%s(%s): %s\n", method, request, told(&world->callers[i]));
    }
    assert_true(world->next_count > 0);
    world->now = 1 - world->now;
    world->count = world->next_count;
}

static const char *seen(struct world *world, int row)
{
    struct service_bench *bench = &world->bench;
    const Caravan__Training__V1__Assignment *answer = (const void *)service_ask(
        bench, "GetAssignment", service_text(bench, "name: 'assignments/a%d'", row));

    return answer == NULL
               ? "none"
               : service_text(bench, "%d %s %d", answer->state, answer->etag, answer->person_days);
}

static bool same(struct world *world, const struct naive_exchanges *model,
                 const char *const want[NAIVE_ASSIGNMENTS])
{
    for (int i = 0; i < NAIVE_ASSIGNMENTS; i++) {
        const char *text =
            model->assignments[i].there
                ? service_text(&world->bench, "%d v%d %d", model->assignments[i].state,
                               model->assignments[i].version, naive_days_of(model, i))
                : "none";

        if (strcmp(text, want[i]) != 0)
            return false;
    }
    return true;
}

/* The service says of every assignment what the model says; of the states that explain the answers,
 * those stay that say so, too. */
static void compare(struct world *world)
{
    const char *want[NAIVE_ASSIGNMENTS];
    size_t fits = 0;

    for (int i = 0; i < NAIVE_ASSIGNMENTS; i++)
        want[i] = seen(world, i);
    for (size_t s = 0; s < world->count; s++) {
        if (same(world, &world->states[world->now][s], want))
            memmove(&world->states[world->now][fits++], &world->states[world->now][s],
                    sizeof(world->states[0][0]));
    }
    assert_true(fits > 0);
    world->count = fits;
}

/* ---- worlds ---- */

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

static void sow(struct service_bench *bench)
{
    EXPECT(bench, "ImportExchanges",
           "rows { organisation { organisation_id: 'o' organisation { title: 'O' } } } "
           "rows { organisation { organisation_id: 'h' organisation { title: 'H' } } } "
           "rows { pairing { pairing_id: 'g' pairing { kind: PAIRING_KIND_SCHOOL "
           "home: 'organisations/h' host: 'organisations/o' start_date: 2023-09-01 } } }",
           "recorded: true");
    EXPECT(bench, "CreateCourse", "course_id: 'c' course { title: 'C' kind: 1 }", "");
    EXPECT(bench, "CreateCohort",
           "parent: 'courses/c' cohort_id: 'c' cohort { title: 'C' capacity: 28 "
           "state: COHORT_STATE_RUNNING first_date: 2024-11-01 last_date: 2024-11-30 }",
           "");
    for (int i = 0; i < NAIVE_PERSONS; i++) {
        EXPECT(bench, "CreatePerson",
               service_text(bench,
                            "person_id: 'p%d' person { consents { purpose: 1 text_version: 't' "
                            "given_date: 2024-01-01 } }",
                            i),
               "");
        EXPECT(bench, "CreateEnrolment",
               service_text(bench,
                            "parent: '" COHORT "' enrolment_id: 'p%d' enrolment { "
                            "person: 'persons/p%d' state: ENROLMENT_STATE_COMPLETED "
                            "applied_date: 2024-11-01 enrolled_date: 2024-11-01 "
                            "ended_date: 2024-11-30 }",
                            i, i),
               "");
    }
}

static void world_up(struct world *world)
{
    training_up(&world->bench, SERVICE_IN_MEMORY);
    sow(&world->bench);
    for (size_t i = 0; i < CALLERS; i++) {
        const struct cv_channel_config config = {
            .target = "localhost:0", .dial = dial, .dial_arg = &world->bench};

        world->callers[i].closed = false;
        assert_true(cv_ok(cv_channel_open(world->bench.loop, &config, &world->callers[i].channel)));
    }
    world->now = 0;
    world->count = 1;
    memset(world->states, 0, sizeof(world->states));
}

static void world_down(struct world *world)
{
    for (size_t i = 0; i < CALLERS; i++) {
        struct caller *caller = &world->callers[i];

        cv_channel_close(caller->channel, on_closed, &caller->closed);
        assert_true(
            cv_loop_run_until(world->bench.loop, is_set, &caller->closed, 20 * CV_NS_PER_S));
    }
    service_down(&world->bench);
}

static void several_callers_do_what_a_naive_model_does(void **state)
{
    static struct world world;

    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        world.chance = seed * UINT64_C(0x9e3779b97f4a7c15);
        world_up(&world);
        for (int i = 0; i < BATCHES; i++) {
            for (size_t j = 0; j < CALLERS; j++)
                world.callers[j].command = some_command(&world);
            step(&world);
            if (i % 10 == 9 || world.count > 4)
                compare(&world);
            service_forget(&world.bench);
        }
        world_down(&world);
    }
    assert_in_range(world.refused, WORLDS * BATCHES * CALLERS / 5,
                    WORLDS * BATCHES * CALLERS * 9 / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(several_callers_do_what_a_naive_model_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
