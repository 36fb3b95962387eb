/* Which days a period has, and its form on the wire. */
#ifndef PROJECTS_PERIOD_H
#define PROJECTS_PERIOD_H

#include "caravan/projects/v1/period.pb-c.h"
#include "field.h"
#include "period/period_store.h"

#define PERIOD_NAME PROGRAMME_NAME "/periods/@"

/* The days of "2025", "2025-q1" or "2025-03". False: it is none of these. */
bool period_days(const char *id, int32_t *first, int32_t *last);
/* The number of "2025", "2025-Q1" or "2025-03" as figures have it (report/figure.h): year * 100 +
 * its last month. False: it is no period of this grain, a PeriodGrain. */
bool period_number(const char *text, int64_t grain, int32_t *number);
/* The last day of the period of this number. */
int32_t period_last_day(int32_t number);
/* "2025-Q1"; "" for 0. In the arena; NULL when it is full. */
char *period_text(struct cv_arena *arena, int64_t grain, int32_t number);
#define PERIOD_EXAMPLE 202512 /* the last of each grain */
/* The name must be of a period. */
void period_name_check(struct cv_check *check, const char *field, const char *name,
                       struct cv_id ids[2]);

/* `programme`: its id. NULL when the arena is full. */
Caravan__Projects__V1__Period *period_wire(struct cv_arena *arena, const char *programme,
                                           const struct ledger_period *period);

#endif
