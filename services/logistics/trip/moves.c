#include "trip/moves.h"

#include <string.h>

size_t trip_way_index(const struct trip_state *state, int64_t position)
{
    size_t i = 0;

    while (i < state->way_count && state->way[i]->position != position)
        i++;
    return i;
}

bool trip_event_at_point(int64_t kind)
{
    return kind >= EVENT_ARRIVED && kind <= EVENT_CROSSED;
}

static struct trip_hold *find_hold(const struct trip_state *state, const char *id)
{
    for (size_t i = 0; i < state->hold_count; i++) {
        if (strcmp(state->holds[i].id, id) == 0)
            return &state->holds[i];
    }
    return NULL;
}

bool trip_hold_open(const struct trip_state *state)
{
    for (size_t i = 0; i < state->hold_count; i++) {
        if (state->holds[i].closed_us == 0)
            return true;
    }
    return false;
}

/* It stands at this point of its way. */
static bool is_at(const struct trip_state *state, size_t index)
{
    if (state->phase == TRIP_ARRIVED || state->phase == TRIP_FINAL_ARRIVED)
        return state->at == index;
    return index == 0 && state->phase <= TRIP_READY;
}

static bool in_consist(const char *consist, const char *number)
{
    size_t length = strlen(number);

    for (const char *at = consist; *at != '\0'; at += strspn(at, " ")) {
        size_t this = strcspn(at, " ");

        if (this == length && memcmp(at, number, length) == 0)
            return true;
        at += this;
    }
    return false;
}

/* A wagon that was refused runs with it. */
static bool wagon_refused(const struct trip_state *state)
{
    for (const struct trip_event *refusal = state->refused; refusal != NULL;
         refusal = refusal->refused_before) {
        if (in_consist(state->consist, refusal->wagon))
            return true;
    }
    return false;
}

/* ---- why not: one function a kind ---- */

static const char *refuse_departed(const struct trip_state *state, size_t index)
{
    const struct trip_point *point = state->way[index];

    if (index + 1 == state->way_count)
        return "LAST_POINT";
    if (state->phase == TRIP_DEPARTED && state->at == index)
        return "ALREADY_DEPARTED";
    if (index < state->at)
        return "PASSED";
    if (!is_at(state, index))
        return "NOT_ARRIVED";
    if (state->phase < TRIP_READY && !state->declared)
        return "NOT_READY";
    if (state->interrupted)
        return "INTERRUPTED";
    if (wagon_refused(state))
        return "WAGON_REFUSED";
    if (point->transshipment == TRANSSHIPMENT_OPEN)
        return "TRANSSHIPMENT_OPEN";
    if (point->border_state != BORDER_NONE && point->border_state < BORDER_RELEASED)
        return "NOT_RELEASED";
    return NULL;
}

static const char *refuse_arrived(const struct trip_state *state, size_t index)
{
    const struct trip_point *before = index == 0 ? NULL : state->way[index - 1];

    if (before == NULL)
        return "FIRST_POINT";
    if (state->at == index && state->phase != TRIP_DEPARTED)
        return "ALREADY_ARRIVED";
    if (index <= state->at)
        return "PASSED";
    if (state->phase != TRIP_DEPARTED || state->at + 1 != index)
        return "NOT_DEPARTED";
    return NULL;
}

static const char *refuse_transshipment(const struct trip_state *state, int64_t kind, size_t index)
{
    const struct trip_point *point = state->way[index];

    if (state->phase != TRIP_ARRIVED || state->at != index)
        return index < state->at || state->phase > TRIP_ARRIVED ? "PASSED" : "NOT_ARRIVED";
    if (kind == EVENT_TRANSSHIPPING)
        return point->transshipment == TRANSSHIPMENT_NONE ? NULL : "ALREADY_TRANSSHIPPING";
    if (point->transshipment == TRANSSHIPMENT_DONE)
        return "ALREADY_TRANSSHIPPED";
    return point->transshipment == TRANSSHIPMENT_OPEN ? NULL : "NOT_TRANSSHIPPING";
}

static const char *refuse_border(const struct trip_state *state, int64_t kind, size_t index)
{
    const struct trip_point *point = state->way[index];
    int64_t now = point->border_state;

    if (!point->border)
        return "NOT_A_BORDER";
    if (!is_at(state, index))
        return index < state->at || (index == state->at && state->phase >= TRIP_DEPARTED)
                   ? "PASSED"
                   : "NOT_ARRIVED";
    switch (kind) {
    case EVENT_PRESENTED:
        return now == BORDER_NONE ? NULL : "ALREADY_PRESENTED";
    case EVENT_SELECTED:
        return now == BORDER_PRESENTED || now == BORDER_INSPECTED ? NULL
               : now == BORDER_NONE                               ? "NOT_PRESENTED"
               : now == BORDER_SELECTED                           ? "ALREADY_SELECTED"
                                                                  : "ALREADY_RELEASED";
    case EVENT_INSPECTED:
        return now == BORDER_SELECTED ? NULL : "NOT_SELECTED";
    case EVENT_RELEASED:
        return now == BORDER_PRESENTED || now == BORDER_INSPECTED ? NULL
               : now == BORDER_NONE                               ? "NOT_PRESENTED"
               : now == BORDER_SELECTED                           ? "NOT_INSPECTED"
                                                                  : "ALREADY_RELEASED";
    default:
        return now == BORDER_RELEASED  ? NULL
               : now == BORDER_CROSSED ? "ALREADY_CROSSED"
                                       : "NOT_RELEASED";
    }
}

static const char *refuse_flag(const struct trip_state *state, const struct trip_event *event)
{
    const struct trip_hold *hold = find_hold(state, event->hold);

    switch (event->kind) {
    case EVENT_HOLD_OPENED:
        return hold == NULL ? NULL : "HOLD_EXISTS";
    case EVENT_HOLD_CLOSED:
        return hold == NULL ? "NO_SUCH_HOLD" : hold->closed_us == 0 ? NULL : "HOLD_CLOSED";
    case EVENT_INTERRUPTED:
        return state->interrupted ? "ALREADY_INTERRUPTED" : NULL;
    case EVENT_RESUMED:
        return state->interrupted ? NULL : "NOT_INTERRUPTED";
    default:
        return NULL;
    }
}

static const char *refuse_whole(const struct trip_state *state, int64_t kind)
{
    switch (kind) {
    case EVENT_COMPOSED:
        return state->phase == TRIP_DEPARTED ? "CONSIST_LOCKED"
               : state->phase > TRIP_ARRIVED ? "WRONG_STATE"
                                             : NULL;
    case EVENT_READY:
        return state->phase == TRIP_COMPOSED ? NULL : "WRONG_STATE";
    case EVENT_DIVERTED:
        return state->phase <= TRIP_FINAL_ARRIVED ? NULL : "WRONG_STATE";
    case EVENT_CANCELLED:
        return state->phase <= TRIP_READY ? NULL : "ALREADY_DEPARTED";
    case EVENT_UNLOADED:
        return state->phase == TRIP_FINAL_ARRIVED ? NULL : "WRONG_STATE";
    default:
        return state->phase != TRIP_UNLOADED ? "WRONG_STATE"
               : trip_hold_open(state)       ? "HOLD_OPEN"
                                             : NULL;
    }
}

/* A trip that is cancelled in the end has never done this. */
static bool moves(const struct trip_event *event)
{
    return event->kind == EVENT_DEPARTED || (trip_event_at_point(event->kind) && event->point > 0);
}

/* As things stand, whenever it happened. `slack_us`: so much may clocks be apart. */
static const char *refuse(const struct trip_state *state, const struct trip_event *event,
                          int64_t slack_us)
{
    size_t index = trip_way_index(state, event->point);

    if (event->kind < EVENT_READY && event->corrected_us > event->recorded_us + TRIP_FUTURE_US)
        return "IN_THE_FUTURE";
    if (state->phase == TRIP_CLOSED)
        return "TRIP_CLOSED";
    if (state->phase == TRIP_CANCELLED || (state->cancelled && moves(event)))
        return "TRIP_CANCELLED";
    if (event->kind >= EVENT_UNLOADED)
        return refuse_whole(state, event->kind);
    if (!trip_event_at_point(event->kind))
        return refuse_flag(state, event);
    if (index == state->way_count)
        return "OFF_THE_WAY";
    if (event->kind == EVENT_DEPARTED)
        return refuse_departed(state, index);
    if (event->kind == EVENT_ARRIVED)
        return index > 0 && state->way[index - 1]->departed_us > event->corrected_us + slack_us
                   ? "ARRIVAL_BEFORE_DEPARTURE"
                   : refuse_arrived(state, index);
    if (event->kind == EVENT_TRANSSHIPPING || event->kind == EVENT_TRANSSHIPPED)
        return refuse_transshipment(state, event->kind, index);
    return refuse_border(state, event->kind, index);
}

const char *trip_refuse(const struct trip_state *state, const struct trip_event *event)
{
    const char *reason = refuse(state, event, 0);
    bool in_turn = trip_event_at_point(event->kind) || event->kind == EVENT_UNLOADED;

    if (reason == NULL && event->kind == EVENT_DEPARTED && state->phase < TRIP_READY)
        return "NOT_READY"; /* no longer, since it was composed anew */
    return reason == NULL && in_turn && event->corrected_us < state->newest_us
               ? "BEFORE_WHAT_HAPPENED"
               : reason;
}

/* ---- what it changes ---- */

static void stamp(struct trip_times *times, const struct trip_event *event, bool inferred)
{
    times->actual_us = event->corrected_us;
    times->inferred = inferred;
    if (!inferred && event->cause != 0)
        times->cause = event->cause;
}

static void arrive(struct trip_state *state, const struct trip_event *event, size_t index,
                   bool inferred)
{
    stamp(&state->way[index]->arrival, event, inferred);
    state->at = index;
    state->phase = index + 1 == state->way_count ? TRIP_FINAL_ARRIVED : TRIP_ARRIVED;
}

static void depart(struct trip_state *state, const struct trip_event *event, size_t index,
                   bool inferred)
{
    stamp(&state->way[index]->departure, event, inferred);
    state->at = index;
    state->phase = TRIP_DEPARTED;
}

/* Its departure may have been known before it was composed and declared ready; that takes nothing
 * back. */
static void compose(struct trip_state *state, const struct trip_event *event)
{
    state->consist = event->wagon;
    if (state->phase <= TRIP_READY)
        state->phase = TRIP_COMPOSED;
    else if (state->composed)
        state->consist_changed = true;
    state->composed = true;
}

static void open_hold(struct trip_state *state, const struct trip_event *event)
{
    state->holds[state->hold_count++] = (struct trip_hold){
        .id = event->hold,
        .kind = event->hold_kind,
        .cause = event->cause,
        .point = event->point,
        .opened_us = event->corrected_us,
    };
}

/* Not before it was opened, whatever the clocks say. */
static void close_hold(struct trip_hold *hold, const struct trip_event *event)
{
    hold->closed_us = event->corrected_us < hold->opened_us ? hold->opened_us : event->corrected_us;
    if (hold->cause == 0)
        hold->cause = event->cause;
}

static void apply_whole(struct trip_state *state, const struct trip_event *event)
{
    static const int64_t PHASES[] = {
        [EVENT_UNLOADED] = TRIP_UNLOADED,
        [EVENT_READY] = TRIP_READY,
        [EVENT_CANCELLED] = TRIP_CANCELLED,
        [EVENT_CLOSED] = TRIP_CLOSED,
    };

    if (event->kind == EVENT_COMPOSED)
        compose(state, event);
    else if (event->kind != EVENT_DIVERTED && state->phase < PHASES[event->kind])
        state->phase = PHASES[event->kind];
}

static void apply_flag(struct trip_state *state, struct trip_event *event)
{
    switch (event->kind) {
    case EVENT_HOLD_OPENED:
        open_hold(state, event);
        return;
    case EVENT_HOLD_CLOSED:
        close_hold(find_hold(state, event->hold), event);
        return;
    case EVENT_INTERRUPTED:
    case EVENT_RESUMED:
        state->interrupted = event->kind == EVENT_INTERRUPTED;
        state->cause = state->interrupted ? event->cause : 0;
        if (!state->interrupted)
            state->resumed_us = event->corrected_us;
        return;
    case EVENT_INCIDENT:
        state->incidents++;
        return;
    default: /* EVENT_WAGON_REFUSED */
        state->consist_changed = true;
        event->refused_before = state->refused;
        state->refused = event;
        return;
    }
}

static void pass_border(struct trip_point *point, const struct trip_event *event)
{
    static const int64_t BORDERS[] = {
        [EVENT_PRESENTED] = BORDER_PRESENTED, [EVENT_SELECTED] = BORDER_SELECTED,
        [EVENT_INSPECTED] = BORDER_INSPECTED, [EVENT_RELEASED] = BORDER_RELEASED,
        [EVENT_CROSSED] = BORDER_CROSSED,
    };

    point->border_state = BORDERS[event->kind];
    if (event->kind == EVENT_INSPECTED)
        point->inspected_us = event->corrected_us;
}

static void apply(struct trip_state *state, struct trip_event *event)
{
    size_t index = trip_way_index(state, event->point);

    if (event->kind >= EVENT_UNLOADED)
        apply_whole(state, event);
    else if (!trip_event_at_point(event->kind))
        apply_flag(state, event);
    else if (event->kind == EVENT_ARRIVED)
        arrive(state, event, index, false);
    else if (event->kind == EVENT_DEPARTED)
        depart(state, event, index, false);
    else if (event->kind == EVENT_TRANSSHIPPING)
        state->way[index]->transshipment = TRANSSHIPMENT_OPEN;
    else if (event->kind == EVENT_TRANSSHIPPED)
        state->way[index]->transshipment = TRANSSHIPMENT_DONE;
    else
        pass_border(state->way[index], event);
    if ((trip_event_at_point(event->kind) || event->kind == EVENT_UNLOADED) &&
        event->corrected_us > state->newest_us)
        state->newest_us = event->corrected_us;
}

/* ---- observations ---- */

/* Everything up to the point that nobody saw. */
static void infer_until(struct trip_state *state, const struct trip_event *event, size_t index,
                        bool arrived)
{
    while (state->at < index) {
        if (state->phase != TRIP_DEPARTED)
            depart(state, event, state->at, true);
        if (state->at + 1 == index && !arrived)
            return;
        arrive(state, event, state->at + 1, true);
    }
}

static bool near(const struct trip_event *event, int64_t known_us)
{
    return known_us != 0 && event->corrected_us - known_us <= TRIP_NEAR_US;
}

/* The same news under another id. */
static bool repeats(const struct trip_state *state, const struct trip_event *event)
{
    size_t index = trip_way_index(state, event->point);

    if (!trip_event_at_point(event->kind) || index == state->way_count)
        return false;
    if (event->kind == EVENT_ARRIVED)
        return !state->way[index]->arrival.inferred &&
               near(event, state->way[index]->arrival.actual_us);
    if (event->kind == EVENT_DEPARTED)
        return !state->way[index]->departure.inferred &&
               near(event, state->way[index]->departure.actual_us);
    return false;
}

/* Nobody saw what must have been before it. */
static bool unseen(const char *reason)
{
    return strcmp(reason, "NOT_ARRIVED") == 0 || strcmp(reason, "NOT_DEPARTED") == 0;
}

/* It should not be, but it happened: it counts and is told. */
static bool told(const struct trip_event *event, const char *reason)
{
    static const char *const REASONS[] = {
        "NOT_READY",     "INTERRUPTED",  "TRANSSHIPMENT_OPEN", "NOT_PRESENTED",
        "NOT_INSPECTED", "NOT_SELECTED", "NOT_TRANSSHIPPING",  "WAGON_REFUSED"};

    for (size_t i = 0; i < sizeof(REASONS) / sizeof(REASONS[0]); i++) {
        if (strcmp(reason, REASONS[i]) == 0)
            return true;
    }
    return event->kind >= EVENT_READY ||
           (event->kind == EVENT_DEPARTED && strcmp(reason, "NOT_RELEASED") == 0);
}

bool trip_can_follow(const struct trip_state *state, const struct trip_event *event)
{
    const char *reason = refuse(state, event, TRIP_NEAR_US);

    /* Where it has not been seen yet nothing is released. */
    return reason == NULL || told(event, reason) ||
           (unseen(reason) && event->kind != EVENT_CROSSED);
}

void trip_observe(struct trip_state *state, struct trip_event *event)
{
    const char *reason = refuse(state, event, TRIP_NEAR_US);

    if (reason != NULL && unseen(reason)) {
        infer_until(state, event, trip_way_index(state, event->point),
                    event->kind != EVENT_ARRIVED);
        reason = refuse(state, event, TRIP_NEAR_US);
    }
    if (reason != NULL)
        event->anomaly = reason;
    if (reason != NULL && !told(event, reason)) {
        event->repeats = repeats(state, event);
        return;
    }
    event->counts = true;
    apply(state, event);
}
