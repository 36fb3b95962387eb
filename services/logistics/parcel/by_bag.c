#include "parcel/by_bag.h"

#include "bag/bag_store.h"

struct cv_status parcel_by_bag(struct cv_books *books, int64_t hub_no, struct parcel_state *state,
                               bool *inferred)
{
    int64_t place = PARCEL_DISPATCHED;
    int64_t since_us;
    struct load load;
    struct cv_status status;

    *inferred = false;
    if (state->bag_no == 0 || state->place < PARCEL_ASSIGNED || state->place > PARCEL_DISPATCHED)
        return CV_STATUS_OK;
    status = bag_way(books, hub_no, state->bag_no, &load);
    since_us = load.reached_us[LOAD_DISPATCHED];
    if (load.state >= LOAD_ARRIVED) {
        place = PARCEL_ARRIVED_DEST;
        since_us = load.reached_us[LOAD_ARRIVED];
    }
    if (!cv_ok(status) || load.state < LOAD_DISPATCHED || place <= state->place ||
        since_us < state->last_us)
        return status;
    state->place = place;
    state->place_us = since_us;
    *inferred = true;
    return status;
}

bool parcel_leave_with_bag(struct parcel_state *state, int64_t left_us)
{
    bool unseen = state->dispatched_us == 0 && left_us >= state->last_us;
    bool seen_later = state->inferred_dispatch && left_us < state->dispatched_us;

    if (left_us == 0 || (!unseen && !seen_later))
        return false;
    state->dispatched_us = left_us;
    state->inferred_dispatch = true;
    return true;
}

static struct cv_status left_of(struct cv_books *books, int64_t hub_no,
                                struct bag_leavings *leavings, int64_t bag_no, int64_t *left_us)
{
    size_t place = (size_t)bag_no % BAG_LEAVINGS;
    struct cv_status status = CV_STATUS_OK;

    if (leavings->bag_no[place] != bag_no)
        status = bag_left(books, hub_no, bag_no, &leavings->left_us[place]);
    leavings->bag_no[place] = cv_ok(status) ? bag_no : 0;
    *left_us = leavings->left_us[place];
    return status;
}

struct cv_status parcel_with_bag(struct cv_books *books, int64_t hub_no,
                                 struct bag_leavings *leavings, const struct parcel_state **state,
                                 struct parcel_state *copy)
{
    int64_t left_us;
    struct cv_status status;

    if ((*state)->bag_no == 0 || ((*state)->dispatched_us != 0 && !(*state)->inferred_dispatch))
        return CV_STATUS_OK;
    status = left_of(books, hub_no, leavings, (*state)->bag_no, &left_us);
    if (!cv_ok(status))
        return status;
    *copy = **state;
    if (parcel_leave_with_bag(copy, left_us))
        *state = copy;
    return status;
}
