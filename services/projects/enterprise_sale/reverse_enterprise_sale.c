#include "development.h"
#include "enterprise_sale/enterprise_sale.h"
#include "programme/programme_store.h"
#include "reversal.h"

static struct cv_status reverse(struct cv_books *books, const struct cv_id ids[3],
                                const struct reversal *asked, void **message)
{
    struct programme_ref programme;
    struct enterprise_sale sale;
    struct cv_status status = programme_find(books, ids[0].text, &programme);

    if (cv_ok(status))
        status = enterprise_sale_reverse(books, programme.uid, ids[1].text, asked, &sale);
    if (cv_ok(status))
        *message = enterprise_sale_wire(books->arena, ids[0].text, programme.currency, &sale);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ReverseEnterpriseSaleRequest *request)
{
    static const struct reversal_kind KIND = {ENTERPRISE_SALE_NAME, false, reverse};

    reversal_run(&KIND, memory, call, &request->base);
}

const struct caravan_projects_v1_development_reverse_enterprise_sale_method
    reverse_enterprise_sale = {handle, sizeof(struct reversal_call)};
