#include "hub/hub.h"
#include "hubs.h"

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct hub hub;
    struct cv_status status = hub_get(books, call->ids->text, &hub);

    if (cv_ok(status))
        status = cv_update_match(call, books, hub.version, hub_wire(books->arena, &hub));
    if (!cv_ok(status))
        return status;
    hub_read(call->asked, call->mask, &hub);
    hub_check(&check, &hub);
    if (!cv_check_fine(&check))
        return check.status;
    status = hub_replace(books, &hub);
    if (cv_ok(status))
        *message = hub_wire(books->arena, &hub);
    return status;
}

UPDATE_METHOD(hubs, hub, Hub, HUB_NAME);
