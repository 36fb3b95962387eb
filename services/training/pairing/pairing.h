/* The rules for the fields of a pairing, and its form on the wire. */
#ifndef TRAINING_PAIRING_H
#define TRAINING_PAIRING_H

#include "caravan/training/v1/pairing.pb-c.h"
#include "pairing/pairing_store.h"
#include "service/field.h"

#define PAIRING_NAME "pairings/@"

/* Take the fields from the request and check them. Texts are borrowed from the request or in the
 * arena. */
void pairing_read(struct cv_check *check, const Caravan__Training__V1__Pairing *message,
                  struct pairing *pairing);

/* The id of a pairing that a field names: in the arena, or "" and the field is wrong. */
const char *pairing_read_name(struct cv_check *check, const char *field, const char *name);

/* NULL when the arena is full. */
Caravan__Training__V1__Pairing *pairing_wire(struct cv_arena *arena, const struct pairing *pairing);

#endif
