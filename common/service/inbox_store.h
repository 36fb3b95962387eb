/* The events of others that had their effect here, in the store.
 *
 * Thread   Store threads, inside `work`. */
#ifndef CV_SERVICE_INBOX_STORE_H
#define CV_SERVICE_INBOX_STORE_H

#include "service/books_store.h"

struct cv_inbox_row {
    struct cv_uuid uid;
    const char *subject;
    int64_t subject_sequence;
};

/* ABORTED, STALE_FENCE: less than the greatest so far of this source. */
struct cv_status cv_inbox_fence(struct cv_books *books, const char *source, int64_t fence);

/* The event is the next of its subject, and is remembered; or *repeated: it was before.
 * FAILED_PRECONDITION: OUT_OF_ORDER, *expected has to come first; EVENT_DIFFERS. */
struct cv_status cv_inbox_take(struct cv_books *books, const char *source,
                               const struct cv_inbox_row *row, bool *repeated, int64_t *expected);

#endif
