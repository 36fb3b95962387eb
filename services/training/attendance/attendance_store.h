/* Who was at a session, in the store: entries that are only added to; the last one counts. */
#ifndef TRAINING_ATTENDANCE_STORE_H
#define TRAINING_ATTENDANCE_STORE_H

#include "enrolment/enrolment_store.h"
#include "session/session_store.h"

/* The numbers of AttendanceState. */
enum attendance_state {
    ATTENDANCE_PRESENT = 1,
    ATTENDANCE_ABSENT,
    ATTENDANCE_EXCUSED,
    ATTENDANCE_LATE,
};

struct attendance_entry {
    int64_t state;
    const char *reason;
    int64_t recorded_us;
    const char *recorded_by;
};

struct attendance {
    struct cv_uuid uid;
    struct cv_uuid session_uid;
    const char *course; /* ids */
    const char *cohort;
    const char *session;
    const char *id;
    struct cv_uuid enrolment_uid;
    const char *enrolment; /* id */
    int64_t state;         /* of the last entry */
    struct attendance_entry *entries;
    size_t entry_count;
    int64_t created_us;
};

/* Whose ids, session_uid, enrolment_uid and state are set: with its first entry. ALREADY_EXISTS:
 * ID_TAKEN, ALREADY_RECORDED. */
struct cv_status attendance_insert(struct cv_books *books, struct attendance *attendance);
/* ID_TAKEN or ALREADY_RECORDED: what is in the way of recording it; OK: nothing. */
struct cv_status attendance_clash(struct cv_books *books, const struct attendance *attendance);
struct cv_status attendance_get(struct cv_books *books, const struct session *session,
                                const char *id, struct attendance *attendance);
/* A further entry, which then counts. */
struct cv_status attendance_correct(struct cv_books *books, struct attendance *attendance,
                                    int64_t state, const char *reason);
struct cv_status attendance_list(struct cv_books *books, const struct session *session,
                                 struct cv_listed *listed);

/* How often who was there. */
struct attendance_count {
    const char *enrolment; /* id */
    int64_t counts[ATTENDANCE_LATE + 1];
};
/* Of each enrolment of the cohort for which there is something, in the order of their sequence, in
 * the arena of the books. */
struct cv_status attendance_counts(struct cv_books *books, struct cv_uuid cohort,
                                   struct attendance_count **counts, size_t *count);

#endif
