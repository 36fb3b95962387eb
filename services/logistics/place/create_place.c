#include "corridors.h"
#include "place/place.h"

struct state {
    struct cv_creation_ids ids;
    struct place place;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->place.id = state->ids.id.text;
    place_read(check, thing, CV_MASK_ALL, &state->place);
    place_check(check, &state->place);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return place_insert(books, &state->place);
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return place_get(books, state->ids.id.text, &state->place);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)place_wire(arena, &state->place);
}

const struct cv_creation place_creation = {"place", "place_id", NULL, sizeof(struct state),
                                           read,    record,     load, wire};

CREATION_METHOD(corridors, place, Place);
