/* The rules for a hub's fields, and its form on the wire. */
#ifndef LOGISTICS_HUB_H
#define LOGISTICS_HUB_H

#include "caravan/logistics/v1/hub.pb-c.h"
#include "hub/hub_store.h"
#include "service/field.h"

#define HUB_NAME "hubs/@"

/* Take the masked fields from the request into `hub`; texts are borrowed. */
void hub_read(const Caravan__Logistics__V1__Hub *message, uint32_t mask, struct hub *hub);
uint32_t hub_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask);
void hub_check(struct cv_check *check, const struct hub *hub);
/* What cannot be changed later: how it counts. */
void hub_read_days(struct cv_check *check, const Caravan__Logistics__V1__Hub *message,
                   struct hub *hub);

/* NULL when the arena is full. */
Caravan__Logistics__V1__Hub *hub_wire(struct cv_arena *arena, const struct hub *hub);

#endif
