/* The rules for a corridor's fields, and its form on the wire. */
#ifndef LOGISTICS_CORRIDOR_H
#define LOGISTICS_CORRIDOR_H

#include "caravan/logistics/v1/corridor.pb-c.h"
#include "corridor/corridor_store.h"
#include "service/field.h"

#define CORRIDOR_NAME "corridors/@"

/* Longest run or stay that is planned: 30 days. */
#define CORRIDOR_MINUTES_MAX 43200

/* Check the masked fields of the request and take them into `corridor`. The others stay as they
 * are. Texts are borrowed from the request, or in the arena. */
void corridor_read(struct cv_check *check, const Caravan__Logistics__V1__Corridor *message,
                   uint32_t mask, struct corridor *corridor);
void corridor_check(struct cv_check *check, const struct corridor *corridor);

uint32_t corridor_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask);

/* NULL when the arena is full. */
Caravan__Logistics__V1__Corridor *corridor_wire(struct cv_arena *arena,
                                                const struct corridor *corridor);

#endif
