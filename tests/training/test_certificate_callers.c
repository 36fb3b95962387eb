/* A person has at most one certificate of a cohort that is not revoked, and a revoked one is never
 * valid again, whoever calls: 100,000 random commands by several clients at once, against a naive
 * model. Nobody knows in which order the service did what was asked at the same time: there must be
 * one in which the model gives the very same answers. */
#include "base/clock.h"
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

#define CALLERS  4
#define BATCHES  50
#define WORLDS   CV_ROUNDS(500)
#define PERSONS  2
#define ROWS_MAX (BATCHES + 2)
#define AT_ONCE  50

#define COHORT "courses/c/cohorts/c"
#define EXAM   COHORT "/assessments/x"

/* ---- the model ---- */

enum kind {
    ISSUE,
    SUSPEND,
    REINSTATE,
    PROPOSE,
    WITHDRAW,
    REJECT,
    REVOKE,
    REISSUE,
    REGRADE,
    KINDS
};

enum {
    ISSUED = 1,
    SUSPENDED,
    REVOKED
};

struct row {
    int state;
    int maker; /* of a proposal to revoke it; 0: none */
    int version;
    bool replaced;
    bool review; /* a task is open */
};

struct model {
    struct {
        int count;
        bool passed;
        struct row rows[ROWS_MAX];
    } persons[PERSONS];
};

struct command {
    enum kind kind;
    int person;
    int row;
    int version; /* for the etag */
    int subject; /* 1 or 2 */
    bool passes;
};

static struct row *live_of(struct model *model, int person)
{
    for (int i = 0; i < model->persons[person].count; i++) {
        if (model->persons[person].rows[i].state != REVOKED)
            return &model->persons[person].rows[i];
    }
    return NULL;
}

static const char *naive_issue(struct model *model, int person)
{
    if (live_of(model, person) != NULL)
        return "CERTIFICATE_EXISTS";
    if (!model->persons[person].passed)
        return "NOT_ELIGIBLE";
    model->persons[person].rows[model->persons[person].count++] =
        (struct row){.state = ISSUED, .version = 1};
    return "";
}

static const char *naive_decide(struct row *row, const struct command *command)
{
    if (row->maker == 0)
        return "NOT_PROPOSED";
    if (command->kind == WITHDRAW && row->maker != command->subject)
        return "NOT_MAKER";
    if (command->version != row->version)
        return "ETAG_MISMATCH";
    if (command->kind != WITHDRAW && row->maker == command->subject)
        return "SELF_APPROVAL";
    row->maker = 0;
    if (command->kind == REVOKE)
        row->state = REVOKED;
    return "";
}

static const char *naive_move(struct row *row, const struct command *command)
{
    const char *reason = "";

    if (row->state == REVOKED || (command->kind == SUSPEND && row->state != ISSUED) ||
        (command->kind == REINSTATE && row->state != SUSPENDED) ||
        (command->kind == PROPOSE && row->maker != 0))
        return "WRONG_STATE";
    if (command->kind >= WITHDRAW)
        reason = naive_decide(row, command);
    else if (command->version != row->version)
        return "ETAG_MISMATCH";
    if (reason[0] != '\0')
        return reason;
    if (command->kind == SUSPEND || command->kind == REINSTATE)
        row->state = command->kind == SUSPEND ? SUSPENDED : ISSUED;
    if (command->kind == PROPOSE)
        row->maker = command->subject;
    row->version++;
    return "";
}

/* The reason that the service must give; "": it does it. */
static const char *naive_do(struct model *model, const struct command *command)
{
    struct row *row = &model->persons[command->person].rows[command->row];
    struct row *live = live_of(model, command->person);
    const char *reason;

    if (command->kind == ISSUE)
        return naive_issue(model, command->person);
    if (command->kind == REGRADE) {
        if (model->persons[command->person].passed != command->passes && live != NULL)
            live->review = true;
        model->persons[command->person].passed = command->passes;
        return "";
    }
    if (command->kind != REISSUE)
        return naive_move(row, command);
    if (row->state != REVOKED)
        return "WRONG_STATE";
    if (row->replaced)
        return "ALREADY_REISSUED";
    reason = naive_issue(model, command->person);
    row->replaced = reason[0] == '\0';
    return reason;
}

/* ---- the callers ---- */

struct world {
    struct service_bench bench;
    struct caller callers[CALLERS];
    struct command commands[CALLERS];
    struct callers_states states; /* struct model */
    char names[PERSONS][ROWS_MAX][64];
    const char *seen[PERSONS][ROWS_MAX];
    size_t tasks;
    int named[PERSONS];
    uint64_t chance;
    int refused;
};

static int die(struct world *world, int sides)
{
    return dice_roll(&world->chance, sides);
}

static struct command some_command(struct world *world)
{
    static const enum kind SOME[] = {ISSUE,  ISSUE,  SUSPEND, REINSTATE, PROPOSE, PROPOSE,  REVOKE,
                                     REVOKE, REVOKE, REISSUE, REISSUE,   REGRADE, WITHDRAW, REJECT};
    struct command command = {
        .kind = SOME[die(world, (int)(sizeof(SOME) / sizeof(SOME[0])))],
        .person = die(world, PERSONS),
        .subject = strcmp(world->bench.principal.subject, "clerk") == 0 ? 1 : 2,
        .passes = die(world, 4) > 0,
    };
    const struct model *model = callers_state(&world->states, 0);
    int named = world->named[command.person];

    if (named == 0 && command.kind != REGRADE)
        command.kind = ISSUE;
    if (named > 0)
        command.row = die(world, 4) > 0 ? named - 1 : die(world, named);
    command.version =
        model->persons[command.person].rows[command.row].version + (int)(die(world, 8) == 0);
    return command;
}

static const char *request_of(struct world *world, const struct command *command,
                              const char **method)
{
    static const char *const MOVES[] = {
        [SUSPEND] = "SUSPEND reason_code: CERTIFICATE_REASON_MISUSED",
        [REINSTATE] = "REINSTATE",
        [PROPOSE] = "PROPOSE_REVOCATION reason_code: CERTIFICATE_REASON_MISUSED",
        [WITHDRAW] = "WITHDRAW_REVOCATION",
        [REJECT] = "REJECT_REVOCATION",
        [REVOKE] = "REVOKE",
    };
    const char *name = world->names[command->person][command->row];

    *method = "MoveCertificate";
    if (command->kind == ISSUE) {
        *method = "IssueCertificate";
        return service_text(&world->bench, "enrolment: '" COHORT "/enrolments/p%d'",
                            command->person);
    }
    if (command->kind == REGRADE) {
        *method = "RegradeAttempt";
        return service_text(&world->bench,
                            "name: '" EXAM "/attempts/p%d' score: %d reason: 'again'",
                            command->person, command->passes ? 80 : 20);
    }
    if (command->kind == REISSUE) {
        *method = "ReissueCertificate";
        return service_text(&world->bench, "name: '%s'", name);
    }
    return service_text(&world->bench, "name: '%s' etag: 'v%d' move: CERTIFICATE_MOVE_%s", name,
                        command->version, MOVES[command->kind]);
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

static void learn_names(struct world *world)
{
    for (size_t i = 0; i < CALLERS; i++) {
        const struct caller *caller = &world->callers[i];
        const struct command *command = &world->commands[i];
        const Caravan__Training__V1__Certificate *made = (const void *)caller->op.response;

        world->refused += !cv_ok(caller->op.start.status);
        if (!cv_ok(caller->op.start.status) || (command->kind != ISSUE && command->kind != REISSUE))
            continue;
        assert_true(world->named[command->person] < ROWS_MAX);
        (void)snprintf(world->names[command->person][world->named[command->person]++], 64, "%s",
                       made->name);
    }
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
    learn_names(world);
}

static const char *differs(void *arg, void *state)
{
    struct world *world = arg;
    const struct model *model = state;
    size_t open = 0;

    for (int p = 0; p < PERSONS; p++) {
        int live = 0;

        if (model->persons[p].count != world->named[p])
            return "another number of certificates";
        for (int i = 0; i < world->named[p]; i++) {
            const struct row *row = &model->persons[p].rows[i];
            const char *text =
                service_text(&world->bench, "%d %d v%d", row->state, row->maker != 0, row->version);

            if (strcmp(world->seen[p][i], text) != 0)
                return service_text(&world->bench, "%s is %s and not %s", world->names[p][i],
                                    world->seen[p][i], text);
            open += row->review;
            live += row->state != REVOKED;
        }
        assert_true(live <= 1);
    }
    return open == world->tasks ? NULL : "another number of tasks";
}

/* The service says of every certificate what the model says; of the states that explain the
 * answers, those stay that say so, too. */
static void compare(struct world *world)
{
    struct service_bench *bench = &world->bench;
    const Caravan__Training__V1__ListReviewTasksResponse *tasks =
        (const void *)EXPECT(bench, "ListReviewTasks", "page_size: 1000", "");

    world->tasks = tasks->n_review_tasks;
    for (int p = 0; p < PERSONS; p++) {
        for (int i = 0; i < world->named[p]; i++) {
            const Caravan__Training__V1__Certificate *row = (const void *)EXPECT(
                bench, "GetCertificate", service_text(bench, "name: '%s'", world->names[p][i]), "");

            world->seen[p][i] =
                service_text(bench, "%d %d %s", row->state, row->revocation_proposed, row->etag);
        }
    }
    callers_compare(&world->states, differs, world);
}

/* ---- worlds ---- */

static void sow(struct service_bench *bench)
{
    EXPECT(bench, "CreateCourse", "course_id: 'c' course { title: 'C' kind: 1 }", "");
    EXPECT(bench, "CreateCohort",
           "parent: 'courses/c' cohort_id: 'c' cohort { title: 'C' capacity: 28 "
           "state: COHORT_STATE_RUNNING first_date: 2025-03-01 last_date: 2025-05-31 }",
           "");
    EXPECT(bench, "CreateAssessment",
           "parent: '" COHORT "' assessment_id: 'x' assessment { title: 'X' max_score: 100 "
           "pass_score: 60 attempts_allowed: 1 rule: RESULT_RULE_LAST }",
           "");
    for (int i = 0; i < PERSONS; i++) {
        EXPECT(bench, "CreatePerson",
               service_text(bench,
                            "person_id: 'p%d' person { full_name: 'P' consents { purpose: 1 "
                            "text_version: 't' given_date: 2025-01-01 } consents { purpose: 2 "
                            "text_version: 't' given_date: 2025-01-01 } }",
                            i),
               "");
        EXPECT(bench, "CreateEnrolment",
               service_text(bench,
                            "parent: '" COHORT "' enrolment_id: 'p%d' enrolment { "
                            "person: 'persons/p%d' state: ENROLMENT_STATE_COMPLETED "
                            "applied_date: 2025-03-01 enrolled_date: 2025-03-01 "
                            "ended_date: 2025-05-31 }",
                            i, i),
               "");
        EXPECT(bench, "CreateAttempt",
               service_text(bench,
                            "parent: '" EXAM "' attempt_id: 'p%d' attempt { "
                            "person: 'persons/p%d' score: 80 effective_date: 2025-05-30 }",
                            i, i),
               "");
    }
}

static void world_up(struct world *world)
{
    struct model *model = callers_states_begin(&world->states, sizeof(*model));

    training_up(&world->bench, SERVICE_IN_MEMORY);
    sow(&world->bench);
    callers_come(&world->bench, world->callers, CALLERS);
    memset(world->named, 0, sizeof(world->named));
    for (int i = 0; i < PERSONS; i++)
        model->persons[i].passed = true;
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
            world.bench.principal.subject = die(&world, 2) == 0 ? "clerk" : "checker";
            step(&world);
            if (i % 10 == 9 || world.states.count > 4)
                compare(&world);
            service_forget(&world.bench);
        }
        world_down(&world);
    }
    assert_in_range(world.refused, WORLDS * BATCHES * CALLERS / 5,
                    WORLDS * BATCHES * CALLERS * 4 / 5);
}

static void fifty_issues_at_once_give_one_certificate(void **state)
{
    static struct caller callers[AT_ONCE];
    static struct world world;

    (void)state;
    world_up(&world);
    for (size_t i = 0; i < AT_ONCE; i++) {
        callers[i].channel = world.callers[i % CALLERS].channel;
        caller_prepare(&world.bench, &callers[i], "IssueCertificate",
                       "enrolment: '" COHORT "/enrolments/p0'");
    }
    callers_ask(&world.bench, callers, AT_ONCE);
    for (size_t i = 0; i < AT_ONCE; i++)
        assert_true(callers[i].accepted ||
                    strcmp(caller_reason(&callers[i]), "CERTIFICATE_EXISTS") == 0);
    assert_int_equal(callers_accepted(callers, AT_ONCE), 1);
    world_down(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fifty_issues_at_once_give_one_certificate),
        cmocka_unit_test(several_callers_do_what_a_naive_model_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
