/* What went on board of trips, in rows that reports add up and that nothing changes later. */
#ifndef LOGISTICS_CARRIAGE_STORE_H
#define LOGISTICS_CARRIAGE_STORE_H

#include "booking/booking_store.h"

/* These goods went on board; with negative amounts: that is not so. */
struct cv_status carriage_goods(struct cv_books *books, struct cv_uuid corridor,
                                const struct booking *booking, int64_t packages, int64_t grams,
                                int64_t minor);
/* All of the consignment that went on board, as it is known now; sign 1 or -1. */
struct cv_status carriage_consignment(struct cv_books *books, const struct consignment *consignment,
                                      int sign);
/* The box did, `boxes` 1 or -1. */
struct cv_status carriage_box(struct cv_books *books, struct cv_uuid corridor, struct cv_uuid trip,
                              const struct box *box, int64_t boxes, bool empty);

#endif
