/* The money of a challenge: reserved on the account of its budget line, and a commitment once it is
 * accepted. What is reserved is taken, so nobody else can commit it.
 *
 * Thread   Store threads, inside `work`. */
#ifndef PROJECTS_REWARD_H
#define PROJECTS_REWARD_H

#include "challenge/challenge_fold.h"
#include "service/books_store.h"

/* The account holds the reward exactly in the states in which it is reserved. FAILED_PRECONDITION
 * from the account. `currency`: for messages. */
struct cv_status reward_hold(struct cv_books *books, struct challenge *challenge,
                             const char *currency);
/* It was accepted: what was reserved becomes a commitment, submitted
 * by who accepted it and approved as any other. `programme`: its id. */
struct cv_status reward_post(struct cv_books *books, const char *programme,
                             struct challenge *challenge);
/* Free what this line's account holds. */
struct cv_status reward_free(struct cv_books *books, struct cv_uuid line, int64_t minor);

/* The id of the commitment. In the arena. */
const char *reward_commitment_id(struct cv_arena *arena, const struct challenge *challenge);

#endif
