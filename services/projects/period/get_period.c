#include "period/period.h"
#include "programme/programme_store.h"
#include "projects.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct ledger_period period;
    struct programme_ref programme;
    int32_t days[2];
    struct cv_status status = programme_find(books, ids[0].text, &programme);

    if (cv_ok(status) && !period_days(ids[1].text, &days[0], &days[1]))
        status = cv_books_not_found(books, NULL, "period %s: it is no year, quarter or month",
                                    ids[1].text);
    if (cv_ok(status))
        status = period_get(books, programme.uid, ids[1].text, &period);
    if (cv_ok(status))
        *message = period_wire(books->arena, ids[0].text, &period);
    return status;
}

LOOKUP_METHOD(projects, period, Period, PERIOD_NAME);
