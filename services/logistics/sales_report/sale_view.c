#include "sales_report/sale_view.h"

#include "app/date.h"

#include <string.h>

#define CURRENCY_OF_THE_HOUSE "CNY"

void sale_view_read(struct cv_check *check, const char *currency, const Google__Type__Date *from,
                    const Google__Type__Date *through, struct sale_view *view)
{
    int32_t last = cv_wire_date_read(check, "effective_through", through, false);

    if (currency[0] != '\0' &&
        (strlen(currency) != 3 || strspn(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3))
        cv_check_fail(check, "currency", "currency must be three capital letters (ISO 4217)");
    view->currency = currency[0] == '\0' ? CURRENCY_OF_THE_HOUSE : currency;
    view->from = cv_wire_date_read(check, "effective_from", from, false);
    view->through = last == CV_DATE_NONE ? CV_DATE_LAST : last;
    if (view->from > view->through)
        cv_check_fail(check, "effective_from",
                      "effective_from must not be after effective_through");
}
