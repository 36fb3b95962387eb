#include "learning.h"
#include "service/audit.h"
#include "session/session.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[3];
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    const struct cv_id *ids = state->ids;
    struct session session;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = session_get(&books, ids[0].text, ids[1].text, ids[2].text, &session);
    if (cv_ok(status))
        cv_audit_before(&books, (ProtobufCMessage *)session_wire(books.arena, &session));
    if (cv_ok(status))
        status = session_close(&books, &session);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)session_wire(books.arena, &session);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__CloseAttendanceRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, SESSION_NAME, state->ids);
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, training_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_training_v1_learning_close_attendance_method close_attendance = {
    handle, sizeof(struct state)};
