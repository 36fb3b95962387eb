/* A report on the wire. */
#ifndef PROJECTS_REPORT_WIRE_H
#define PROJECTS_REPORT_WIRE_H

#include "caravan/projects/v1/report.pb-c.h"
#include "report/report_compute.h"

/* When the arena is full, it tells, and the message is void. */
Caravan__Projects__V1__ReportResponse *report_wire(struct cv_arena *arena,
                                                   const struct report *report);

/* One figure, of periods of this grain. NULL when the arena is full. */
Caravan__Projects__V1__Figure *figure_wire(struct cv_arena *arena, const struct figures *figures,
                                           enum figure_grain grain, const struct figure *figure);

#endif
