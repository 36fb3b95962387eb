/* The form of a corridor's report on the wire. */
#ifndef LOGISTICS_REPORT_WIRE_H
#define LOGISTICS_REPORT_WIRE_H

#include "corridor_report/report_request.h"
#include "corridor_report/sums.h"

struct corridor_report {
    const struct report_asked *asked;
    int64_t known_us;
    struct carriage_sums sums;
    struct point_sums points;
};

/* NULL when the arena is full. */
Caravan__Logistics__V1__CorridorReportResponse *
corridor_report_wire(struct cv_arena *arena, const struct corridor_report *report);

#endif
