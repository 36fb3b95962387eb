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
    struct cv_uuid uid;
    const char *sale;  /* ids, when read */
    const char *entry; /* "": none */
    int64_t measure;
    int64_t cause;
    int64_t amount;
    int32_t effective_on;
    int64_t recorded_us;
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

/* Which postings a report, or a row of it, is made of. */
struct sale_view {
    const char *currency;
    int32_t from; /* days, both included */
    int32_t through;
    int64_t known_us;
    const char *product; /* "": any; a product or HS code */
    const char *channel;
    const char *origin;
    const char *buyer_region;
};

struct cv_status sale_posting_list(struct cv_books *books, const struct sale_view *view,
                                   struct cv_listed *listed);

#endif
