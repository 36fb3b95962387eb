#include "sale/sale.h"
#include "sales.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct sale sale;
    struct cv_status status = sale_get(books, ids->text, NULL, &sale);

    if (cv_ok(status))
        *message = sale_wire(books->arena, &sale);
    return status;
}

LOOKUP_METHOD(sales, sale, Sale, SALE_NAME);
