/* The report's form on the wire. */
#ifndef LOGISTICS_SALES_REPORT_WIRE_H
#define LOGISTICS_SALES_REPORT_WIRE_H

#include "caravan/logistics/v1/sales_report.pb-c.h"
#include "sales_report/sales_report_store.h"

/* NULL when the arena is full. */
Caravan__Logistics__V1__SalesReportResponse *sales_report_wire(struct cv_arena *arena,
                                                               const struct sale_view *view,
                                                               const struct sales_report *report);

#endif
