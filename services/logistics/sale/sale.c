#include "sale/sale.h"

#include "app/date.h"
#include "identifier/identifier.h"

#include <inttypes.h>
#include <stdio.h>

struct cv_money sale_money(struct cv_check *check, const char *field,
                           const Caravan__Common__V1__Money *message)
{
    struct cv_money money = cv_field_money(check, field, message);

    if (money.minor > SALE_AMOUNT_MAX)
        cv_check_fail(check, field, "%s.minor_units must be from 1 to %" PRId64, field,
                      SALE_AMOUNT_MAX);
    return money;
}

static void read_product(struct cv_check *check, const Caravan__Logistics__V1__Sale *message,
                         struct sale *sale)
{
    struct identifier code;

    cv_check_text(check, "sale.product", message->product, SALE_TEXT_MAX, false);
    identifier_check(check, "sale.hs_code", IDENTIFIER_HS, message->hs_code, false, &code);
    if (!cv_check_fine(check))
        return;
    if (message->product[0] == '\0' && code.text[0] == '\0')
        cv_check_fail(check, "sale.product", "product or hs_code is required");
    if (code.text[0] == '\0' ? message->hs_edition != 0
                             : message->hs_edition != 2012 && message->hs_edition != 2017 &&
                                   message->hs_edition != 2022)
        cv_check_fail(check, "sale.hs_edition",
                      "hs_edition says which edition hs_code is of: 2012, 2017 or 2022; it is "
                      "empty without hs_code");
    sale->product = message->product;
    sale->hs_code = cv_wire_text(cv_arena_string(check->arena, code.text));
    sale->hs_edition = message->hs_edition;
}

static void read_amount(struct cv_check *check, const Caravan__Logistics__V1__Sale *message,
                        struct sale *sale)
{
    struct cv_money amount = sale_money(check, "sale.amount", message->amount);

    if (amount.currency[0] == '\0')
        cv_check_fail(check, "sale.amount", "sale.amount.currency is required (ISO 4217)");
    cv_check_range(check, "sale.quantity_milli", message->quantity_milli, 1, SALE_QUANTITY_MAX);
    cv_check_text(check, "sale.unit", message->unit, SALE_UNIT_MAX, true);
    sale->quantity_milli = message->quantity_milli;
    sale->unit = message->unit;
    sale->currency = amount.currency;
    sale->amount = amount.minor;
}

static void read_dates(struct cv_check *check, const Caravan__Logistics__V1__Sale *message,
                       struct sale *sale)
{
    sale->signed_on = cv_field_past_date(check, "sale.signed_date", message->signed_date, true);
    sale->paid_on = cv_field_past_date(check, "sale.paid_date", message->paid_date, false);
    if (sale->paid_on != CV_DATE_NONE && sale->paid_on < sale->signed_on)
        cv_check_fail(check, "sale.paid_date", "paid_date must not be before signed_date");
}

void sale_read(struct cv_check *check, const Caravan__Logistics__V1__Sale *message,
               struct sale *sale)
{
    read_product(check, message, sale);
    cv_check_text(check, "sale.origin", message->origin, SALE_TEXT_MAX, true);
    cv_check_id(check, "sale.channel", message->channel, true);
    cv_check_text(check, "sale.external_reference", message->external_reference,
                  CV_FIELD_REFERENCE_MAX, false);
    cv_check_text(check, "sale.buyer_region", message->buyer_region, SALE_TEXT_MAX, true);
    cv_check_text(check, "sale.transport_reference", message->transport_reference, SALE_TEXT_MAX,
                  false);
    read_amount(check, message, sale);
    read_dates(check, message, sale);
    sale->origin = message->origin;
    sale->channel = message->channel;
    sale->external_reference = message->external_reference;
    sale->buyer_region = message->buyer_region;
    sale->transport_reference = message->transport_reference;
    sale->reversed_by = "";
    sale->duplicate_of = "";
}

static char *other_name(struct cv_arena *arena, const char *id)
{
    return id[0] == '\0' ? cv_wire_text("") : cv_arena_printf(arena, "sales/%s", id);
}

Caravan__Logistics__V1__Sale *sale_wire(struct cv_arena *arena, const struct sale *sale)
{
    Caravan__Logistics__V1__Sale *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__sale__init(message);
    message->name = cv_arena_printf(arena, "sales/%s", sale->id);
    message->product = cv_wire_text(sale->product);
    message->hs_code = cv_wire_text(sale->hs_code);
    message->hs_edition = (int32_t)sale->hs_edition;
    message->origin = cv_wire_text(sale->origin);
    message->channel = cv_wire_text(sale->channel);
    message->external_reference = cv_wire_text(sale->external_reference);
    message->buyer_region = cv_wire_text(sale->buyer_region);
    message->quantity_milli = sale->quantity_milli;
    message->unit = cv_wire_text(sale->unit);
    message->amount = cv_field_money_wire(arena, sale->currency, sale->amount);
    message->signed_date = cv_wire_date(arena, sale->signed_on);
    message->paid_date = cv_wire_date(arena, sale->paid_on);
    message->transport_reference = cv_wire_text(sale->transport_reference);
    message->paid_minor = sale->paid;
    message->refunded_minor = sale->refunded;
    message->cancelled_minor = sale->cancelled;
    message->reversed_by =
        sale->reversed_by[0] == '\0'
            ? cv_wire_text("")
            : cv_arena_printf(arena, "sales/%s/entries/%s", sale->id, sale->reversed_by);
    message->duplicate_of = other_name(arena, sale->duplicate_of);
    message->recorded_time = cv_wire_time(arena, sale->recorded_us);
    return message;
}
