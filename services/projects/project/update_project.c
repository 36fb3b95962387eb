#include "app/unit.h"
#include "programme/programme_store.h"
#include "project/project.h"
#include "projects.h"

struct state {
    struct cv_unit unit;
    const Caravan__Projects__V1__Project *asked;
    struct cv_id ids[2]; /* programme, project */
    uint32_t mask;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_check check = cv_check_begin(unit->op.scope->arena);
    struct programme_ref programme;
    struct project project;
    int64_t before;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = programme_find(&books, state->ids[0].text, &programme);
    if (cv_ok(status))
        status = project_get(&books, programme.uid, state->ids[1].text, &project);
    if (cv_ok(status))
        status = cv_field_etag_match(books.arena, state->asked->etag, project.version);
    if (!cv_ok(status))
        return status;
    before = project.state;
    project_read(&check, state->asked, state->mask, state->ids[0].text, &project);
    project_check(&check, &project);
    if (!cv_check_fine(&check))
        return check.status;
    status = project_move(books.arena, before, project.state);
    if (cv_ok(status))
        status = project_replace(&books, programme.uid, &project);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)project_wire(books.arena, state->ids[0].text, &project);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__UpdateProjectRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->asked = request->project;
    if (state->asked == NULL) {
        cv_check_fail(&check, "project", "project is required");
    } else {
        cv_check_name(&check, "project.name", state->asked->name, PROJECT_NAME, state->ids);
        cv_field_etag_given(&check, "project.etag", state->asked->etag);
        state->mask = project_mask(&check, request->update_mask);
    }
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_update_project_method update_project = {
    handle, sizeof(struct state)};
