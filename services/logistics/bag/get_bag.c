#include "bag/bag.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct bag bag;
    int64_t hub_no;
    struct cv_status status = hub_number(books, ids[0].text, &hub_no);

    if (cv_ok(status))
        status = bag_get(books, hub_no, ids[1].text, NULL, &bag);
    if (cv_ok(status))
        *message = bag_wire(books->arena, ids[0].text, &bag);
    return status;
}

LOOKUP_METHOD(hubs, bag, Bag, BAG_NAME);
