/* By what a sale is found again in another channel, in the store. */
#ifndef LOGISTICS_LIKENESS_STORE_H
#define LOGISTICS_LIKENESS_STORE_H

#include "sale/sale_store.h"

struct sale_like {
    struct sale sale;
    uint32_t shared; /* of the bits of sale_match/evidence.h: TRANSPORT, ORDER */
};

/* Sales of other channels that may be the same as a new one: of an order that a freight was marked
 * with, under a number of the transport, or of the same origin, buyer region, quantity, unit and
 * currency. Reversed ones are left out. From now on the new one is found in the same way. */
#define SALE_SIMILAR_MAX 50 /* looked at; more would be noise */
struct cv_status sale_find_similar(struct cv_books *books, const struct sale *sale,
                                   struct sale_like found[SALE_SIMILAR_MAX], size_t *count);

#endif
