#include "disbursement/disbursement.h"
#include "money_entry/entry.h"
#include "service/audit.h"

static struct cv_status move(struct cv_books *books, const struct cv_id ids[3],
                             const struct entry_move *asked, void **message)
{
    struct disbursement disbursement;
    struct project_ref project;
    struct cv_status status = project_find(books, ids[0].text, ids[1].text, NULL, &project);

    if (cv_ok(status))
        status = disbursement_get(books, &project, ids[2].text, &disbursement);
    if (!cv_ok(status))
        return status;
    cv_audit_before(
        books, (const void *)disbursement_wire(books->arena, ids, project.currency, &disbursement));
    status = disbursement_move(books, &project, asked, &disbursement);
    if (cv_ok(status))
        *message = disbursement_wire(books->arena, ids, project.currency, &disbursement);
    return status;
}

MOVEMENT_METHOD(disbursement, DISBURSEMENT_NAME, true);
