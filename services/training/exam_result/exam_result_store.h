/* Results of exams in the store. */
#ifndef TRAINING_EXAM_RESULT_STORE_H
#define TRAINING_EXAM_RESULT_STORE_H

#include "exchange_record_store.h"

struct exam_result {
    struct exchange_record record;
    const char *organisation; /* its id */
    const char *subject;
    int64_t year;
    const char *paper;
    int64_t candidates;
    int64_t mean_hundredths;
    int32_t effective_on;
    const char *reference;
};

/* Sets the uid and times. NOT_FOUND for its organisation. ALREADY_EXISTS, RESULT_EXISTS:
 * another stands for the same organisation, subject and year. */
struct cv_status exam_result_insert(struct cv_books *books, struct exam_result *exam_result);
struct cv_status exam_result_get(struct cv_books *books, const char *id,
                                 struct exam_result *exam_result);
struct cv_status exam_result_list(struct cv_books *books, struct cv_listed *listed);
/* Strike it, and let another one take its place. */
struct cv_status exam_result_strike(struct cv_books *books, struct exam_result *exam_result,
                                    const char *reason);

#endif
