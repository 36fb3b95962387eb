#include "disbursement/disbursement.h"
#include "projects.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct disbursement disbursement;
    struct project_ref ref;
    struct cv_status status = project_find(books, ids[0].text, ids[1].text, NULL, &ref);

    if (cv_ok(status))
        status = disbursement_get(books, &ref, ids[2].text, &disbursement);
    if (cv_ok(status))
        *message = disbursement_wire(books->arena, ids, ref.currency, &disbursement);
    return status;
}

LOOKUP_METHOD(projects, disbursement, Disbursement, DISBURSEMENT_NAME);
