#include "sale_entry/sale_entry.h"
#include "sales.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    struct sale sale;
    struct cv_status status = sale_get(books, list->parent->text, NULL, &sale);

    if (!cv_ok(status))
        return status;
    list->of = sale.currency;
    return sale_entry_list(books, &sale, &list->listed);
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    return sale_entry_wire(books->arena, list->parent->text, list->of, row);
}

static const struct cv_listing LISTING = {SALE_NAME, CV_LISTING_KEY(struct sale_entry, uid), read,
                                          wire};

LISTING_METHOD(sales, sale_entries, SaleEntries);
