/* Sales in the store. */
#ifndef LOGISTICS_SALE_STORE_H
#define LOGISTICS_SALE_STORE_H

#include "service/books_store.h"

struct sale {
    struct cv_uuid uid;
    const char *id;
    const char *product;
    const char *hs_code;
    int64_t hs_edition;
    const char *origin;
    const char *channel;
    const char *external_reference;
    const char *buyer_region;
    int64_t quantity_milli;
    const char *unit;
    const char *currency;
    int64_t amount;
    int32_t signed_on;
    int32_t paid_on; /* CV_DATE_NONE: not with the sale itself */
    const char *transport_reference;
    int64_t paid;
    int64_t refunded;
    int64_t cancelled;
    const char *reversed_by;  /* id of an entry; "": none */
    const char *duplicate_of; /* id of a sale; "": none */
    int64_t revision;
    int64_t recorded_us;
    const struct sale_freight *freight; /* when it is recorded; NULL: not drawn from a freight */
};

/* What a freight tells of the sale that its goods were, to find it by in another channel. */
struct sale_freight {
    const char *const *numbers; /* of waybills, boxes, packages */
    size_t count;
    const char *channel; /* the order it was, where that is known; "": it is not */
    const char *order;
};

/* `field` of the request that names the sale; NULL: the request is about it. */
struct cv_status sale_get(struct cv_books *books, const char *id, const char *field,
                          struct sale *sale);
/* With its posting and, if it is paid already, the entry of that. Sets uid, sums and recorded_us.
 * ALREADY_EXISTS: ID_TAKEN, REFERENCE_TAKEN. */
struct cv_status sale_insert(struct cv_books *books, struct sale *sale);
/* `channel` "": all. */
struct cv_status sale_list(struct cv_books *books, const char *channel, struct cv_listed *listed);

struct cv_status sale_read_uid(struct cv_books *books, struct cv_uuid uid, struct sale *sale);

/* Record the sums and states in `sale`, which was read at its revision. */
struct cv_status sale_update(struct cv_books *books, const struct sale *sale);
/* Does another sale count as this one? */
struct cv_status sale_has_duplicates(struct cv_books *books, const char *id, bool *has);

#endif
