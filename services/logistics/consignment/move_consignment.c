#include "app/unit.h"
#include "booking/booking_store.h"
#include "consignment/consignment.h"
#include "corridors.h"
#include "service/audit.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
    int64_t action;
    const char *reason;
};

enum action {
    SUBMIT = 1,
    ACCEPT,
    REJECT,
    CANCEL,
    MAKE_AVAILABLE,
    CLOSE
};

/* From which states an action leads to which. */
#define FROM(state) (1u << (state))

static const struct {
    unsigned from;
    int64_t to;
} ACTIONS[] = {
    [SUBMIT] = {FROM(CONSIGNMENT_DRAFT), CONSIGNMENT_SUBMITTED},
    [ACCEPT] = {FROM(CONSIGNMENT_SUBMITTED), CONSIGNMENT_ACCEPTED},
    [REJECT] = {FROM(CONSIGNMENT_SUBMITTED), CONSIGNMENT_REJECTED},
    [CANCEL] = {FROM(CONSIGNMENT_DRAFT) | FROM(CONSIGNMENT_SUBMITTED) | FROM(CONSIGNMENT_ACCEPTED),
                CONSIGNMENT_CANCELLED},
    [MAKE_AVAILABLE] = {FROM(CONSIGNMENT_ARRIVED), CONSIGNMENT_AVAILABLE},
    [CLOSE] = {FROM(CONSIGNMENT_DELIVERED), CONSIGNMENT_CLOSED},
};

static struct cv_status check_action(struct cv_books *books, const struct consignment *consignment,
                                     int64_t action)
{
    if (action == CANCEL && consignment->state >= CONSIGNMENT_LOADED &&
        consignment->state <= CONSIGNMENT_CLOSED)
        return cv_status(CV_FAILED_PRECONDITION, "ALREADY_LOADED",
                         "something of it was loaded: return it instead");
    if ((ACTIONS[action].from & FROM(consignment->state)) == 0)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE",
                         "the consignment is not in the state for that");
    if (action == SUBMIT)
        return consignment_complete(books->arena, consignment);
    if (action == MAKE_AVAILABLE &&
        (consignment->flags & CONSIGNMENT_FLAG(CONSIGNMENT_CUSTOMS_HOLD)) != 0)
        return cv_status(CV_FAILED_PRECONDITION, "HOLD_OPEN", "customs holds the consignment");
    if (action == CLOSE && consignment->flags != 0)
        return cv_status(CV_FAILED_PRECONDITION, "FLAG_OPEN",
                         "a hold, shortage, damage or claim is open");
    return CV_STATUS_OK;
}

static struct cv_status cancel_bookings(struct cv_books *books, struct consignment *consignment)
{
    struct booking *bookings;
    size_t count;
    struct cv_status status = booking_of_line(books, consignment->uid, 0, &bookings, &count);

    for (size_t i = 0; cv_ok(status) && i < count; i++)
        status = booking_cancel(books, &bookings[i]);
    return cv_ok(status) && count > 0 ? consignment_get(books, consignment->id, NULL, consignment)
                                      : status;
}

static struct cv_status move(struct cv_books *books, struct consignment *consignment,
                             const struct state *state)
{
    bool ends = state->action == REJECT || state->action == CANCEL || state->action == CLOSE;
    struct cv_status status = check_action(books, consignment, state->action);

    if (cv_ok(status) && (state->action == REJECT || state->action == CANCEL))
        status = cancel_bookings(books, consignment);
    consignment->state = ACTIONS[state->action].to;
    if (cv_ok(status))
        status = consignment_move(books, consignment);
    if (cv_ok(status) && ends)
        status = consignment_release(books, consignment->uid);
    return cv_ok(status)
               ? consignment_note(books, consignment, consignment->state, 0, false, state->reason)
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
        status = move(&books, &consignment, state);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)consignment_wire(books.arena, &consignment);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__MoveConsignmentRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, CONSIGNMENT_NAME, &state->id);
    state->action = request->action;
    cv_field_enum(&check, "action", &caravan__logistics__v1__consignment_action__descriptor,
                  request->action, true);
    cv_check_text(&check, "reason", request->reason, CV_FIELD_REASON_MAX,
                  state->action == REJECT || state->action == CANCEL);
    state->reason = request->reason;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_move_consignment_method move_consignment = {
    handle, sizeof(struct state)};
