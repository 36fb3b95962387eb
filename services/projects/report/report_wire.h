/* A report on the wire. */
#ifndef PROJECTS_REPORT_WIRE_H
#define PROJECTS_REPORT_WIRE_H

#include "caravan/projects/v1/report.pb-c.h"
#include "report/report_compute.h"

/* NULL when the arena is full. */
Caravan__Projects__V1__ReportResponse *report_wire(struct cv_arena *arena,
                                                   const struct report *report);

#endif
