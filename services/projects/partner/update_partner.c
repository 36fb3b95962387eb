#include "partner/partner.h"
#include "programme/programme_store.h"
#include "projects.h"

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct programme_ref programme;
    struct partner partner;
    struct cv_status status = programme_find(books, call->ids[0].text, &programme);

    if (cv_ok(status))
        status = partner_get(books, programme.uid, call->ids[1].text, &partner);
    if (cv_ok(status))
        status = cv_update_match(call, books, partner.version,
                                 partner_wire(books->arena, call->ids[0].text, &partner));
    if (!cv_ok(status))
        return status;
    partner_read(&check, call->asked, call->mask, &partner);
    partner_check(&check, &partner);
    if (!cv_check_fine(&check))
        return check.status;
    status = partner_replace(books, programme.uid, &partner);
    if (cv_ok(status))
        *message = partner_wire(books->arena, call->ids[0].text, &partner);
    return status;
}

UPDATE_METHOD(projects, partner, Partner, PARTNER_NAME);
