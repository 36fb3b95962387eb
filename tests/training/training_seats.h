/* What tests of seats begin with: the course "weld", its cohort "k1", and persons p1, p2 ... who
 * consent to training. */
#ifndef TESTS_TRAINING_TRAINING_SEATS_H
#define TESTS_TRAINING_TRAINING_SEATS_H

#include "support/training_bench.h"

#define COURSE "courses/weld"
#define COHORT COURSE "/cohorts/k1"

/* The course, and the cohort, OPEN, with so many seats and places on the list. */
void seats_sow(struct service_bench *bench, int capacity, int waiting);
/* Persons p<from> to p<from + count - 1>. */
void persons_sow(struct service_bench *bench, int from, int count);

/* Person p<i> applies, as enrolment e<i>. What comes of it is the answer. */
const Caravan__Training__V1__Enrolment *applies(struct service_bench *bench, int i);
/* And it must be this state and place on the list. */
void gets(struct service_bench *bench, int i, const char *state, int place);

/* MoveEnrolment of e<i>, which must then be in this state. */
void moves(struct service_bench *bench, int i, const char *move, const char *state);
/* GetEnrolment of e<i> is in this state. */
void is_in(struct service_bench *bench, int i, const char *state);
/* The cohort, now. */
void cohort_has(struct service_bench *bench, const char *want);

/* MoveEnrolment of e<i> is refused. */
#define MOVE_REFUSED(bench, i, move, reason)                                                       \
    REFUSE(                                                                                        \
        bench, "MoveEnrolment",                                                                    \
        service_text(bench, "name: '" COHORT "/enrolments/e%d' move: ENROLMENT_MOVE_%s", i, move), \
        CV_FAILED_PRECONDITION, reason, "")

#endif
