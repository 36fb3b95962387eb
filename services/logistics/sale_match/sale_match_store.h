/* Matches of two sales in the store. */
#ifndef LOGISTICS_SALE_MATCH_STORE_H
#define LOGISTICS_SALE_MATCH_STORE_H

#include "sale/sale_store.h"

enum sale_match_state {
    SALE_MATCH_PROPOSED = 1,
    SALE_MATCH_CONFIRMED,
    SALE_MATCH_REJECTED,
};

struct sale_match {
    struct cv_uuid uid;
    const char *id;
    const char *sale; /* ids */
    const char *duplicate;
    uint32_t evidence; /* a bit for each, as evidence.h has them */
    int64_t state;
    int64_t version;
};

struct sale_match_step {
    int64_t state;
    const char *reason;
    int64_t recorded_us;
    const char *recorded_by;
};

struct cv_status sale_match_get(struct cv_books *books, const char *id, struct sale_match *match);
struct cv_status sale_match_steps(struct cv_books *books, const struct sale_match *match,
                                  struct sale_match_step **steps, size_t *count);
/* `state` 0: all. */
struct cv_status sale_match_list(struct cv_books *books, int64_t state, struct cv_listed *listed);

/* Propose what the new sale may be the same as. */
struct cv_status sale_match_propose(struct cv_books *books, const struct sale *sale);

/* A person says that two sales are one; `match` is the proposal. NOT_FOUND; FAILED_PRECONDITION,
 * SALE_REVERSED; ALREADY_EXISTS, MATCH_EXISTS, in whatever state. */
struct cv_status sale_match_propose_by_hand(struct cv_books *books, const char *counts,
                                            const char *other, const char *reason,
                                            struct sale_match *match);

/* Of the two, the sale of this id counts. INVALID_ARGUMENT: it is neither. */
struct cv_status sale_match_prefer(struct cv_books *books, struct sale_match *match,
                                   const char *id);
/* What a person says to a match that was read: it takes the new state. FAILED_PRECONDITION:
 * NOT_PROPOSED, SALE_REVERSED, ALREADY_MATCHED. */
struct cv_status sale_match_confirm(struct cv_books *books, struct sale_match *match,
                                    const char *reason);
struct cv_status sale_match_reject(struct cv_books *books, struct sale_match *match,
                                   const char *reason);
/* FAILED_PRECONDITION: NOT_DECIDED. */
struct cv_status sale_match_undo(struct cv_books *books, struct sale_match *match,
                                 const char *reason);

#endif
