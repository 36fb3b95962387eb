/* Where a trip stands: a fold over its events in the order in which they happened.
 *
 * Pure: no store, no clock, no allocation. The same events give the same state in whatever order
 * they became known; only plans and estimates, which replace each other, are taken in the order in
 * which they were sent. Clocks differ: of two events within TRIP_NEAR_US the one of the earlier
 * step is taken first where it counts then, whatever the times say. What must have happened unseen
 * is inferred; what cannot have happened is an anomaly, which is told and does not count.
 *
 * Memory   Everything is the caller's and stays where it is. */
#ifndef LOGISTICS_TRIP_FOLD_H
#define LOGISTICS_TRIP_FOLD_H

#include "base/uuid.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All with the numbers they have on the wire. */
enum trip_phase {
    TRIP_PLANNED = 1,
    TRIP_COMPOSED,
    TRIP_READY,
    TRIP_DEPARTED,
    TRIP_ARRIVED,
    TRIP_FINAL_ARRIVED,
    TRIP_UNLOADED,
    TRIP_CLOSED,
    TRIP_CANCELLED,
};

enum event_kind {
    EVENT_NONE, /* nothing but a retraction */
    EVENT_ARRIVED,
    EVENT_DEPARTED,
    EVENT_TRANSSHIPPING,
    EVENT_TRANSSHIPPED,
    EVENT_PRESENTED,
    EVENT_SELECTED,
    EVENT_INSPECTED,
    EVENT_RELEASED,
    EVENT_CROSSED,
    EVENT_HOLD_OPENED,
    EVENT_HOLD_CLOSED,
    EVENT_INTERRUPTED,
    EVENT_RESUMED,
    EVENT_INCIDENT,
    EVENT_WAGON_REFUSED,
    EVENT_UNLOADED,
    EVENT_READY, /* from here: commanded, and then beyond doubt */
    EVENT_COMPOSED,
    EVENT_DIVERTED,
    EVENT_CANCELLED,
    EVENT_CLOSED,
};

enum event_classifier {
    EVENT_PLANNED = 1,
    EVENT_ESTIMATED,
    EVENT_ACTUAL,
};

enum event_outcome {
    OUTCOME_APPLIED = 1,
    OUTCOME_LATE,
    OUTCOME_DUPLICATE,
    OUTCOME_ANOMALY,
    OUTCOME_REJECTED,
};

enum transshipment {
    TRANSSHIPMENT_NONE,
    TRANSSHIPMENT_OPEN,
    TRANSSHIPMENT_DONE,
};

enum border {
    BORDER_NONE,
    BORDER_PRESENTED,
    BORDER_SELECTED,
    BORDER_INSPECTED,
    BORDER_RELEASED,
    BORDER_CROSSED,
};

#define TRIP_MINUTE INT64_C(60000000)
/* A clock that is off by less is right; one that is ahead by more says what is not yet. */
#define TRIP_SKEW_US   (2 * TRIP_MINUTE)
#define TRIP_FUTURE_US (5 * TRIP_MINUTE)
/* So near, clocks may be to blame: for the order of two steps, and for the same news told twice. */
#define TRIP_NEAR_US (30 * TRIP_MINUTE)

struct trip_event {
    int64_t seq;
    const char *id;
    int64_t kind;
    int64_t classifier;
    int64_t point;
    int64_t occurred_us;
    int64_t offset_minutes;
    int64_t sent_us; /* 0: not told */
    int64_t recorded_us;
    int64_t corrected_us;
    const char *source;
    int64_t cause;
    const char *hold;
    int64_t hold_kind;
    const char *wagon;    /* COMPOSED: all of them, with blanks between */
    const char *retracts; /* "": nothing */
    int64_t retraction_reason;
    bool commanded;
    int64_t outcome;

    int64_t step;                            /* private: in the order of steps; 0: in none */
    const struct trip_event *refused_before; /* private: the refusal of a wagon before this one */

    /* What the fold makes of it. */
    const char *anomaly; /* a reason; "": none */
    bool counts;
    bool repeats;             /* known before, under another id */
    const char *retracted_by; /* "": nothing */

    /* As they stand in the store. */
    bool was_counting;
    const char *was_retracted_by;
};

struct trip_times {
    int64_t first_us; /* as planned at first; 0: none, as everywhere here */
    int64_t planned_us;
    int64_t estimated_us;
    int64_t actual_us;
    int64_t cause;
    bool inferred;
};

struct trip_point {
    int64_t position;
    int64_t first_path, last_path;
    struct cv_uuid place_uid;
    const char *place;
    int64_t mode; /* to the next */
    bool border;
    struct trip_times arrival, departure;
    int64_t transshipment;
    int64_t border_state;
    int64_t forecast_us, forecast_late_us, forecast_basis;
    int64_t slip; /* an enum slip, of the forecast kept last */

    int64_t departed_us;  /* private: the first report of it, 0: none */
    int64_t inspected_us; /* private: when last */
};

struct trip_hold {
    const char *id;
    int64_t kind;
    int64_t cause;
    int64_t point;
    int64_t opened_us, closed_us; /* 0: still open */
};

struct trip_state {
    int64_t phase;
    size_t at; /* the point of the way it left or reached last */
    bool interrupted;
    int64_t cause; /* of the interruption */
    bool consist_changed;
    int64_t incidents;
    int64_t newest_us; /* of the last thing that moved it */
    bool cancelled;    /* private: it will be; it will be, or has been, declared ready; it has been
                        * composed */
    bool declared;
    bool composed;
    int64_t resumed_us;               /* private: when last */
    const char *consist;              /* its wagons, as COMPOSED tells them; "": none */
    const struct trip_event *refused; /* private: the newest refusal of a wagon */

    struct trip_point **way; /* its points from first to last */
    size_t way_count;        /* 2 or more; 1 after it was ended early at its first */
    struct trip_hold *holds; /* room for one an event; in the order of opening */
    size_t hold_count;
};

/* Fold the events (sorted by this) into the state, of which way and the first plans are given. */
void trip_fold(struct trip_state *state, struct trip_event **events, size_t count);

/* Why this event cannot follow now, as a command: a reason for programs. NULL: it can. The trip is
 * folded. The times of commands are taken at their word. */
const char *trip_refuse(const struct trip_state *state, const struct trip_event *event);

/* When it happened, by a right clock. */
int64_t trip_event_corrected(const struct trip_event *event);

/* When it was told, by whom it was: which of two plans is the newer. */
int64_t trip_event_told(const struct trip_event *event);

/* It happens at one of the points. */
bool trip_event_at_point(int64_t kind);

bool trip_hold_open(const struct trip_state *state);

#endif
