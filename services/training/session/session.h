/* The rules for a session's fields, and its form on the wire. */
#ifndef TRAINING_SESSION_H
#define TRAINING_SESSION_H

#include "caravan/training/v1/session.pb-c.h"
#include "cohort/cohort.h"
#include "session/session_store.h"

#define SESSION_NAME COHORT_NAME "/sessions/@"

/* Take the masked fields from the request into `session`. The others stay as they are. Texts are
 * borrowed from the request. */
void session_read(struct cv_check *check, const Caravan__Training__V1__Session *message,
                  uint32_t mask, struct session *session);
void session_check(struct cv_check *check, const struct session *session);

uint32_t session_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask);

/* NULL when the arena is full. */
Caravan__Training__V1__Session *session_wire(struct cv_arena *arena, const struct session *session);

#endif
