#include "learning.h"
#include "organisation/organisation.h"

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct organisation organisation;
    struct cv_status status = organisation_get(books, call->ids->text, &organisation);

    if (cv_ok(status))
        status = cv_update_match(call, books, organisation.version,
                                 organisation_wire(books->arena, &organisation));
    if (!cv_ok(status))
        return status;
    organisation_read(call->asked, call->mask, &organisation);
    organisation_check(&check, &organisation);
    if (!cv_check_fine(&check))
        return check.status;
    status = organisation_replace(books, &organisation);
    if (cv_ok(status))
        *message = organisation_wire(books->arena, &organisation);
    return status;
}

UPDATE_METHOD(learning, organisation, Organisation, ORGANISATION_NAME);
