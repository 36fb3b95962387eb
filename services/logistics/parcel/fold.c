#include "parcel/fold.h"

#include "sort/missort.h"

#include <stdlib.h>

/* ---- the order ---- */

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

int parcel_event_compare(const void *a, const void *b)
{
    const struct parcel_event *x = a;
    const struct parcel_event *y = b;
    int order = compare(x->at_us, y->at_us);

    if (order == 0)
        order = compare(x->step, y->step);
    if (order == 0)
        order = compare(x->reader_no, y->reader_no);
    return order != 0 ? order : compare(x->number, y->number);
}

bool parcel_event_is_next(const struct parcel_state *state, const struct parcel_event *event)
{
    const struct parcel_event last = {
        .at_us = state->last_us,
        .step = state->last_step,
        .reader_no = state->last_reader,
        .number = state->last_number,
    };

    return state->last_step == STEP_NONE || parcel_event_compare(event, &last) > 0;
}

bool parcel_folds_next(const struct parcel_state *state, const struct parcel_event *event)
{
    return state->retractions == 0 && event->step != STEP_RETRACTED &&
           parcel_event_is_next(state, event);
}

/* ---- what is expected ---- */

#define MINUTES(n) ((n)*INT64_C(60000000))
#define HOURS(n)   MINUTES((n)*60)

static const struct {
    int64_t step;
    int64_t within_us;
} EXPECTED[] = {
    [PARCEL_PRE_ADVISED] = {STEP_INBOUND, HOURS(72)},
    [PARCEL_INBOUND] = {STEP_ASSIGNED, HOURS(2)},
    [PARCEL_ASSIGNED] = {STEP_DIVERTED, MINUTES(10)},
    [PARCEL_DIVERTED] = {STEP_BAGGED, HOURS(2)},
    [PARCEL_BAGGED] = {STEP_DISPATCHED, HOURS(12)},
    [PARCEL_DISPATCHED] = {STEP_ARRIVED_DEST, HOURS(72)},
    [PARCEL_ARRIVED_DEST] = {STEP_OUT_FOR_DELIVERY, HOURS(24)},
    [PARCEL_OUT_FOR_DELIVERY] = {STEP_DELIVERED, HOURS(24)},
    [PARCEL_NO_READ] = {STEP_MERGED, HOURS(8)},
    [PARCEL_REJECTED] = {STEP_INBOUND, HOURS(24)},
    [PARCEL_RETURNED] = {STEP_INBOUND, HOURS(72)},
    [PARCEL_MERGED] = {STEP_NONE, 0},
};

int64_t parcel_expected(const struct parcel_state *state, int64_t *deadline_us)
{
    int64_t step = state->held ? STEP_NONE : EXPECTED[state->place].step;

    *deadline_us = step == STEP_NONE ? 0 : state->place_us + EXPECTED[state->place].within_us;
    return step;
}

int64_t parcel_lost_after(const struct parcel_state *state, int64_t deadline_us)
{
    return (deadline_us > state->last_us ? deadline_us : state->last_us) + PARCEL_LOST_US;
}

int64_t parcel_place_at(const struct parcel_state *state, int64_t now_us)
{
    int64_t deadline;

    return parcel_expected(state, &deadline) != STEP_NONE &&
                   now_us > parcel_lost_after(state, deadline)
               ? PARCEL_LOST
               : state->place;
}

/* ---- folding ---- */

static void odd(struct parcel_state *state, enum parcel_odd what)
{
    state->odd |= INT64_C(1) << what;
}

static void first(int64_t *at, int64_t us)
{
    if (*at == 0)
        *at = us;
}

/* The main line goes to `place`, unless it is further already and the clocks may be to blame, or
 * the parcel was delivered, which only a return or a long time undoes. */
static void advance(struct parcel_state *state, int64_t place, const struct parcel_event *event)
{
    int64_t since = event->at_us - state->place_us;

    if (state->place == PARCEL_DELIVERED && place != PARCEL_DELIVERED &&
        since <= PARCEL_REOPEN_US) {
        if (since > PARCEL_TIE_US)
            odd(state, ODD_AFTER_DELIVERED);
        return;
    }
    if (state->place <= PARCEL_DELIVERED && place < state->place && since <= PARCEL_TIE_US)
        return;
    state->place = place;
    state->place_us = event->at_us;
}

static void missorted(struct parcel_state *state, int64_t what, const struct parcel_event *event)
{
    if (what == 0)
        return;
    state->missorts |= what;
    if (state->missorted_us == 0) {
        state->missorted_us = event->at_us;
        state->missorted_chute = state->chute_no;
    }
}

int64_t parcel_missorts(const struct parcel_state *state)
{
    const struct missort_facts facts = {
        .assigned_chute = state->assigned_chute,
        .diverted_chute = state->chute_no,
        .parcel_prefecture = state->prefecture_no,
        .bag_prefecture = state->bag_prefecture_no,
        .inbound_here = state->inbound_us != 0,
        .served_from_here = !state->not_served,
    };

    return (missort_hub(&facts) ? MISSORTED_HUB : 0) | (missort_bag(&facts) ? MISSORTED_BAG : 0) |
           (missort_divert(&facts) ? MISSORTED_DIVERT : 0);
}

static void put_in_bag(struct parcel_state *state, const struct parcel_event *event)
{
    advance(state, PARCEL_BAGGED, event);
    if (event->odd == ODD_BAG_NOT_OPEN)
        return;
    if (state->bag_no != 0 && state->bag_no != event->bag_no)
        state->left_bag = state->bag_no;
    state->bag_no = event->bag_no;
    state->bag_prefecture_no = event->bag_prefecture_no;
    if (state->sorted_us == 0) {
        state->sorted_us = event->at_us;
        state->sorted_chute = event->chute_no;
    }
}

static void take_out_of_bag(struct parcel_state *state, const struct parcel_event *event)
{
    if (event->bag_no != 0 && event->bag_no != state->bag_no)
        return; /* it is in another by now */
    state->bag_no = 0;
    state->bag_prefecture_no = 0;
    if (state->place == PARCEL_BAGGED) {
        state->place = PARCEL_DIVERTED;
        state->place_us = event->at_us;
    }
}

static void fall(struct parcel_state *state, const struct parcel_event *event)
{
    bool rejected = state->place == PARCEL_REJECTED && state->assigned_chute == event->chute_no;

    state->chute_no = event->chute_no;
    state->chute_us = event->at_us;
    if (rejected)
        return; /* where rejected ones go: it is not sorted */
    advance(state, PARCEL_DIVERTED, event);
    if (state->sorted_us == 0) {
        state->sorted_us = event->at_us;
        state->sorted_chute = event->chute_no;
    }
}

static void assign(struct parcel_state *state, const struct parcel_event *event)
{
    advance(state, PARCEL_ASSIGNED, event);
    state->assigned_chute = event->chute_no;
    if (event->at_us - state->chute_us > PARCEL_FALL_US)
        state->chute_no = 0; /* it is on its way again */
    state->plan_no = event->plan_no;
}

/* Beyond the hub: it must have left, seen or not. */
static void leave(struct parcel_state *state, int64_t place, const struct parcel_event *event)
{
    bool seen = place == PARCEL_DISPATCHED;

    advance(state, place, event);
    if (state->dispatched_us == 0 || (seen && state->inferred_dispatch)) {
        state->dispatched_us = event->at_us;
        state->inferred_dispatch = !seen;
    }
}

static void deliver(struct parcel_state *state, const struct parcel_event *event)
{
    if (state->inbound_us == 0)
        odd(state, ODD_DELIVERED_BEFORE_INBOUND);
    leave(state, PARCEL_DELIVERED, event);
}

static void go_round(struct parcel_state *state, const struct parcel_event *event)
{
    first(&state->recirculated_us, event->at_us);
    state->recirculations++;
    state->round_us = event->at_us;
    state->round_reader = event->reader_no;
}

static void come_in(struct parcel_state *state, const struct parcel_event *event)
{
    advance(state, PARCEL_INBOUND, event);
    if (state->inbound_us == 0 || state->inferred_inbound)
        state->inbound_us = event->at_us;
    state->inferred_inbound = false;
}

/* What is done in a hub is done to what is in it, seen to come or not. */
static void be_here(struct parcel_state *state, const struct parcel_event *event)
{
    bool here = (event->step >= STEP_WEIGHED && event->step <= STEP_DISPATCHED) ||
                (event->step >= STEP_NO_READ && event->step <= STEP_REJECTED);

    if (!here || state->inbound_us != 0)
        return;
    state->inbound_us = event->at_us;
    state->inferred_inbound = true;
}

static void come_back(struct parcel_state *state, const struct parcel_event *event)
{
    state->place = PARCEL_RETURNED;
    state->place_us = event->at_us;
}

static void be_unread(struct parcel_state *state, const struct parcel_event *event)
{
    first(&state->no_read_us, event->at_us);
    if (state->place == PARCEL_UNKNOWN)
        advance(state, PARCEL_NO_READ, event);
}

static void reject(struct parcel_state *state, const struct parcel_event *event)
{
    first(&state->rejected_us, event->at_us);
    if (event->chute_no != 0)
        state->assigned_chute = event->chute_no;
    if (state->place != PARCEL_DELIVERED) {
        state->place = PARCEL_REJECTED;
        state->place_us = event->at_us;
    }
}

static void announce(struct parcel_state *state, const struct parcel_event *event)
{
    advance(state, PARCEL_PRE_ADVISED, event);
    state->declared_grams = event->grams;
}

static void weigh(struct parcel_state *state, const struct parcel_event *event)
{
    state->grams = event->grams;
}

static void dispatch(struct parcel_state *state, const struct parcel_event *event)
{
    leave(state, PARCEL_DISPATCHED, event);
}

static void arrive(struct parcel_state *state, const struct parcel_event *event)
{
    leave(state, PARCEL_ARRIVED_DEST, event);
}

static void go_out(struct parcel_state *state, const struct parcel_event *event)
{
    leave(state, PARCEL_OUT_FOR_DELIVERY, event);
}

static void fail(struct parcel_state *state, const struct parcel_event *event)
{
    (void)event;
    state->failures++;
}

static void hold(struct parcel_state *state, const struct parcel_event *event)
{
    state->held = event->step == STEP_HELD;
}

static void give_up(struct parcel_state *state, const struct parcel_event *event)
{
    state->place = PARCEL_LOST;
    state->place_us = event->at_us;
}

/* What a step does beside being the last that was seen; of the others, nothing. */
static void (*const HAPPEN[STEP_COUNT])(struct parcel_state *, const struct parcel_event *) = {
    [STEP_PRE_ADVISED] = announce,
    [STEP_INBOUND] = come_in,
    [STEP_WEIGHED] = weigh,
    [STEP_ASSIGNED] = assign,
    [STEP_DIVERTED] = fall,
    [STEP_BAGGED] = put_in_bag,
    [STEP_UNBAGGED] = take_out_of_bag,
    [STEP_DISPATCHED] = dispatch,
    [STEP_ARRIVED_DEST] = arrive,
    [STEP_OUT_FOR_DELIVERY] = go_out,
    [STEP_DELIVERY_FAILED] = fail,
    [STEP_DELIVERED] = deliver,
    [STEP_RETURNED] = come_back,
    [STEP_HELD] = hold,
    [STEP_RELEASED] = hold,
    [STEP_NO_READ] = be_unread,
    [STEP_RECIRCULATED] = go_round,
    [STEP_REJECTED] = reject,
    [STEP_LOST] = give_up,
};

static void happen(struct parcel_state *state, const struct parcel_event *event)
{
    if (HAPPEN[event->step] != NULL)
        HAPPEN[event->step](state, event);
}

/* Another chute or bag is news, however soon it comes. */
static bool says_the_same(const struct parcel_state *state, const struct parcel_event *event)
{
    switch (event->step) {
    case STEP_ASSIGNED:
        return event->chute_no == state->assigned_chute;
    case STEP_DIVERTED:
        return event->chute_no == state->chute_no;
    case STEP_BAGGED:
        return event->bag_no == state->bag_no;
    default:
        return true;
    }
}

static bool is_double(const struct parcel_state *state, const struct parcel_event *event)
{
    bool round = event->step == STEP_RECIRCULATED && state->round_us != 0;

    if (round && event->reader_no == state->round_reader &&
        event->at_us - state->round_us < PARCEL_DOUBLE_US)
        return true;
    return event->step == state->last_step && event->reader_no == state->last_reader &&
           event->at_us - state->last_us < PARCEL_DOUBLE_US && says_the_same(state, event);
}

/* It was lost, by hand or because nobody had seen it for so long, and here it is. */
static void find(struct parcel_state *state, const struct parcel_event *event)
{
    if (event->step == STEP_LOST || parcel_place_at(state, event->at_us) != PARCEL_LOST)
        return;
    state->found++;
    if (state->place == PARCEL_LOST) {
        state->place = state->inbound_us != 0 ? PARCEL_INBOUND : PARCEL_PRE_ADVISED;
        state->place_us = event->at_us;
    }
}

static bool has_no_effect(const struct parcel_event *event)
{
    return event->odd == ODD_FUTURE || event->cycle || event->retracted;
}

bool parcel_fold_next(struct parcel_state *state, const struct parcel_event *event)
{
    bool is_second;

    if (event->odd != ODD_NONE)
        odd(state, (enum parcel_odd)event->odd);
    if (event->cycle)
        odd(state, ODD_RELABEL_CYCLE);
    if (event->in_use)
        odd(state, ODD_RELABEL_IN_USE);
    if (has_no_effect(event))
        return true;
    if (event->step == STEP_RETRACTED) {
        state->retractions++;
        return true;
    }
    is_second = is_double(state, event);
    first(&state->first_us, event->at_us);
    if (!is_second) {
        find(state, event);
        if (event->prefecture_no != 0) {
            state->prefecture_no = event->prefecture_no;
            state->not_served = event->not_served;
        }
        be_here(state, event);
        happen(state, event);
        missorted(state, parcel_missorts(state), event);
    }
    state->last_us = event->at_us;
    state->last_step = event->step;
    state->last_reader = event->reader_no;
    state->last_number = event->number;
    return !is_second;
}

void parcel_events_sort(struct parcel_event *events, size_t count)
{
    if (count > 1)
        qsort(events, count, sizeof(*events), parcel_event_compare);
}

void parcel_fold(struct parcel_state *state, struct parcel_event *events, size_t count)
{
    bool idle = parcel_retract(events, count);

    *state = (struct parcel_state){0};
    for (size_t i = 0; i < count; i++) {
        if (!events[i].retracted)
            (void)parcel_fold_next(state, &events[i]);
    }
    if (idle)
        odd(state, ODD_RETRACTS_NOTHING);
}
