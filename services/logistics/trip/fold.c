#include "trip/fold.h"

#include "trip/moves.h"

#include <stdlib.h>
#include <string.h>

int64_t trip_event_corrected(const struct trip_event *event)
{
    int64_t skew = event->sent_us == 0 ? 0 : event->recorded_us - event->sent_us;

    if (event->classifier != EVENT_ACTUAL || event->kind == EVENT_NONE ||
        (skew <= TRIP_SKEW_US && skew >= -TRIP_SKEW_US))
        return event->occurred_us;
    return event->occurred_us + skew;
}

/* ---- order ---- */

/* Of what happens in the same instant at one point. */
static int rank(const struct trip_event *event)
{
    return event->kind == EVENT_DEPARTED ? EVENT_UNLOADED : (int)event->kind;
}

/* What concerns the trip as a whole begins it or ends it. */
static int64_t place_of(const struct trip_event *event)
{
    if (event->kind == EVENT_READY || event->kind == EVENT_COMPOSED)
        return -1;
    return event->kind >= EVENT_UNLOADED ? INT64_MAX : event->point;
}

static int by_time(const void *left, const void *right)
{
    const struct trip_event *a = *(struct trip_event *const *)left;
    const struct trip_event *b = *(struct trip_event *const *)right;

    if (a->corrected_us != b->corrected_us)
        return a->corrected_us < b->corrected_us ? -1 : 1;
    if (place_of(a) != place_of(b))
        return place_of(a) < place_of(b) ? -1 : 1;
    if (rank(a) != rank(b))
        return rank(a) < rank(b) ? -1 : 1;
    return strcmp(a->id, b->id);
}

int64_t trip_event_told(const struct trip_event *event)
{
    return event->sent_us == 0 ? event->recorded_us : event->sent_us;
}

static int by_telling(const void *left, const void *right)
{
    const struct trip_event *a = *(struct trip_event *const *)left;
    const struct trip_event *b = *(struct trip_event *const *)right;

    if (trip_event_told(a) != trip_event_told(b))
        return trip_event_told(a) < trip_event_told(b) ? -1 : 1;
    return a->seq < b->seq ? -1 : a->seq > b->seq;
}

static int by_seq_down(const void *left, const void *right)
{
    const struct trip_event *a = *(struct trip_event *const *)left;
    const struct trip_event *b = *(struct trip_event *const *)right;

    return a->seq > b->seq ? -1 : a->seq < b->seq;
}

/* ---- retractions ---- */

static struct trip_event *find(struct trip_event **events, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(events[i]->id, id) == 0)
            return events[i];
    }
    return NULL;
}

/* Of two retractions of one event the older one is it. */
static void take_back(struct trip_event **events, size_t count, struct trip_event *target,
                      const struct trip_event *by)
{
    struct trip_event *newer =
        target->retracted_by[0] == '\0' ? NULL : find(events, count, target->retracted_by);

    if (newer != NULL) {
        newer->anomaly = "ALREADY_RETRACTED";
        newer->counts = false;
    }
    target->retracted_by = by->id;
}

/* The newest first, so that whether one still stands is known before it is looked at. A retraction
 * reaches back as well as ahead, but not to a later retraction: that way lie circles. */
static void retract(struct trip_event **events, size_t count)
{
    qsort(events, count, sizeof(struct trip_event *), by_seq_down);
    for (size_t i = 0; i < count; i++) {
        struct trip_event *event = events[i];
        struct trip_event *target;

        if (event->retracts[0] == '\0' || event->retracted_by[0] != '\0')
            continue;
        target = find(events, count, event->retracts);
        if (target == NULL)
            event->anomaly = "UNKNOWN_EVENT";
        else if (target->kind >= EVENT_READY)
            event->anomaly = "COMMAND_STANDS";
        else if (target == event || (target->seq > event->seq && target->retracts[0] != '\0'))
            event->anomaly = "RETRACTION_STANDS";
        else
            take_back(events, count, target, event);
        event->counts = event->kind == EVENT_NONE && event->anomaly[0] == '\0';
    }
}

static bool stands(const struct trip_event *event)
{
    return event->kind != EVENT_NONE && event->retracted_by[0] == '\0';
}

/* ---- plans and estimates ---- */

static struct trip_times *times_of(struct trip_state *state, const struct trip_event *event)
{
    size_t index = trip_way_index(state, event->point);

    if (index == state->way_count)
        return NULL;
    return event->kind == EVENT_ARRIVED ? &state->way[index]->arrival
                                        : &state->way[index]->departure;
}

static void expect(struct trip_state *state, struct trip_event *event)
{
    struct trip_times *times = times_of(state, event);

    if (times == NULL) {
        event->anomaly = "OFF_THE_WAY";
        return;
    }
    event->counts = true;
    if (event->classifier == EVENT_PLANNED)
        times->planned_us = event->occurred_us;
    else
        times->estimated_us = event->occurred_us;
    if (event->cause != 0)
        times->cause = event->cause;
}

/* ---- what is actual ---- */

#define STEPS (EVENT_UNLOADED + 1) /* at a point */

/* Along the way, and at each point from arrival to departure; then unloading and closing. */
static int64_t step_of(const struct trip_state *state, const struct trip_event *event)
{
    size_t index = trip_way_index(state, event->point);

    if (event->kind == EVENT_UNLOADED || event->kind == EVENT_CLOSED)
        return INT64_MAX - EVENT_CLOSED + event->kind;
    if (!trip_event_at_point(event->kind) || index == state->way_count)
        return 0;
    return (int64_t)index * STEPS + rank(event);
}

/* Its step comes before that of the other. */
static bool precedes(const struct trip_event *event, const struct trip_event *other)
{
    if (event->step != 0 && other->step != 0)
        return event->step < other->step;
    if (event->kind == EVENT_HOLD_OPENED)
        return other->kind == EVENT_HOLD_CLOSED && strcmp(event->hold, other->hold) == 0;
    if (event->kind == EVENT_INTERRUPTED)
        return other->kind == EVENT_RESUMED;
    return event->kind == EVENT_RESUMED && other->kind == EVENT_DEPARTED;
}

/* What has a step before this one is left behind. */
static int64_t passed(const struct trip_state *state)
{
    return (int64_t)(state->at + (state->phase == TRIP_DEPARTED)) * STEPS;
}

/* What can happen several times, and did just before: the same news again, and not of the next
 * time. */
static bool repeats(const struct trip_state *state, const struct trip_event *event)
{
    size_t index = trip_way_index(state, event->point);
    int64_t last_us = event->kind == EVENT_RESUMED ? state->resumed_us
                      : event->kind == EVENT_INSPECTED && index < state->way_count
                          ? state->way[index]->inspected_us
                          : 0;

    return last_us != 0 && event->corrected_us - last_us <= TRIP_NEAR_US;
}

/* There may be something that must come before it. */
static bool may_wait(const struct trip_state *state, const struct trip_event *event, int64_t from)
{
    if (repeats(state, event))
        return false;
    return event->step == 0 ? event->kind == EVENT_HOLD_CLOSED || event->kind == EVENT_RESUMED
                            : event->step >= from;
}

/* Index of the one to take now: the first, or what is near it and must come before. */
static size_t choose(const struct trip_state *state, struct trip_event *const *events, size_t count)
{
    int64_t from = passed(state);
    size_t chosen = 0;

    if (!may_wait(state, events[0], from))
        return 0;
    for (size_t i = 1;
         i < count && events[i]->corrected_us - events[0]->corrected_us <= TRIP_NEAR_US; i++) {
        const struct trip_event *event = events[i];

        if ((event->step == 0 || event->step >= from) && precedes(event, events[0]) &&
            (chosen == 0 || precedes(event, events[chosen])) && trip_can_follow(state, event))
            chosen = i;
    }
    return chosen;
}

/* What is actual and stands, in its order; how many. */
static size_t to_the_front(struct trip_event **events, size_t count)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        struct trip_event *event = events[i];

        if (!stands(event) || event->classifier != EVENT_ACTUAL)
            continue;
        events[i] = events[found];
        events[found++] = event;
    }
    return found;
}

/* Of these, sorted by time; they are sorted as they were taken afterwards. */
static void observe(struct trip_state *state, struct trip_event **events, size_t count)
{
    while (count > 0) {
        size_t chosen = choose(state, events, count);
        struct trip_event *event = events[chosen];

        memmove(&events[1], &events[0], chosen * sizeof(struct trip_event *));
        events[0] = event;
        trip_observe(state, event);
        events++;
        count--;
    }
}

/* ---- all of it ---- */

static void begin_times(struct trip_times *times)
{
    *times = (struct trip_times){.first_us = times->first_us, .planned_us = times->first_us};
}

static void begin(struct trip_state *state, struct trip_event **events, size_t count)
{
    struct trip_state empty = {
        .phase = TRIP_PLANNED,
        .consist = "",
        .way = state->way,
        .way_count = state->way_count,
        .holds = state->holds,
    };

    *state = empty;
    for (size_t i = 0; i < state->way_count; i++) {
        begin_times(&state->way[i]->arrival);
        begin_times(&state->way[i]->departure);
        state->way[i]->transshipment = TRANSSHIPMENT_NONE;
        state->way[i]->border_state = BORDER_NONE;
        state->way[i]->departed_us = 0;
        state->way[i]->inspected_us = 0;
    }
    for (size_t i = 0; i < count; i++) {
        events[i]->corrected_us = trip_event_corrected(events[i]);
        events[i]->anomaly = "";
        events[i]->retracted_by = "";
        events[i]->counts = false;
        events[i]->repeats = false;
        events[i]->step = step_of(state, events[i]);
    }
}

/* What one event must know of those after it. */
static void look_ahead(struct trip_state *state, struct trip_event **events, size_t count)
{
    for (size_t i = count; i-- > 0;) {
        const struct trip_event *event = events[i];
        size_t index = trip_way_index(state, event->point);

        if (!stands(event))
            continue;
        if (event->kind == EVENT_CANCELLED)
            state->cancelled = true;
        if (event->kind == EVENT_READY)
            state->declared = true;
        if (event->kind == EVENT_DEPARTED && event->classifier == EVENT_ACTUAL &&
            index < state->way_count && event->corrected_us <= event->recorded_us + TRIP_FUTURE_US)
            state->way[index]->departed_us = event->corrected_us;
    }
}

static int by_opening(const void *left, const void *right)
{
    const struct trip_hold *a = left;
    const struct trip_hold *b = right;

    if (a->opened_us != b->opened_us)
        return a->opened_us < b->opened_us ? -1 : 1;
    return strcmp(a->id, b->id);
}

void trip_fold(struct trip_state *state, struct trip_event **events, size_t count)
{
    begin(state, events, count);
    retract(events, count);
    qsort(events, count, sizeof(struct trip_event *), by_telling);
    for (size_t i = 0; i < count; i++) {
        if (stands(events[i]) && events[i]->classifier != EVENT_ACTUAL)
            expect(state, events[i]);
    }
    qsort(events, count, sizeof(struct trip_event *), by_time);
    look_ahead(state, events, count);
    observe(state, events, to_the_front(events, count));
    qsort(state->holds, state->hold_count, sizeof(*state->holds), by_opening);
}
