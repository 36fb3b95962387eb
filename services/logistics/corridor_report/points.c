#include "corridor_report/points.h"

#include "app/date.h"
#include "service/rows.h"

#include <stdlib.h>
#include <string.h>

#define ARRIVED   1 /* TripEventKind */
#define DEPARTED  2
#define ESTIMATED 2 /* TimeClassifier */
#define ACTUAL    3
#define MINUTE_US INT64_C(60000000)

void departures_find(const struct report_view *view, struct report_trip *trips,
                     const struct report_time *times, size_t count)
{
    int64_t first_us = 0;

    for (size_t i = 0; i < count; i++) {
        const struct report_time *time = &times[i];
        struct report_trip *trip = &trips[time->trip];

        if (time->kind != DEPARTED || time->classifier != ACTUAL)
            continue;
        if (trip->left_on != CV_DATE_NONE && time->us >= first_us)
            continue;
        first_us = time->us;
        trip->left_on = cv_date_at(time->us, (int)time->offset_minutes);
        trip->counts = trip->left_on >= view->start_on && trip->left_on <= view->end_on;
    }
}

/* ---- minutes ---- */

static void add(struct cv_arena *arena, struct minutes *minutes, int64_t value)
{
    int64_t *grown =
        cv_rows_grow(arena, minutes->values, minutes->count, &minutes->room, sizeof(*grown));

    if (grown == NULL)
        return;
    minutes->values = grown;
    grown[minutes->count++] = value;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

int64_t minutes_percentile(const struct minutes *minutes, int percent)
{
    if (minutes->count == 0)
        return 0;
    return minutes->values[(minutes->count * (size_t)percent + 99) / 100 - 1];
}

int64_t minutes_within(const struct minutes *minutes, int64_t most)
{
    int64_t within = 0;

    for (size_t i = 0; i < minutes->count; i++)
        within += minutes->values[i] <= most;
    return within;
}

/* ---- points ---- */

static struct point_sum *sum_of(struct point_sums *sums, const char *place)
{
    struct point_sum *grown;

    for (size_t i = 0; i < sums->count; i++) {
        if (strcmp(sums->rows[i].place, place) == 0)
            return &sums->rows[i];
    }
    grown = cv_rows_grow(sums->arena, sums->rows, sums->count, &sums->room, sizeof(*grown));
    if (grown == NULL)
        return NULL;
    sums->rows = grown;
    grown[sums->count] = (struct point_sum){.place = place};
    return &grown[sums->count++];
}

static bool actual(const struct report_time *time, int64_t kind, size_t trip, int64_t point)
{
    return time->trip == trip && time->point == point && time->kind == kind &&
           time->classifier == ACTUAL;
}

static int64_t held(const struct report_trip *trip, int64_t from_us, int64_t to_us)
{
    return trip_held_us(trip->holds, trip->hold_count, from_us, to_us);
}

/* Late against something that was known since then. A hold makes it no earlier than it should be.
 */
static void add_late(struct cv_arena *arena, struct minutes *late, struct minutes *own,
                     int64_t late_us, int64_t held_us)
{
    int64_t own_us = late_us - held_us < 0 ? 0 : late_us - held_us;

    add(arena, late, late_us / MINUTE_US);
    add(arena, own, (late_us < 0 ? late_us : own_us) / MINUTE_US);
}

/* By clocks that are apart it may seem to have left before it came. */
static void add_stay(struct cv_arena *arena, struct point_sum *sum, int64_t stay_us,
                     int64_t held_us)
{
    int64_t stay = stay_us < 0 ? 0 : stay_us / MINUTE_US;
    int64_t held = held_us / MINUTE_US;

    add(arena, &sum->stays, stay);
    add(arena, &sum->own_stays, stay - held);
    sum->stay_minutes += stay;
    sum->held_minutes += held;
    sum->held_stays += held_us > 0;
}

/* The times of the trip begin at `first`. */
static void add_arrival(struct point_sums *sums, const struct report_trip *trip,
                        const struct report_time *times, size_t count, size_t first,
                        const struct report_time *arrival)
{
    const struct report_time *estimate = NULL;
    const struct report_time *departure = NULL;
    struct point_sum *sum = sum_of(sums, arrival->place);

    if (sum == NULL)
        return;
    for (size_t i = first; i < count && times[i].trip == arrival->trip; i++) {
        if (times[i].point == arrival->point && times[i].kind == ARRIVED &&
            times[i].classifier == ESTIMATED && times[i].recorded_us < arrival->us)
            estimate = &times[i];
        if (actual(&times[i], DEPARTED, arrival->trip, arrival->point))
            departure = &times[i];
    }
    if (arrival->first_us != 0)
        add_late(sums->arena, &sum->late_plan, &sum->own_late_plan, arrival->us - arrival->first_us,
                 held(trip, 0, arrival->us));
    if (estimate != NULL)
        add_late(sums->arena, &sum->late_estimate, &sum->own_late_estimate,
                 arrival->us - estimate->us, held(trip, estimate->recorded_us, arrival->us));
    if (departure != NULL)
        add_stay(sums->arena, sum, departure->us - arrival->us,
                 held(trip, arrival->us, departure->us));
}

void points_add(struct point_sums *sums, const struct report_trip *trips,
                const struct report_time *times, size_t count)
{
    size_t first = 0;

    for (size_t i = 0; i < count; i++) {
        if (times[i].trip != times[first].trip)
            first = i;
        if (trips[times[i].trip].counts &&
            actual(&times[i], ARRIVED, times[i].trip, times[i].point))
            add_arrival(sums, &trips[times[i].trip], times, count, first, &times[i]);
    }
}

static int by_place(const void *a, const void *b)
{
    return strcmp(((const struct point_sum *)a)->place, ((const struct point_sum *)b)->place);
}

static void sort(struct minutes *minutes)
{
    if (minutes->count > 1)
        qsort(minutes->values, minutes->count, sizeof(*minutes->values), by_value);
}

void points_finish(struct point_sums *sums)
{
    if (sums->count > 1)
        qsort(sums->rows, sums->count, sizeof(*sums->rows), by_place);
    for (size_t i = 0; i < sums->count; i++) {
        sort(&sums->rows[i].late_plan);
        sort(&sums->rows[i].late_estimate);
        sort(&sums->rows[i].stays);
        sort(&sums->rows[i].own_late_plan);
        sort(&sums->rows[i].own_late_estimate);
        sort(&sums->rows[i].own_stays);
    }
}
