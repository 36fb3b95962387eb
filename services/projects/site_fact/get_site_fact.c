#include "development.h"
#include "programme/programme_store.h"
#include "site_fact/site_fact.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct programme_ref programme;
    struct site_fact fact;
    struct cv_status status = programme_find(books, ids[0].text, &programme);

    if (cv_ok(status))
        status = site_fact_get(books, programme.uid, ids[1].text, &fact);
    if (cv_ok(status))
        *message = site_fact_wire(books->arena, ids[0].text, &fact);
    return status;
}

LOOKUP_METHOD(development, site_fact, SiteFact, SITE_FACT_NAME);
