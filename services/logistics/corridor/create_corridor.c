#include "corridor/corridor.h"
#include "corridors.h"

struct state {
    struct cv_creation_ids ids;
    struct corridor corridor;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->corridor.id = state->ids.id.text;
    corridor_read(check, thing, CV_MASK_ALL, &state->corridor);
    corridor_check(check, &state->corridor);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return corridor_insert(books, &state->corridor);
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return corridor_get(books, state->ids.id.text, &state->corridor);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)corridor_wire(arena, &state->corridor);
}

const struct cv_creation corridor_creation = {"corridor", "corridor_id", NULL, sizeof(struct state),
                                              read,       record,        load, wire};

CREATION_METHOD(corridors, corridor, Corridor);
