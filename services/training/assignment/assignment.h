/* The rules for an assignment's fields, and its form on the wire. */
#ifndef TRAINING_ASSIGNMENT_H
#define TRAINING_ASSIGNMENT_H

#include "assignment/assignment_store.h"
#include "caravan/training/v1/assignment.pb-c.h"
#include "service/field.h"

#define ASSIGNMENT_NAME "assignments/@"

/* Take the masked fields from the request into `assignment`. The others stay as they are. Texts are
 * borrowed from the request, or live in the arena of the check. */
void assignment_read(struct cv_check *check, const Caravan__Training__V1__Assignment *message,
                     uint32_t mask, struct assignment *assignment);
void assignment_check(struct cv_check *check, const struct assignment *assignment);
/* Who, and how it stands, of a new one. */
void assignment_begin_read(struct cv_check *check, const Caravan__Training__V1__Assignment *message,
                           struct assignment *assignment);

uint32_t assignment_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask);

/* The id of an assignment that a field names: in the arena, or "" and the field is wrong. */
const char *assignment_read_name(struct cv_check *check, const char *field, const char *name);

/* NULL when the arena is full. */
Caravan__Training__V1__Assignment *assignment_wire(struct cv_arena *arena,
                                                   const struct assignment *assignment);

#endif
