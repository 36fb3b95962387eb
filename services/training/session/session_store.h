/* Sessions in the store: an identity, its versions, and whether its list is closed. */
#ifndef TRAINING_SESSION_STORE_H
#define TRAINING_SESSION_STORE_H

#include "cohort/cohort_store.h"

struct session {
    struct cv_uuid uid;
    struct cv_uuid cohort_uid;
    struct cv_uuid course_uid;
    const char *course; /* ids */
    const char *cohort;
    const char *id;
    const char *title;
    const char *title_zh;
    int32_t held_on;
    int64_t minutes;
    int64_t closed_us; /* 0: the list of those present is open */
    int64_t version;
    int64_t created_us;
    int64_t recorded_us; /* of this version */
};

/* Sets uid, version and times of `session`, whose uids of cohort and course are set. */
struct cv_status session_insert(struct cv_books *books, struct session *session);
struct cv_status session_get(struct cv_books *books, const char *course, const char *cohort,
                             const char *id, struct session *session);
/* Records `session` as the version after its own, and sets version and recorded_us. ABORTED when
 * its own is no longer the newest. */
struct cv_status session_replace(struct cv_books *books, struct session *session);
/* Closes the list. FAILED_PRECONDITION, ATTENDANCE_CLOSED: it was. */
struct cv_status session_close(struct cv_books *books, struct session *session);
struct cv_status session_list(struct cv_books *books, struct cv_uuid cohort,
                              struct cv_listed *listed);

#endif
