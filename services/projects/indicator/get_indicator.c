#include "indicator/indicator.h"
#include "programme/programme_store.h"
#include "projects.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct programme_ref programme;
    struct indicator indicator;
    struct cv_status status = programme_find(books, ids[0].text, &programme);

    if (cv_ok(status))
        status = indicator_get(books, programme.uid, ids[1].text, &indicator);
    if (cv_ok(status))
        *message = indicator_wire(books->arena, ids[0].text, &indicator);
    return status;
}

LOOKUP_METHOD(projects, indicator, Indicator, INDICATOR_NAME);
