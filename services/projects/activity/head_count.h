/* How many people an activity had, and its form on the wire. */
#ifndef PROJECTS_HEAD_COUNT_H
#define PROJECTS_HEAD_COUNT_H

#include "activity/activity_store.h"
#include "caravan/projects/v1/activity.pb-c.h"
#include "field.h"

/* Take and check it; NULL: nobody was counted. */
void head_count_read(struct cv_check *check, const Caravan__Projects__V1__HeadCount *message,
                     struct activity *activity);
/* NULL when nobody was counted, or the arena is full. */
Caravan__Projects__V1__HeadCount *head_count_wire(struct cv_arena *arena,
                                                  const struct activity *activity);

#endif
