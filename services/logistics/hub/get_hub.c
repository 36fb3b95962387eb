#include "hub/hub.h"
#include "hubs.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct hub hub;
    struct cv_status status = hub_get(books, ids->text, &hub);

    if (cv_ok(status))
        *message = hub_wire(books->arena, &hub);
    return status;
}

LOOKUP_METHOD(hubs, hub, Hub, HUB_NAME);
