#include "trip/forecast.h"

#include <stdlib.h>

static int by_size(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left;
    int64_t b = *(const int64_t *)right;

    return a < b ? -1 : a > b;
}

/* Nearest rank: the smallest of which at least so many in a hundred are not greater. */
static int64_t percentile(const int64_t *sorted, size_t count, size_t percent)
{
    size_t rank = (count * percent + 99) / 100;

    return sorted[rank == 0 ? 0 : rank - 1];
}

struct forecast_length forecast_length(int64_t *minutes, size_t count)
{
    if (count < FORECAST_SAMPLES_MIN)
        return (struct forecast_length){0};
    qsort(minutes, count, sizeof(*minutes), by_size);
    return (struct forecast_length){
        .middle_us = percentile(minutes, count, 50) * TRIP_MINUTE,
        .late_us = percentile(minutes, count, 90) * TRIP_MINUTE,
        .known = true,
    };
}

/* Whole, rounded down. */
static int64_t root(int64_t square)
{
    int64_t low = 0;
    int64_t high = INT64_C(3037000499);

    while (low < high) {
        int64_t middle = low + (high - low + 1) / 2;

        if (middle * middle <= square)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* An instant to come, and how far it may be off. */
struct reach {
    int64_t at_us;
    int64_t square; /* minutes squared */
    bool known;
};

static struct forecast_length planned(int64_t from_us, int64_t to_us)
{
    int64_t length = from_us != 0 && to_us > from_us ? to_us - from_us : 0;

    return (struct forecast_length){.middle_us = length, .late_us = length};
}

static void add(struct reach *reach, struct forecast_length length)
{
    int64_t spread = (length.late_us - length.middle_us) / TRIP_MINUTE;

    reach->at_us += length.middle_us;
    reach->square += spread * spread;
    reach->known = reach->known && length.known;
}

static void add_stay(struct reach *reach, const struct trip_state *state, size_t i,
                     const struct forecast_given *given)
{
    const struct trip_point *point = state->way[i];

    add(reach, given->stays[i].known
                   ? given->stays[i]
                   : planned(point->arrival.planned_us, point->departure.planned_us));
}

static void add_run(struct reach *reach, const struct trip_state *state, size_t i,
                    const struct forecast_given *given)
{
    add(reach, given->runs[i].known ? given->runs[i]
                                    : planned(state->way[i]->departure.planned_us,
                                              state->way[i + 1]->arrival.planned_us));
}

static void not_before(struct reach *reach, int64_t us)
{
    if (reach->at_us < us)
        reach->at_us = us;
}

/* When it leaves, or left, the point where it is. */
static struct reach leaves(const struct trip_state *state, const struct forecast_given *given)
{
    const struct trip_point *at = state->way[state->at];
    struct reach reach = {.at_us = at->departure.planned_us, .known = true};

    if (state->phase == TRIP_DEPARTED) {
        reach.at_us = at->departure.actual_us;
        return reach;
    }
    if (state->phase == TRIP_ARRIVED) {
        reach.at_us = at->arrival.actual_us;
        add_stay(&reach, state, state->at, given);
    }
    not_before(&reach, given->now_us);
    return reach;
}

static void set(struct trip_point *point, const struct reach *reach, bool unknown)
{
    point->forecast_basis = unknown        ? FORECAST_UNKNOWN
                            : reach->known ? FORECAST_HISTORY
                                           : FORECAST_PLAN;
    point->forecast_us = unknown ? 0 : reach->at_us;
    point->forecast_late_us = point->forecast_basis != FORECAST_HISTORY
                                  ? 0
                                  : reach->at_us + root(reach->square) * TRIP_MINUTE;
}

void forecast_forget(struct trip_point *point)
{
    point->forecast_us = 0;
    point->forecast_late_us = 0;
    point->forecast_basis = FORECAST_NONE;
}

void trip_forecast(struct trip_state *state, const struct forecast_given *given)
{
    bool unknown = given->held_until_us < 0 || state->interrupted;
    struct reach reach;

    for (size_t i = 0; i < state->way_count; i++)
        forecast_forget(state->way[i]);
    if (state->phase >= TRIP_FINAL_ARRIVED)
        return;
    reach = leaves(state, given);
    if (state->phase != TRIP_DEPARTED)
        not_before(&reach, given->held_until_us);
    for (size_t i = state->at; i + 1 < state->way_count; i++) {
        if (i > state->at)
            add_stay(&reach, state, i, given);
        add_run(&reach, state, i, given);
        if (i == state->at)
            not_before(&reach, given->now_us);
        set(state->way[i + 1], &reach, unknown);
    }
}

static int64_t apart(int64_t a, int64_t b)
{
    return a < b ? b - a : a - b;
}

int64_t forecast_slip(const struct trip_point *point)
{
    int64_t minutes = (point->forecast_us - point->arrival.planned_us) / TRIP_MINUTE;

    if (point->forecast_basis == FORECAST_UNKNOWN)
        return point->slip;
    if (point->forecast_basis == FORECAST_NONE || point->arrival.planned_us == 0)
        return SLIP_NONE;
    return minutes >= 60 ? SLIP_60 : minutes >= 30 ? SLIP_30 : minutes >= 15 ? SLIP_15 : SLIP_NONE;
}

bool forecast_differs(const struct trip_point *now, const struct forecast_made *before)
{
    if (now->forecast_basis == FORECAST_NONE)
        return before->slip != SLIP_NONE;
    return now->forecast_basis != before->basis || forecast_slip(now) > before->slip ||
           apart(now->arrival.planned_us, before->planned_us) >= FORECAST_STEP_US ||
           apart(now->forecast_us, before->arrival_us) >= FORECAST_STEP_US ||
           apart(now->forecast_late_us, before->late_us) >= FORECAST_STEP_US;
}

const struct forecast_made *forecast_standing(const struct forecast_made *made, size_t count,
                                              int64_t point, int64_t at_us)
{
    const struct forecast_made *standing = NULL;

    for (size_t i = 0; i < count && made[i].made_us <= at_us; i++) {
        if (made[i].point == point)
            standing = &made[i];
    }
    return standing;
}
