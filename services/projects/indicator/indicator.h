/* The rules for an indicator's fields, and its form on the wire. */
#ifndef PROJECTS_INDICATOR_H
#define PROJECTS_INDICATOR_H

#include "caravan/projects/v1/indicator.pb-c.h"
#include "field.h"
#include "indicator/indicator_store.h"

#define INDICATOR_NAME PROGRAMME_NAME "/indicators/@"

/* Take the masked fields from the request into `indicator`. The others stay as they are. Texts are
 * borrowed from the request. */
void indicator_read(struct cv_check *check, const Caravan__Projects__V1__Indicator *message,
                    uint32_t mask, struct indicator *indicator);
/* Take what only a create may give, and fill in what it left to the kind. `programme`: its id. */
void indicator_read_fixed(struct cv_check *check, const Caravan__Projects__V1__Indicator *message,
                          const char *programme, struct indicator *indicator);
void indicator_check(struct cv_check *check, const struct indicator *indicator);
/* The unit of a MONEY_FLOW is its programme's currency. INVALID_ARGUMENT: another was asked for. */
struct cv_status indicator_currency(struct cv_arena *arena, const char *currency,
                                    struct indicator *indicator);
/* A word of the scale where there is one, else none. */
void indicator_rating_check(struct cv_check *check, const char *field,
                            const struct indicator_ref *ref, const char *rating);

uint32_t indicator_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask);

/* `programme`: its id. NULL when the arena is full. */
Caravan__Projects__V1__Indicator *indicator_wire(struct cv_arena *arena, const char *programme,
                                                 const struct indicator *indicator);

/* NULL: there is none, or the arena is full. */
Caravan__Projects__V1__Baseline *baseline_wire(struct cv_arena *arena,
                                               const struct baseline *baseline);

#endif
