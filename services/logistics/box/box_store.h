/* Boxes in the store: what they are, the log of what happened to them, and what the log makes of
 * them now. */
#ifndef LOGISTICS_BOX_STORE_H
#define LOGISTICS_BOX_STORE_H

#include "box/box_fold.h"
#include "service/books_store.h"

struct box {
    struct cv_uuid uid;
    const char *id;
    const char *number;
    bool ambiguous;
    const char *size_type;
    int64_t tare_grams;
    int64_t max_gross_grams;
    int64_t units;
    int64_t created_us;
    int64_t recorded_us;
    int64_t last_seq;
    struct box_state state;
};

/* Sets uid and times. ALREADY_EXISTS. */
struct cv_status box_insert(struct cv_books *books, struct box *box);
/* NOT_FOUND names it, and `field` if that is not NULL. */
struct cv_status box_get(struct cv_books *books, const char *id, const char *field,
                         struct box *box);
struct cv_status box_list(struct cv_books *books, struct cv_listed *listed);
/* The state and last_seq of the box, recorded now. */
struct cv_status box_update(struct cv_books *books, struct box *box);

/* Events after the sequence `after`, at most `max`, as they were recorded; in an array with room
 * for one more. */
struct cv_status box_events(struct cv_books *books, const struct box *box, int64_t after,
                            int64_t max, struct box_event **events, size_t *count);
struct cv_status box_event_insert(struct cv_books *books, const struct box *box,
                                  const struct box_event *event);
/* What a newer fold made of it. */
struct cv_status box_event_judge(struct cv_books *books, const struct box *box,
                                 const struct box_event *event);

/* *other: the seal number is on another box of this trip, or was; else it is now on this one. */
struct cv_status box_seal_use(struct cv_books *books, struct cv_uuid trip, const char *seal_number,
                              const struct box *box, bool *other);

#endif
