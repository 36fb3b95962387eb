/* The rules for an attendance's fields, and its form on the wire. */
#ifndef TRAINING_ATTENDANCE_H
#define TRAINING_ATTENDANCE_H

#include "attendance/attendance_store.h"
#include "enrolment/enrolment.h"
#include "session/session.h"

#define ATTENDANCE_NAME SESSION_NAME "/attendances/@"

/* Of a new one of this cohort. The enrolment's id lives in the arena of the check. */
void attendance_read(struct cv_check *check, const Caravan__Training__V1__Attendance *message,
                     struct attendance *attendance);

/* NULL when the arena is full. */
Caravan__Training__V1__Attendance *attendance_wire(struct cv_arena *arena,
                                                   const struct attendance *attendance);

#endif
