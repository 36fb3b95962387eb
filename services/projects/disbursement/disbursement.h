/* The rules for a disbursement's fields, and its form on the wire. */
#ifndef PROJECTS_DISBURSEMENT_H
#define PROJECTS_DISBURSEMENT_H

#include "caravan/projects/v1/disbursement.pb-c.h"
#include "disbursement/disbursement_store.h"
#include "field.h"

#define DISBURSEMENT_NAME PROJECT_NAME "/disbursements/@"

/* Take the fields from the request and check them. `ids`: of the programme and project its
 * commitment must be of. Texts are borrowed from the request or in the arena. *currency: as asked,
 * to be compared with the programme's. */
void disbursement_read(struct cv_check *check, const Caravan__Projects__V1__Disbursement *message,
                       const struct cv_id ids[2], struct disbursement *disbursement,
                       const char **currency);

/* `ids`: of programme and project. NULL when the arena is full. */
Caravan__Projects__V1__Disbursement *disbursement_wire(struct cv_arena *arena,
                                                       const struct cv_id ids[2],
                                                       const char *currency,
                                                       const struct disbursement *disbursement);

#endif
