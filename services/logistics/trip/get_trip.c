#include "app/unit.h"
#include "corridors.h"
#include "trip/trip.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[2]; /* corridor, trip */
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_status status;
    struct cv_books books;
    struct trip trip;

    cv_books_open(&books, unit->op.scope, tx);
    status = trip_get(&books, state->ids[0].text, state->ids[1].text, &trip);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)trip_wire(books.arena, state->ids[0].text, &trip);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__GetTripRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, TRIP_NAME, state->ids);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_corridors_get_trip_method get_trip = {handle,
                                                                        sizeof(struct state)};
