#include "app/unit.h"
#include "booking/resplit.h"
#include "cargo/carriage_store.h"
#include "closed_trip/closed_trip.h"
#include "consignment/consignment.h"
#include "corridors.h"
#include "service/audit.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
    const Caravan__Logistics__V1__AmendConsignmentRequest *asked;
};

/* The lines as they are to be, of the same currency; none is taken away. */
static struct cv_status read_lines(struct cv_books *books, struct consignment *consignment,
                                   const Caravan__Logistics__V1__AmendConsignmentRequest *asked)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct consignment before = *consignment;

    consignment_lines_read(&check, "lines", asked->lines, asked->n_lines, consignment);
    if (cv_check_fine(&check) && consignment->line_count < before.line_count)
        cv_check_fail(&check, "lines", "lines are not taken away: there are %zu",
                      before.line_count);
    if (!cv_check_fine(&check))
        return check.status;
    return consignment_complete(books->arena, consignment);
}

/* What has travelled is taken back as it was known, and recorded anew as it is. */
static struct cv_status amend(struct cv_books *books, struct consignment *consignment,
                              const Caravan__Logistics__V1__AmendConsignmentRequest *asked)
{
    struct cv_status status;

    if (consignment->state < CONSIGNMENT_ACCEPTED || consignment->state > CONSIGNMENT_DELIVERED)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE",
                         "a consignment is amended after it was accepted and before it is closed");
    status = carriage_consignment(books, consignment, -1);
    if (cv_ok(status))
        status = read_lines(books, consignment, asked);
    consignment->reason = asked->reason;
    if (cv_ok(status))
        status = consignment_replace(books, consignment);
    if (cv_ok(status))
        status = booking_resplit(books, consignment);
    if (cv_ok(status))
        status = consignment_get(books, consignment->id, NULL, consignment);
    if (cv_ok(status))
        status = carriage_consignment(books, consignment, 1);
    return cv_ok(status) ? closed_trips_tell(books, consignment->corridor_uid, consignment->uid)
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
        status = cv_field_etag_match(books.arena, state->asked->etag, consignment.version);
    if (cv_ok(status))
        status = amend(&books, &consignment, state->asked);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)consignment_wire(books.arena, &consignment);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__AmendConsignmentRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, CONSIGNMENT_NAME, &state->id);
    cv_check_text(&check, "reason", request->reason, CV_FIELD_REASON_MAX, true);
    cv_field_etag_given(&check, "etag", request->etag);
    state->asked = request;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_amend_consignment_method amend_consignment = {
    handle, sizeof(struct state)};
