/* People who apply for courses, as rows of an import. All of a row follows from its number.
 *
 * Memory   A row holds all that its message points at, but for the prefix. */
#ifndef CARAVAN_LOAD_TRAINING_ROWS_H
#define CARAVAN_LOAD_TRAINING_ROWS_H

#include "caravan/training/v1/learning.pb-c.h"
#include "work.h"

#define LOAD_COURSE          "courses/load"
#define LOAD_LEARNERS_IMPORT 5000 /* rows in one call */

/* Not to be moved. */
struct training_row {
    Caravan__Training__V1__ImportLearningRow row;
    Caravan__Training__V1__CreatePersonRequest create_person;
    Caravan__Training__V1__Person person;
    Caravan__Training__V1__Consent consent, *consents[1];
    Caravan__Training__V1__CreateCohortRequest create_cohort;
    Caravan__Training__V1__Cohort cohort;
    Caravan__Training__V1__CreateCourseRequest create_course;
    Caravan__Training__V1__Course course;
    Caravan__Training__V1__CreateSessionRequest create_session;
    Caravan__Training__V1__Session session;
    Google__Type__Date first, last;
    char id[24], parent[LOAD_NAME_SIZE];
};

/* "p17", who agrees to being trained. */
void training_put_person(struct training_row *row, uint64_t n);
void training_put_course(struct training_row *row, uint64_t n); /* there is one */
/* "c17" with the prefix "c": open, with so many seats. */
void training_put_cohort(struct training_row *row, uint64_t n, const char *prefix, int32_t seats);
/* "s3", the day after the one before: of the cohort with that number and prefix. */
void training_put_session(struct training_row *row, uint64_t n, const char *prefix,
                          uint64_t cohort);

#endif
