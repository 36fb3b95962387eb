/* Names of months, and the form of a closed one on the wire. */
#ifndef LOGISTICS_SALE_PERIOD_H
#define LOGISTICS_SALE_PERIOD_H

#include "app/check.h"
#include "caravan/logistics/v1/sale_period.pb-c.h"
#include "sale_period/sale_period_store.h"

/* "salePeriods/2025-03" as 202503. */
int32_t sale_period_read(struct cv_check *check, const char *name);
/* NULL when the arena is full. */
Caravan__Logistics__V1__SalePeriod *sale_period_wire(struct cv_arena *arena,
                                                     const struct sale_period *period);
/* Its last statement is an event for others (service/outbox.h). */
struct cv_status sale_period_tell(struct cv_books *books, const struct sale_period *period);

#endif
