/* The Learning service: organisations, people, and what they learn. Each method is one file,
 * verb_noun.c in the folder of its noun. */
#ifndef TRAINING_LEARNING_H
#define TRAINING_LEARNING_H

#include "caravan/training/v1/learning.caravan.h"
#include "training.h"

/* Register the service. `service` is borrowed for the life of the server. */
struct cv_status learning_serve(struct cv_server *server, struct training *service);

#define LEARNING_METHOD(name) extern const struct caravan_training_v1_learning_##name##_method name

LEARNING_METHOD(create_organisation);
LEARNING_METHOD(get_organisation);
LEARNING_METHOD(list_organisations);
LEARNING_METHOD(update_organisation);

#undef LEARNING_METHOD

/* The Creates in parts (service/creation.h), for imports. */
extern const struct cv_creation organisation_creation;

#endif
