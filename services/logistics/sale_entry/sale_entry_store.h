/* The entries of a sale in the store: payments, refunds, cancellations, and counter-entries. */
#ifndef LOGISTICS_SALE_ENTRY_STORE_H
#define LOGISTICS_SALE_ENTRY_STORE_H

#include "sale/sale_store.h"

#define SALE_ENTRY_PAID "paid" /* id of the payment recorded together with its sale */

enum sale_entry_kind {
    SALE_PAYMENT = 1,
    SALE_REFUND,
    SALE_CANCELLATION,
    SALE_REVERSAL,
};

struct sale_entry {
    struct cv_uuid uid;
    const char *id;
    int64_t kind;
    int64_t amount; /* negative in a counter-entry, and in a reversal of the sale */
    int32_t effective_on;
    const char *reference;
    const char *reverses;    /* the id of what it cancels; "": nothing */
    const char *reversed_by; /* the id of what cancels it; "": nothing */
    int64_t recorded_us;
};

/* What is asked for in a reversal. */
struct sale_reversal {
    const char *id;
    const char *reference;
    int32_t effective_on; /* CV_DATE_NONE: that of what is reversed */
};

struct cv_status sale_entry_get(struct cv_books *books, const struct sale *sale, const char *id,
                                struct sale_entry *entry);
/* With its posting; the sums of the sale follow. `reverses`: NULL: no counter-entry.
 * FAILED_PRECONDITION: SALE_REVERSED, IS_DUPLICATE, PAYMENT_EXCEEDS_SALE, REFUND_EXCEEDS_PAID. */
struct cv_status sale_entry_add(struct cv_books *books, struct sale *sale, struct sale_entry *entry,
                                const struct cv_uuid *reverses);
/* `entry`: the counter-entry, as recorded. FAILED_PRECONDITION: ALREADY_REVERSED, IS_REVERSAL. */
struct cv_status sale_entry_reverse(struct cv_books *books, struct sale *sale, const char *id,
                                    const struct sale_reversal *asked, struct sale_entry *entry);
/* The sale was recorded in error. FAILED_PRECONDITION: STILL_PAID, ALREADY_MATCHED, SALE_REVERSED.
 */
struct cv_status sale_reverse(struct cv_books *books, struct sale *sale,
                              const struct sale_reversal *asked);
struct cv_status sale_entry_list(struct cv_books *books, const struct sale *sale,
                                 struct cv_listed *listed);

#endif
