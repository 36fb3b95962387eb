#include "consignment/consignment.h"
#include "corridors.h"

struct state {
    struct cv_creation_ids ids;
    struct consignment consignment;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->consignment.id = state->ids.id.text;
    state->consignment.reason = "";
    state->consignment.returns = "";
    consignment_read(check, thing, CV_MASK_ALL, &state->consignment);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct cv_status status = consignment_place(books, &state->consignment);

    return cv_ok(status) ? consignment_insert(books, &state->consignment) : status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return consignment_get(books, state->ids.id.text, NULL, &state->consignment);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)consignment_wire(arena, &state->consignment);
}

const struct cv_creation consignment_creation = {
    "consignment", "consignment_id", NULL, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(corridors, consignment, Consignment);
