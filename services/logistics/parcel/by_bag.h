/* A bag is scanned and what is in it is not: then the parcels went where the bag went. That is
 * inferred when somebody asks and never written, so a later scan of the parcel itself counts more.
 */
#ifndef LOGISTICS_BY_BAG_H
#define LOGISTICS_BY_BAG_H

#include "parcel/fold.h"
#include "service/books_store.h"

/* `state` as far as the bag it is in has come. *inferred: that is further than its own scans say.
 */
struct cv_status parcel_by_bag(struct cv_books *books, int64_t hub_no, struct parcel_state *state,
                               bool *inferred);

/* When the bags left that some parcels are in; each is mostly read once. */
#define BAG_LEAVINGS 16
struct bag_leavings {
    int64_t bag_no[BAG_LEAVINGS];
    int64_t left_us[BAG_LEAVINGS];
};

/* For the figures: *state becomes `copy`, with the dispatch in it that the parcel's bag shows. The
 * parcel left with its bag, unless it was seen leaving by itself, or seen at all since then. */
struct cv_status parcel_with_bag(struct cv_books *books, int64_t hub_no,
                                 struct bag_leavings *leavings, const struct parcel_state **state,
                                 struct parcel_state *copy);
/* The same for a bag that left then. False: nothing changes. */
bool parcel_leave_with_bag(struct parcel_state *state, int64_t left_us);

#endif
