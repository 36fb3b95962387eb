/* The methods of files that give them in parts. Only the types differ from file to file, so a
 * program gives its package and its store once, with macros of its own over these:
 *
 *     #define LISTING_METHOD(service, nouns, Nouns)
 *         CV_LISTING_METHOD(caravan_training_v1, Caravan__Training__V1, training_store, service,
 *                           nouns, Nouns)
 *
 * Each makes handle() of the file it stands in, and one constant by the name of the file. */
#ifndef CV_SERVICE_METHODS_H
#define CV_SERVICE_METHODS_H

#include "service/creation.h"
#include "service/listing.h"
#include "service/lookup.h"
#include "service/move.h"
#include "service/update.h"

/* create_<noun> of a file whose `struct cv_creation` is <noun>_creation, and whose state is `struct
 * state` (service/creation.h). */
#define CV_CREATION_METHOD(package, Package, store, service, noun, Noun)                           \
    static void handle(struct cv_call *call, void *memory,                                         \
                       const Package##__Create##Noun##Request *request)                            \
    {                                                                                              \
        cv_creation_run(&noun##_creation, memory, call, store(call), &request->base);              \
    }                                                                                              \
    const struct package##_##service##_create_##noun##_method create_##noun = {                    \
        handle, sizeof(struct cv_creation_call) + sizeof(struct state)}

/* list_<nouns> of a file whose `struct cv_listing` is LISTING (service/listing.h). */
#define CV_LISTING_METHOD(package, Package, store, service, nouns, Nouns)                          \
    static void handle(struct cv_call *call, void *memory,                                         \
                       const Package##__List##Nouns##Request *request)                             \
    {                                                                                              \
        cv_listing_run(&LISTING, memory, call, store(call), &request->base);                       \
    }                                                                                              \
    const struct package##_##service##_list_##nouns##_method list_##nouns = {                      \
        handle, sizeof(struct cv_listing_call)}

/* get_<noun> of a file with a find() (service/lookup.h); NAME is the pattern of its name. */
#define CV_LOOKUP_METHOD(package, Package, store, service, noun, Noun, NAME)                       \
    static void handle(struct cv_call *call, void *memory,                                         \
                       const Package##__Get##Noun##Request *request)                               \
    {                                                                                              \
        static const struct cv_lookup LOOKUP = {NAME, find};                                       \
                                                                                                   \
        cv_lookup_run(&LOOKUP, memory, call, store(call), &request->base);                         \
    }                                                                                              \
    const struct package##_##service##_get_##noun##_method get_##noun = {                          \
        handle, sizeof(struct cv_lookup_call)}

/* update_<noun> of a file with a change() (service/update.h), whose mask is <noun>_mask(). */
#define CV_UPDATE_METHOD(package, Package, store, service, noun, Noun, NAME)                       \
    static void handle(struct cv_call *call, void *memory,                                         \
                       const Package##__Update##Noun##Request *request)                            \
    {                                                                                              \
        static const struct cv_update UPDATE = {#noun, NAME, noun##_mask, change};                 \
                                                                                                   \
        cv_update_run(&UPDATE, memory, call, store(call), &request->base);                         \
    }                                                                                              \
    const struct package##_##service##_update_##noun##_method update_##noun = {                    \
        handle, sizeof(struct cv_update_call)}

/* move_<noun> of a file whose `struct cv_move` is MOVE (service/move.h). */
#define CV_MOVE_METHOD(package, Package, store, service, noun, Noun)                               \
    static void handle(struct cv_call *call, void *memory,                                         \
                       const Package##__Move##Noun##Request *request)                              \
    {                                                                                              \
        cv_move_run(&MOVE, memory, call, store(call), &request->base);                             \
    }                                                                                              \
    const struct package##_##service##_move_##noun##_method move_##noun = {                        \
        handle, sizeof(struct cv_move_call)}

#endif
