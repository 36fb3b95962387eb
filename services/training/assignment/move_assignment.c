#include "assignment/assignment.h"
#include "assignment/assignment_step.h"
#include "exchanges.h"
#include "service/audit.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
    int64_t move;
    int32_t date; /* CV_DATE_NONE: today */
    const char *etag;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct assignment assignment;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = assignment_get(&books, state->id.text, NULL, &assignment);
    if (cv_ok(status) && state->etag[0] != '\0')
        status = cv_field_etag_match(books.arena, state->etag, assignment.version);
    if (cv_ok(status))
        cv_audit_before(&books, (ProtobufCMessage *)assignment_wire(books.arena, &assignment));
    if (cv_ok(status))
        status = assignment_step(&books, &assignment, state->move, state->date);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)assignment_wire(books.arena, &assignment);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__MoveAssignmentRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, ASSIGNMENT_NAME, &state->id);
    cv_field_enum(&check, "move", &caravan__training__v1__assignment_move__descriptor,
                  request->move, true);
    state->move = request->move;
    state->date = cv_field_past_date(&check, "date", request->date, false);
    state->etag = request->etag;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, training_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_training_v1_exchanges_move_assignment_method move_assignment = {
    handle, sizeof(struct state)};
