#include "budget_change/budget_change.h"
#include "projects.h"

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    struct project_ref project;
    struct cv_status status =
        project_find(books, list->parent[0].text, list->parent[1].text, NULL, &project);

    if (!cv_ok(status))
        return status;
    list->of = project.currency;
    return budget_change_list(books, &project, &list->listed);
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    return budget_change_wire(books->arena, list->parent, list->of, row);
}

static const struct cv_listing LISTING = {
    PROJECT_NAME, CV_LISTING_KEY(struct budget_change, entry.record.uid), read, wire};

LISTING_METHOD(projects, budget_changes, BudgetChanges);
