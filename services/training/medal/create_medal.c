#include "exchanges.h"
#include "medal/medal.h"

struct state {
    struct cv_creation_ids ids;
    struct medal medal;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->medal.record.id = state->ids.id.text;
    medal_read(check, thing, &state->medal);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return medal_insert(books, &state->medal);
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return medal_get(books, state->ids.id.text, &state->medal);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)medal_wire(arena, &state->medal);
}

const struct cv_creation medal_creation = {"medal", "medal_id", NULL, sizeof(struct state),
                                           read,    record,     load, wire};

CREATION_METHOD(exchanges, medal, Medal);
