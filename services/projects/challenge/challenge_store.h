/* Challenges in the store: what was posted, and moves that are only added to. */
#ifndef PROJECTS_CHALLENGE_STORE_H
#define PROJECTS_CHALLENGE_STORE_H

#include "challenge/challenge_fold.h"
#include "service/books_store.h"

#define CHALLENGE_MOVES_MAX 1000

/* As it was on a day, as known at an instant. */
struct challenge_view {
    int32_t day;
    int64_t known_us;
};

/* The day on which deadlines are judged: in China. */
int32_t challenge_day(int64_t utc_us);
/* As it is now, also when the clock went back since something was recorded. */
struct cv_status challenge_now(struct cv_books *books, struct challenge_view *view);

/* Which of a list. */
struct challenge_choice {
    const char *poster; /* "": any */
    int32_t through;    /* created or not: as they were on that day, but not later than known */
    int64_t known_us;
};

/* With its moves, which follow each other. Sets uid, version and times. NOT_FOUND for its poster
 * and the budget line. */
struct cv_status challenge_insert(struct cv_books *books, const char *programme,
                                  struct cv_uuid programme_uid, struct challenge *challenge);
/* NOT_FOUND names it. */
struct cv_status challenge_get(struct cv_books *books, struct cv_uuid programme, const char *id,
                               const struct challenge_view *view, struct challenge *challenge);
/* Record another move, which followed: the challenge is as it is after it, and so becomes what is
 * reserved. ABORTED when somebody else's came between. */
struct cv_status challenge_move_insert(struct cv_books *books, const char *programme,
                                       struct cv_uuid programme_uid, struct challenge *challenge,
                                       const struct challenge_move *move);
struct cv_status challenge_list(struct cv_books *books, struct cv_uuid programme,
                                const struct challenge_choice *choice, struct cv_listed *listed);
/* Free what those hold that have expired. */
struct cv_status challenges_settle(struct cv_books *books, struct cv_uuid programme,
                                   int64_t *freed);

#endif
