/* A frozen report on the wire. */
#ifndef PROJECTS_FROZEN_REPORT_H
#define PROJECTS_FROZEN_REPORT_H

#include "caravan/projects/v1/frozen_report.pb-c.h"
#include "field.h"
#include "frozen_report/frozen_report_store.h"
#include "frozen_report/report_row.h"

#define FROZEN_REPORT_NAME PROGRAMME_NAME "/frozenReports/@"

/* `programme`: its id; `rows` NULL: without them. NULL when the arena is full. */
Caravan__Projects__V1__FrozenReport *frozen_report_wire(struct cv_arena *arena,
                                                        const char *programme,
                                                        const struct frozen_report *report,
                                                        const struct report_rows *rows);

#endif
