#include "programme/programme_store.h"
#include "project/project.h"
#include "project/project_move.h"
#include "projects.h"

static struct cv_status change(struct cv_books *books, const struct cv_update_call *call,
                               void **message)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct programme_ref programme;
    struct project project;
    struct cv_status status = programme_find(books, call->ids[0].text, &programme);

    if (cv_ok(status))
        status = project_get(books, programme.uid, call->ids[1].text, &project);
    if (cv_ok(status))
        status = cv_update_match(call, books, project.version,
                                 project_wire(books->arena, call->ids[0].text, &project));
    if (!cv_ok(status))
        return status;
    project_read(&check, call->asked, call->mask, call->ids[0].text, &project);
    project_check(&check, &project);
    if (!cv_check_fine(&check))
        return check.status;
    status = project_edit(books, &project);
    if (cv_ok(status))
        status = project_replace(books, programme.uid, &project);
    if (cv_ok(status))
        *message = project_wire(books->arena, call->ids[0].text, &project);
    return status;
}

UPDATE_METHOD(projects, project, Project, PROJECT_NAME);
