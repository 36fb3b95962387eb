/* Other totals for lines of which something is booked. */
#ifndef LOGISTICS_RESPLIT_H
#define LOGISTICS_RESPLIT_H

#include "booking/booking_store.h"

/* What `of` of `whole` is for `packages` of `of` packages: all of it for all of them. */
int64_t booking_share(int64_t whole, int64_t packages, int64_t of);

/* The lines of the consignment have their new totals: its bookings get their shares of them, and
 * boxes and wagons follow. FAILED_PRECONDITION: BOX_FULL, WAGON_FULL. */
struct cv_status booking_resplit(struct cv_books *books, const struct consignment *consignment);

#endif
