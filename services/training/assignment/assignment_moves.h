/* What may become of an assignment: the table of its moves, and the days it takes. Pure; the
 * answers are told in assignment.proto. */
#ifndef TRAINING_ASSIGNMENT_MOVES_H
#define TRAINING_ASSIGNMENT_MOVES_H

#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

/* The numbers of AssignmentState. */
enum assignment_state {
    ASSIGNMENT_PLANNED = 1,
    ASSIGNMENT_CONFIRMED,
    ASSIGNMENT_UNDER_WAY,
    ASSIGNMENT_COMPLETED,
    ASSIGNMENT_ENDED_EARLY,
    ASSIGNMENT_CANCELLED,
};

/* The numbers of AssignmentMove. */
enum assignment_move {
    ASSIGNMENT_CONFIRM = 1,
    ASSIGNMENT_START,
    ASSIGNMENT_COMPLETE,
    ASSIGNMENT_END_EARLY,
    ASSIGNMENT_CANCEL,
    ASSIGNMENT_WITHDRAW,
};

struct assignment_days {
    int64_t state;
    int32_t planned_start;
    int32_t planned_end;
    int32_t actual_start; /* CV_DATE_NONE: did not begin */
    int32_t actual_end;   /* CV_DATE_NONE: goes on, or did not begin */
};

/* The state has a first day, and a last one. */
bool assignment_began(int64_t state);
bool assignment_over(int64_t state);

/* Nothing new is recorded of the person without his consent; leaving never needs it. */
bool assignment_move_needs_consent(int64_t move);

/* Move it on this day, as far as the move has one. FAILED_PRECONDITION, WRONG_STATE; otherwise
 * whether `date` is not before its first day is for the caller to ask. */
struct cv_status assignment_move(struct assignment_days *days, int64_t move, int32_t date);

/* One person cannot do both. What is under way may take longer than planned, but nothing else
 * begins meanwhile. */
bool assignment_overlap(const struct assignment_days *a, const struct assignment_days *b);

#endif
