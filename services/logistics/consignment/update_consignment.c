#include "app/unit.h"
#include "booking/resplit.h"
#include "consignment/consignment.h"
#include "corridors.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
    const Caravan__Logistics__V1__Consignment *asked;
    uint32_t mask;
};

/* Lines that are booked do not go away. */
static struct cv_status keep_booked(const struct consignment *before,
                                    const struct consignment *after)
{
    for (size_t i = after->line_count; i < before->line_count; i++) {
        if (before->lines[i].stock.booked > 0)
            return cv_status(CV_FAILED_PRECONDITION, "AMENDED_BELOW_BOOKED",
                             "a line of which something is booked cannot be taken away");
    }
    return CV_STATUS_OK;
}

static struct cv_status change(struct cv_books *books, struct consignment *consignment,
                               const struct state *state)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct consignment before = *consignment;
    struct cv_status status;

    if (consignment->state >= CONSIGNMENT_ACCEPTED && !consignment_mask_late(state->mask))
        return cv_status(CV_FAILED_PRECONDITION, "AMENDMENT_NEEDED",
                         "the goods were accepted: amend the consignment, with a reason");
    consignment->reason = "";
    consignment_read(&check, state->asked, state->mask, consignment);
    if (!cv_check_fine(&check))
        return check.status;
    status = keep_booked(&before, consignment);
    if (cv_ok(status))
        status = consignment_place(books, consignment);
    if (cv_ok(status))
        status = consignment_replace(books, consignment);
    if (cv_ok(status))
        status = booking_resplit(books, consignment);
    return cv_ok(status) ? consignment_get(books, before.id, NULL, consignment) : status;
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
        status = cv_field_etag_match(books.arena, state->asked->etag, consignment.version);
    if (cv_ok(status))
        status = change(&books, &consignment, state);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)consignment_wire(books.arena, &consignment);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__UpdateConsignmentRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->asked = request->consignment;
    if (state->asked == NULL) {
        cv_check_fail(&check, "consignment", "consignment is required");
    } else {
        cv_check_name(&check, "consignment.name", state->asked->name, CONSIGNMENT_NAME, &state->id);
        cv_field_etag_given(&check, "consignment.etag", state->asked->etag);
        state->mask = consignment_mask(&check, request->update_mask);
    }
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_update_consignment_method update_consignment = {
    handle, sizeof(struct state)};
