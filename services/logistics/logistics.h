/* The logistics program: three services on one store. Corridors is a rail-road goods corridor, Hubs
 * are parcel sorting hubs, Sales is the ledger of what was sold.
 *
 * As in the projects service each method is one file, verb_noun.c in the folder of its noun; what
 * the store keeps of a noun is in noun_store.{h,c}, the only place with SQL; the rules for its
 * fields and its form on the wire are in noun.{h,c}. */
#ifndef LOGISTICS_LOGISTICS_H
#define LOGISTICS_LOGISTICS_H

#include "app/upkeep.h"
#include "parcel/parcel_news.h"
#include "rpc/server.h"
#include "service/audit_service.h"
#include "service/event_service.h"
#include "service/methods.h"
#include "service/reference_service.h"
#include "service/watch.h"

extern const struct cv_migration logistics_migrations[]; /* from sql/ */

extern const struct cv_upkeep_job logistics_upkeep[]; /* what its store needs now and then */

/* What cv_call_service() of every handler is. Lasts as long as the server. */
struct logistics {
    struct cv_store *store;
    struct cv_feed trips; /* something was recorded of a trip */
    struct cv_feed hubs;  /* of a hub */
    struct parcel_news parcels;
    struct cv_audit_service audit;
    struct cv_events events;
    struct cv_reference_service references;
};

/* Before anything is served. */
void logistics_begin(struct logistics *service, struct cv_store *store);
/* The server is going: watches end. */
void logistics_drain(struct logistics *service);

/* The store of the service that this call came to. */
struct cv_store *logistics_store(const struct cv_call *call);

/* Register all three services, and the audit and events of them. `service` is borrowed for the life
 * of the server. */
struct cv_status logistics_serve(struct cv_server *server, struct logistics *service);

/* The methods of files that give them in parts (service/methods.h), of the service `hubs`,
 * `corridors` or `sales`. */
#define CREATION_METHOD(service, noun, Noun)                                                       \
    CV_CREATION_METHOD(caravan_logistics_v1, Caravan__Logistics__V1, logistics_store, service,     \
                       noun, Noun)
#define LISTING_METHOD(service, nouns, Nouns)                                                      \
    CV_LISTING_METHOD(caravan_logistics_v1, Caravan__Logistics__V1, logistics_store, service,      \
                      nouns, Nouns)
#define LOOKUP_METHOD(service, noun, Noun, NAME)                                                   \
    CV_LOOKUP_METHOD(caravan_logistics_v1, Caravan__Logistics__V1, logistics_store, service, noun, \
                     Noun, NAME)
#define UPDATE_METHOD(service, noun, Noun, NAME)                                                   \
    CV_UPDATE_METHOD(caravan_logistics_v1, Caravan__Logistics__V1, logistics_store, service, noun, \
                     Noun, NAME)

#endif
