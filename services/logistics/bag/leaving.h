/* A bag or a manifest leaves: so does what is in it, for the figures. No parcel's state is written:
 * a scan of its own, which says more, still comes (parcel/by_bag.h). */
#ifndef LOGISTICS_LEAVING_H
#define LOGISTICS_LEAVING_H

#include "service/books_store.h"

/* It has just been dispatched, at the instant of the transaction. `hub`: its id; the other of bag
 * and manifest is 0. */
struct cv_status leaving_tell(struct cv_books *books, const char *hub, int64_t bag_no,
                              int64_t manifest_no);

#endif
