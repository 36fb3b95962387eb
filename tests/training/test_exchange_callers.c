/* Nobody is in two places, no day is worked twice, one pair and one answer stand, and nothing new
 * is recorded without a consent, whoever calls: 100,000 random commands by several clients at once,
 * against a naive model. Nobody knows in which order the service did what was asked at the same
 * time: there must be one in which the model gives the very same answers. */
#include "base/clock.h"
#include "naive_exchanges.h"
#include "support/callers.h"
#include "support/dice.h"
#include "support/message_text.h"
#include "support/rounds.h"
#include "support/training_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define CALLERS 4
#define BATCHES 50
#define WORLDS  CV_ROUNDS(500)
#define COHORT  "courses/c/cohorts/c"

struct world {
    struct service_bench bench;
    struct caller callers[CALLERS];
    struct naive_command commands[CALLERS];
    struct callers_states states; /* struct naive_exchanges */
    const char *seen[NAIVE_ASSIGNMENTS];
    uint64_t chance;
    int refused;
};

static int die(struct world *world, int sides)
{
    return dice_roll(&world->chance, sides);
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

/* ---- is it what the model says? ---- */

static bool agrees(void *arg, void *state, size_t i)
{
    struct world *world = arg;

    return strcmp(caller_reason(&world->callers[i]), naive_do(state, &world->commands[i])) == 0;
}

static const char *told(void *arg, size_t i)
{
    struct world *world = arg;
    const char *method;
    const char *request = request_of(world, &world->commands[i], &method);

    return service_text(&world->bench, "%s(%s)", method, request);
}

static void step(struct world *world)
{
    static const struct callers_orders ORDERS = {agrees, told};

    for (size_t i = 0; i < CALLERS; i++) {
        const char *method;
        const char *request;

        world->commands[i] = some_command(world);
        request = request_of(world, &world->commands[i], &method);
        caller_prepare(&world->bench, &world->callers[i], method, request);
    }
    callers_ask(&world->bench, world->callers, CALLERS);
    callers_explain(&world->states, world->callers, CALLERS, &ORDERS, world);
    world->refused += CALLERS - (int)callers_accepted(world->callers, CALLERS);
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

static const char *differs(void *arg, void *state)
{
    const struct naive_exchanges *model = state;
    struct world *world = arg;

    for (int i = 0; i < NAIVE_ASSIGNMENTS; i++) {
        const char *text =
            model->assignments[i].there
                ? service_text(&world->bench, "%d v%d %d", model->assignments[i].state,
                               model->assignments[i].version, naive_days_of(model, i))
                : "none";

        if (strcmp(text, world->seen[i]) != 0)
            return service_text(&world->bench, "assignment %d is %s and not %s", i, world->seen[i],
                                text);
    }
    return NULL;
}

/* The service says of every assignment what the model says; of the states that explain the answers,
 * those stay that say so, too. */
static void compare(struct world *world)
{
    for (int i = 0; i < NAIVE_ASSIGNMENTS; i++)
        world->seen[i] = seen(world, i);
    callers_compare(&world->states, differs, world);
}

/* ---- worlds ---- */

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
    callers_come(&world->bench, world->callers, CALLERS);
    (void)callers_states_begin(&world->states, sizeof(struct naive_exchanges));
}

static void world_down(struct world *world)
{
    callers_states_end(&world->states);
    callers_go(&world->bench, world->callers, CALLERS);
    service_down(&world->bench);
}

static void several_callers_do_what_a_naive_model_does(void **state)
{
    static struct world world;

    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++) {
        world.chance = seed;
        world_up(&world);
        for (int i = 0; i < BATCHES; i++) {
            step(&world);
            if (i % 10 == 9 || world.states.count > 4)
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
