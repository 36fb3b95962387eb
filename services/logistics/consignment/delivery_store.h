/* Deliveries in the store: what was handed over, and what was missing. */
#ifndef LOGISTICS_DELIVERY_STORE_H
#define LOGISTICS_DELIVERY_STORE_H

#include "consignment/consignment_store.h"

struct delivery {
    int64_t line;
    int64_t packages;
    int64_t missing;
    int64_t occurred_us;
    int64_t offset_minutes;
    const char *reference;
};

struct cv_status delivery_insert(struct cv_books *books, const struct consignment *consignment,
                                 const struct delivery *delivery);

#endif
