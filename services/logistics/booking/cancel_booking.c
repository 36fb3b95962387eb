#include "app/unit.h"
#include "booking/booking.h"
#include "corridors.h"
#include "service/audit.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[3]; /* corridor, trip, booking */
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct booking booking;
    struct cv_books books;
    struct trip_ref trip;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = trip_find(&books, state->ids[0].text, state->ids[1].text, NULL, &trip);
    if (cv_ok(status))
        status = booking_get(&books, &trip, state->ids[2].text, &booking);
    if (cv_ok(status))
        cv_audit_before(&books, booking_wire(books.arena, state->ids, &booking));
    if (cv_ok(status))
        status = booking_cancel(&books, &booking);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)booking_wire(books.arena, state->ids, &booking);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__CancelBookingRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, BOOKING_NAME, state->ids);
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_cancel_booking_method cancel_booking = {
    handle, sizeof(struct state)};
