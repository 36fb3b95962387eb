#include "budget_change/budget_change.h"
#include "projects.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct budget_change change;
    struct project_ref ref;
    struct cv_status status = project_find(books, ids[0].text, ids[1].text, NULL, &ref);

    if (cv_ok(status))
        status = budget_change_get(books, &ref, ids[2].text, &change);
    if (cv_ok(status))
        *message = budget_change_wire(books->arena, ids, ref.currency, &change);
    return status;
}

LOOKUP_METHOD(projects, budget_change, BudgetChange, BUDGET_CHANGE_NAME);
