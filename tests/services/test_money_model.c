/* 100,000 random commands on budget lines, their changes and transfers, commitments and
 * disbursements, by four persons eight at once, held against a plain model that adds everything up.
 * What was accepted is put in the order in which it was recorded, and each must have been allowed
 * there; what was refused must not have been allowed at some moment between. And budget >=
 * commitments >= disbursements at every recorded instant, on every day. */
#include "app/principal.h"
#include "base/clock.h"
#include "money_audit/money_audit_store.h"
#include "services/money_model.h"
#include "support/callers.h"
#include "support/dice.h"
#include "support/message_text.h"
#include "support/projects_bench.h"
#include "support/rounds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WORLDS  CV_ROUNDS(250) /* of an organisation each */
#define BATCHES 50
#define CALLERS 8
#define PERSONS 4
#define COMPARE 10 /* every so many batches */

static const char *const WHO[PERSONS] = {"ann", "bob", "cai", "dee"};
static const char *const NOUN[MONEY_TABLES] = {"BudgetLine", "BudgetChange", "Commitment",
                                               "Disbursement"};
static const char *const THING[MONEY_TABLES] = {"budget_line", "budget_change", "commitment",
                                                "disbursement"};
static const char *const COLLECTION[MONEY_TABLES] = {"budgetLines", "budgetChanges", "commitments",
                                                     "disbursements"};

static struct service_bench bench;
static struct money_model model;
static struct caller callers[CALLERS];
static struct money_command commands[CALLERS];
static int caller_count;
static uint64_t dice;
static int accepted_of[MONEY_COMMANDS];
static int refused_of[MONEY_COMMANDS];
static int64_t times[BATCHES * CALLERS + BATCHES]; /* recorded in this world */
static int time_count;

static int roll(int below)
{
    return dice_roll(&dice, below);
}

/* ---- what is asked ---- */

/* Both projects have the ids of their own parity, so that an id is one thing. */
static int some_id(enum money_table table, int parity, enum money_state state)
{
    int from = roll(4) == 0 ? 0 : roll(MONEY_IDS / 2) * 2;

    for (int i = 0; roll(10) > 0 && i < MONEY_IDS; i += 2) {
        int id = (from + i) % MONEY_IDS + parity;

        if (table == MONEY_LINE && (id < MONEY_LINES) == (state == MONEY_ABSENT))
            continue; /* what cancels lines has other ids than lines */
        if (model.rows[table][id].state == state)
            return id;
    }
    return roll(MONEY_IDS / 2) * 2 + parity;
}

static int some_line(int parity)
{
    return roll(MONEY_LINES / 2) * 2 + parity;
}

static struct money_command some_creation(void)
{
    static const int MOST[MONEY_TABLES] = {300, 100, 100, 60};
    struct money_command command = {.kind = MONEY_CREATE, .to = MONEY_NONE};
    int parity = roll(2);

    command.table = roll(12) == 0 ? MONEY_LINE : (enum money_table)(1 + roll(3));
    command.id = command.table == MONEY_LINE ? some_line(parity)
                                             : some_id(command.table, parity, MONEY_ABSENT);
    command.of = command.table == MONEY_PAYMENT ? some_id(MONEY_PROMISE, parity, MONEY_APPROVED)
                                                : some_line(parity);
    command.sum = 1 + roll(MOST[command.table]);
    command.day = 1 + roll(roll(2) == 0 ? MONEY_DAYS : MONEY_DAYS / 4);
    if (roll(2) == 0 && command.table > MONEY_LINE)
        command.day = MONEY_DAYS - roll(4);
    command.draft = roll(8) == 0;
    if (command.table == MONEY_CHANGE && roll(2) == 0)
        command.sum = -command.sum;
    if (command.table == MONEY_CHANGE && command.sum < 0 && roll(2) == 0)
        command.to = some_line(roll(2));
    if (roll(30) == 0 && (command.table == MONEY_CHANGE || command.table == MONEY_PROMISE))
        command.of = some_id(MONEY_LINE, parity, MONEY_APPROVED);
    return command;
}

static struct money_command some_cancelling(void)
{
    static const enum money_command_kind KINDS[] = {MONEY_REVERSE, MONEY_RELEASE, MONEY_REFUND};
    struct money_command command = {.kind = KINDS[roll(3)]};
    int parity = roll(2);

    command.table = command.kind == MONEY_RELEASE  ? MONEY_PROMISE
                    : command.kind == MONEY_REFUND ? MONEY_PAYMENT
                                                   : (enum money_table)roll(MONEY_TABLES);
    command.id = command.table == MONEY_LINE ? some_line(parity)
                                             : some_id(command.table, parity, MONEY_APPROVED);
    command.made = some_id(command.table, parity, MONEY_ABSENT);
    command.sum = command.kind == MONEY_REFUND ? 1 + roll(20) : 0;
    command.day = roll(3) == 0 ? 1 + roll(MONEY_DAYS) : MONEY_DAYS;
    if (command.kind == MONEY_REVERSE && roll(3) == 0)
        command.day = 0;
    return command;
}

static struct money_command some_move(void)
{
    static const enum money_command_kind KINDS[] = {MONEY_APPROVE, MONEY_APPROVE, MONEY_APPROVE,
                                                    MONEY_APPROVE, MONEY_REJECT,  MONEY_WITHDRAW,
                                                    MONEY_SUBMIT};
    struct money_command command = {.kind = KINDS[roll(7)],
                                    .table = (enum money_table)roll(MONEY_TABLES)};
    const struct money_row *row;

    command.id = some_id(command.table, roll(2),
                         command.kind == MONEY_SUBMIT ? MONEY_DRAFT : MONEY_SUBMITTED);
    if (command.table == MONEY_LINE && roll(2) == 0)
        command.id = some_line(roll(2));
    if (command.table == MONEY_CHANGE && roll(4) == 0 &&
        model.rows[MONEY_CHANGE][command.id].pair != MONEY_NONE &&
        model.rows[MONEY_CHANGE][command.id].state != MONEY_ABSENT)
        command.id = model.rows[MONEY_CHANGE][command.id].pair;
    row = &model.rows[command.table][command.id];
    command.version = roll(20) == 0 ? row->version + 1 : row->version;
    if (command.kind == MONEY_APPROVE && command.table == MONEY_PAYMENT && roll(3) == 0)
        command.sum = 1 + roll(40);
    return command;
}

/* Sometimes what somebody else asks for at the same time, so that two meet at one entry. */
static struct money_command some_command(void)
{
    struct money_command command;
    int what = roll(100);

    if (caller_count > 0 && what < 15)
        command = commands[roll(caller_count)];
    else
        command = what < 55 ? some_creation() : what < 85 ? some_move() : some_cancelling();
    command.who = roll(PERSONS);
    return command;
}

/* Mostly what may be. */
static struct money_command fair_command(void)
{
    struct money_command command = some_command();

    for (int tries = 0; tries < 6 && !money_allows(&model, &command) && roll(5) > 0; tries++)
        command = some_command();
    return command;
}

/* A draft is edited by itself: its answer does not say when that was. */
static struct money_command some_edit(void)
{
    int id = some_id(MONEY_PROMISE, roll(2), MONEY_DRAFT);
    const struct money_row *row = &model.rows[MONEY_PROMISE][id];

    return (struct money_command){
        .kind = MONEY_EDIT,
        .table = MONEY_PROMISE,
        .who = roll(PERSONS),
        .id = id,
        .of = row->state == MONEY_ABSENT ? some_line(id % 2) : row->of,
        .sum = 1 + roll(100),
        .day = 1 + roll(MONEY_DAYS),
        .version = roll(8) == 0 ? row->version + 1 : row->version,
    };
}

/* ---- as texts ---- */

static int project_of(enum money_table table, int id)
{
    return table == MONEY_CHANGE && id >= MONEY_IDS ? model.rows[table][id].of % 2 : id % 2;
}

static const char *name_of(enum money_table table, int id)
{
    bool own = id < MONEY_IDS; /* else the service made it beside that of its caller */

    return service_text(&bench, "programmes/jw/projects/%04d/%s/%se%d%s",
                        42 + project_of(table, id), COLLECTION[table],
                        own || table == MONEY_CHANGE ? "" : "refund-of-", id % MONEY_IDS,
                        own || table == MONEY_PROMISE ? "" : "-in");
}

static const char *day_text(int day)
{
    return service_text(&bench, "effective_date: 2025-01-%02d", day);
}

static const char *content_of(const struct money_command *command)
{
    const char *line = name_of(MONEY_LINE, command->of);

    switch (command->table) {
    case MONEY_LINE:
        return "title: 'x' fiscal_year: 2025";
    case MONEY_CHANGE:
        return service_text(&bench,
                            "budget_line: '%s' reference: 'x' kind: %d to_budget_line: '%s'", line,
                            command->to != MONEY_NONE ? 3
                            : command->sum > 0        ? 1
                                                      : 2,
                            command->to == MONEY_NONE ? "" : name_of(MONEY_LINE, command->to));
    case MONEY_PROMISE:
        return service_text(&bench, "budget_line: '%s'", line);
    default:
        return service_text(&bench, "commitment: '%s'", name_of(MONEY_PROMISE, command->of));
    }
}

static const char *creation_text(const struct money_command *command)
{
    return service_text(
        &bench, "parent: 'programmes/jw/projects/%04d' %s_id: 'e%d' %s { amount: %d %s %s %s }",
        42 + command->id % 2, THING[command->table], command->id, THING[command->table],
        abs((int)command->sum), day_text(command->day), content_of(command),
        command->draft ? "standing { state: ENTRY_STATE_DRAFT }" : "");
}

static const char *cancelling_text(const struct money_command *command)
{
    static const char *const IDS[] = {"", "reversal_id", "release_id", "refund_id"};

    return service_text(
        &bench, "name: '%s' %s: 'e%d' reference: 'x' %s %s", name_of(command->table, command->id),
        IDS[command->kind], command->made, command->day == 0 ? "" : day_text(command->day),
        command->kind == MONEY_REFUND ? service_text(&bench, "amount: %d", (int)command->sum) : "");
}

/* The request, and its method. */
static const char *text_of(const struct money_command *command, const char **method)
{
    static const char *const VERBS[MONEY_COMMANDS] = {
        "Create", "Reverse", "Release", "Refund", "Update", "Move", "Move", "Move", "Move"};
    static const int MOVES[MONEY_COMMANDS] = {0, 0, 0, 0, 0, 1, 2, 3, 4};
    const char *name;

    *method = service_text(&bench, "%s%s", VERBS[command->kind], NOUN[command->table]);
    if (command->kind == MONEY_CREATE)
        return creation_text(command);
    if (command->kind <= MONEY_REFUND)
        return cancelling_text(command);
    name = name_of(command->table, command->id);
    if (command->kind == MONEY_EDIT)
        return service_text(&bench, "commitment { name: '%s' amount: %d %s %s etag: 'v%d' }", name,
                            (int)command->sum, day_text(command->day), content_of(command),
                            command->version);
    return service_text(&bench, "name: '%s' move: %d reason: 'x' amount_minor: %d %s", name,
                        MOVES[command->kind], (int)command->sum,
                        command->kind == MONEY_APPROVE || command->kind == MONEY_REJECT
                            ? service_text(&bench, "etag: 'v%d'", command->version)
                            : "");
}

/* ---- asking ---- */

static const void *part_of(const void *message, const char *name)
{
    const ProtobufCMessage *base = message;
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(base->descriptor, name);
    const void *part;

    assert_non_null(field);
    memcpy(&part, (const char *)message + field->offset, sizeof(part));
    return part;
}

static void prepare(size_t i)
{
    const char *method;
    const char *text = text_of(&commands[i], &method);

    caller_prepare(&bench, &callers[i], method, text);
    assert_int_equal(cv_metadata_add_text(&callers[i].metadata, &bench.arena, CV_PRINCIPAL_KEY,
                                          WHO[commands[i].who])
                         .code,
                     CV_OK);
}

static bool allows(size_t i)
{
    return money_allows(&model, &commands[i]);
}

static const char *told(size_t i)
{
    const char *method;
    const char *text = text_of(&commands[i], &method);

    return service_text(&bench, "%s(%s) by %s", method, text, WHO[commands[i].who]);
}

static void apply(size_t i)
{
    money_apply(&model, &commands[i], callers[i].at_us);
    if (!money_holds(&model))
        fail_msg("more is spent than there is: %s", told(i));
    times[time_count++] = callers[i].at_us;
    accepted_of[commands[i].kind]++;
}

static int64_t recorded(size_t i)
{
    const void *answer = callers[i].op.response;

    if (commands[i].kind <= MONEY_EDIT)
        return message_time(answer, "recorded_time");
    return message_time(part_of(answer, "standing"),
                        commands[i].kind == MONEY_SUBMIT ? "submitted_time" : "resolved_time");
}

static void run_batch(int count)
{
    static const struct callers_model MODEL = {allows, apply, recorded, told};

    for (caller_count = 0; caller_count < count; caller_count++)
        commands[caller_count] = count == 1 ? some_edit() : fair_command();
    for (int i = 0; i < count; i++)
        prepare((size_t)i);
    callers_ask(&bench, callers, (size_t)count);
    callers_judge(callers, (size_t)count, &MODEL);
    for (int i = 0; i < count; i++)
        refused_of[commands[i].kind] += !callers[i].accepted;
    service_forget(&bench);
}

/* ---- comparing ---- */

/* Approved is what is free, reserved, and committed: to the fen (I1, I2). */
static void compare_accounts(enum money_table table)
{
    for (int id = 0; id < (table == MONEY_LINE ? MONEY_LINES : MONEY_IDS); id++) {
        const struct money_row *row = &model.rows[table][id];
        int limit = (int)money_limit(&model, table, id);
        int taken = (int)money_taken(&model, table, id);
        int pending = (int)money_pending(&model, table, id);
        bool approved = row->state == MONEY_APPROVED;

        if (row->amount <= 0 || (row->state != MONEY_SUBMITTED && !approved))
            continue;
        EXPECT(&bench, table == MONEY_LINE ? "GetBudgetLine" : "GetCommitment",
               service_text(&bench, "name: '%s'", name_of(table, id)),
               table == MONEY_LINE
                   ? service_text(&bench, "revised: %d committed: %d pending: %d available: %d",
                                  approved ? limit : 0, taken, pending,
                                  approved ? limit - taken - pending : 0)
                   : service_text(&bench, "disbursed: %d pending: %d", taken, pending));
    }
}

static const char *sums_text(const struct money_sums *sums)
{
    return service_text(&bench,
                        "original_budget_minor: %d budget_minor: %d committed_minor: %d "
                        "disbursed_minor: %d",
                        (int)sums->original, (int)sums->budget, (int)sums->committed,
                        (int)sums->disbursed);
}

/* The same dates tell the same for ever (I3, I5, I10). */
static void compare_report(int64_t known_us, int day)
{
    struct money_sums sums[2] = {{0}};
    struct money_sums total = {0};

    for (int line = 0; line < MONEY_LINES; line++) {
        struct money_sums of = money_sums_at(&model, line, known_us, day);
        struct money_sums *to[] = {&sums[line % 2], &total};

        for (int i = 0; i < 2; i++) {
            to[i]->original += of.original;
            to[i]->budget += of.budget;
            to[i]->committed += of.committed;
            to[i]->disbursed += of.disbursed;
        }
    }
    EXPECT(&bench, "Report",
           service_text(&bench,
                        "programme: 'programmes/jw' effective_through: 2025-01-%02d "
                        "known_at { seconds: %lld nanos: %d }",
                        day, (long long)(known_us / 1000000), (int)(known_us % 1000000) * 1000),
           service_text(&bench,
                        "total { %s } by_project { key: 'programmes/jw/projects/0042' %s } "
                        "by_project { key: 'programmes/jw/projects/0043' %s }",
                        sums_text(&total), sums_text(&sums[0]), sums_text(&sums[1])));
}

/* Nobody judged what he had made (I6), and what the service keeps is what the model knows. */
static void compare_entries(enum money_table table, int id)
{
    const struct money_row *row = &model.rows[table][id];
    const Caravan__Projects__V1__EntryStanding *standing;
    const ProtobufCMessage *got;
    int makers = 0;

    if (row->state == MONEY_ABSENT)
        return;
    got = EXPECT(&bench, service_text(&bench, "Get%s", NOUN[table]),
                 service_text(&bench, "name: '%s'", name_of(table, id)),
                 service_text(&bench, "standing { posted_minor: %d judged_by: '%s' }",
                              (int)row->posted, row->judge == MONEY_NONE ? "" : WHO[row->judge]));
    standing = part_of(got, "standing");
    for (size_t i = 0; i < standing->n_makers; i++) {
        for (int who = 0; who < PERSONS; who++)
            makers |= strcmp(standing->makers[i], WHO[who]) == 0 ? 1 << who : 0;
        assert_true(row->state != MONEY_APPROVED ||
                    strcmp(standing->makers[i], standing->judged_by) != 0);
    }
    assert_int_equal(makers, row->makers);
}

/* ---- what is stored ---- */

struct look {
    struct cv_store_op op;
    int64_t rows;
    int64_t wrong;
    bool done;
};

static void look_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct look *look = CV_CONTAINER_OF(op, struct look, op);

    op->status = money_audit_run(tx, op->scope->arena, &look->rows, &look->wrong);
}

static void look_done(struct cv_store_op *op)
{
    CV_CONTAINER_OF(op, struct look, op)->done = true;
}

static bool is_set(void *flag)
{
    return *(bool *)flag;
}

/* All accounts of all worlds are what their entries make them. */
static void look_at_the_store(void)
{
    const struct cv_scope scope = {
        .arena = &bench.arena,
        .deadline_ns = CV_NEVER,
        .home = cv_loop_wake(bench.loop),
        .principal = &bench.principal,
    };
    struct look look = {
        .op = {.mode = CV_STORE_READ, .work = look_work, .done = look_done, .scope = &scope}};

    cv_store_submit(bench.store, &look.op);
    assert_true(cv_loop_run_until(bench.loop, is_set, &look.done, UINT64_C(60000000000)));
    assert_int_equal(look.op.status.code, CV_OK);
    print_message("%lld accounts and disbursements\n", (long long)look.rows);
    assert_true(look.rows > WORLDS * 10);
    assert_int_equal(look.wrong, 0);
}

static void run_world(int number)
{
    static char org[16];

    (void)snprintf(org, sizeof(org), "w%d", number);
    bench.principal.org = org;
    dice = (uint64_t)number * UINT64_C(1000003);
    time_count = 0;
    money_begin(&model);
    projects_sow(&bench);
    for (int batch = 1; batch <= BATCHES; batch++) {
        run_batch(CALLERS);
        run_batch(1);
        if (batch % COMPARE != 0 || time_count == 0)
            continue;
        compare_accounts(MONEY_LINE);
        compare_accounts(MONEY_PROMISE);
        compare_report(times[roll(time_count)], 1 + roll(MONEY_DAYS));
        compare_report(times[time_count - 1], MONEY_DAYS);
        service_forget(&bench);
    }
    for (int table = 0; number % 10 == 0 && table < MONEY_TABLES; table++) {
        for (int id = 0; id < MONEY_SLOTS; id++)
            compare_entries((enum money_table)table, id);
        service_forget(&bench);
    }
}

static void whatever_is_asked_the_service_and_a_model_that_adds_up_agree(void **state)
{
    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    for (int number = 1; number <= WORLDS; number++)
        run_world(number);
    for (int kind = 0; kind < MONEY_COMMANDS; kind++) {
        print_message("%d: %d accepted, %d refused\n", kind, accepted_of[kind], refused_of[kind]);
        assert_true(accepted_of[kind] > CV_ROUNDS(100));
        assert_true(refused_of[kind] > CV_ROUNDS(100));
    }
    look_at_the_store();
    service_down(&bench);
}

/* ---- two at once ---- */

/* All of them with the same version before them: one posts it, and the others are told how it
 * stands. */
static void of_several_approvals_at_once_one_posts_and_the_others_are_told(void **state)
{
    int won = 0;

    (void)state;
    projects_up(&bench, SERVICE_IN_FILE);
    bench.principal.subject = WHO[0];
    money_begin(&model);
    projects_sow(&bench);
    EXPECT(&bench, "CreateBudgetLine",
           "parent: 'programmes/jw/projects/0042' budget_line_id: 'e0' budget_line { title: 'x' "
           "fiscal_year: 2025 amount: 900 effective_date: 2025-01-01 }",
           "");
    projects_approve(&bench);
    EXPECT(&bench, "CreateCommitment",
           "parent: 'programmes/jw/projects/0042' commitment_id: 'e2' commitment { amount: 600 "
           "budget_line: 'programmes/jw/projects/0042/budgetLines/e0' effective_date: 2025-01-01 }",
           "etag: 'v1'");
    for (int i = 0; i < CALLERS; i++) {
        commands[i] = (struct money_command){.kind = i % 4 == 3 ? MONEY_REJECT : MONEY_APPROVE,
                                             .table = MONEY_PROMISE,
                                             .id = 2,
                                             .who = 1 + i % 3,
                                             .version = 1};
        prepare((size_t)i);
    }
    callers_ask(&bench, callers, CALLERS);
    for (int i = 0; i < CALLERS; i++) {
        const struct cv_status *status = &callers[i].op.start.status;

        if (cv_ok(*status) && commands[i].kind == MONEY_APPROVE)
            won++;
        else
            assert_string_equal(status->reason, "ETAG_MISMATCH");
        assert_true(cv_ok(*status) || strstr(status->message, "it is APPROVED now") != NULL);
    }
    assert_int_equal(won, 1);
    EXPECT(&bench, "GetBudgetLine", "name: 'programmes/jw/projects/0042/budgetLines/e0'",
           "committed: 600 pending: 0 available: 300");
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_several_approvals_at_once_one_posts_and_the_others_are_told),
        cmocka_unit_test(whatever_is_asked_the_service_and_a_model_that_adds_up_agree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
