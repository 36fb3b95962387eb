#include "sale_entry/sale_entry.h"
#include "sales.h"

#include <string.h>

struct state {
    struct cv_creation_ids ids;
    struct sale sale;
    struct sale_entry entry;
    const char *currency; /* as asked */
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->entry.id = state->ids.id.text;
    sale_entry_read(check, thing, &state->entry, &state->currency);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct cv_status status = sale_get(books, state->ids.parent[0].text, "parent", &state->sale);

    if (cv_ok(status) && state->currency[0] != '\0' &&
        strcmp(state->currency, state->sale.currency) != 0)
        return cv_status_field(books->arena, "sale_entry.amount.currency",
                               "the sale's currency is %s, not %s", state->sale.currency,
                               state->currency);
    return cv_ok(status) ? sale_entry_add(books, &state->sale, &state->entry, NULL) : status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return sale_entry_get(books, &state->sale, state->ids.id.text, &state->entry);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)sale_entry_wire(arena, state->ids.parent[0].text,
                                               state->sale.currency, &state->entry);
}

const struct cv_creation sale_entry_creation = {
    "sale_entry", "sale_entry_id", SALE_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(sales, sale_entry, SaleEntry);
