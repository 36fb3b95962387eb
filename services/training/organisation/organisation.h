/* The rules for an organisation's fields, and its form on the wire. */
#ifndef TRAINING_ORGANISATION_H
#define TRAINING_ORGANISATION_H

#include "caravan/training/v1/organisation.pb-c.h"
#include "organisation/organisation_store.h"
#include "service/field.h"

#define ORGANISATION_NAME "organisations/@"

/* Take the masked fields from the request into `organisation`. The others stay as they are. Texts
 * are borrowed from the request. */
void organisation_read(const Caravan__Training__V1__Organisation *message, uint32_t mask,
                       struct organisation *organisation);
void organisation_check(struct cv_check *check, const struct organisation *organisation);

/* The id of an organisation that a field names: in the arena, or "" and the field is wrong. */
const char *organisation_read_name(struct cv_check *check, const char *field, const char *name);

uint32_t organisation_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask);

/* The id in a field that names an organisation, in the arena of the check; "" if it names none. */
const char *organisation_id_read(struct cv_check *check, const char *field, const char *name);
/* The name of an organisation; "" for no id. NULL when the arena is full. */
char *organisation_name_wire(struct cv_arena *arena, const char *id);

/* NULL when the arena is full. */
Caravan__Training__V1__Organisation *organisation_wire(struct cv_arena *arena,
                                                       const struct organisation *organisation);

#endif
