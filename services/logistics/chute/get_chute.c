#include "chute/chute.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct chute chute;
    int64_t hub_no;
    struct cv_status status = hub_number(books, ids[0].text, &hub_no);

    if (cv_ok(status))
        status = chute_get(books, hub_no, ids[1].text, &chute);
    if (cv_ok(status))
        *message = chute_wire(books->arena, ids[0].text, &chute);
    return status;
}

LOOKUP_METHOD(hubs, chute, Chute, CHUTE_NAME);
