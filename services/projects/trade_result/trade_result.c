#include "trade_result/trade_result.h"

#include "dossier/dossier.h"

#include <string.h>

#define QUANTITY_MAX INT64_C(1000000000)

/* ---- from the wire ---- */

static const char *read_letter(struct cv_check *check, const char *name, const char *programme)
{
    struct cv_id ids[2] = {0};
    const char *id;

    if (name[0] == '\0')
        return "";
    cv_check_name(check, "trade_result.letter", name, TRADE_RESULT_NAME, ids);
    if (strcmp(ids[0].text, programme) != 0)
        cv_check_fail(check, "trade_result.letter",
                      "trade_result.letter must be of the same programme, programmes/%s",
                      programme);
    id = cv_arena_string(check->arena, ids[1].text);
    return id == NULL ? "" : id;
}

static void read_amount(struct cv_check *check, const Caravan__Projects__V1__TradeResult *message,
                        struct trade_result *result, const char **currency)
{
    *currency = "";
    if (result->kind == TRADE_RESULT_ORDERS || result->kind == TRADE_RESULT_LETTERS) {
        struct cv_money amount = cv_field_money(check, "trade_result.amount", message->amount);

        *currency = amount.currency;
        result->record.amount = amount.minor;
    } else if (message->amount != NULL) {
        cv_check_fail(check, "trade_result.amount",
                      "only orders and letters of intent have an amount");
    }
}

void trade_result_read(struct cv_check *check, const Caravan__Projects__V1__TradeResult *message,
                       const char *programme, struct trade_result *result, const char **currency)
{
    result->event = dossier_related_id(check, "trade_result.trade_event", message->trade_event,
                                       &trade_event_noun, programme, true);
    cv_field_enum(check, "trade_result.kind", &caravan__projects__v1__trade_result_kind__descriptor,
                  message->kind, true);
    cv_check_range(check, "trade_result.quantity", message->quantity, 1, QUANTITY_MAX);
    result->kind = message->kind;
    read_amount(check, message, result, currency);
    result->letter = read_letter(check, message->letter, programme);
    if (result->letter[0] != '\0' && result->kind != TRADE_RESULT_ORDERS)
        cv_check_fail(check, "trade_result.letter", "only orders come of letters of intent");
    cv_check_text(check, "trade_result.reference", message->reference, CV_FIELD_REFERENCE_MAX,
                  false);
    result->quantity = message->quantity;
    result->record.effective_on =
        cv_field_past_date(check, "trade_result.effective_date", message->effective_date, true);
    result->record.reference = message->reference;
    result->record.reverses = "";
    result->record.reversed_by = "";
}

/* ---- to the wire ---- */

static char *name_of(struct cv_arena *arena, const char *programme, const char *id)
{
    if (id[0] == '\0')
        return cv_wire_text("");
    return cv_arena_printf(arena, "programmes/%s/tradeResults/%s", programme, id);
}

Caravan__Projects__V1__TradeResult *trade_result_wire(struct cv_arena *arena, const char *programme,
                                                      const char *currency,
                                                      const struct trade_result *result)
{
    Caravan__Projects__V1__TradeResult *message = cv_arena_alloc(arena, sizeof(*message));
    const struct record *record = &result->record;

    if (message == NULL)
        return NULL;
    caravan__projects__v1__trade_result__init(message);
    message->name = name_of(arena, programme, record->id);
    message->trade_event = dossier_name(arena, &trade_event_noun, programme, result->event);
    message->kind = (Caravan__Projects__V1__TradeResultKind)result->kind;
    message->quantity = result->quantity;
    if (record->amount != 0)
        message->amount = cv_field_money_wire(arena, currency, record->amount);
    message->letter = name_of(arena, programme, result->letter);
    message->effective_date = cv_wire_date(arena, record->effective_on);
    message->reference = cv_wire_text(record->reference);
    message->reverses = name_of(arena, programme, record->reverses);
    message->reversed_by = name_of(arena, programme, record->reversed_by);
    message->recorded_time = cv_wire_time(arena, record->recorded_us);
    return message;
}
