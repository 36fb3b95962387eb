/* The rules for the fields of an award, and its form on the wire. */
#ifndef TRAINING_AWARD_H
#define TRAINING_AWARD_H

#include "award/award_store.h"
#include "caravan/training/v1/award.pb-c.h"
#include "service/field.h"

#define AWARD_NAME "awards/@"

/* Take the fields from the request and check them. Texts are borrowed from the request or in the
 * arena. */
void award_read(struct cv_check *check, const Caravan__Training__V1__Award *message,
                struct award *award);

/* NULL when the arena is full. */
Caravan__Training__V1__Award *award_wire(struct cv_arena *arena, const struct award *award);

#endif
