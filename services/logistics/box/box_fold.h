/* What a box's events make of it: a fold in the order in which they happened, without a store.
 *
 * Three axes: where it is, what is in it, who sealed it; and beside them flags. An event moves one
 * of them, and the state follows it also when it cannot be quite true, so that what was seen is
 * never lost; what was wrong is named. A command is an event that nothing may be wrong with.
 *
 * Memory   Texts are borrowed from the events. */
#ifndef LOGISTICS_BOX_FOLD_H
#define LOGISTICS_BOX_FOLD_H

#include "base/uuid.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As BoxPosition, BoxLading, BoxSeal, BoxMove in box.proto. */
enum box_position {
    BOX_DEPOT = 1,
    BOX_GATED_OUT,
    BOX_AT_CONSIGNOR,
    BOX_GATED_IN,
    BOX_ON_WAGON,
    BOX_ON_TRUCK,
    BOX_DISCHARGED,
    BOX_RETURNED,
};

enum box_lading {
    BOX_EMPTY = 1,
    BOX_STUFFING,
    BOX_STUFFED,
    BOX_STRIPPING
};

enum box_seal {
    BOX_OPEN = 1,
    BOX_SEALED,
    BOX_BROKEN
};

enum box_move {
    BOX_GATE_OUT = 1,
    BOX_REACH_CONSIGNOR,
    BOX_GATE_IN,
    BOX_LOAD,
    BOX_DISCHARGE,
    BOX_RETURN,
    BOX_BEGIN_STUFFING,
    BOX_END_STUFFING,
    BOX_BEGIN_STRIPPING,
    BOX_END_STRIPPING,
    BOX_SEAL,
    BOX_BREAK_SEAL,
    BOX_WEIGH,
    BOX_OPEN_CUSTOMS_HOLD,
    BOX_CLOSE_CUSTOMS_HOLD,
    BOX_OPEN_DAMAGE,
    BOX_CLOSE_DAMAGE,
};

struct box_event {
    int64_t seq;
    const char *observation; /* NULL: a command */
    int64_t move;
    int64_t occurred_us;
    int64_t offset_minutes;
    int64_t recorded_us;
    const char *place; /* the id; "": none */
    const char *trip;  /* the name; "": none */
    struct cv_uuid trip_uid;
    const char *wagon;
    int64_t slot;
    bool road; /* the wagon is a truck */
    const char *seal_number;
    int64_t sealed_by;
    int64_t weighed_grams;
    const char *reason;
    const char *outside; /* what is wrong that only others' rows tell; "": nothing */
    int64_t outcome;     /* an EventOutcome */
    const char *anomaly; /* what is wrong with it as things are known now; "": nothing */
    const char *told;    /* as the store has it */
};

struct box_state {
    int64_t occurred_us; /* of the newest event */
    int64_t position;
    int64_t lading;
    int64_t seal;
    const char *seal_number;
    int64_t sealed_by;
    const char *place;
    const char *trip; /* on board of; "": nothing */
    struct cv_uuid trip_uid;
    const char *wagon;
    int64_t slot;
    int64_t weighed_grams;
    bool customs_hold;
    bool damaged;
    const char *alarm;
};

/* Once on board and off again. */
struct box_voyage {
    const char *trip;
    struct cv_uuid trip_uid;
    const char *wagon;
    int64_t slot;
    const char *loaded_place; /* where it was last; "": nobody said */
    int64_t loaded_us;
    const char *discharged_place;
    int64_t discharged_us; /* 0: on board */
    bool inferred;         /* nobody saw it come off, but it was somewhere else */
    size_t ended_by;       /* the index of the event */
    size_t stripped;       /* how often the box had been emptied before */
    const char *alarm;     /* set by who knows the trip: "MISDROP", "WRONG_STOP", or "" */
};

/* As it is before its first event. */
struct box_state box_state_new(void);

/* The event at `index` of `events`, which are in the order of time, after those before it. What is
 * wrong: a reason as in box.proto; NULL: nothing. */
const char *box_fold_apply(struct box_state *state, const struct box_event *events, size_t index);

/* All of them; each event's anomaly becomes what is wrong with it, or "". `voyages` has room for as
 * many as there are events. The number of voyages. */
size_t box_fold(struct box_event *events, size_t count, struct box_state *state,
                struct box_voyage *voyages);

/* By time, and those of one time as they were recorded. */
void box_fold_sort(struct box_event *events, size_t count);

#endif
