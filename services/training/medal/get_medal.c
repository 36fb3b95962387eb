#include "exchanges.h"
#include "medal/medal.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct medal medal;
    struct cv_status status = medal_get(books, ids->text, &medal);

    if (cv_ok(status))
        *message = medal_wire(books->arena, &medal);
    return status;
}

LOOKUP_METHOD(exchanges, medal, Medal, MEDAL_NAME);
