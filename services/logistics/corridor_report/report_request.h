/* What a report is asked for, by itself or with a question about one of its figures. */
#ifndef LOGISTICS_REPORT_REQUEST_H
#define LOGISTICS_REPORT_REQUEST_H

#include "caravan/logistics/v1/corridor_report.pb-c.h"
#include "corridor_report/points.h"
#include "service/field.h"
#include "service/known_at.h"

struct report_asked {
    struct cv_id corridor;
    int32_t start_on; /* as asked; CV_DATE_NONE: none */
    int32_t end_on;
    int32_t through;
    const char *currency;
};

/* `prefix` of the fields' paths: "" or "report.". known_at is read by the caller. */
void report_request_read(struct cv_check *check, const char *prefix,
                         const Caravan__Logistics__V1__CorridorReportRequest *message,
                         struct report_asked *asked);

/* The trips that have left, as known then; view->known_us is set. Opens `view`. NOT_FOUND for the
 * corridor. */
struct cv_status report_begin(struct report_view *view, struct cv_books *books,
                              const struct report_asked *asked, const struct cv_known_at *known,
                              struct report_trip **trips, size_t *trip_count,
                              struct report_time **times, size_t *time_count);

#endif
