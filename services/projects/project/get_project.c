#include "app/unit.h"
#include "programme/programme_store.h"
#include "project/project.h"
#include "projects.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[2]; /* programme, project */
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct programme_ref programme;
    struct project project;
    struct cv_status status;
    struct cv_books books;

    cv_books_open(&books, unit->op.scope, tx);
    status = programme_find(&books, state->ids[0].text, &programme);
    if (cv_ok(status))
        status = project_get(&books, programme.uid, state->ids[1].text, &project);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)project_wire(books.arena, state->ids[0].text, &project);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__GetProjectRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, PROJECT_NAME, state->ids);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, projects_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_get_project_method get_project = {handle,
                                                                            sizeof(struct state)};
