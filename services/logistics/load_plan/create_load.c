#include "corridors.h"
#include "load_plan/load.h"

struct state {
    struct cv_creation_ids ids;
    struct trip_ref trip;
    struct load load;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->load.id = state->ids.id.text;
    load_read(check, thing, &state->load);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    const struct cv_id *parent = state->ids.parent;
    struct cv_status status = trip_find(books, parent[0].text, parent[1].text, NULL, &state->trip);
    struct box box;

    if (cv_ok(status))
        status = box_get(books, state->load.box, "load.box", &box);
    return cv_ok(status) ? load_insert(books, &state->trip, &box, &state->load) : status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return load_get(books, &state->trip, state->ids.id.text, &state->load);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)load_wire(arena, state->ids.parent, &state->load);
}

const struct cv_creation load_creation = {"load", "load_id", TRIP_NAME, sizeof(struct state),
                                          read,   record,    load,      wire};

CREATION_METHOD(corridors, load, Load);
