/* Courses in the store: an identity and its versions. */
#ifndef TRAINING_COURSE_STORE_H
#define TRAINING_COURSE_STORE_H

#include "service/books_store.h"

struct course {
    struct cv_uuid uid;
    const char *id;
    const char *title;
    const char *title_zh;
    int64_t kind; /* a CourseKind */
    int64_t minutes;
    const char *organisation; /* id; "": none */
    int64_t version;
    int64_t created_us;
    int64_t recorded_us; /* of this version */
};

/* The uid of a course. NOT_FOUND names it, and `field` if that is not NULL. */
struct cv_status course_find(struct cv_books *books, const char *id, const char *field,
                             struct cv_uuid *uid);

/* Sets uid, version and times of `course`. */
struct cv_status course_insert(struct cv_books *books, struct course *course);
struct cv_status course_get(struct cv_books *books, const char *id, struct course *course);
/* Records `course` as the version after its own, and sets version and recorded_us. ABORTED
 * when its own is no longer the newest. */
struct cv_status course_replace(struct cv_books *books, struct course *course);
struct cv_status course_list(struct cv_books *books, struct cv_listed *listed);

#endif
