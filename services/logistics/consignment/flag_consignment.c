#include "app/unit.h"
#include "consignment/consignment.h"
#include "corridors.h"
#include "service/audit.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
    int64_t flag;
    bool open;
    const char *reason;
};

static struct cv_status raise_flag(struct cv_books *books, struct consignment *consignment,
                                   const struct state *state)
{
    int64_t bit = INT64_C(1) << state->flag;
    struct cv_status status;

    if (((consignment->flags & bit) != 0) == state->open)
        return cv_status(CV_FAILED_PRECONDITION, state->open ? "ALREADY_OPEN" : "NOT_OPEN",
                         state->open ? "the flag is open" : "the flag is not open");
    consignment->flags ^= bit;
    status = consignment_move(books, consignment);
    return cv_ok(status)
               ? consignment_note(books, consignment, 0, state->flag, state->open, state->reason)
               : status;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct consignment consignment;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = consignment_get(&books, state->id.text, NULL, &consignment);
    if (cv_ok(status))
        cv_audit_before(&books, consignment_wire(books.arena, &consignment));
    if (cv_ok(status))
        status = raise_flag(&books, &consignment, state);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)consignment_wire(books.arena, &consignment);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__FlagConsignmentRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, CONSIGNMENT_NAME, &state->id);
    cv_field_enum(&check, "flag", &caravan__logistics__v1__consignment_flag__descriptor,
                  request->flag, true);
    cv_check_text(&check, "reason", request->reason, CV_FIELD_REASON_MAX, true);
    state->flag = request->flag;
    state->open = request->open;
    state->reason = request->reason;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_flag_consignment_method flag_consignment = {
    handle, sizeof(struct state)};
