#include "app/unit.h"
#include "projects.h"
#include "result/result.h"
#include "service/audit.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[3]; /* programme, indicator, result */
    struct result_move asked;
};

#define MOVE(name) CARAVAN__PROJECTS__V1__RESULT_MOVE__RESULT_MOVE_##name

static const enum cv_approval_move MOVES[] = {
    [MOVE(SUBMIT)] = CV_APPROVAL_SUBMIT,     [MOVE(APPROVE)] = CV_APPROVAL_APPROVE,
    [MOVE(RETURN)] = CV_APPROVAL_RETURN,     [MOVE(REJECT)] = CV_APPROVAL_REJECT,
    [MOVE(WITHDRAW)] = CV_APPROVAL_WITHDRAW,
};

/* With a correction two results change. */
static struct cv_status move(struct cv_books *books, const struct state *state,
                             const struct indicator_ref *ref, struct result *result)
{
    const struct cv_id *ids = state->ids;
    const void *before = result_wire(books->arena, ids, ref->grain, result);
    const void *standing = NULL;
    bool corrects = state->asked.move == CV_APPROVAL_APPROVE && result->supersedes[0] != '\0';
    struct result corrected;
    struct cv_status status = CV_STATUS_OK;

    if (corrects)
        status = result_get(books, ref, result->supersedes, &corrected);
    if (cv_ok(status) && corrects)
        standing = result_wire(books->arena, ids, ref->grain, &corrected);
    if (cv_ok(status))
        status = result_move(books, ids[0].text, ref, &state->asked, result);
    if (cv_ok(status))
        status = cv_audit_add(books, before, result_wire(books->arena, ids, ref->grain, result));
    if (cv_ok(status) && corrects)
        status = result_get(books, ref, result->supersedes, &corrected);
    if (cv_ok(status) && corrects)
        status =
            cv_audit_add(books, standing, result_wire(books->arena, ids, ref->grain, &corrected));
    return status;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    const struct cv_id *ids = state->ids;
    struct indicator_ref ref;
    struct result result;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = indicator_find(&books, ids[0].text, ids[1].text, &ref);
    if (cv_ok(status))
        status = result_get(&books, &ref, ids[2].text, &result);
    if (cv_ok(status))
        status = move(&books, state, &ref, &result);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)result_wire(books.arena, ids, ref.grain, &result);
    return status;
}

static void read_move(struct cv_check *check,
                      const Caravan__Projects__V1__MoveResultRequest *request,
                      struct result_move *asked)
{
    bool refuses = request->move == MOVE(RETURN) || request->move == MOVE(REJECT);

    cv_field_enum(check, "move", &caravan__projects__v1__result_move__descriptor, request->move,
                  true);
    if (!cv_check_fine(check))
        return;
    if (refuses || request->move == MOVE(APPROVE))
        cv_approval_etag_given(check, "etag", request->etag);
    cv_check_text(check, "reason", request->reason, CV_FIELD_REASON_MAX, refuses);
    *asked = (struct result_move){MOVES[request->move], request->etag, request->reason};
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__MoveResultRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, RESULT_NAME, state->ids);
    read_move(&check, request, &state->asked);
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_move_result_method move_result = {handle,
                                                                            sizeof(struct state)};
