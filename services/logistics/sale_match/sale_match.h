/* The form of a match on the wire, and what the methods that decide on one have in common. */
#ifndef LOGISTICS_SALE_MATCH_H
#define LOGISTICS_SALE_MATCH_H

#include "app/check.h"
#include "app/unit.h"
#include "caravan/logistics/v1/sale_match.pb-c.h"
#include "sale_match/sale_match_store.h"

#define SALE_MATCH_NAME "saleMatches/@"

/* NULL when the arena is full. */
Caravan__Logistics__V1__SaleMatch *sale_match_wire(struct cv_arena *arena,
                                                   const struct sale_match *match,
                                                   const struct sale_match_step *steps,
                                                   size_t step_count);
/* With its steps. */
struct cv_status sale_match_answer(struct cv_books *books, const struct sale_match *match,
                                   ProtobufCMessage **reply);

/* ---- a person decides ---- */

struct sale_decision {
    struct cv_unit unit;
    struct cv_id id;
    const char *etag; /* "": whatever it is */
    const char *reason;
    struct cv_id counts; /* "": as proposed */
    struct cv_status (*decide)(struct cv_books *books, struct sale_match *match,
                               const struct sale_decision *self);
};

/* All of a method, after the check of what is its own. */
void sale_decision_run(struct sale_decision *self, struct cv_call *call, struct cv_check *check,
                       const char *name, const char *request_id);

#endif
