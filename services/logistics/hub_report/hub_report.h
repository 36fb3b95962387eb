/* The figures of some days, put together from those kept by hour, chute, prefecture and latency. */
#ifndef LOGISTICS_HUB_REPORT_H
#define LOGISTICS_HUB_REPORT_H

#include "caravan/logistics/v1/hub_report.pb-c.h"
#include "hub_report/tally.h"

/* What the report is by; each a kind of cell in its tally. */
enum report_kind {
    REPORT_TOTAL = 1,
    REPORT_DAY,             /* day */
    REPORT_HOUR,            /* day, key: the hour */
    REPORT_SHIFT,           /* key: the shift */
    REPORT_CHUTE,           /* key: the chute */
    REPORT_CHUTE_AND_SHIFT, /* part: the shift, key: the chute */
    REPORT_PREFECTURE,      /* key */
    REPORT_CORRECTION,      /* day */
    REPORT_READER,          /* day, key */
};

struct hub_report {
    struct tally tally;
    int64_t opening; /* in the hub before the first day */
    int64_t latencies[COUNT_LATENCY_LAST + 1];
    int64_t latency_count;
};

/* Lives in books->arena. */
struct cv_status hub_report_read(struct cv_books *books, const struct hub_ref *hub, int32_t first,
                                 int32_t last, struct hub_report *report);
struct cv_status hub_report_wire(struct cv_books *books, const struct hub_ref *hub,
                                 const struct hub_report *report,
                                 Caravan__Logistics__V1__HubReportResponse **message);

#endif
