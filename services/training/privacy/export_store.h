/* Where a person is spoken of. */
#ifndef TRAINING_EXPORT_STORE_H
#define TRAINING_EXPORT_STORE_H

#include "app/name.h"
#include "service/books_store.h"

/* What is in a cohort, by its ids. */
struct export_row {
    struct cv_id ids[4]; /* course, cohort, assessment or session, and its own */
};

struct export
{
    struct cv_uuid *enrolments;
    size_t enrolment_count;
    struct export_row *attempts; /* at assessments */
    size_t attempt_count;
    const char **certificates; /* ids */
    size_t certificate_count;
    struct export_row *attendances; /* of sessions */
    size_t attendance_count;
};

/* In the order of their recording. `export` begins zeroed. */
struct cv_status export_read(struct cv_books *books, struct cv_uuid person, struct export *export);

#endif
