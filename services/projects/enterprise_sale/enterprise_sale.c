#include "enterprise_sale/enterprise_sale.h"

#include "app/date.h"
#include "base/clock.h"
#include "dossier/dossier.h"
#include "enterprise_sale/sales_span.h"

static void read_period(struct cv_check *check, const char *text, struct enterprise_sale *sale)
{
    struct sales_span period = {CV_DATE_NONE, CV_DATE_NONE};

    if (!sales_span_read(text, &period))
        cv_check_fail(check, "enterprise_sale.period",
                      "enterprise_sale.period must be a year, a quarter or a month, such as 2025, "
                      "2025-Q3 or 2025-07");
    if (period.until > cv_date_latest(cv_clock_utc_us()))
        cv_check_fail(check, "enterprise_sale.period", "%s is not over yet", text);
    sale->period = text;
    sale->period_from = period.from;
    sale->record.effective_on = period.until;
}

void enterprise_sale_read(struct cv_check *check,
                          const Caravan__Projects__V1__EnterpriseSale *message,
                          const char *programme, struct enterprise_sale *sale,
                          const char **currency)
{
    struct cv_money amount = cv_field_money(check, "enterprise_sale.amount", message->amount);

    sale->enterprise = dossier_related_id(check, "enterprise_sale.enterprise", message->enterprise,
                                          &enterprise_noun, programme, true);
    read_period(check, message->period, sale);
    cv_field_enum(check, "enterprise_sale.basis", &caravan__projects__v1__sales_basis__descriptor,
                  message->basis, true);
    cv_check_text(check, "enterprise_sale.reference", message->reference, CV_FIELD_REFERENCE_MAX,
                  false);
    *currency = amount.currency;
    sale->basis = message->basis;
    sale->record.amount = amount.minor;
    sale->record.reference = message->reference;
    sale->record.reverses = "";
    sale->record.reversed_by = "";
}

static char *name_of(struct cv_arena *arena, const char *programme, const char *id)
{
    if (id[0] == '\0')
        return cv_wire_text("");
    return cv_arena_printf(arena, "programmes/%s/enterpriseSales/%s", programme, id);
}

Caravan__Projects__V1__EnterpriseSale *enterprise_sale_wire(struct cv_arena *arena,
                                                            const char *programme,
                                                            const char *currency,
                                                            const struct enterprise_sale *sale)
{
    Caravan__Projects__V1__EnterpriseSale *message = cv_arena_alloc(arena, sizeof(*message));
    const struct record *record = &sale->record;

    if (message == NULL)
        return NULL;
    caravan__projects__v1__enterprise_sale__init(message);
    message->name = name_of(arena, programme, record->id);
    message->enterprise = dossier_name(arena, &enterprise_noun, programme, sale->enterprise);
    message->period = cv_wire_text(sale->period);
    message->amount = cv_field_money_wire(arena, currency, record->amount);
    message->basis = (Caravan__Projects__V1__SalesBasis)sale->basis;
    message->reference = cv_wire_text(record->reference);
    message->reverses = name_of(arena, programme, record->reverses);
    message->reversed_by = name_of(arena, programme, record->reversed_by);
    message->recorded_time = cv_wire_time(arena, record->recorded_us);
    return message;
}
