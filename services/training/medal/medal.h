/* The rules for the fields of a medal, and its form on the wire. */
#ifndef TRAINING_MEDAL_H
#define TRAINING_MEDAL_H

#include "caravan/training/v1/medal.pb-c.h"
#include "medal/medal_store.h"
#include "service/field.h"

#define MEDAL_NAME "medals/@"

/* Take the fields from the request and check them. Texts are borrowed from the request or in the
 * arena. */
void medal_read(struct cv_check *check, const Caravan__Training__V1__Medal *message,
                struct medal *medal);

/* NULL when the arena is full. */
Caravan__Training__V1__Medal *medal_wire(struct cv_arena *arena, const struct medal *medal);

#endif
