/* The form of a review task on the wire. */
#ifndef TRAINING_REVIEW_H
#define TRAINING_REVIEW_H

#include "caravan/training/v1/certificate.pb-c.h"
#include "review/review_store.h"
#include "service/field.h"

#define REVIEW_NAME "reviewTasks/@"

/* NULL when the arena is full. */
Caravan__Training__V1__ReviewTask *review_wire(struct cv_arena *arena, const struct review *review);

#endif
