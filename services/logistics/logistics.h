/* The logistics program: three services on one store. Corridors is a rail-road goods corridor, Hubs
 * are parcel sorting hubs, Sales is the ledger of what was sold.
 *
 * As in the projects service each method is one file, verb_noun.c in the folder of its noun; what
 * the store keeps of a noun is in noun_store.{h,c}, the only place with SQL; the rules for its
 * fields and its form on the wire are in noun.{h,c}. */
#ifndef LOGISTICS_LOGISTICS_H
#define LOGISTICS_LOGISTICS_H

#include "parcel/parcel_news.h"
#include "rpc/server.h"
#include "service/creation.h"
#include "service/listing.h"
#include "service/lookup.h"
#include "service/update.h"
#include "service/watch.h"

extern const struct cv_migration logistics_migrations[]; /* from sql/ */

/* What cv_call_service() of every handler is. Lasts as long as the server. */
struct logistics {
    struct cv_store *store;
    struct cv_feed trips; /* something was recorded of a trip */
    struct cv_feed hubs;  /* of a hub */
    struct parcel_news parcels;
};

/* Before anything is served. */
void logistics_begin(struct logistics *service, struct cv_store *store);
/* The server is going: watches end. */
void logistics_drain(struct logistics *service);

/* The store of the service that this call came to. */
struct cv_store *logistics_store(const struct cv_call *call);

/* Register all three services. `service` is borrowed for the life of the server. */
struct cv_status logistics_serve(struct cv_server *server, struct logistics *service);

/* The methods of files that give them in parts, of the service `hubs`, `corridors` or `sales`. Only
 * the types differ from file to file. */

/* create_<noun> of a file whose `struct cv_creation` is <noun>_creation, and whose state is `struct
 * state` (service/creation.h). */
#define CREATION_METHOD(service, noun, Noun)                                                       \
    static void handle(struct cv_call *call, void *memory,                                         \
                       const Caravan__Logistics__V1__Create##Noun##Request *request)               \
    {                                                                                              \
        cv_creation_run(&noun##_creation, memory, call, logistics_store(call), &request->base);    \
    }                                                                                              \
    const struct caravan_logistics_v1_##service##_create_##noun##_method create_##noun = {         \
        handle, sizeof(struct cv_creation_call) + sizeof(struct state)}

/* list_<nouns> of a file whose `struct cv_listing` is LISTING (service/listing.h). */
#define LISTING_METHOD(service, nouns, Nouns)                                                      \
    static void handle(struct cv_call *call, void *memory,                                         \
                       const Caravan__Logistics__V1__List##Nouns##Request *request)                \
    {                                                                                              \
        cv_listing_run(&LISTING, memory, call, logistics_store(call), &request->base);             \
    }                                                                                              \
    const struct caravan_logistics_v1_##service##_list_##nouns##_method list_##nouns = {           \
        handle, sizeof(struct cv_listing_call)}

/* get_<noun> of a file with a find() (service/lookup.h); NAME is the pattern of its name. */
#define LOOKUP_METHOD(service, noun, Noun, NAME)                                                   \
    static void handle(struct cv_call *call, void *memory,                                         \
                       const Caravan__Logistics__V1__Get##Noun##Request *request)                  \
    {                                                                                              \
        static const struct cv_lookup LOOKUP = {NAME, find};                                       \
                                                                                                   \
        cv_lookup_run(&LOOKUP, memory, call, logistics_store(call), &request->base);               \
    }                                                                                              \
    const struct caravan_logistics_v1_##service##_get_##noun##_method get_##noun = {               \
        handle, sizeof(struct cv_lookup_call)}

/* update_<noun> of a file with a change() (service/update.h). */
#define UPDATE_METHOD(service, noun, Noun, NAME)                                                   \
    static void handle(struct cv_call *call, void *memory,                                         \
                       const Caravan__Logistics__V1__Update##Noun##Request *request)               \
    {                                                                                              \
        static const struct cv_update UPDATE = {#noun, NAME, noun##_mask, change};                 \
                                                                                                   \
        cv_update_run(&UPDATE, memory, call, logistics_store(call), &request->base);               \
    }                                                                                              \
    const struct caravan_logistics_v1_##service##_update_##noun##_method update_##noun = {         \
        handle, sizeof(struct cv_update_call)}

#endif
