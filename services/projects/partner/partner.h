/* The rules for a partner's fields, and its form on the wire. */
#ifndef PROJECTS_PARTNER_H
#define PROJECTS_PARTNER_H

#include "caravan/projects/v1/partner.pb-c.h"
#include "field.h"
#include "partner/partner_store.h"

/* Take the masked fields from the request into `partner`. The others stay as they are. Texts are
 * borrowed from the request. */
void partner_read(struct cv_check *check, const Caravan__Projects__V1__Partner *message,
                  uint32_t mask, struct partner *partner);
void partner_check(struct cv_check *check, const struct partner *partner);

uint32_t partner_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask);

/* `programme`: its id. NULL when the arena is full. */
Caravan__Projects__V1__Partner *partner_wire(struct cv_arena *arena, const char *programme,
                                             const struct partner *partner);

#endif
