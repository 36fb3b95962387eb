/* A report as its message. */
#ifndef TRAINING_REPORT_WIRE_H
#define TRAINING_REPORT_WIRE_H

#include "caravan/training/v1/training_report.pb-c.h"
#include "training_report/exchanges_report.h"
#include "training_report/learning_report.h"
#include "training_report/outcome_report.h"

/* NULL when the arena is full. */
Caravan__Training__V1__TrainingReportResponse *
training_report_wire(struct cv_arena *arena, const struct report_view *view,
                     const struct exchanges_report *exchanges,
                     const struct learning_report *learning, const struct outcome_report *outcomes);

/* The rows of courses, and of what came of them. */
void learning_report_wire(struct cv_arena *arena, const struct learning_report *report,
                          Caravan__Training__V1__TrainingReportResponse *message);
void outcome_report_wire(struct cv_arena *arena, const struct outcome_report *report,
                         Caravan__Training__V1__TrainingReportResponse *message);

#endif
