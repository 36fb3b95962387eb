/* The rules for a target's fields, and its form on the wire. */
#ifndef PROJECTS_TARGET_H
#define PROJECTS_TARGET_H

#include "caravan/projects/v1/target.pb-c.h"
#include "indicator/indicator.h"
#include "target/target_store.h"

#define TARGET_NAME INDICATOR_NAME "/targets/@"

uint32_t target_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask);
/* Take the masked fields and the reason. Texts are borrowed from the request. */
void target_read(const Caravan__Projects__V1__Target *message, uint32_t mask,
                 struct target_version *version);
/* What only a create may give, but for the period. `programme`: the id of its project's. */
void target_read_place(struct cv_check *check, const Caravan__Projects__V1__Target *message,
                       const char *programme, struct target *target);
/* Its period, of the indicator's grain. */
void target_read_period(struct cv_check *check, const struct indicator_ref *ref, const char *text,
                        struct target *target);
/* What must hold for an indicator of this kind. */
void target_check(struct cv_check *check, const struct indicator_ref *ref,
                  const struct target_version *version, bool changed);

/* `ids`: of programme and indicator. NULL when the arena is full. */
Caravan__Projects__V1__Target *target_wire(struct cv_arena *arena, const struct cv_id ids[2],
                                           int64_t grain, const struct target *target);

#endif
