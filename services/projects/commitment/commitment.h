/* The rules for a commitment's fields, and its form on the wire. */
#ifndef PROJECTS_COMMITMENT_H
#define PROJECTS_COMMITMENT_H

#include "caravan/projects/v1/commitment.pb-c.h"
#include "commitment/commitment_store.h"
#include "field.h"

#define COMMITMENT_NAME PROJECT_NAME "/commitments/@"

/* Take the fields from the request and check them. `ids`: of the programme and project its line
 * must be of. Texts are borrowed from the request or in the arena. *currency: as asked, to be
 * compared with the programme's. */
void commitment_read(struct cv_check *check, const Caravan__Projects__V1__Commitment *message,
                     const struct cv_id ids[2], struct commitment *commitment,
                     const char **currency);

/* `ids`: of programme and project. NULL when the arena is full. */
Caravan__Projects__V1__Commitment *commitment_wire(struct cv_arena *arena,
                                                   const struct cv_id ids[2], const char *currency,
                                                   const struct commitment *commitment);

#endif
