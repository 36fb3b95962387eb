#include "consignment/consignment.h"
#include "corridors.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct consignment consignment;
    struct cv_status status = consignment_get(books, ids->text, NULL, &consignment);

    if (cv_ok(status))
        *message = consignment_wire(books->arena, &consignment);
    return status;
}

LOOKUP_METHOD(corridors, consignment, Consignment, CONSIGNMENT_NAME);
