#include "engagement_field.h"

#include "app/date.h"
void engagement_view_read(struct cv_check *check, const Google__Type__Date *from,
                          const Google__Type__Date *through,
                          const Google__Protobuf__Timestamp *known_at, struct engagement_view *view)
{
    view->from = cv_wire_date_read(check, "effective_from", from, false);
    view->through = cv_wire_date_read(check, "effective_through", through, false);
    if (view->through == CV_DATE_NONE)
        view->through = CV_DATE_LAST;
    if (view->through < view->from)
        cv_check_fail(check, "effective_through", "effective_through is before effective_from");
    view->known_us = cv_wire_time_read(check, "known_at", known_at);
    if (known_at == NULL)
        view->known_us = CV_BOOKS_NOT_REPLACED - 1;
}
