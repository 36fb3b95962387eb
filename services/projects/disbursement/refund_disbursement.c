#include "disbursement/disbursement.h"
#include "reversal.h"

static struct cv_status reverse(struct cv_books *books, const struct cv_id ids[3],
                                const struct reversal *asked, void **message)
{
    struct disbursement disbursement;
    struct project_ref project;
    struct cv_status status = project_find(books, ids[0].text, ids[1].text, NULL, &project);

    if (cv_ok(status))
        status = field_currency_match(books->arena, "amount.currency", asked->amount.currency,
                                      project.currency);
    if (cv_ok(status))
        status = disbursement_refund(books, &project, ids[2].text, asked, asked->amount.minor,
                                     &disbursement);
    if (cv_ok(status))
        *message = disbursement_wire(books->arena, ids, project.currency, &disbursement);
    return status;
}

PART_REVERSAL_METHOD(refund, Refund, disbursement, Disbursement, DISBURSEMENT_NAME, "refund_id",
                     true);
