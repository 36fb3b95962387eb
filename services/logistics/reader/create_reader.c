#include "hubs.h"
#include "reader/reader.h"

struct state {
    struct cv_creation_ids ids;
    struct reader reader;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->reader.id = state->ids.id.text;
    reader_read(check, thing, &state->reader);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct hub_ref hub;
    struct cv_status status = hub_find(books, state->ids.parent->text, &hub);

    return cv_ok(status) ? reader_insert(books, hub.no, &state->reader) : status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct hub_ref hub;
    struct cv_status status = hub_find(books, state->ids.parent->text, &hub);

    return cv_ok(status) ? reader_get(books, hub.no, state->ids.id.text, &state->reader) : status;
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)reader_wire(arena, state->ids.parent->text, &state->reader);
}

const struct cv_creation reader_creation = {"reader", "reader_id", HUB_NAME, sizeof(struct state),
                                            read,     record,      load,     wire};

CREATION_METHOD(hubs, reader, Reader);
