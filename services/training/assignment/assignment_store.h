/* Assignments of persons in the store: an identity and its versions. */
#ifndef TRAINING_ASSIGNMENT_STORE_H
#define TRAINING_ASSIGNMENT_STORE_H

#include "assignment/assignment_moves.h"
#include "service/books_store.h"

struct assignment {
    struct cv_uuid uid;
    const char *id;
    struct cv_uuid person_uid;
    const char *person; /* id; "": the consent was withdrawn */
    int64_t kind;       /* an AssignmentKind */
    const char *sender; /* ids */
    const char *host;
    const char *field;
    struct assignment_days days;
    const char *reference;
    int64_t person_days; /* of the entries that stand */
    int64_t deliverables;
    int64_t version;
    int64_t created_us;
    int64_t recorded_us; /* of this version */
};

/* Sets uid, person_uid, version and times. NOT_FOUND for its person and organisations;
 * FAILED_PRECONDITION: CONSENT_MISSING, OVERLAP. */
struct cv_status assignment_insert(struct cv_books *books, struct assignment *assignment);
/* NOT_FOUND names it, and `field` if that is not NULL. */
struct cv_status assignment_get(struct cv_books *books, const char *id, const char *field,
                                struct assignment *assignment);
/* As it was first recorded, whatever became of it, and with the person's name only if that is
 * `person_uid`. */
struct cv_status assignment_get_first(struct cv_books *books, const char *id,
                                      struct cv_uuid person_uid, const char *person,
                                      struct assignment *assignment);
/* Records `assignment` as the version after its own, and sets version and recorded_us. ABORTED when
 * its own is no longer the newest; FAILED_PRECONDITION, OVERLAP. */
struct cv_status assignment_replace(struct cv_books *books, struct assignment *assignment);
struct cv_status assignment_list(struct cv_books *books, struct cv_listed *listed);

/* ---- of a person ---- */

/* All of a person, in the order of their uids, in the arena of the books. */
struct cv_status assignment_of(struct cv_books *books, struct cv_uuid person,
                               struct assignment **rows, size_t *count);

#endif
