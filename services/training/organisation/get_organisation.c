#include "learning.h"
#include "organisation/organisation.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct organisation organisation;
    struct cv_status status = organisation_get(books, ids->text, &organisation);

    if (cv_ok(status))
        *message = organisation_wire(books->arena, &organisation);
    return status;
}

LOOKUP_METHOD(learning, organisation, Organisation, ORGANISATION_NAME);
