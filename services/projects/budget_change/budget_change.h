/* The rules for a budget change's fields, and its form on the wire. */
#ifndef PROJECTS_BUDGET_CHANGE_H
#define PROJECTS_BUDGET_CHANGE_H

#include "budget_change/budget_change_store.h"
#include "caravan/projects/v1/budget_change.pb-c.h"
#include "field.h"

#define BUDGET_CHANGE_NAME PROJECT_NAME "/budgetChanges/@"

/* Take the fields from the request and check them; entry.record.id is set before. `ids`: of the
 * programme and project its line must be of. Texts are borrowed from the request or in the arena.
 * *currency: as asked, to be compared with the programme's. `to`: of a transfer its project and
 * line, else both "". */
void budget_change_read(struct cv_check *check, const Caravan__Projects__V1__BudgetChange *message,
                        const struct cv_id ids[2], struct budget_change *change,
                        struct budget_side *to, const char **currency);

/* `ids`: of programme and project. NULL when the arena is full. */
Caravan__Projects__V1__BudgetChange *budget_change_wire(struct cv_arena *arena,
                                                        const struct cv_id ids[2],
                                                        const char *currency,
                                                        const struct budget_change *change);

#endif
