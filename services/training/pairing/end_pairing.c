#include "exchanges.h"
#include "pairing/pairing.h"
#include "service/audit.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
    int32_t ended_on;
    const char *reason;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct pairing pairing;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = pairing_get(&books, state->id.text, &pairing);
    if (cv_ok(status))
        cv_audit_before(&books, pairing_wire(books.arena, &pairing));
    if (cv_ok(status))
        status = pairing_end(&books, &pairing, state->ended_on, state->reason);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)pairing_wire(books.arena, &pairing);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__EndPairingRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, PAIRING_NAME, &state->id);
    state->ended_on = cv_field_past_date(&check, "ended_date", request->ended_date, true);
    cv_check_text(&check, "reason", request->reason, CV_FIELD_REASON_MAX, false);
    state->reason = request->reason;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, training_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_training_v1_exchanges_end_pairing_method end_pairing = {handle,
                                                                             sizeof(struct state)};
