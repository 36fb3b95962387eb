/* The training program, services on one store. Learning is organisations, people, and what they
 * learn; Exchanges what institutions do for each other, and the report of it all.
 *
 * As in the projects service each method is one file, verb_noun.c in the folder of its noun; what
 * the store keeps of a noun is in noun_store.{h,c}, the only place with SQL; the rules for its
 * fields and its form on the wire are in noun.{h,c}. */
#ifndef TRAINING_TRAINING_H
#define TRAINING_TRAINING_H

#include "app/upkeep.h"
#include "rpc/server.h"
#include "service/audit_service.h"
#include "service/event_service.h"
#include "service/methods.h"
#include "service/recount_store.h"
#include "service/reference_service.h"
#include "service/saga.h"
#include "store/store.h"

extern const struct cv_migration training_migrations[]; /* from sql/ */

extern const struct cv_upkeep_job training_upkeep[]; /* what its store needs now and then */

extern const struct cv_recount training_recounts[]; /* what `verify` counts anew */

/* What cv_call_service() of every handler is. Lasts as long as the server. */
struct training {
    struct cv_store *store;
    struct cv_audit_service audit;
    struct cv_events events;
    struct cv_reference_service references;
    struct cv_sagas sagas; /* of what cohorts cost */
};

/* The store of the service that this call came to. */
struct cv_store *training_store(const struct cv_call *call);

struct cv_sagas *training_sagas(const struct cv_call *call);

/* The day it is for the programme, all of which keeps Beijing's time. On store threads. */
int32_t training_today(struct cv_tx *tx);

/* Register all services, and the audit and events of them. `service` is borrowed for the life of
 * the server. */
struct cv_status training_serve(struct cv_server *server, struct training *service);

/* The methods of files that give them in parts (service/methods.h), of the service `learning`. */
#define CREATION_METHOD(service, noun, Noun)                                                       \
    CV_CREATION_METHOD(caravan_training_v1, Caravan__Training__V1, training_store, service, noun,  \
                       Noun)
#define LISTING_METHOD(service, nouns, Nouns)                                                      \
    CV_LISTING_METHOD(caravan_training_v1, Caravan__Training__V1, training_store, service, nouns,  \
                      Nouns)
#define LOOKUP_METHOD(service, noun, Noun, NAME)                                                   \
    CV_LOOKUP_METHOD(caravan_training_v1, Caravan__Training__V1, training_store, service, noun,    \
                     Noun, NAME)
#define MOVE_METHOD(service, noun, Noun)                                                           \
    CV_MOVE_METHOD(caravan_training_v1, Caravan__Training__V1, training_store, service, noun, Noun)
#define UPDATE_METHOD(service, noun, Noun, NAME)                                                   \
    CV_UPDATE_METHOD(caravan_training_v1, Caravan__Training__V1, training_store, service, noun,    \
                     Noun, NAME)

#endif
