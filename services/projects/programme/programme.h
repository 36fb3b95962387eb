/* The rules for a programme's fields, and its form on the wire. */
#ifndef PROJECTS_PROGRAMME_H
#define PROJECTS_PROGRAMME_H

#include "caravan/projects/v1/programme.pb-c.h"
#include "field.h"
#include "programme/programme_store.h"

/* Take the masked fields from the request into `programme`, checking each by itself. The others
 * stay as they are. Texts are borrowed from the request. */
void programme_read(struct cv_check *check, const Caravan__Projects__V1__Programme *message,
                    uint32_t mask, struct programme *programme);
/* What must hold of all fields together. */
void programme_check(struct cv_check *check, const struct programme *programme);

uint32_t programme_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask);

/* NULL when the arena is full. */
Caravan__Projects__V1__Programme *programme_wire(struct cv_arena *arena,
                                                 const struct programme *programme);

#endif
