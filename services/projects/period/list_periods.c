#include "period/period.h"
#include "programme/programme_store.h"
#include "projects.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    struct programme_ref programme;
    struct cv_status status = programme_find(books, list->parent->text, &programme);

    return cv_ok(status) ? period_list(books, programme.uid, &list->listed) : status;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    return period_wire(books->arena, list->parent->text, row);
}

static const struct cv_listing LISTING = {PROGRAMME_NAME, CV_LISTING_KEY(struct ledger_period, uid),
                                          read, wire};

LISTING_METHOD(projects, periods, Periods);
