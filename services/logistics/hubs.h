/* The Hubs service: parcel sorting hubs. Each method is one file, verb_noun.c in the folder of its
 * noun. */
#ifndef LOGISTICS_HUBS_H
#define LOGISTICS_HUBS_H

#include "caravan/logistics/v1/hubs.caravan.h"
#include "logistics.h"
#include "service/creation.h"

/* Register the service. `service` is borrowed for the life of the server. */
struct cv_status hubs_serve(struct cv_server *server, struct logistics *service);

#define HUBS_METHOD(name) extern const struct caravan_logistics_v1_hubs_##name##_method name

HUBS_METHOD(create_hub);
HUBS_METHOD(get_hub);
HUBS_METHOD(list_hubs);
HUBS_METHOD(update_hub);
HUBS_METHOD(close_hub_day);

HUBS_METHOD(create_reader);
HUBS_METHOD(get_reader);
HUBS_METHOD(list_readers);

HUBS_METHOD(capture_scan);
HUBS_METHOD(capture_scans);

HUBS_METHOD(track_parcel);

#undef HUBS_METHOD

/* The Creates in parts (service/creation.h), for imports. */
extern const struct cv_creation hub_creation;
extern const struct cv_creation reader_creation;

/* create_<noun>, the method of a file whose creation is <noun>_creation and whose state is `struct
 * state`. Only the types differ from file to file. */
#define HUBS_CREATION(noun, Noun)                                                                  \
    static void handle(struct cv_call *call, void *memory,                                         \
                       const Caravan__Logistics__V1__Create##Noun##Request *request)               \
    {                                                                                              \
        cv_creation_run(&noun##_creation, memory, call, logistics_store(call), &request->base);    \
    }                                                                                              \
    const struct caravan_logistics_v1_hubs_create_##noun##_method create_##noun = {                \
        handle, sizeof(struct cv_creation_call) + sizeof(struct state)}

#endif
