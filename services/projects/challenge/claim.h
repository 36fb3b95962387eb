/* A claim's form on the wire. It is recorded by moves of its challenge. */
#ifndef PROJECTS_CLAIM_H
#define PROJECTS_CLAIM_H

#include "caravan/projects/v1/claim.pb-c.h"
#include "challenge/challenge.h"

#define CLAIM_NAME CHALLENGE_NAME "/claims/@"

/* `programme`: its id. NULL when the arena is full. */
Caravan__Projects__V1__Claim *claim_wire(struct cv_arena *arena, const char *programme,
                                         const struct challenge *challenge,
                                         const struct claim *claim);

#endif
