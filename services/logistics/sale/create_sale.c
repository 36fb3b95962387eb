#include "sale/sale.h"
#include "sales.h"

struct state {
    struct cv_creation_ids ids;
    struct sale sale;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->sale.id = state->ids.id.text;
    sale_read(check, thing, &state->sale);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return sale_insert(books, &state->sale);
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return sale_get(books, state->ids.id.text, NULL, &state->sale);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)sale_wire(arena, &state->sale);
}

const struct cv_creation sale_creation = {"sale", "sale_id", NULL, sizeof(struct state),
                                          read,   record,    load, wire};

CREATION_METHOD(sales, sale, Sale);
