/* 100,000 random commands on results, targets, baselines and observations, by four persons eight at
 * once, held against a model that keeps plain lists of what was accepted. What was accepted must
 * have been allowed in the order in which it was recorded, what was refused must not have been at
 * some moment between; and the results matrix is, as of any two dates, what the lists say, and
 * stays so to the byte. */
#include "app/date.h"
#include "app/principal.h"
#include "services/results_model.h"
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
#define LOOK    5 /* every so many batches */
#define KEPT    4

static const char *const WHO[PERSONS] = {"ann", "bob", "cai", "dee"};
static const char *const WORDS[] = {"", "poor", "fair", "good"};
static const char *const KINDS[PLAIN_INDICATORS] = {
    [PLAIN_FLOW] = "kind: INDICATOR_KIND_FLOW collection: 2",
    [PLAIN_LEVEL] = "kind: INDICATOR_KIND_LEVEL collection: 2 due_days: 20",
    [PLAIN_SITES_LAST] = "kind: INDICATOR_KIND_LEVEL collection: 2 "
                         "across_sites: ACROSS_RULE_LAST across_projects: ACROSS_RULE_SUM",
    [PLAIN_LAST] = "kind: INDICATOR_KIND_LEVEL collection: 2 descending: true "
                   "across_sites: ACROSS_RULE_LAST across_projects: ACROSS_RULE_LAST",
    [PLAIN_RATIO] = "kind: INDICATOR_KIND_RATIO collection: 2 decimals: 2",
    [PLAIN_WORDS] = "kind: INDICATOR_KIND_QUALITATIVE scale: 'poor' scale: 'fair' scale: 'good'",
    [PLAIN_SEEN] = "kind: INDICATOR_KIND_FLOW",
};

/* An answer that must stay as it is. */
struct kept {
    char request[200];
    uint8_t *bytes;
    size_t len;
};

static struct service_bench bench;
static struct plain_model model;
static struct caller callers[CALLERS];
static struct plain_command commands[CALLERS];
static size_t command_count;
static uint64_t dice;
static int accepted_of[PLAIN_KINDS];
static int refused_of[PLAIN_KINDS];
static int64_t times[BATCHES * CALLERS]; /* recorded in this world */
static int time_count;
static struct kept kept[KEPT];
static int kept_count;

static int roll(int below)
{
    return dice_roll(&dice, below);
}

/* ---- what is asked ---- */

static int some_told(enum plain_indicator of, enum plain_state state)
{
    int from = roll(PLAIN_IDS);

    for (int i = 0; i < PLAIN_IDS; i++) {
        if (model.told[of][(from + i) % PLAIN_IDS].state == state)
            return (from + i) % PLAIN_IDS;
    }
    return from;
}

static struct plain_command some_result(void)
{
    struct plain_command command = {
        .kind = PLAIN_TELL,
        .of = (enum plain_indicator)roll(PLAIN_SEEN),
        .quarter = roll(PLAIN_QUARTERS),
        .place = roll(PLAIN_PLACES),
        .documents = roll(3),
        .draft = roll(6) == 0,
    };

    command.id = some_told(command.of, roll(15) == 0 ? PLAIN_SUBMITTED : PLAIN_ABSENT);
    command.supersedes = roll(10) == 0
                             ? roll(PLAIN_IDS + 1) - 1
                             : plain_standing(&model, command.of, command.quarter, command.place);
    return command;
}

static struct plain_command some_move(void)
{
    static const enum plain_kind MOVES[] = {PLAIN_EDIT,    PLAIN_SUBMIT,  PLAIN_APPROVE,
                                            PLAIN_APPROVE, PLAIN_APPROVE, PLAIN_APPROVE,
                                            PLAIN_RETURN,  PLAIN_REJECT,  PLAIN_WITHDRAW};
    struct plain_command command = {.kind = MOVES[roll(9)],
                                    .of = (enum plain_indicator)roll(PLAIN_SEEN)};
    enum plain_state from = command.kind != PLAIN_SUBMIT ? PLAIN_SUBMITTED
                            : roll(2) == 0               ? PLAIN_DRAFT
                                                         : PLAIN_RETURNED;

    if (roll(10) == 0)
        from = PLAIN_APPROVED;
    command.id = some_told(command.of, from);
    command.version = model.told[command.of][command.id].version + (roll(20) == 0);
    return command;
}

static struct plain_command some_aim(void)
{
    struct plain_command command = {.kind = roll(3) > 0 ? PLAIN_AIM : PLAIN_CHANGE,
                                    .of = (enum plain_indicator)roll(PLAIN_INDICATORS),
                                    .id = roll(PLAIN_IDS)};

    command.quarter = roll(8) == 0 ? PLAIN_NONE : roll(PLAIN_QUARTERS);
    command.place = roll(5) == 0 ? PLAIN_NONE : roll(PLAIN_PLACES);
    for (int i = 0; i < PLAIN_IDS && command.kind == PLAIN_CHANGE &&
                    model.aims[command.of][command.id].count == 0;
         i++)
        command.id = (command.id + 1) % PLAIN_IDS;
    command.version = model.aims[command.of][command.id].count + (roll(20) == 0);
    if (roll(8) == 0) {
        command.kind = PLAIN_BASE;
        command.of = (enum plain_indicator)roll(PLAIN_WORDS);
        command.version = 1 + model.bases[command.of].count + (roll(4) == 0);
    }
    return command;
}

static struct plain_command some_observation(void)
{
    struct plain_command command = {.kind = roll(3) > 0 ? PLAIN_OBSERVE : PLAIN_TAKE_BACK,
                                    .of = PLAIN_SEEN,
                                    .id = roll(PLAIN_IDS),
                                    .place = roll(PLAIN_PLACES)};

    command.on = (2024 + roll(2)) * 10000 + (1 + roll(6)) * 100 + 1 + roll(30);
    command.on -= command.on / 100 % 100 == 2 && command.on % 100 > 28 ? 3 : 0;
    return command;
}

/* Sometimes what somebody else asks for at the same time, so that two meet at one thing. */
static struct plain_command some_command(void)
{
    struct plain_command command;
    int what = roll(100);

    if (command_count > 0 && what < 15)
        command = commands[roll((int)command_count)];
    else
        command = what < 45   ? some_result()
                  : what < 78 ? some_move()
                  : what < 92 ? some_aim()
                              : some_observation();
    command.who = roll(PERSONS);
    command.text = roll(1000);
    command.rating = command.of == PLAIN_WORDS ? 1 + roll(3) : 0;
    command.value = command.of == PLAIN_WORDS ? 0 : roll(100);
    command.weight = command.of != PLAIN_RATIO ? 0 : command.value == 0 ? roll(2) : 1 + roll(50);
    if (command.kind == PLAIN_AIM || command.kind == PLAIN_CHANGE || command.kind == PLAIN_BASE)
        command.weight = 0;
    return command;
}

/* Mostly what may be. */
static struct plain_command fair_command(void)
{
    struct plain_command command = some_command();

    for (int tries = 0; tries < 6 && !plain_allows(&model, &command) && roll(5) > 0; tries++)
        command = some_command();
    return command;
}

/* ---- as texts ---- */

static const char *day_text(int32_t on)
{
    return service_text(&bench, "%04d-%02d-%02d", (int)on / 10000, (int)on / 100 % 100,
                        (int)on % 100);
}

static const char *place_text(int place)
{
    static const char *const SITES[PLAIN_PLACES] = {"", "north", "south", ""};

    if (place == PLAIN_NONE)
        return "";
    return service_text(&bench, "project: 'programmes/jw/projects/%s' site: '%s'",
                        place == 3 ? "0043" : "0042", SITES[place]);
}

static const char *quarter_text(int quarter)
{
    return quarter == PLAIN_NONE
               ? ""
               : service_text(&bench, "%d-Q%d", 2024 + quarter / 4, quarter % 4 + 1);
}

static const char *name_text(const struct plain_command *command, const char *nouns)
{
    return service_text(&bench, "name: 'programmes/jw/indicators/i%d/%s/%c%d'", (int)command->of,
                        nouns, nouns[0], command->id);
}

/* What may be edited of a result. */
static const char *content_text(const struct plain_command *command)
{
    return service_text(&bench, "value: %d weight: %d rating: '%s' statement: 's%d'",
                        (int)command->value, (int)command->weight, WORDS[command->rating],
                        command->text);
}

static const char *told_text(const struct plain_command *command)
{
    return service_text(
        &bench,
        "parent: 'programmes/jw/indicators/i%d' result_id: 'r%d' result { period: '%s' %s %s %s "
        "%s %s }",
        (int)command->of, command->id, quarter_text(command->quarter), place_text(command->place),
        content_text(command),
        command->documents == 0   ? ""
        : command->documents == 1 ? "documents: 'a'"
                                  : "documents: 'a' documents: 'b'",
        command->supersedes == PLAIN_NONE
            ? ""
            : service_text(&bench, "supersedes: 'r%d' correction: 'x'", command->supersedes),
        command->draft ? "standing { state: RESULT_STATE_DRAFT }" : "");
}

static const char *move_text(const struct plain_command *command)
{
    static const int MOVES[PLAIN_KINDS] = {[PLAIN_SUBMIT] = 1,
                                           [PLAIN_APPROVE] = 2,
                                           [PLAIN_RETURN] = 3,
                                           [PLAIN_REJECT] = 4,
                                           [PLAIN_WITHDRAW] = 5};
    bool judges = command->kind >= PLAIN_APPROVE && command->kind <= PLAIN_REJECT;

    return service_text(&bench, "%s move: %d reason: 'x' %s", name_text(command, "results"),
                        MOVES[command->kind],
                        judges ? service_text(&bench, "etag: 'v%d'", command->version) : "");
}

static const char *aim_text(const struct plain_command *command)
{
    if (command->kind == PLAIN_AIM)
        return service_text(&bench,
                            "parent: 'programmes/jw/indicators/i%d' target_id: 't%d' target { "
                            "period: '%s' %s value: %d rating: '%s' }",
                            (int)command->of, command->id, quarter_text(command->quarter),
                            place_text(command->place), (int)command->value,
                            WORDS[command->rating]);
    return service_text(&bench, "target { %s etag: 'v%d' value: %d rating: '%s' reason: 's%d' }",
                        name_text(command, "targets"), command->version, (int)command->value,
                        WORDS[command->rating], command->text);
}

/* The request, and its method. */
static const char *text_of(const struct plain_command *command, const char **method)
{
    static const char *const METHODS[PLAIN_KINDS] = {
        "CreateResult", "UpdateResult",    "MoveResult",        "MoveResult",
        "MoveResult",   "MoveResult",      "MoveResult",        "CreateTarget",
        "UpdateTarget", "UpdateIndicator", "CreateObservation", "ReverseObservation"};

    *method = METHODS[command->kind];
    switch (command->kind) {
    case PLAIN_TELL:
        return told_text(command);
    case PLAIN_EDIT:
        return service_text(&bench,
                            "result { %s etag: 'v%d' %s } update_mask { paths: 'value' "
                            "paths: 'weight' paths: 'rating' paths: 'statement' }",
                            name_text(command, "results"), command->version, content_text(command));
    case PLAIN_AIM:
    case PLAIN_CHANGE:
        return aim_text(command);
    case PLAIN_BASE:
        return service_text(&bench,
                            "indicator { name: 'programmes/jw/indicators/i%d' etag: 'v%d' "
                            "baseline { value: %d date: 2023-12-31 } } "
                            "update_mask { paths: 'baseline' }",
                            (int)command->of, command->version, (int)command->value);
    case PLAIN_OBSERVE:
        return service_text(&bench,
                            "parent: 'programmes/jw/indicators/i%d' observation_id: 'o%d' "
                            "observation { %s effective_date: %s value: %d }",
                            (int)command->of, command->id, place_text(command->place),
                            day_text(command->on), (int)command->value);
    case PLAIN_TAKE_BACK:
        return service_text(&bench, "%s reference: 'x'", name_text(command, "observations"));
    default:
        return move_text(command);
    }
}

/* ---- asking ---- */

static bool allows(size_t i)
{
    return plain_allows(&model, &commands[i]);
}

static void apply(size_t i)
{
    plain_apply(&model, &commands[i], callers[i].at_us);
    times[time_count++] = callers[i].at_us;
}

static int64_t recorded(size_t i)
{
    return message_time(callers[i].op.response,
                        commands[i].of == PLAIN_SEEN && commands[i].kind >= PLAIN_OBSERVE
                            ? "recorded_time"
                            : "update_time");
}

static const char *text(size_t i)
{
    const char *method;
    const char *request = text_of(&commands[i], &method);

    return service_text(&bench, "%s(%s) by %s", method, request, WHO[commands[i].who]);
}

static void run_batch(void)
{
    static const struct callers_model JUDGE = {allows, apply, recorded, text};

    for (command_count = 0; command_count < CALLERS; command_count++) {
        struct caller *caller = &callers[command_count];
        const char *method;
        const char *request;

        commands[command_count] = fair_command();
        request = text_of(&commands[command_count], &method);
        caller_prepare(&bench, caller, method, request);
        assert_int_equal(cv_metadata_add_text(&caller->metadata, &bench.arena, CV_PRINCIPAL_KEY,
                                              WHO[commands[command_count].who])
                             .code,
                         CV_OK);
    }
    callers_ask(&bench, callers, CALLERS);
    callers_judge(callers, CALLERS, &JUDGE);
    for (int i = 0; i < CALLERS; i++)
        ++(callers[i].accepted ? accepted_of : refused_of)[commands[i].kind];
    service_forget(&bench);
}

/* ---- comparing ---- */

static int64_t time_of(const Google__Protobuf__Timestamp *time)
{
    return time == NULL ? 0 : time->seconds * 1000000 + time->nanos / 1000;
}

static void same_target(const Caravan__Projects__V1__TargetFigure *target,
                        const struct plain_cell *want)
{
    assert_int_equal(target != NULL, want->target);
    if (target == NULL)
        return;
    assert_int_equal(target->value, want->aim);
    assert_int_equal(target->original_value, want->first_aim);
    assert_int_equal(target->summed, want->summed);
    assert_int_equal(target->change_count, want->changes);
    assert_int_equal(time_of(target->changed_time), want->changed_us);
    assert_string_equal(target->reason,
                        want->changes == 0 ? "" : service_text(&bench, "s%d", want->reason));
    assert_string_equal(target->rating, WORDS[want->aim_rating]);
    assert_string_equal(target->original_rating, WORDS[want->first_rating]);
}

static void same_cell(const Caravan__Projects__V1__IndicatorCell *cell, enum plain_indicator of,
                      int quarter, const struct plain_cell *want)
{
    bool judged = of == PLAIN_WORDS && want->approved_us > 0;

    assert_string_equal(cell->period, quarter_text(quarter));
    same_target(cell->target, want);
    assert_int_equal(cell->actual != NULL, want->actual);
    if (cell->actual != NULL) {
        assert_int_equal(cell->actual->value, want->value);
        assert_int_equal(cell->actual->weight, want->weight);
        assert_int_equal(cell->actual->observation_count, want->count);
    }
    assert_string_equal(cell->rating, judged ? WORDS[want->rating] : "");
    assert_string_equal(cell->statement, judged ? service_text(&bench, "s%d", want->text) : "");
    assert_int_equal(cell->achieved_case != 0, want->achieved);
    assert_int_equal(cell->achieved_basis_points, want->achieved_bp);
    assert_int_equal(cell->places_expected, want->expected);
    assert_int_equal(cell->places_reported, want->reported);
    assert_int_equal(cell->places_overdue, want->overdue);
    assert_int_equal(time_of(cell->last_approved_time), want->approved_us);
    assert_int_equal(cell->document_count, want->documents);
}

static void same_row(const Caravan__Projects__V1__IndicatorRow *row, enum plain_indicator of,
                     const struct plain_dates *dates)
{
    static struct plain_row want;
    size_t at = 0;

    plain_row(&model, of, dates, &want);
    assert_string_equal(row->indicator,
                        service_text(&bench, "programmes/jw/indicators/i%d", (int)of));
    assert_int_equal(row->baseline != NULL, want.based);
    if (row->baseline != NULL)
        assert_int_equal(row->baseline->value, want.base);
    same_cell(row->total, of, PLAIN_NONE, &want.total);
    for (int quarter = 0; quarter < PLAIN_QUARTERS; quarter++) {
        if (!want.cells[quarter].is)
            continue;
        assert_true(at < row->n_periods);
        same_cell(row->periods[at++], of, quarter, &want.cells[quarter]);
    }
    assert_int_equal(at, row->n_periods);
}

static const Caravan__Projects__V1__ResultsMatrix *ask_matrix(const char *request)
{
    return (const void *)EXPECT(&bench, "ReportIndicators", request, "");
}

static void keep(const char *request, const Caravan__Projects__V1__ResultsMatrix *matrix)
{
    struct kept *next = &kept[kept_count++];

    (void)snprintf(next->request, sizeof(next->request), "%s", request);
    next->len = protobuf_c_message_get_packed_size(&matrix->base);
    next->bytes = malloc(next->len + 1);
    assert_non_null(next->bytes);
    (void)protobuf_c_message_pack(&matrix->base, next->bytes);
}

/* As of any day, and of an instant at which something was recorded, or the one before it. */
static void look(void)
{
    bool given = time_count > 0 && roll(3) > 0;
    int64_t known_us = given ? times[roll(time_count)] - roll(2) : 0;
    int32_t through = roll(3) == 0 ? PLAIN_ALL_DAYS : plain_last_day(roll(PLAIN_QUARTERS));
    const Caravan__Projects__V1__ResultsMatrix *matrix;
    struct plain_dates dates;
    const char *request = "programme: 'programmes/jw'";

    through -= through != PLAIN_ALL_DAYS && roll(3) == 0 ? 1 + roll(25) : 0;
    if (given)
        request = service_text(&bench, "%s known_at { seconds: %lld nanos: %d }", request,
                               (long long)(known_us / 1000000), (int)(known_us % 1000000) * 1000);
    if (through != PLAIN_ALL_DAYS)
        request = service_text(&bench, "%s effective_through: %s", request, day_text(through));
    matrix = ask_matrix(request);
    dates.known_us = time_of(matrix->known_at);
    assert_true(!given || dates.known_us == known_us);
    dates.through = through;
    dates.as_of = through == PLAIN_ALL_DAYS ? cv_date_at(dates.known_us, 0) : through;
    assert_int_equal(matrix->n_indicators, PLAIN_INDICATORS);
    for (int of = 0; of < PLAIN_INDICATORS; of++)
        same_row(matrix->indicators[of], (enum plain_indicator)of, &dates);
    if (given && kept_count < KEPT)
        keep(request, matrix);
}

static void look_again(void)
{
    for (int i = 0; i < kept_count; i++) {
        const Caravan__Projects__V1__ResultsMatrix *matrix = ask_matrix(kept[i].request);
        size_t len = protobuf_c_message_get_packed_size(&matrix->base);
        uint8_t *bytes = cv_arena_alloc(&bench.arena, len + 1);

        assert_non_null(bytes);
        (void)protobuf_c_message_pack(&matrix->base, bytes);
        assert_int_equal(len, kept[i].len);
        assert_memory_equal(bytes, kept[i].bytes, len);
        free(kept[i].bytes);
    }
}

/* Each result is as the model has it, and nobody approved what he had made. */
static void compare_results(void)
{
    for (int i = 0; i < PLAIN_INDICATORS * PLAIN_IDS; i++) {
        const struct plain_command of = {.of = (enum plain_indicator)(i / PLAIN_IDS),
                                         .id = i % PLAIN_IDS};
        const struct plain_told *told = &model.told[of.of][of.id];
        const Caravan__Projects__V1__Result *result;
        unsigned makers = 0;

        if (told->state == PLAIN_ABSENT)
            continue;
        result = (const void *)EXPECT(
            &bench, "GetResult", name_text(&of, "results"),
            service_text(&bench, "value: %d etag: 'v%d' standing { state: %d }", (int)told->value,
                         told->version, (int)told->state));
        for (size_t m = 0; m < result->standing->n_makers; m++) {
            for (unsigned who = 0; who < PERSONS; who++)
                makers |= strcmp(result->standing->makers[m], WHO[who]) == 0 ? 1u << who : 0;
            assert_true(told->approved_us == PLAIN_NEVER ||
                        strcmp(result->standing->makers[m], result->standing->judged_by) != 0);
        }
        assert_int_equal(makers, told->makers);
    }
}

static void run_world(int number)
{
    static char org[16];
    int64_t now_us = SERVICE_NOON;

    (void)snprintf(org, sizeof(org), "w%d", number);
    bench.principal.org = org;
    dice = (uint64_t)number * UINT64_C(1000003);
    time_count = kept_count = 0;
    service_clock_set(now_us);
    plain_begin(&model);
    projects_sow(&bench);
    for (int of = 0; of < PLAIN_INDICATORS; of++)
        EXPECT(&bench, "CreateIndicator",
               service_text(&bench,
                            "parent: 'programmes/jw' indicator_id: 'i%d' indicator { title: 'x' "
                            "unit: 'x' grain: PERIOD_GRAIN_QUARTER %s }",
                            of, KINDS[of]),
               "");
    for (int batch = 1; batch <= BATCHES; batch++) {
        run_batch();
        if (batch % LOOK == 0)
            look();
        now_us += roll(3) == 0 ? SERVICE_DAY : 0;
        service_clock_set(now_us);
        service_forget(&bench);
    }
    look_again();
    compare_results();
    service_forget(&bench);
}

static void whatever_is_told_the_matrix_is_what_plain_lists_say(void **state)
{
    (void)state;
    projects_up(&bench, SERVICE_IN_MEMORY);
    for (int number = 1; number <= WORLDS; number++)
        run_world(number);
    for (int kind = 0; kind < PLAIN_KINDS; kind++) {
        print_message("%d: %d accepted, %d refused\n", kind, accepted_of[kind], refused_of[kind]);
        assert_true(accepted_of[kind] > CV_ROUNDS(100));
        assert_true(refused_of[kind] > CV_ROUNDS(100));
    }
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_is_told_the_matrix_is_what_plain_lists_say),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
