#include "box/box.h"
#include "corridors.h"

#include <string.h>

struct state {
    struct cv_creation_ids ids;
    struct box box;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    box_read(check, thing, &state->box);
    if (cv_check_fine(check))
        memcpy(state->ids.id.text, state->box.id, strlen(state->box.id) + 1);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return box_insert(books, &state->box);
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return box_get(books, state->ids.id.text, NULL, &state->box);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)box_wire(arena, &state->box);
}

const struct cv_creation box_creation = {"box", "box_id", NULL, sizeof(struct state),
                                         read,  record,   load, wire};

CREATION_METHOD(corridors, box, Box);
