#include "bag/bag.h"

struct state {
    struct cv_creation_ids ids;
    int64_t hub_no;
    struct bag bag;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->bag.id = state->ids.id.text;
    bag_read(check, state->ids.parent->text, thing, &state->bag);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct cv_status status = hub_number(books, state->ids.parent->text, &state->hub_no);

    return cv_ok(status) ? bag_insert(books, state->hub_no, &state->bag) : status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return bag_get(books, state->hub_no, state->ids.id.text, NULL, &state->bag);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)bag_wire(arena, state->ids.parent->text, &state->bag);
}

static const struct cv_creation bag_creation = {"bag", "bag_id", HUB_NAME, sizeof(struct state),
                                                read,  record,   load,     wire};

CREATION_METHOD(hubs, bag, Bag);
