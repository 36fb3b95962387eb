#include "app/date.h"
#include "app/unit.h"
#include "programme/programme_store.h"
#include "project/project.h"
#include "project/project_move.h"
#include "projects.h"
#include "service/audit.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[2]; /* programme, project */
    struct project_move asked;
};

#define MOVE(name) CARAVAN__PROJECTS__V1__PROJECT_MOVE__PROJECT_MOVE_##name

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct programme_ref programme;
    struct project project;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = programme_find(&books, state->ids[0].text, &programme);
    if (cv_ok(status))
        status = project_get(&books, programme.uid, state->ids[1].text, &project);
    if (!cv_ok(status))
        return status;
    cv_audit_before(&books,
                    (ProtobufCMessage *)project_wire(books.arena, state->ids[0].text, &project));
    status = project_move(&books, programme.uid, &state->asked, &project);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)project_wire(books.arena, state->ids[0].text, &project);
    return status;
}

static void check_move(struct cv_check *check,
                       const Caravan__Projects__V1__MoveProjectRequest *request)
{
    cv_field_enum(check, "move", &caravan__projects__v1__project_move__descriptor, request->move,
                  true);
    if (!cv_check_fine(check))
        return;
    cv_check_text(check, "reason", request->reason, CV_FIELD_REASON_MAX,
                  project_move_needs_reason(request->move));
    if (request->date != NULL && !project_move_takes_date(request->move))
        cv_check_fail(check, "date", "only START and CLOSE take a date");
    if (request->move == MOVE(APPROVE) || request->move == MOVE(RETURN))
        cv_approval_etag_given(check, "etag", request->etag);
    else
        cv_field_etag_given(check, "etag", request->etag);
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__MoveProjectRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, PROJECT_NAME, state->ids);
    check_move(&check, request);
    state->asked = (struct project_move){
        .move = request->move,
        .etag = request->etag,
        .reason = request->reason,
        .date = cv_field_past_date(&check, "date", request->date, false),
    };
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_move_project_method move_project = {handle,
                                                                              sizeof(struct state)};
