/* The rules for a chute's fields, and its form on the wire. */
#ifndef LOGISTICS_CHUTE_H
#define LOGISTICS_CHUTE_H

#include "caravan/logistics/v1/chute.pb-c.h"
#include "chute/chute_store.h"
#include "hub_unit.h"

#define CHUTE_NAME HUB_NAME "/chutes/@"

/* Take the masked fields from the request into `chute`. The others stay as they are. Texts are
 * borrowed from the request. */
void chute_read(const Caravan__Logistics__V1__Chute *message, uint32_t mask, struct chute *chute);
void chute_check(struct cv_check *check, const struct chute *chute);

uint32_t chute_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask);

Caravan__Logistics__V1__Chute *chute_wire(struct cv_arena *arena, const char *hub,
                                          const struct chute *chute);

#endif
