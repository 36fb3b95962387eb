#include "development.h"
#include "enterprise_sale/enterprise_sale.h"
#include "programme/programme_store.h"

struct state {
    struct cv_creation_ids ids;
    struct programme_ref programme;
    const char *currency; /* as asked for */
    struct enterprise_sale sale;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->sale.record.id = state->ids.id.text;
    enterprise_sale_read(check, thing, state->ids.parent->text, &state->sale, &state->currency);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct cv_status status = programme_find(books, state->ids.parent->text, &state->programme);

    if (cv_ok(status))
        status = field_currency_match(books->arena, "enterprise_sale.amount", state->currency,
                                      state->programme.currency);
    return cv_ok(status) ? enterprise_sale_insert(books, state->programme.uid, &state->sale)
                         : status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return enterprise_sale_get(books, state->programme.uid, state->ids.id.text, &state->sale);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)enterprise_sale_wire(arena, state->ids.parent->text,
                                                    state->programme.currency, &state->sale);
}

const struct cv_creation enterprise_sale_creation = {"enterprise_sale",
                                                     "enterprise_sale_id",
                                                     PROGRAMME_NAME,
                                                     sizeof(struct state),
                                                     read,
                                                     record,
                                                     load,
                                                     wire};

CREATION_METHOD(development, enterprise_sale, EnterpriseSale);
