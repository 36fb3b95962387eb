/* What a delivered consignment tells of a sale, in the store. */
#ifndef LOGISTICS_FREIGHT_STORE_H
#define LOGISTICS_FREIGHT_STORE_H

#include "sale/sale_store.h"

#define SALE_FREIGHT_CHANNEL "freight"

/* Of a line (from 1) of a consignment, into `sale`: channel, external reference, code, quantity and
 * value of what was delivered, and, unless it is said, the day of its last delivery; and into
 * `freight` the numbers it travelled under. NOT_FOUND; INVALID_ARGUMENT, there is no such line;
 * FAILED_PRECONDITION: NOT_DELIVERED, NOTHING_DELIVERED. */
struct cv_status sale_freight_read(struct cv_books *books, const char *consignment, int64_t line,
                                   struct sale *sale, struct sale_freight *freight);

#endif
