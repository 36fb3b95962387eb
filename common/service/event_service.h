/* The gRPC service caravan.events.v1.Events, which every service of the house offers beside its
 * own.
 *
 * Thread   cv_events_begin() before the server runs, cv_events_drain() on a loop of it; else as
 *          cv_server_*.
 * Memory   Borrowed for the life of the server. */
#ifndef CV_SERVICE_EVENT_SERVICE_H
#define CV_SERVICE_EVENT_SERVICE_H

#include "caravan/events/v1/events.caravan.h"
#include "rpc/server.h"
#include "service/watch.h"

/* What cv_call_service() of its handlers is. */
struct cv_events {
    struct cv_store *store;
    const char *source;  /* the name of the service */
    struct cv_feed news; /* an event was added */
};

/* Register it, and listen to the store. `source` is static. */
struct cv_status cv_events_serve(struct cv_server *server, struct cv_events *events,
                                 struct cv_store *store, const char *source);
/* The server is going: who watches is told. */
void cv_events_drain(struct cv_events *events);

/* One method a file. */
extern const struct caravan_events_v1_events_watch_events_method cv_watch_events;

#endif
