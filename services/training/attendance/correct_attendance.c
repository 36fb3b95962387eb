#include "attendance/attendance.h"
#include "learning.h"
#include "service/audit.h"

#include <string.h>

struct state {
    struct cv_unit unit;
    struct cv_id ids[4];
    int64_t state;
    const char *reason;
};

/* A closed list changes by two persons. */
static struct cv_status check_second(struct cv_books *books, const struct state *state,
                                     const struct attendance *attendance)
{
    if (state->reason[0] == '\0')
        return cv_status_field(books->arena, "reason",
                               "reason is required: the list of those present is closed");
    for (size_t i = 0; i < attendance->entry_count; i++) {
        if (strcmp(attendance->entries[i].recorded_by, books->subject) == 0)
            return cv_status_f(books->arena, CV_PERMISSION_DENIED, "SELF_APPROVAL",
                               "%s made an entry before; somebody else must correct a closed list",
                               books->subject);
    }
    return CV_STATUS_OK;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    const struct cv_id *ids = state->ids;
    struct attendance attendance;
    struct session session;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = session_get(&books, ids[0].text, ids[1].text, ids[2].text, &session);
    if (cv_ok(status))
        status = attendance_get(&books, &session, ids[3].text, &attendance);
    if (cv_ok(status))
        cv_audit_before(&books, (ProtobufCMessage *)attendance_wire(books.arena, &attendance));
    if (cv_ok(status) && session.closed_us != 0)
        status = check_second(&books, state, &attendance);
    if (cv_ok(status))
        status = attendance_correct(&books, &attendance, state->state, state->reason);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)attendance_wire(books.arena, &attendance);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__CorrectAttendanceRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, ATTENDANCE_NAME, state->ids);
    cv_field_enum(&check, "state", &caravan__training__v1__attendance_state__descriptor,
                  request->state, true);
    cv_check_text(&check, "reason", request->reason, CV_FIELD_REASON_MAX, false);
    state->state = request->state;
    state->reason = request->reason;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, training_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_training_v1_learning_correct_attendance_method correct_attendance = {
    handle, sizeof(struct state)};
