#include "programme/programme_store.h"
#include "project/project.h"
#include "projects.h"

static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)
{
    struct programme_ref programme;
    struct project project;
    struct cv_status status = programme_find(books, ids[0].text, &programme);

    if (cv_ok(status))
        status = project_get(books, programme.uid, ids[1].text, &project);
    if (cv_ok(status))
        *message = project_wire(books->arena, ids[0].text, &project);
    return status;
}

LOOKUP_METHOD(projects, project, Project, PROJECT_NAME);
