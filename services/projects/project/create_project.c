#include "app/unit.h"
#include "programme/programme_store.h"
#include "project/project.h"
#include "projects.h"

struct state {
    struct cv_unit unit;
    struct cv_id programme;
    struct cv_id id;
    struct project project; /* as asked */
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct project project = state->project;
    struct programme_ref programme;
    struct books books;
    struct cv_status status = books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = programme_find(&books, state->programme.text, &programme);
    if (cv_ok(status))
        status = project_insert(&books, programme.uid, &project);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)project_wire(books.arena, state->programme.text, &project);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__CreateProjectRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, PROGRAMME_NAME, &state->programme);
    if (request->project == NULL) {
        cv_check_fail(&check, "project", "project is required");
    } else {
        cv_check_new_id(&check, "project_id", request->project_id, &state->id);
        state->project.id = state->id.text;
        project_read(&check, request->project, CV_MASK_ALL, state->programme.text, &state->project);
        if (state->project.state == CARAVAN__PROJECTS__V1__PROJECT_STATE__PROJECT_STATE_UNSPECIFIED)
            state->project.state = CARAVAN__PROJECTS__V1__PROJECT_STATE__PROJECT_STATE_PIPELINE;
        project_check(&check, &state->project);
    }
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_create_project_method create_project = {
    handle, sizeof(struct state)};
