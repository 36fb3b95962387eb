#include "hub/hub.h"
#include "hubs.h"

struct state {
    struct cv_creation_ids ids;
    struct hub hub;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->hub.id = state->ids.id.text;
    hub_read(thing, CV_MASK_ALL, &state->hub);
    hub_check(check, &state->hub);
    hub_read_days(check, thing, &state->hub);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return hub_insert(books, &state->hub);
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return hub_get(books, state->ids.id.text, &state->hub);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)hub_wire(arena, &state->hub);
}

const struct cv_creation hub_creation = {"hub", "hub_id", NULL, sizeof(struct state),
                                         read,  record,   load, wire};

CREATION_METHOD(hubs, hub, Hub);
