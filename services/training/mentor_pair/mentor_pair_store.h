/* Mentors and who learns from them, in the store: an identity and its versions. */
#ifndef TRAINING_MENTOR_PAIR_STORE_H
#define TRAINING_MENTOR_PAIR_STORE_H

#include "service/books_store.h"

/* The numbers of MentorPairState. */
enum mentor_pair_state {
    MENTOR_PAIR_PROPOSED = 1,
    MENTOR_PAIR_ACTIVE,
    MENTOR_PAIR_ENDED,
    MENTOR_PAIR_CANCELLED,
};

struct mentor_pair {
    struct cv_uuid uid;
    const char *id;
    struct cv_uuid mentor_uid;
    struct cv_uuid mentee_uid;
    const char *mentor; /* id; "": the consent was withdrawn */
    const char *mentee;
    const char *pairing; /* id */
    int64_t state;
    int32_t starts_on;
    int32_t agreed_until; /* the last day; CV_DATE_NONE: none agreed */
    int32_t ended_on;     /* its first day without it; CV_DATE_NONE: has not ended */
    int64_t version;
    int64_t created_us;
    int64_t recorded_us; /* of this version */
};

/* Sets the uids, version and times. NOT_FOUND for its persons and pairing; FAILED_PRECONDITION:
 * CONSENT_MISSING, ALREADY_STRUCK; ALREADY_EXISTS: PAIR_EXISTS. */
struct cv_status mentor_pair_insert(struct cv_books *books, struct mentor_pair *pair);
struct cv_status mentor_pair_get(struct cv_books *books, const char *id, struct mentor_pair *pair);
/* As it was first recorded, whatever became of it; of the persons of `asked` the names are told. */
struct cv_status mentor_pair_get_first(struct cv_books *books, const struct mentor_pair *asked,
                                       struct mentor_pair *pair);
/* Records `pair` as the version after its own, and sets version and recorded_us. ABORTED when its
 * own is no longer the newest. */
struct cv_status mentor_pair_replace(struct cv_books *books, struct mentor_pair *pair);
struct cv_status mentor_pair_list(struct cv_books *books, struct cv_listed *listed);

/* FAILED_PRECONDITION, CONSENT_MISSING, unless both agree. */
struct cv_status mentor_pair_agreed(struct cv_books *books, const struct mentor_pair *pair);

/* All of a person, on either side, in the order of their uids, in the arena of the books. */
struct cv_status mentor_pair_of(struct cv_books *books, struct cv_uuid person,
                                struct mentor_pair **rows, size_t *count);

#endif
