/* The rules for a person's fields and consents, and their form on the wire. */
#ifndef TRAINING_PERSON_H
#define TRAINING_PERSON_H

#include "caravan/training/v1/person.pb-c.h"
#include "person/person_store.h"
#include "service/audit.h"
#include "service/field.h"

#define PERSON_NAME "persons/@"

/* Take the masked fields from the request into `person`; the others stay as they are. Texts are
 * borrowed from the request, or live in the arena of the check. */
void person_read(struct cv_check *check, const Caravan__Training__V1__Person *message,
                 uint32_t mask, struct person *person);
void person_check(struct cv_check *check, const struct person *person);
/* The consents of a new person. */
void person_consents_read(struct cv_check *check, const Caravan__Training__V1__Person *message,
                          struct person *person);

uint32_t person_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask);

/* `field` is the path of the consent in the request. */
void consent_read(struct cv_check *check, const char *field,
                  const Caravan__Training__V1__Consent *message, struct consent *consent);
/* The id of the course; "" for none. */
const char *consent_course_read(struct cv_check *check, const char *field, const char *name);

/* The id of a person that a field names: in the arena, or "" and the field is wrong. */
const char *person_read_name(struct cv_check *check, const char *field, const char *name);

/* What of a person the audit keeps digests of. */
extern const struct cv_audit_form person_audit_form;

/* NULL when the arena is full. */
Caravan__Training__V1__Person *person_wire(struct cv_arena *arena, const struct person *person);

/* The person of whom an answer holds something personal; "": nobody (app/unit.h). */
const char *person_about(const ProtobufCMessage *answer);

#endif
