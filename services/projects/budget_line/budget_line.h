/* The rules for a budget line's fields, and its form on the wire. */
#ifndef PROJECTS_BUDGET_LINE_H
#define PROJECTS_BUDGET_LINE_H

#include "budget_line/budget_line_store.h"
#include "caravan/projects/v1/budget_line.pb-c.h"
#include "field.h"

#define BUDGET_LINE_NAME PROJECT_NAME "/budgetLines/@"

/* Take the fields from the request and check them. Texts are borrowed from the request. *currency:
 * as asked, to be compared with the programme's. */
void budget_line_read(struct cv_check *check, const Caravan__Projects__V1__BudgetLine *message,
                      struct budget_line *line, const char **currency);

/* `ids`: of programme and project. NULL when the arena is full. */
Caravan__Projects__V1__BudgetLine *budget_line_wire(struct cv_arena *arena,
                                                    const struct cv_id ids[2], const char *currency,
                                                    const struct budget_line *line);

#endif
