#include "sale_entry/sale_entry.h"
#include "sales.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct sale_entry entry;
    struct sale sale;
    struct cv_status status = sale_get(books, ids[0].text, NULL, &sale);

    if (cv_ok(status))
        status = sale_entry_get(books, &sale, ids[1].text, &entry);
    if (cv_ok(status))
        *message = sale_entry_wire(books->arena, sale.id, sale.currency, &entry);
    return status;
}

LOOKUP_METHOD(sales, sale_entry, SaleEntry, SALE_ENTRY_NAME);
