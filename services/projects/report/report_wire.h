/* A report on the wire. */
#ifndef PROJECTS_REPORT_WIRE_H
#define PROJECTS_REPORT_WIRE_H

#include "caravan/projects/v1/report.pb-c.h"
#include "report/report_compute.h"

/* When the arena is full, it tells, and the message is void. */
Caravan__Projects__V1__ReportResponse *report_wire(struct cv_arena *arena,
                                                   const struct report *report);

#endif
