/* The projects service: programmes, partners, projects, their money and their results.
 *
 * Each method is one file, verb_noun.c in the folder of its noun, and gives one constant of the
 * generated type, by the name of the file. What the store keeps of a noun is in noun_store.{h,c},
 * the only place with SQL; the rules for its fields and its form on the wire are in noun.{h,c}.
 * Creates come in parts (creation.h), which an import uses, too. */
#ifndef PROJECTS_PROJECTS_H
#define PROJECTS_PROJECTS_H

#include "caravan/projects/v1/projects.caravan.h"
#include "service/listing.h"
#include "service/lookup.h"
#include "service/update.h"
#include "store/store.h"

extern const struct cv_migration projects_migrations[]; /* from sql/ */

/* What cv_call_service() of every handler is. Lasts as long as the server. */
struct projects {
    struct cv_store *store;
};

/* Register the service. `service` is borrowed for the life of the server. */
struct cv_status projects_serve(struct cv_server *server, struct projects *service);

/* The store of the service that this call came to. */
struct cv_store *projects_store(const struct cv_call *call);

#define PROJECTS_METHOD(name) extern const struct caravan_projects_v1_projects_##name##_method name

PROJECTS_METHOD(create_programme);
PROJECTS_METHOD(get_programme);
PROJECTS_METHOD(list_programmes);
PROJECTS_METHOD(update_programme);

PROJECTS_METHOD(create_partner);
PROJECTS_METHOD(get_partner);
PROJECTS_METHOD(list_partners);
PROJECTS_METHOD(update_partner);

PROJECTS_METHOD(create_project);
PROJECTS_METHOD(get_project);
PROJECTS_METHOD(list_projects);
PROJECTS_METHOD(update_project);

PROJECTS_METHOD(create_budget_line);
PROJECTS_METHOD(get_budget_line);
PROJECTS_METHOD(list_budget_lines);
PROJECTS_METHOD(reverse_budget_line);

PROJECTS_METHOD(create_commitment);
PROJECTS_METHOD(get_commitment);
PROJECTS_METHOD(list_commitments);
PROJECTS_METHOD(reverse_commitment);

PROJECTS_METHOD(create_disbursement);
PROJECTS_METHOD(get_disbursement);
PROJECTS_METHOD(list_disbursements);
PROJECTS_METHOD(reverse_disbursement);

PROJECTS_METHOD(create_indicator);
PROJECTS_METHOD(get_indicator);
PROJECTS_METHOD(list_indicators);
PROJECTS_METHOD(update_indicator);

PROJECTS_METHOD(create_observation);
PROJECTS_METHOD(get_observation);
PROJECTS_METHOD(list_observations);
PROJECTS_METHOD(reverse_observation);

PROJECTS_METHOD(import);

PROJECTS_METHOD(report);

#undef PROJECTS_METHOD

/* The methods of files that give them in parts (Creates: creation.h). Only the types differ from
 * file to file. */

/* list_<nouns> of a file whose `struct cv_listing` is LISTING (service/listing.h). */
#define LISTING_METHOD(nouns, Nouns)                                                               \
    static void handle(struct cv_call *call, void *memory,                                         \
                       const Caravan__Projects__V1__List##Nouns##Request *request)                 \
    {                                                                                              \
        cv_listing_run(&LISTING, memory, call, projects_store(call), &request->base);              \
    }                                                                                              \
    const struct caravan_projects_v1_projects_list_##nouns##_method list_##nouns = {               \
        handle, sizeof(struct cv_listing_call)}

/* get_<noun> of a file with a find() (service/lookup.h); NAME is the pattern of its name. */
#define LOOKUP_METHOD(noun, Noun, NAME)                                                            \
    static void handle(struct cv_call *call, void *memory,                                         \
                       const Caravan__Projects__V1__Get##Noun##Request *request)                   \
    {                                                                                              \
        static const struct cv_lookup LOOKUP = {NAME, find};                                       \
                                                                                                   \
        cv_lookup_run(&LOOKUP, memory, call, projects_store(call), &request->base);                \
    }                                                                                              \
    const struct caravan_projects_v1_projects_get_##noun##_method get_##noun = {                   \
        handle, sizeof(struct cv_lookup_call)}

/* update_<noun> of a file with a change() (service/update.h). */
#define UPDATE_METHOD(noun, Noun, NAME)                                                            \
    static void handle(struct cv_call *call, void *memory,                                         \
                       const Caravan__Projects__V1__Update##Noun##Request *request)                \
    {                                                                                              \
        static const struct cv_update UPDATE = {#noun, NAME, noun##_mask, change};                 \
                                                                                                   \
        cv_update_run(&UPDATE, memory, call, projects_store(call), &request->base);                \
    }                                                                                              \
    const struct caravan_projects_v1_projects_update_##noun##_method update_##noun = {             \
        handle, sizeof(struct cv_update_call)}

#endif
