#include "booking/booking.h"
#include "cargo/voyage.h"
#include "corridors.h"

struct state {
    struct cv_creation_ids ids;
    struct trip_ref trip;
    struct booking booking;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->booking.id = state->ids.id.text;
    booking_read(check, thing, &state->booking);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    const struct cv_id *parent = state->ids.parent;
    struct cv_status status = trip_find(books, parent[0].text, parent[1].text, NULL, &state->trip);

    if (cv_ok(status))
        status = booking_insert(books, &state->trip, &state->booking);
    return cv_ok(status) ? voyage_count(books, &state->trip, &state->booking, state->booking.loaded,
                                        state->booking.landed)
                         : status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return booking_get(books, &state->trip, state->ids.id.text, &state->booking);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)booking_wire(arena, state->ids.parent, &state->booking);
}

const struct cv_creation booking_creation = {
    "booking", "booking_id", TRIP_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(corridors, booking, Booking);
