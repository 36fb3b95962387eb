/* The rules for a course's fields, and its form on the wire. */
#ifndef TRAINING_COURSE_H
#define TRAINING_COURSE_H

#include "caravan/training/v1/course.pb-c.h"
#include "course/course_store.h"
#include "service/field.h"

#define COURSE_NAME "courses/@"

/* Take the masked fields from the request into `course`. The others stay as they are. Texts are
 * borrowed from the request, or live in the arena of the check. */
void course_read(struct cv_check *check, const Caravan__Training__V1__Course *message,
                 uint32_t mask, struct course *course);
void course_check(struct cv_check *check, const struct course *course);

uint32_t course_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask);

/* NULL when the arena is full. */
Caravan__Training__V1__Course *course_wire(struct cv_arena *arena, const struct course *course);

#endif
