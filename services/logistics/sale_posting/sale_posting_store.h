/* Postings in the store: what every recorded thing adds to the sums. */
#ifndef LOGISTICS_SALE_POSTING_STORE_H
#define LOGISTICS_SALE_POSTING_STORE_H

#include "service/books_store.h"

enum sale_measure {
    SALE_SIGNED = 1,
    SALE_PAID,
    SALE_REFUNDED,
};

enum sale_cause {
    SALE_RECORDED = 1,
    SALE_COUNTER_ENTRY,
    SALE_MATCHED,
};

struct sale_posting {
    int64_t measure;
    int64_t cause;
    int64_t amount;
    int32_t effective_on;
};

/* `entry`: NULL: of the sale itself. */
struct cv_status sale_posting_add(struct cv_books *books, struct cv_uuid sale,
                                  const struct cv_uuid *entry, const struct sale_posting *posting);
/* A match is confirmed: the sale counts no more. */
struct cv_status sale_posting_take_out(struct cv_books *books, struct cv_uuid sale,
                                       struct cv_uuid match);
/* And is undone: it counts again. */
struct cv_status sale_posting_put_back(struct cv_books *books, struct cv_uuid sale,
                                       struct cv_uuid match);

#endif
