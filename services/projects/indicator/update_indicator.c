#include "indicator/indicator.h"
#include "programme/programme_store.h"
#include "projects.h"

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct programme_ref programme;
    struct indicator indicator;
    struct cv_status status = programme_find(books, call->ids[0].text, &programme);

    if (cv_ok(status))
        status = indicator_get(books, programme.uid, call->ids[1].text, &indicator);
    if (cv_ok(status))
        status = cv_update_match(call, books, indicator.version,
                                 indicator_wire(books->arena, call->ids[0].text, &indicator));
    if (!cv_ok(status))
        return status;
    indicator_read(&check, call->asked, call->mask, &indicator);
    indicator_check(&check, &indicator);
    if (!cv_check_fine(&check))
        return check.status;
    status = indicator_currency(books->arena, programme.currency, &indicator);
    if (cv_ok(status))
        status = indicator_replace(books, programme.uid, &indicator);
    if (cv_ok(status))
        *message = indicator_wire(books->arena, call->ids[0].text, &indicator);
    return status;
}

UPDATE_METHOD(projects, indicator, Indicator, INDICATOR_NAME);
