/* When a trip will be at the points before it, from how long earlier ones took. Pure.
 *
 * Each leg and stay has a middle (p50) and a late (p90) length. Middles add up; so do, taken as
 * independent of each other, the squares of late less middle. */
#ifndef LOGISTICS_TRIP_FORECAST_H
#define LOGISTICS_TRIP_FORECAST_H

#include "trip/fold.h"

/* So many earlier ones at least, or the plan is taken instead. */
#define FORECAST_SAMPLES_MIN 5
/* And the newest so many at most: what was years ago says little. */
#define FORECAST_SAMPLES_MAX 100
/* Differences below are noise, and not kept. */
#define FORECAST_STEP_US (15 * TRIP_MINUTE)

enum forecast_basis {
    FORECAST_NONE,
    FORECAST_UNKNOWN,
    FORECAST_PLAN,
    FORECAST_HISTORY,
};

struct forecast_length {
    int64_t middle_us, late_us;
    bool known; /* from enough earlier ones */
};

/* Sorts the minutes of earlier ones. */
struct forecast_length forecast_length(int64_t *minutes, size_t count);

struct forecast_given {
    int64_t now_us;
    const struct forecast_length *runs;  /* one a leg of the way */
    const struct forecast_length *stays; /* one a point; those of the ends are not looked at */
    /* The latest instant at which an open hold is expected to end; 0: none is open; -1: nobody
     * knows. */
    int64_t held_until_us;
};

/* Nothing is forecast of it. */
void forecast_forget(struct trip_point *point);

/* Sets forecast_us, forecast_late_us and forecast_basis of every point of the way. */
void trip_forecast(struct trip_state *state, const struct forecast_given *given);

/* How far behind its plan a point is expected: the steps in which people are alerted. With the
 * numbers they have on the wire. */
enum slip {
    SLIP_NONE,
    SLIP_15, /* minutes, and more */
    SLIP_30,
    SLIP_60,
};

/* A forecast of the arrival at a point, as it was kept. */
struct forecast_made {
    int64_t point;
    int64_t made_us;
    int64_t seq; /* of the newest event it knew */
    int64_t arrival_us, late_us;
    int64_t basis; /* FORECAST_NONE: none any more */
    int64_t planned_us;
    int64_t slip;
};

/* Which step the forecast of a point is at now. Of one that is not known it is what it was. */
int64_t forecast_slip(const struct trip_point *point);

/* Is what is forecast now worth keeping beside the one before? Noise is not, unless it is worse
 * enough to alert somebody, so that no alert comes and goes with it. */
bool forecast_differs(const struct trip_point *now, const struct forecast_made *before);

/* The one of a point that stood at that instant, of all, oldest first; NULL: none. */
const struct forecast_made *forecast_standing(const struct forecast_made *made, size_t count,
                                              int64_t point, int64_t at_us);

#endif
