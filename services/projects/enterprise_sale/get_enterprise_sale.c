#include "development.h"
#include "enterprise_sale/enterprise_sale.h"
#include "programme/programme_store.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct programme_ref programme;
    struct enterprise_sale sale;
    struct cv_status status = programme_find(books, ids[0].text, &programme);

    if (cv_ok(status))
        status = enterprise_sale_get(books, programme.uid, ids[1].text, &sale);
    if (cv_ok(status))
        *message = enterprise_sale_wire(books->arena, ids[0].text, programme.currency, &sale);
    return status;
}

LOOKUP_METHOD(development, enterprise_sale, EnterpriseSale, ENTERPRISE_SALE_NAME);
