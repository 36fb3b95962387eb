/* The events of others that had their effect here, in the store.
 *
 * Thread   Store threads, inside `work`. */
#ifndef CV_SERVICE_INBOX_STORE_H
#define CV_SERVICE_INBOX_STORE_H

#include "service/books_store.h"

/* How long they are kept: twice as long as a sender keeps what was accepted (service/outbox.h). */
#define CV_INBOX_KEEP_US INT64_C(5184000000000) /* 60 days */

struct cv_inbox_row {
    struct cv_uuid uid;
    const char *subject;
    int64_t subject_sequence;
    int64_t recorded_us; /* there; 0: it does not say */
};

/* ABORTED, STALE_FENCE: less than the greatest so far of this source. */
struct cv_status cv_inbox_fence(struct cv_books *books, const char *source, int64_t fence);

/* The event is the next of its subject, and is remembered; or *repeated: it was before.
 * FAILED_PRECONDITION: OUT_OF_ORDER, *expected has to come first; EVENT_DIFFERS. */
struct cv_status cv_inbox_take(struct cv_books *books, const char *source,
                               const struct cv_inbox_row *row, bool *repeated, int64_t *expected);

/* A bite of upkeep (app/upkeep.h): old ones are forgotten, of whatever organisation. The last
 * number of their subject stays, so that none of them has a second effect. */
struct cv_status cv_inbox_prune(const struct cv_scope *scope, struct cv_tx *tx, bool *more);

#endif
