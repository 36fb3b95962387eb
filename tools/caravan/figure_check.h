/* What the reports say of a published figure.
 *
 * Memory   Reports are borrowed. */
#ifndef CARAVAN_FIGURE_CHECK_H
#define CARAVAN_FIGURE_CHECK_H

#include "base/arena.h"
#include "caravan/logistics/v1/corridors.pb-c.h"
#include "caravan/logistics/v1/hubs.pb-c.h"
#include "caravan/logistics/v1/sales.pb-c.h"
#include "caravan/projects/v1/projects.pb-c.h"
#include "figure_rows.h"

struct reports {
    const Caravan__Projects__V1__ReportResponse *programme;
    const Caravan__Logistics__V1__SalesReportResponse *sales; /* NULL: not asked for */
    /* NULL: there is no such corridor */
    const Caravan__Logistics__V1__CorridorReportResponse *corridor;
    const Caravan__Logistics__V1__CorridorReportResponse *corridor_2025;
    struct {
        const char *day;
        const Caravan__Logistics__V1__HubReportResponse *report; /* NULL: there is no such hub */
    } hub[2];
    /* As FIGURE_REPORTS; NULL: nothing of it is recorded, or it was not asked. */
    const ProtobufCMessage *rows[FIGURE_REPORTS_MAX];
};

struct found {
    bool asked;
    bool known; /* the report has such a figure, and does not withhold it */
    bool met;
    int64_t value; /* in 10^-decimals units */
    int decimals;
};

struct found figure_check(const struct figure *figure, const struct reports *reports,
                          struct cv_arena *arena);

#endif
