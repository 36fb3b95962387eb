#include "corridor_report/report_request.h"

#include "app/date.h"
#include "corridor/corridor.h"

#include <string.h>

static const char *path(struct cv_check *check, const char *prefix, const char *field)
{
    const char *text = cv_arena_printf(check->arena, "%s%s", prefix, field);

    return text == NULL ? field : text;
}

static bool currency_valid(const char *currency)
{
    return strlen(currency) == 3 && strspn(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
}

void report_request_read(struct cv_check *check, const char *prefix,
                         const Caravan__Logistics__V1__CorridorReportRequest *message,
                         struct report_asked *asked)
{
    const char *currency = path(check, prefix, "currency");
    const char *end = path(check, prefix, "end_date");

    cv_check_name(check, path(check, prefix, "corridor"), message->corridor, CORRIDOR_NAME,
                  &asked->corridor);
    asked->start_on =
        cv_wire_date_read(check, path(check, prefix, "start_date"), message->start_date, false);
    asked->end_on = cv_wire_date_read(check, end, message->end_date, false);
    asked->through = cv_wire_date_read(check, path(check, prefix, "effective_through"),
                                       message->effective_through, false);
    asked->currency = message->currency[0] == '\0' ? "CNY" : message->currency;
    if (!currency_valid(asked->currency))
        cv_check_fail(check, currency, "%s must be three capital letters (ISO 4217)", currency);
    if (asked->end_on != CV_DATE_NONE && asked->end_on < asked->start_on)
        cv_check_fail(check, end, "%s must not be before the start", end);
}

struct cv_status report_begin(struct report_view *view, struct cv_books *books,
                              const struct report_asked *asked, const struct cv_known_at *known,
                              struct report_trip **trips, size_t *trip_count,
                              struct report_time **times, size_t *time_count)
{
    struct corridor_ref corridor;
    struct cv_status status;

    *view = (struct report_view){
        .books = books,
        .through = asked->through == CV_DATE_NONE ? CV_DATE_LAST : asked->through,
        .start_on = asked->start_on,
        .end_on = asked->end_on == CV_DATE_NONE ? CV_DATE_LAST : asked->end_on,
    };
    status = cv_known_at_us(known, books, &view->known_us);
    if (cv_ok(status))
        status = corridor_find(books, asked->corridor.text, NULL, &corridor);
    view->corridor = corridor.uid;
    if (cv_ok(status))
        status = report_times(view, trips, trip_count, times, time_count);
    if (cv_ok(status))
        departures_find(view, *trips, *times, *time_count);
    return status;
}
