/* The rules for a result's fields, its steps, and its form on the wire. */
#ifndef PROJECTS_RESULT_H
#define PROJECTS_RESULT_H

#include "caravan/projects/v1/result.pb-c.h"
#include "indicator/indicator.h"
#include "result/result_store.h"

#define RESULT_NAME INDICATOR_NAME "/results/@"

uint32_t result_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask);
/* Take the masked fields from the request. Texts are borrowed from it, or in the arena. */
void result_read(struct cv_check *check, const Caravan__Projects__V1__Result *message,
                 uint32_t mask, struct result *result);
/* Take what only a create may give, but for the period. `programme`: the id of its project's. */
void result_read_place(struct cv_check *check, const Caravan__Projects__V1__Result *message,
                       const char *programme, struct result *result);
/* Its period, of the indicator's grain, and over at `now_us`. */
void result_read_period(struct cv_check *check, const struct indicator_ref *ref, const char *text,
                        int64_t now_us, struct result *result);
/* What must hold for an indicator of this kind. */
void result_check(struct cv_check *check, const struct indicator_ref *ref,
                  const struct result *result);

/* `ids`: of programme and indicator. NULL when the arena is full. */
Caravan__Projects__V1__Result *result_wire(struct cv_arena *arena, const struct cv_id ids[2],
                                           int64_t grain, const struct result *result);

/* ---- steps; `programme`: the id of the indicator's ---- */

/* A new one, as recorded. FAILED_PRECONDITION: WRONG_COLLECTION, RESULT_OPEN, RESULT_STANDS,
 * NOT_STANDING, PERIOD_LOCKED, EVIDENCE_MISSING. */
struct cv_status result_begin(struct cv_books *books, const char *programme,
                              const struct indicator_ref *ref, bool draft, struct result *result);
/* Record its edited fields. */
struct cv_status result_edit(struct cv_books *books, const struct indicator_ref *ref,
                             struct result *result);
struct result_move {
    enum cv_approval_move move;
    const char *etag;
    const char *reason;
};
/* Approving posts an observation and reverses that of what is superseded. */
struct cv_status result_move(struct cv_books *books, const char *programme,
                             const struct indicator_ref *ref, const struct result_move *asked,
                             struct result *result);

#endif
