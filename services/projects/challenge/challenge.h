/* The rules for a challenge's fields and its moves', and their form on the wire. */
#ifndef PROJECTS_CHALLENGE_H
#define PROJECTS_CHALLENGE_H

#include "caravan/projects/v1/challenge.pb-c.h"
#include "challenge/challenge_store.h"
#include "engagement_field.h"

#define CHALLENGE_NAME PROGRAMME_NAME "/challenges/@"

/* Take the fields and check them, and that its moves follow each other. Texts are borrowed from the
 * request. `programme`: its id. */
void challenge_read(struct cv_check *check, const Caravan__Projects__V1__Challenge *message,
                    const char *programme, struct challenge *challenge);

/* `programme`: its id. NULL when the arena is full. */
Caravan__Projects__V1__Challenge *challenge_wire(struct cv_arena *arena, const char *programme,
                                                 const char *currency,
                                                 const struct challenge *challenge);

/* ---- moves (challenge_move.c) ---- */

/* Check one alone and take it, but for its day and who made it; `field` is its path in the
 * request. */
void challenge_move_read(struct cv_check *check, const char *field,
                         const Caravan__Projects__V1__ChallengeMove *message, const char *programme,
                         struct challenge_move *move);
/* NULL when the arena is full. */
Caravan__Projects__V1__ChallengeMove *challenge_move_wire(struct cv_arena *arena,
                                                          const char *programme,
                                                          const struct challenge_move *move);

#endif
