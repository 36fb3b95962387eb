#include "budget_line/budget_line.h"
#include "projects.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct budget_line line;
    struct project_ref ref;
    struct cv_status status = project_find(books, ids[0].text, ids[1].text, NULL, &ref);

    if (cv_ok(status))
        status = budget_line_get(books, &ref, ids[2].text, &line);
    if (cv_ok(status))
        *message = budget_line_wire(books->arena, ids, ref.currency, &line);
    return status;
}

LOOKUP_METHOD(projects, budget_line, BudgetLine, BUDGET_LINE_NAME);
