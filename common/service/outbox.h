/* The outbox: what others may want to know of, written in the transaction of what it tells of. The
 * manual is caravan/events/v1/events.proto.
 *
 *     Caravan__Events__V1__Event event = CARAVAN__EVENTS__V1__EVENT__INIT;
 *     event.subject = ...; event.payload_case = ...; ...
 *     status = cv_outbox_add(&books, &event);
 *
 * Thread   Store threads, inside `work`.
 * Memory   The event is encoded at once and not kept.
 * Errors   Those of the store; RESOURCE_EXHAUSTED when the arena is full, as a subject that is NULL
 *          says. */
#ifndef CV_SERVICE_OUTBOX_H
#define CV_SERVICE_OUTBOX_H

#include "caravan/events/v1/events.pb-c.h"
#include "service/outbox_store.h"

/* The shortest time that an event is kept. */
#define CV_OUTBOX_KEEP_US INT64_C(2592000000000) /* 30 days */

/* Takes subject, payload and occurred_time, or, if that is not set, the recorded time for it. Books
 * must be open for writing. Whoever listens to the store is told after the commit. Of one unit of
 * work a subject has one event: what is added last takes the place of what was before. */
struct cv_status cv_outbox_add(struct cv_books *books, const Caravan__Events__V1__Event *event);

/* The name of what it tells: that of its payload's field. */
const char *cv_outbox_type(const Caravan__Events__V1__Event *event);

/* As it is sent. NULL when the arena is full, or the row cannot be read. */
Caravan__Events__V1__Event *cv_outbox_event(struct cv_arena *arena, const char *source,
                                            const struct cv_outbox_row *row);

/* A bite of upkeep (app/upkeep.h), for one that runs each CV_OUTBOX_PRUNE_NS: old events that each
 * of `receivers` has accepted, or was given up for, are forgotten. It ends with NULL. */
struct cv_status cv_outbox_prune(const struct cv_scope *scope, struct cv_tx *tx,
                                 const char *const *receivers, bool *more);

#define CV_OUTBOX_PRUNE_NS (UINT64_C(3600) * CV_NS_PER_S)

#endif
