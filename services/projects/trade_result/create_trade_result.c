#include "development.h"
#include "programme/programme_store.h"
#include "trade_result/trade_result.h"

struct state {
    struct cv_creation_ids ids;
    struct programme_ref programme;
    const char *currency; /* as asked for */
    struct trade_result result;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->result.record.id = state->ids.id.text;
    trade_result_read(check, thing, state->ids.parent->text, &state->result, &state->currency);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct cv_status status = programme_find(books, state->ids.parent->text, &state->programme);

    if (cv_ok(status))
        status = field_currency_match(books->arena, "trade_result.amount", state->currency,
                                      state->programme.currency);
    return cv_ok(status) ? trade_result_insert(books, state->programme.uid, &state->result)
                         : status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return trade_result_get(books, state->programme.uid, state->ids.id.text, &state->result);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)trade_result_wire(arena, state->ids.parent->text,
                                                 state->programme.currency, &state->result);
}

const struct cv_creation trade_result_creation = {"trade_result", "trade_result_id",
                                                  PROGRAMME_NAME, sizeof(struct state),
                                                  read,           record,
                                                  load,           wire};

CREATION_METHOD(development, trade_result, TradeResult);
