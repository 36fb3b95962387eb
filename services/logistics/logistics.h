/* The logistics program: three services on one store. Corridors is a rail-road goods corridor, Hubs
 * are parcel sorting hubs, Sales is the ledger of what was sold.
 *
 * As in the projects service each method is one file, verb_noun.c in the folder of its noun; what
 * the store keeps of a noun is in noun_store.{h,c}, the only place with SQL; the rules for its
 * fields and its form on the wire are in noun.{h,c}. */
#ifndef LOGISTICS_LOGISTICS_H
#define LOGISTICS_LOGISTICS_H

#include "rpc/server.h"
#include "service/listing.h"
#include "service/watch.h"

extern const struct cv_migration logistics_migrations[]; /* from sql/ */

/* What cv_call_service() of every handler is. Lasts as long as the server. */
struct logistics {
    struct cv_store *store;
    struct cv_feed trips; /* something was recorded of a trip */
    struct cv_feed hubs;  /* of a hub */
};

/* Before anything is served. */
void logistics_begin(struct logistics *service, struct cv_store *store);
/* The server is going: watches end. */
void logistics_drain(struct logistics *service);

/* The store of the service that this call came to. */
struct cv_store *logistics_store(const struct cv_call *call);

/* Register all three services. `service` is borrowed for the life of the server. */
struct cv_status logistics_serve(struct cv_server *server, struct logistics *service);

/* list_<nouns> of the service `hubs`, `corridors` or `sales`: the method of a file whose `struct
 * cv_listing` is LISTING (service/listing.h). Only the types differ from file to file. */
#define LISTING_METHOD(service, nouns, Nouns)                                                      \
    static void handle(struct cv_call *call, void *memory,                                         \
                       const Caravan__Logistics__V1__List##Nouns##Request *request)                \
    {                                                                                              \
        cv_listing_run(&LISTING, memory, call, logistics_store(call), &request->base);             \
    }                                                                                              \
    const struct caravan_logistics_v1_##service##_list_##nouns##_method list_##nouns = {           \
        handle, sizeof(struct cv_listing_call)}

#endif
