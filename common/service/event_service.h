/* The gRPC service caravan.events.v1.Events, which every service of the house offers beside its
 * own; and the delivery of its events to others.
 *
 * Thread   cv_events_drain() on loop 0; else as cv_server_*, before the server runs.
 * Memory   Borrowed for the life of the server. */
#ifndef CV_SERVICE_EVENT_SERVICE_H
#define CV_SERVICE_EVENT_SERVICE_H

#include "caravan/events/v1/events.caravan.h"
#include "rpc/server.h"
#include "service/books_store.h"
#include "service/delivery.h"
#include "service/watch.h"

#define CV_EVENTS_RECEIVERS_MAX 4

/* What an event of another service does here, in the transaction that takes it. */
struct cv_event_effect {
    Caravan__Events__V1__Event__PayloadCase payload;
    /* INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION refuse it; it comes again.
     */
    struct cv_status (*apply)(struct cv_books *books, const Caravan__Events__V1__Event *event);
};

/* What cv_call_service() of its handlers is. */
struct cv_events {
    struct cv_store *store;
    const char *source;                    /* the name of the service */
    struct cv_feed news;                   /* an event was added */
    const struct cv_event_effect *effects; /* ends with one without `apply`; NULL: none */
    struct cv_delivery deliveries[CV_EVENTS_RECEIVERS_MAX];
    size_t delivery_count;
};

/* Register it, and listen to the store. `source` and `effects` are static. */
struct cv_status cv_events_serve(struct cv_server *server, struct cv_events *events,
                                 struct cv_store *store, const char *source,
                                 const struct cv_event_effect *effects);
/* Deliver to this peer of the program as well, from loop 0. It is not there: its events wait. */
struct cv_status cv_events_deliver(struct cv_events *events, struct cv_app *app, const char *peer);
/* The server is going: who watches is told, and nothing more is delivered. */
void cv_events_drain(struct cv_events *events);

/* One method a file. */
extern const struct caravan_events_v1_events_watch_events_method cv_watch_events;
extern const struct caravan_events_v1_events_deliver_events_method cv_deliver_events;
extern const struct caravan_events_v1_events_get_delivery_method cv_get_delivery;
extern const struct caravan_events_v1_events_list_parked_events_method cv_list_parked_events;
extern const struct caravan_events_v1_events_replay_event_method cv_replay_event;
extern const struct caravan_events_v1_events_drop_event_method cv_drop_event;

#endif
