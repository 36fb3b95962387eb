/* The rules for a place's fields, and its form on the wire. */
#ifndef LOGISTICS_PLACE_H
#define LOGISTICS_PLACE_H

#include "caravan/logistics/v1/place.pb-c.h"
#include "place/place_store.h"
#include "service/field.h"

#define PLACE_NAME "places/@"

/* Check the masked fields of the request and take them into `place`. The others stay as they are.
 * Texts are borrowed from the request, or in the arena. */
void place_read(struct cv_check *check, const Caravan__Logistics__V1__Place *message, uint32_t mask,
                struct place *place);
/* What must hold between its fields. */
void place_check(struct cv_check *check, const struct place *place);

uint32_t place_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask);

/* The id in a place's name, in the arena; "" after a failure. */
const char *place_id(struct cv_check *check, const char *field, const char *name);

/* NULL when the arena is full. */
Caravan__Logistics__V1__Place *place_wire(struct cv_arena *arena, const struct place *place);

#endif
