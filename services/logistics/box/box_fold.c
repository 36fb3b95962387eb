#include "box/box_fold.h"

#include <stdlib.h>
#include <string.h>

struct box_state box_state_new(void)
{
    return (struct box_state){
        .position = BOX_DEPOT,
        .lading = BOX_EMPTY,
        .seal = BOX_OPEN,
        .seal_number = "",
        .place = "",
        .trip = "",
        .wagon = "",
        .alarm = "",
    };
}

static bool on_board(const struct box_state *state)
{
    return state->position == BOX_ON_WAGON || state->position == BOX_ON_TRUCK;
}

/* ---- position ---- */

/* From which positions a move leads on, as bits. */
#define FROM(position) (1u << (position))

static const struct {
    unsigned from;
    int64_t to;
} POSITIONS[] = {
    [BOX_GATE_OUT] = {FROM(BOX_DEPOT) | FROM(BOX_GATED_IN) | FROM(BOX_DISCHARGED) |
                          FROM(BOX_RETURNED),
                      BOX_GATED_OUT},
    [BOX_REACH_CONSIGNOR] = {FROM(BOX_GATED_OUT), BOX_AT_CONSIGNOR},
    [BOX_GATE_IN] = {FROM(BOX_AT_CONSIGNOR) | FROM(BOX_GATED_OUT), BOX_GATED_IN},
    [BOX_LOAD] = {FROM(BOX_GATED_IN) | FROM(BOX_DISCHARGED) | FROM(BOX_DEPOT), BOX_ON_WAGON},
    [BOX_DISCHARGE] = {FROM(BOX_ON_WAGON) | FROM(BOX_ON_TRUCK), BOX_DISCHARGED},
    [BOX_RETURN] = {FROM(BOX_GATED_OUT), BOX_RETURNED},
};

static const char *refuse_load(const struct box_state *state)
{
    if (on_board(state))
        return "ALREADY_ON_WAGON";
    if (state->lading == BOX_STUFFED && state->seal != BOX_SEALED)
        return "BOX_UNSEALED";
    if (state->lading == BOX_STUFFING || state->lading == BOX_STRIPPING)
        return "BOX_OPEN_WORK";
    return NULL;
}

static const char *refuse_position(const struct box_state *state, int64_t move)
{
    const char *reason = NULL;

    if (move == BOX_LOAD)
        reason = refuse_load(state);
    if (move == BOX_GATE_OUT && state->customs_hold)
        reason = "HOLD_OPEN";
    if (move == BOX_DISCHARGE && !on_board(state))
        reason = "NOT_ON_BOARD";
    if (move == BOX_RETURN && state->lading != BOX_EMPTY)
        reason = "NOT_EMPTY";
    if (reason == NULL && (POSITIONS[move].from & FROM(state->position)) == 0)
        reason = "WRONG_POSITION";
    return reason;
}

static void set_position(struct box_state *state, const struct box_event *event)
{
    state->position = POSITIONS[event->move].to;
    state->alarm = "";
    state->trip = "";
    state->trip_uid = (struct cv_uuid){0};
    state->wagon = "";
    state->slot = 0;
    state->place = event->place;
    if (event->move == BOX_LOAD) {
        state->position = event->road ? BOX_ON_TRUCK : BOX_ON_WAGON;
        state->trip = event->trip;
        state->trip_uid = event->trip_uid;
        state->wagon = event->wagon;
        state->slot = event->slot;
        state->place = "";
    }
}

/* ---- lading ---- */

static const char *apply_lading(struct box_state *state, int64_t move)
{
    const char *reason = NULL;

    switch (move) {
    case BOX_BEGIN_STUFFING:
        if (state->seal == BOX_SEALED)
            reason = "ADDED_AFTER_SEALED";
        else if (on_board(state))
            reason = "STUFFING_ON_WAGON";
        else if (state->lading != BOX_EMPTY && state->lading != BOX_STUFFED)
            reason = "WRONG_LADING";
        state->lading = BOX_STUFFING;
        state->weighed_grams = 0;
        break;
    case BOX_END_STUFFING:
        reason = state->lading == BOX_STUFFING ? NULL : "WRONG_LADING";
        state->lading = BOX_STUFFED;
        break;
    case BOX_BEGIN_STRIPPING:
        if (state->lading != BOX_STUFFED)
            reason = "WRONG_LADING";
        else if (state->seal != BOX_BROKEN)
            reason = "SEAL_NOT_BROKEN";
        else if (on_board(state))
            reason = "STRIPPING_ON_WAGON";
        state->lading = BOX_STRIPPING;
        break;
    default: /* BOX_END_STRIPPING */
        reason = state->lading == BOX_STRIPPING ? NULL : "WRONG_LADING";
        state->lading = BOX_EMPTY;
        state->seal = BOX_OPEN;
        state->seal_number = "";
        state->sealed_by = 0;
        state->weighed_grams = 0;
    }
    return reason;
}

/* ---- seal ---- */

static bool sealed_before(const struct box_event *events, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (events[i].move == BOX_SEAL &&
            strcmp(events[i].seal_number, events[index].seal_number) == 0)
            return true;
    }
    return false;
}

static const char *apply_seal(struct box_state *state, const struct box_event *events, size_t index)
{
    const struct box_event *event = &events[index];
    const char *reason = NULL;

    if (event->move == BOX_BREAK_SEAL) {
        reason = state->seal == BOX_SEALED ? NULL : "NOT_SEALED";
        state->seal = BOX_BROKEN;
        return reason;
    }
    if (state->seal == BOX_SEALED)
        reason = "ALREADY_SEALED";
    else if (state->lading != BOX_STUFFED && state->lading != BOX_EMPTY)
        reason = "WRONG_LADING";
    else if (sealed_before(events, index))
        reason = "SEAL_REUSED";
    state->seal = BOX_SEALED;
    state->seal_number = event->seal_number;
    state->sealed_by = event->sealed_by;
    return reason;
}

/* ---- flags ---- */

static const char *apply_flag(bool *flag, bool open)
{
    const char *reason = NULL;

    if (*flag == open)
        reason = open ? "ALREADY_OPEN" : "NOT_OPEN";
    *flag = open;
    return reason;
}

const char *box_fold_apply(struct box_state *state, const struct box_event *events, size_t index)
{
    const struct box_event *event = &events[index];
    const char *reason = NULL;

    state->occurred_us = event->occurred_us;
    if (event->move <= BOX_RETURN) {
        reason = refuse_position(state, event->move);
        set_position(state, event);
    } else if (event->move <= BOX_END_STRIPPING) {
        reason = apply_lading(state, event->move);
    } else if (event->move <= BOX_BREAK_SEAL) {
        reason = apply_seal(state, events, index);
    } else if (event->move == BOX_WEIGH) {
        state->weighed_grams = event->weighed_grams;
    } else if (event->move <= BOX_CLOSE_CUSTOMS_HOLD) {
        reason = apply_flag(&state->customs_hold, event->move == BOX_OPEN_CUSTOMS_HOLD);
    } else {
        reason = apply_flag(&state->damaged, event->move == BOX_OPEN_DAMAGE);
    }
    if (event->move > BOX_RETURN && event->place[0] != '\0' && !on_board(state))
        state->place = event->place;
    return reason;
}

/* ---- all of them ---- */

static void end_voyage(struct box_voyage *voyage, const struct box_event *event, size_t index)
{
    voyage->discharged_us = event->occurred_us;
    voyage->inferred = event->move != BOX_DISCHARGE;
    voyage->discharged_place = voyage->inferred ? "" : event->place;
    voyage->ended_by = index;
}

size_t box_fold(struct box_event *events, size_t count, struct box_state *state,
                struct box_voyage *voyages)
{
    size_t made = 0;
    size_t stripped = 0;

    *state = box_state_new();
    for (size_t i = 0; i < count; i++) {
        const struct box_event *event = &events[i];
        bool before = on_board(state);
        const char *place = event->place[0] != '\0' ? event->place : state->place;
        const char *reason = box_fold_apply(state, events, i);

        if (reason == NULL)
            reason = event->outside;
        events[i].anomaly = reason;
        stripped += event->move == BOX_END_STRIPPING;
        if (event->move <= BOX_RETURN && before)
            end_voyage(&voyages[made - 1], event, i);
        if (event->move == BOX_LOAD)
            voyages[made++] = (struct box_voyage){
                .trip = event->trip,
                .trip_uid = event->trip_uid,
                .wagon = event->wagon,
                .slot = event->slot,
                .loaded_place = place,
                .loaded_us = event->occurred_us,
                .discharged_place = "",
                .stripped = stripped,
                .alarm = "",
            };
    }
    return made;
}

static int by_time(const void *a, const void *b)
{
    const struct box_event *x = a;
    const struct box_event *y = b;

    if (x->occurred_us != y->occurred_us)
        return x->occurred_us < y->occurred_us ? -1 : 1;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

void box_fold_sort(struct box_event *events, size_t count)
{
    if (count > 1)
        qsort(events, count, sizeof(*events), by_time);
}
