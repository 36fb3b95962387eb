#include "sale_entry/sale_entry.h"

void sale_entry_read(struct cv_check *check, const Caravan__Logistics__V1__SaleEntry *message,
                     struct sale_entry *entry, const char **currency)
{
    struct cv_money amount = sale_money(check, "sale_entry.amount", message->amount);

    cv_field_enum(check, "sale_entry.kind", &caravan__logistics__v1__sale_entry_kind__descriptor,
                  message->kind, true);
    if (message->kind == CARAVAN__LOGISTICS__V1__SALE_ENTRY_KIND__SALE_ENTRY_KIND_REVERSAL)
        cv_check_fail(check, "sale_entry.kind", "a sale is reversed by ReverseSale");
    cv_check_text(check, "sale_entry.reference", message->reference, CV_FIELD_REFERENCE_MAX, false);
    *currency = amount.currency;
    entry->kind = message->kind;
    entry->amount = amount.minor;
    entry->effective_on =
        cv_field_past_date(check, "sale_entry.effective_date", message->effective_date, true);
    entry->reference = message->reference;
    entry->reverses = "";
    entry->reversed_by = "";
}

void sale_reversal_read(struct cv_check *check, const char *reversal_id, const char *reference,
                        const Google__Type__Date *effective_date, struct cv_id *new_id,
                        struct sale_reversal *asked)
{
    cv_check_new_id(check, "reversal_id", reversal_id, new_id);
    cv_check_text(check, "reference", reference, CV_FIELD_REASON_MAX, true);
    *asked = (struct sale_reversal){
        .id = new_id->text,
        .reference = reference,
        .effective_on = cv_field_past_date(check, "effective_date", effective_date, false),
    };
}

static char *name_of(struct cv_arena *arena, const char *sale, const char *id)
{
    return id[0] == '\0' ? cv_wire_text("")
                         : cv_arena_printf(arena, "sales/%s/entries/%s", sale, id);
}

Caravan__Logistics__V1__SaleEntry *sale_entry_wire(struct cv_arena *arena, const char *sale,
                                                   const char *currency,
                                                   const struct sale_entry *entry)
{
    Caravan__Logistics__V1__SaleEntry *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__sale_entry__init(message);
    message->name = name_of(arena, sale, entry->id);
    message->kind = (Caravan__Logistics__V1__SaleEntryKind)entry->kind;
    message->amount = cv_field_money_wire(arena, currency, entry->amount);
    message->effective_date = cv_wire_date(arena, entry->effective_on);
    message->reference = cv_wire_text(entry->reference);
    message->reverses = name_of(arena, sale, entry->reverses);
    message->reversed_by = name_of(arena, sale, entry->reversed_by);
    message->recorded_time = cv_wire_time(arena, entry->recorded_us);
    return message;
}
