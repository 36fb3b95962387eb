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

#endif
