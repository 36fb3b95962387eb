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
