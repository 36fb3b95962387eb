#include "budget_change/budget_change.h"
#include "money_entry/entry.h"
#include "service/audit.h"

static struct cv_status move(struct cv_books *books, const struct cv_id ids[3],
                             const struct entry_move *asked, void **message)
{
    struct budget_change change;
    struct project_ref project;
    struct cv_status status = project_find(books, ids[0].text, ids[1].text, NULL, &project);

    if (cv_ok(status))
        status = budget_change_get(books, &project, ids[2].text, &change);
    if (!cv_ok(status))
        return status;
    cv_audit_before(books,
                    (const void *)budget_change_wire(books->arena, ids, project.currency, &change));
    status = budget_change_move(books, &project, asked, &change);
    if (cv_ok(status))
        *message = budget_change_wire(books->arena, ids, project.currency, &change);
    return status;
}

MOVEMENT_METHOD(budget_change, BUDGET_CHANGE_NAME, false);
