#include "budget_change/budget_change.h"
#include "reversal.h"

static struct cv_status reverse(struct cv_books *books, const struct cv_id ids[3],
                                const struct reversal *asked, void **message)
{
    struct budget_change change;
    struct project_ref project;
    struct cv_status status = project_find(books, ids[0].text, ids[1].text, NULL, &project);

    if (cv_ok(status))
        status = budget_change_reverse(books, &project, ids[1].text, ids[2].text, asked, &change);
    if (cv_ok(status))
        *message = budget_change_wire(books->arena, ids, project.currency, &change);
    return status;
}

REVERSAL_METHOD(budget_change, BudgetChange, BUDGET_CHANGE_NAME, true);
