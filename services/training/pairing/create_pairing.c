#include "exchanges.h"
#include "pairing/pairing.h"

struct state {
    struct cv_creation_ids ids;
    struct pairing pairing;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->pairing.record.id = state->ids.id.text;
    pairing_read(check, thing, &state->pairing);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return pairing_insert(books, &state->pairing);
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return pairing_get(books, state->ids.id.text, &state->pairing);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)pairing_wire(arena, &state->pairing);
}

const struct cv_creation pairing_creation = {"pairing", "pairing_id", NULL, sizeof(struct state),
                                             read,      record,       load, wire};

CREATION_METHOD(exchanges, pairing, Pairing);
