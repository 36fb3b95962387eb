#include "app/unit.h"
#include "base/clock.h"
#include "programme/programme_store.h"
#include "project/project.h"
#include "project/project_move.h"
#include "projects.h"
#include "service/audit.h"

#define REFUSALS_MAX 200

struct state {
    struct cv_unit unit;
    struct cv_id programme;
    int64_t reviewed_us;
};

static Caravan__Projects__V1__ProjectRefusal *refusal_wire(struct cv_arena *arena,
                                                           const char *programme,
                                                           const struct project *project,
                                                           const struct cv_status *status)
{
    Caravan__Projects__V1__ProjectRefusal *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__project_refusal__init(message);
    message->project =
        cv_wire_text(cv_arena_printf(arena, "programmes/%s/projects/%s", programme, project->id));
    message->code = (int32_t)status->code;
    message->reason = cv_wire_text(status->reason);
    message->message = cv_wire_text(status->message);
    return message;
}

/* Why this one cannot be approved; other errors end it all. */
static bool is_refusal(enum cv_code code)
{
    return code == CV_FAILED_PRECONDITION || code == CV_PERMISSION_DENIED;
}

static struct cv_status approve(struct cv_books *books, struct cv_uuid programme, const char *id,
                                struct project *project,
                                Caravan__Projects__V1__ApproveProjectsResponse *answer)
{
    const struct project_move asked = {
        .move = CARAVAN__PROJECTS__V1__PROJECT_MOVE__PROJECT_MOVE_APPROVE,
        .etag = "*",
        .reason = "",
    };
    const ProtobufCMessage *before = (const void *)project_wire(books->arena, id, project);
    struct cv_status status = project_move(books, programme, &asked, project);

    if (cv_ok(status)) {
        answer->approved_count++;
        return cv_audit_add(books, before, (const void *)project_wire(books->arena, id, project));
    }
    if (!is_refusal(status.code))
        return status;
    answer->refused_count++;
    if (answer->n_refusals < REFUSALS_MAX) {
        answer->refusals[answer->n_refusals] = refusal_wire(books->arena, id, project, &status);
        if (answer->refusals[answer->n_refusals] != NULL)
            answer->n_refusals++;
    }
    return CV_STATUS_OK;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_arena *arena = unit->op.scope->arena;
    Caravan__Projects__V1__ApproveProjectsResponse *answer = cv_arena_alloc(arena, sizeof(*answer));
    struct programme_ref programme;
    struct project *projects = NULL;
    size_t count = 0;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = programme_find(&books, state->programme.text, &programme);
    if (cv_ok(status))
        status = project_submitted(&books, programme.uid, state->reviewed_us, &projects, &count);
    if (!cv_ok(status) || answer == NULL)
        return status;
    caravan__projects__v1__approve_projects_response__init(answer);
    answer->refusals = cv_arena_array(arena, REFUSALS_MAX, sizeof(*answer->refusals));
    for (size_t i = 0; cv_ok(status) && answer->refusals != NULL && i < count; i++)
        status = approve(&books, programme.uid, state->programme.text, &projects[i], answer);
    unit->nothing_done = answer->approved_count == 0;
    *reply = &answer->base;
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ApproveProjectsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, PROGRAMME_NAME, &state->programme);
    state->reviewed_us = cv_wire_time_read(&check, "reviewed_time", request->reviewed_time);
    if (request->reviewed_time == NULL)
        cv_check_fail(&check, "reviewed_time",
                      "reviewed_time is required: when the projects were looked at");
    else if (state->reviewed_us > cv_clock_utc_us())
        cv_check_fail(&check, "reviewed_time", "reviewed_time must not be in the future");
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_approve_projects_method approve_projects = {
    handle, sizeof(struct state)};
