#include "naive_exchanges.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    PLANNED = 1,
    CONFIRMED,
    UNDER_WAY,
    COMPLETED,
    ENDED_EARLY,
    CANCELLED
};

enum {
    CONFIRM = 1,
    START,
    COMPLETE,
    END_EARLY,
    CANCEL,
    WITHDRAW
};

static bool began(int state)
{
    return state >= UNDER_WAY && state <= ENDED_EARLY;
}

/* A bit for each day that the assignment takes, in the eyes of another one. */
static uint64_t days_of(const struct naive_exchanges *model, int row, bool other_began)
{
    int first = model->assignments[row].first >= 0 ? model->assignments[row].first
                                                   : model->assignments[row].planned_first;
    int last = model->assignments[row].last >= 0 ? model->assignments[row].last
                                                 : model->assignments[row].planned_last;
    uint64_t days = 0;

    if (model->assignments[row].state == UNDER_WAY && other_began)
        last = 63;
    if (last < first)
        last = first;
    for (int day = first; day <= last; day++)
        days |= UINT64_C(1) << day;
    return days;
}

static bool is_free(const struct naive_exchanges *model, int row)
{
    for (int i = 0; i < NAIVE_ASSIGNMENTS; i++) {
        if (i == row || !model->assignments[i].there ||
            model->assignments[i].person != model->assignments[row].person ||
            model->assignments[i].state == CANCELLED || model->assignments[row].state == CANCELLED)
            continue;
        if ((days_of(model, i, began(model->assignments[row].state)) &
             days_of(model, row, began(model->assignments[i].state))) != 0)
            return false;
    }
    return true;
}

static const char *create(struct naive_exchanges *model, const struct naive_command *command)
{
    struct naive_exchanges before = *model;

    if (model->assignments[command->row].there)
        return "ID_TAKEN";
    if (!model->consents[command->person][5])
        return "CONSENT_MISSING";
    model->assignments[command->row].there = 1;
    model->assignments[command->row].person = command->person;
    model->assignments[command->row].state = PLANNED;
    model->assignments[command->row].planned_first = command->first;
    model->assignments[command->row].planned_last = command->last;
    model->assignments[command->row].first = -1;
    model->assignments[command->row].last = -1;
    model->assignments[command->row].version = 1;
    if (is_free(model, command->row))
        return "";
    *model = before;
    return "OVERLAP";
}

static const char *update(struct naive_exchanges *model, const struct naive_command *command)
{
    struct naive_exchanges before = *model;

    if (!model->assignments[command->row].there)
        return "NOT_FOUND";
    if (model->assignments[command->row].state >= COMPLETED)
        return "WRONG_STATE";
    model->assignments[command->row].planned_first = command->first;
    model->assignments[command->row].planned_last = command->last;
    model->assignments[command->row].version++;
    if (is_free(model, command->row))
        return "";
    *model = before;
    return "OVERLAP";
}

static bool can(int state, int move)
{
    if (move == CONFIRM)
        return state == PLANNED;
    if (move == START)
        return state == CONFIRMED;
    if (move == COMPLETE || move == END_EARLY)
        return state == UNDER_WAY;
    return state <= CONFIRMED || (move == WITHDRAW && state == UNDER_WAY);
}

static int last_entry(const struct naive_exchanges *model, int assignment)
{
    int last = -1;

    for (int i = 0; i < NAIVE_ENTRIES; i++) {
        if (model->entries[i].there && !model->entries[i].struck &&
            model->entries[i].assignment == assignment && model->entries[i].day > last)
            last = model->entries[i].day;
    }
    return last;
}

static const char *move(struct naive_exchanges *model, const struct naive_command *command)
{
    struct naive_exchanges before = *model;
    int row = command->row;
    int state = model->assignments[row].state;
    int to = command->move + 1;

    if (!model->assignments[row].there)
        return "NOT_FOUND";
    if (!can(state, command->move))
        return "WRONG_STATE";
    if (state == UNDER_WAY &&
        (command->first < model->assignments[row].first || command->first < last_entry(model, row)))
        return "INVALID_FIELD";
    if (command->move <= START && !model->consents[model->assignments[row].person][5])
        return "CONSENT_MISSING";
    if (command->move == WITHDRAW)
        to = state == UNDER_WAY ? ENDED_EARLY : CANCELLED;
    if (to == UNDER_WAY)
        model->assignments[row].first = command->first;
    if (state == UNDER_WAY)
        model->assignments[row].last = command->first;
    model->assignments[row].state = to;
    model->assignments[row].version++;
    if (to >= COMPLETED || is_free(model, row))
        return "";
    *model = before;
    return "OVERLAP";
}

/* Day by day. */
static bool fits(const struct naive_exchanges *model, int assignment)
{
    for (int day = 0; day < 64; day++) {
        int worked = 0;

        for (int i = 0; i < NAIVE_ENTRIES; i++) {
            if (model->entries[i].there && !model->entries[i].struck &&
                model->entries[i].assignment == assignment && model->entries[i].day <= day)
                worked += model->entries[i].count;
        }
        if (worked > 0 && worked > day - model->assignments[assignment].first + 1)
            return false;
    }
    return true;
}

static const char *enter(struct naive_exchanges *model, const struct naive_command *command)
{
    int assignment = command->other;

    if (!model->assignments[assignment].there)
        return "NOT_FOUND";
    if (model->entries[command->row].there)
        return "ID_TAKEN";
    if (!model->consents[model->assignments[assignment].person][5])
        return "CONSENT_MISSING";
    if (!began(model->assignments[assignment].state))
        return "WRONG_STATE";
    if (command->first < model->assignments[assignment].first ||
        (model->assignments[assignment].last >= 0 &&
         command->first > model->assignments[assignment].last))
        return "INVALID_FIELD";
    model->entries[command->row].there = 1;
    model->entries[command->row].assignment = assignment;
    model->entries[command->row].day = command->first;
    model->entries[command->row].count = command->count;
    if (fits(model, assignment))
        return "";
    model->entries[command->row].there = 0;
    model->entries[command->row].assignment = 0;
    model->entries[command->row].day = 0;
    model->entries[command->row].count = 0;
    return "DAYS_EXCEEDED";
}

int naive_days_of(const struct naive_exchanges *model, int assignment)
{
    int days = 0;

    for (int i = 0; i < NAIVE_ENTRIES; i++) {
        if (model->entries[i].there && !model->entries[i].struck &&
            model->entries[i].assignment == assignment)
            days += model->entries[i].count;
    }
    return days;
}

static const char *strike(int there, int *struck)
{
    if (!there)
        return "NOT_FOUND";
    if (*struck != 0)
        return "ALREADY_STRUCK";
    *struck = 1;
    return "";
}

static const char *pair(struct naive_exchanges *model, const struct naive_command *command)
{
    if (model->pairs[command->row].state != 0)
        return "ID_TAKEN";
    if (!model->consents[0][4] || !model->consents[1][4])
        return "CONSENT_MISSING";
    for (int i = 0; i < NAIVE_PAIRS; i++) {
        if (model->pairs[i].mentor == command->person &&
            (model->pairs[i].state == 1 || model->pairs[i].state == 2))
            return "PAIR_EXISTS";
    }
    model->pairs[command->row].state = 1;
    model->pairs[command->row].mentor = command->person;
    return "";
}

/* 1: both agree; 2: either leaves. */
static const char *pair_move(struct naive_exchanges *model, const struct naive_command *command)
{
    int *state = &model->pairs[command->row].state;

    if (*state == 0)
        return "NOT_FOUND";
    if (*state > 2 || (command->move == 1 && *state != 1))
        return "WRONG_STATE";
    if (command->move == 1 && (!model->consents[0][4] || !model->consents[1][4]))
        return "CONSENT_MISSING";
    *state = command->move == 1 ? 2 : *state == 1 ? 4 : 3;
    return "";
}

static const char *answer(struct naive_exchanges *model, const struct naive_command *command)
{
    if (model->outcomes[command->row].there)
        return "ID_TAKEN";
    if (!model->consents[command->person][3])
        return "CONSENT_MISSING";
    for (int i = 0; i < NAIVE_OUTCOMES; i++) {
        if (model->outcomes[i].there && !model->outcomes[i].struck &&
            model->outcomes[i].person == command->person &&
            model->outcomes[i].mark == command->other)
            return "OUTCOME_EXISTS";
    }
    model->outcomes[command->row].there = 1;
    model->outcomes[command->row].person = command->person;
    model->outcomes[command->row].mark = command->other;
    return "";
}

static const char *consent(struct naive_exchanges *model, const struct naive_command *command)
{
    int *holds = &model->consents[command->person][command->purpose];
    int give = command->kind == NAIVE_GIVE;

    if (*holds == give)
        return give ? "CONSENT_ON_FILE" : "CONSENT_MISSING";
    *holds = give;
    return "";
}

const char *naive_do(struct naive_exchanges *model, const struct naive_command *command)
{
    static const char *(*const DO[])(struct naive_exchanges *, const struct naive_command *) = {
        [NAIVE_CREATE] = create, [NAIVE_UPDATE] = update, [NAIVE_MOVE] = move,
        [NAIVE_ENTER] = enter,   [NAIVE_PAIR] = pair,     [NAIVE_PAIR_MOVE] = pair_move,
        [NAIVE_ANSWER] = answer, [NAIVE_GIVE] = consent,  [NAIVE_WITHDRAW] = consent,
    };

    if (command->kind == NAIVE_STRIKE)
        return strike(model->entries[command->row].there, &model->entries[command->row].struck);
    if (command->kind == NAIVE_ANSWER_STRIKE)
        return strike(model->outcomes[command->row].there, &model->outcomes[command->row].struck);
    return DO[command->kind](model, command);
}
