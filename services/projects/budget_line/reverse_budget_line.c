#include "budget_line/budget_line.h"
#include "reversal.h"

static struct cv_status reverse(struct cv_books *books, const struct cv_id ids[3],
                                const struct reversal *asked, void **message)
{
    struct budget_line line;
    struct project_ref project;
    struct cv_status status = project_find(books, ids[0].text, ids[1].text, NULL, &project);

    if (cv_ok(status))
        status = budget_line_reverse(books, &project, ids[2].text, asked, &line);
    if (cv_ok(status))
        *message = budget_line_wire(books->arena, ids, project.currency, &line);
    return status;
}

REVERSAL_METHOD(budget_line, BudgetLine, BUDGET_LINE_NAME, true);
