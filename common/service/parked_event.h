/* A refused event's form on the wire, and what the methods about one have in common.
 *
 * Thread   cv_parked_change() on the loop of the call, the others on a store thread. */
#ifndef CV_SERVICE_PARKED_EVENT_H
#define CV_SERVICE_PARKED_EVENT_H

#include "app/check.h"
#include "app/name.h"
#include "app/unit.h"
#include "service/delivery_store.h"
#include "service/event_service.h"

/* NULL when the arena is full, or the event cannot be read. */
Caravan__Events__V1__ParkedEvent *cv_parked_wire(struct cv_arena *arena, const char *source,
                                                 const char *receiver,
                                                 const struct cv_held_event *held);

/* The state of a method that changes one. */
struct cv_parked_call {
    struct cv_unit unit;
    const struct cv_events *events;
    struct cv_id ids[2]; /* the receiver, and the event */
    struct cv_uuid event;
    const char *reason; /* for `change`; or NULL */
    struct cv_status (*change)(struct cv_books *books, const struct cv_parked_call *self,
                               struct cv_held_event *held);
};

/* Refuse what `check` or the name has wrong, or find the event, change it, and answer with it. */
void cv_parked_change(struct cv_parked_call *self, struct cv_call *call, struct cv_check *check,
                      const char *name, const char *request_id);

#endif
