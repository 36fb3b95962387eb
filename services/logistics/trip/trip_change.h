/* One change of a trip: events are added to what it was, and folding them all says what it is.
 *
 *     status = trip_change_begin(&change, books, corridor, id, etag, count);
 *     trip_change_add(&change, &event);      // as often as `count`
 *     status = trip_change_end(&change);     // then each event has its outcome, and all is stored
 *
 * Thread   Store thread, inside the work of a write.
 * Memory   In the arena of the books. Texts of added events are borrowed. */
#ifndef LOGISTICS_TRIP_CHANGE_H
#define LOGISTICS_TRIP_CHANGE_H

#include "trip/event_store.h"

struct trip_change {
    struct cv_books *books;
    struct trip trip; /* folded, as it was */
    struct trip_event **events;
    size_t known; /* that were there before */
    size_t count;
    int64_t next_seq;
};

/* `etag` "": whatever version it is. ABORTED otherwise. */
struct cv_status trip_change_begin(struct trip_change *change, struct cv_books *books,
                                   const char *corridor, const char *id, const char *etag,
                                   size_t more);

/* A copy of it with its sequence and recorded time; NULL: the arena is full. */
struct trip_event *trip_change_add(struct trip_change *change, const struct trip_event *event);

/* The event of this id; NULL: none. */
const struct trip_event *trip_change_find(const struct trip_change *change, const char *id);

/* After points of the trip have changed: its way anew, before the end. False: the arena is full. */
bool trip_change_path(struct trip_change *change);

struct cv_status trip_change_end(struct trip_change *change);

/* ---- commands ---- */

/* Something commanded that happens now, ready to be completed and given to trip_change_command().
 */
struct trip_event trip_command(struct cv_books *books, int64_t kind);

/* OK: it is a legal move, and added. FAILED_PRECONDITION with the reason. */
struct cv_status trip_change_command(struct trip_change *change, const struct trip_event *event);

/* FAILED_PRECONDITION for a reason of the fold. */
struct cv_status trip_refused(const char *reason);

/* A sentence for people about a reason. */
const char *trip_reason_text(const char *reason);

#endif
