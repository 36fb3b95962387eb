/* The cases of a parcel that was lost: each opens when nobody had seen it for too long, or with a
 * scan that gives it up, and is closed by the scan that finds it. Nobody writes them; they are made
 * anew from the scans whenever they are asked for. */
#ifndef LOGISTICS_LOSS_H
#define LOGISTICS_LOSS_H

#include "parcel/parcel.h"

struct loss {
    int64_t from_us;
    int64_t until_us;  /* 0: it is lost still */
    bool inferred;     /* by its deadline; else by a scan */
    int64_t expected;  /* a parcel_step, that should have been seen; STEP_NONE: given up by hand */
    int64_t reader_no; /* who saw it last */
    int64_t bag_no;    /* in which it was */
};

/* Of events in their order; up to `max`, of more the first. Pure. */
size_t parcel_losses(const struct parcel_event *events, size_t count, struct loss *losses,
                     size_t max);
/* The case that is open by this state, if it is lost at `now_us`. Pure. */
bool parcel_loss_at(const struct parcel_state *state, int64_t now_us, struct loss *loss);

/* Into message->losses: those closed by `history`, and the one that is open. NULL, in lists: only
 * that one, without what was in the bag, of which a page of them would be too much. */
struct cv_status parcel_losses_wire(struct cv_books *books, const struct parcel_asked *asked,
                                    const struct parcel_state *state,
                                    const struct parcel_history *history,
                                    Caravan__Logistics__V1__Parcel *message);

#endif
