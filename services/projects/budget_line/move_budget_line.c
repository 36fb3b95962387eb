#include "budget_line/budget_line.h"
#include "money_entry/entry.h"
#include "service/audit.h"

static struct cv_status move(struct cv_books *books, const struct cv_id ids[3],
                             const struct entry_move *asked, void **message)
{
    struct budget_line line;
    struct project_ref project;
    struct cv_status status = project_find(books, ids[0].text, ids[1].text, NULL, &project);

    if (cv_ok(status))
        status = budget_line_get(books, &project, ids[2].text, &line);
    if (!cv_ok(status))
        return status;
    cv_audit_before(books,
                    (const void *)budget_line_wire(books->arena, ids, project.currency, &line));
    status = budget_line_move(books, &project, asked, &line);
    if (cv_ok(status))
        *message = budget_line_wire(books->arena, ids, project.currency, &line);
    return status;
}

MOVEMENT_METHOD(budget_line, BUDGET_LINE_NAME, false);
