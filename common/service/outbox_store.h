/* The outbox in the store: events of an organisation by their numbers, and of each subject by
 * theirs.
 *
 * Thread   Store threads, inside `work`. */
#ifndef CV_SERVICE_OUTBOX_STORE_H
#define CV_SERVICE_OUTBOX_STORE_H

#include "service/books_store.h"
#include "service/recount_store.h"

/* What must hold of all that is kept of events: numbers without a gap. */
extern const struct cv_recount cv_event_recounts[];

struct cv_outbox_row {
    int64_t sequence;
    struct cv_uuid uid;
    const char *subject;
    int64_t subject_sequence;
    int64_t recorded_us;
    struct cv_slice body; /* encoded; in the arena */
};

struct cv_outbox_end {
    int64_t sequence; /* of the last event; 0: there was none */
    int64_t pruned;   /* up to this one they are no longer kept */
};

struct cv_status cv_outbox_end_get(struct cv_books *books, struct cv_outbox_end *end);

/* Takes subject and body; sets the rest, unless it takes the place of one of the same unit. */
struct cv_status cv_outbox_insert(struct cv_books *books, struct cv_outbox_row *row);

/* Up to `count` of those after a number, in their order. */
struct cv_status cv_outbox_after(struct cv_books *books, int64_t sequence, size_t count,
                                 struct cv_outbox_row *rows, size_t *found);

/* One bite of forgetting what was recorded before `before_us`, in whatever organisation, and each
 * of `receivers` has accepted. Runs without a principal. *more: there is something left for
 * another.
 */
struct cv_status cv_outbox_forget(struct cv_tx *tx, struct cv_arena *arena, int64_t before_us,
                                  const char *const *receivers, bool *more);

#endif
