#include "partner/partner.h"
#include "programme/programme_store.h"
#include "projects.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct programme_ref programme;
    struct partner partner;
    struct cv_status status = programme_find(books, ids[0].text, &programme);

    if (cv_ok(status))
        status = partner_get(books, programme.uid, ids[1].text, &partner);
    if (cv_ok(status))
        *message = partner_wire(books->arena, ids[0].text, &partner);
    return status;
}

LOOKUP_METHOD(projects, partner, Partner, PARTNER_NAME);
