/* The log of trip events. */
#ifndef LOGISTICS_TRIP_EVENT_STORE_H
#define LOGISTICS_TRIP_EVENT_STORE_H

#include "trip/trip_store.h"

/* All of a trip, by sequence; in an array with room for `more` besides. */
struct cv_status trip_events_load(struct cv_books *books, struct cv_uuid trip, size_t more,
                                  struct trip_event ***events, size_t *count);

/* Up to `limit` of a trip that come after this sequence. */
struct cv_status trip_events_after(struct cv_books *books, struct cv_uuid trip, int64_t after,
                                   size_t limit, struct trip_event **rows, size_t *count);

/* The newest sequence of the organisation's log; 0: it is empty. */
struct cv_status trip_events_newest(struct cv_books *books, int64_t *seq);

struct cv_status trip_event_insert(struct cv_books *books, struct cv_uuid trip,
                                   const struct trip_event *event);
/* What the newest fold made of one that is there. */
struct cv_status trip_event_judge(struct cv_books *books, const struct trip_event *event);

#endif
