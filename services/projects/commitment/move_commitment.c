#include "commitment/commitment.h"
#include "money_entry/entry.h"
#include "service/audit.h"

static struct cv_status move(struct cv_books *books, const struct cv_id ids[3],
                             const struct entry_move *asked, void **message)
{
    struct commitment commitment;
    struct project_ref project;
    struct cv_status status = project_find(books, ids[0].text, ids[1].text, NULL, &project);

    if (cv_ok(status))
        status = commitment_get(books, &project, ids[2].text, NULL, &commitment);
    if (!cv_ok(status))
        return status;
    cv_audit_before(
        books, (const void *)commitment_wire(books->arena, ids, project.currency, &commitment));
    status = commitment_move(books, &project, asked, &commitment);
    if (cv_ok(status))
        *message = commitment_wire(books->arena, ids, project.currency, &commitment);
    return status;
}

MOVEMENT_METHOD(commitment, COMMITMENT_NAME, false);
