/* The rules for an observation's fields, and its form on the wire. */
#ifndef PROJECTS_OBSERVATION_H
#define PROJECTS_OBSERVATION_H

#include "caravan/projects/v1/observation.pb-c.h"
#include "field.h"
#include "indicator/indicator.h"
#include "observation/observation_store.h"

#define OBSERVATION_NAME INDICATOR_NAME "/observations/@"

/* Take the fields from the request and check each by itself. `programme`: the id of the programme
 * its project must be of. Texts are borrowed from the request or in the arena. */
void observation_read(struct cv_check *check, const Caravan__Projects__V1__Observation *message,
                      const char *programme, struct observation *observation);
/* FAILED_PRECONDITION: WRONG_COLLECTION, the indicator takes results; FED, it is fed. */
struct cv_status observation_collected(const struct indicator_ref *ref);
/* What must hold for an indicator of this kind. */
void observation_check(struct cv_check *check, int64_t kind, const struct observation *observation);

/* Where a weight is needed, and where there is none. */
void observation_weight_check(struct cv_check *check, const char *field, int64_t kind,
                              int64_t value, int64_t weight);

/* `ids`: of programme and indicator. NULL when the arena is full. */
Caravan__Projects__V1__Observation *observation_wire(struct cv_arena *arena,
                                                     const struct cv_id ids[2],
                                                     const struct observation *observation);

#endif
