/* The rules for the fields of an exam result, and its form on the wire. */
#ifndef TRAINING_EXAM_RESULT_H
#define TRAINING_EXAM_RESULT_H

#include "caravan/training/v1/exam_result.pb-c.h"
#include "exam_result/exam_result_store.h"
#include "service/field.h"

#define EXAM_RESULT_NAME "examResults/@"

/* Take the fields from the request and check them. Texts are borrowed from the request or in the
 * arena. */
void exam_result_read(struct cv_check *check, const Caravan__Training__V1__ExamResult *message,
                      struct exam_result *exam_result);

/* NULL when the arena is full. */
Caravan__Training__V1__ExamResult *exam_result_wire(struct cv_arena *arena,
                                                    const struct exam_result *exam_result);

#endif
