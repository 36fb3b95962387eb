/* The rules for an activity's fields, and its form on the wire. */
#ifndef PROJECTS_ACTIVITY_H
#define PROJECTS_ACTIVITY_H

#include "activity/activity_store.h"
#include "caravan/projects/v1/activity.pb-c.h"
#include "engagement_field.h"

#define ACTIVITY_NAME PROGRAMME_NAME "/activities/@"

/* Take the masked fields from the request and check the whole. Texts are borrowed from the request.
 * `programme`: its id. */
void activity_read(struct cv_check *check, const Caravan__Projects__V1__Activity *message,
                   uint32_t mask, const char *programme, struct activity *activity);
uint32_t activity_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask);

/* WRONG_STATE, unless an activity may go from one state to the other; *reasoned: only with a
 * reason. */
struct cv_status activity_move(struct cv_arena *arena, const char *id, int64_t from, int64_t to,
                               bool *reasoned);

/* `programme`: its id. NULL when the arena is full. */
Caravan__Projects__V1__Activity *activity_wire(struct cv_arena *arena, const char *programme,
                                               const struct activity *activity);

#endif
