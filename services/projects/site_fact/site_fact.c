#include "site_fact/site_fact.h"

#define UNIT_MAX     40
#define DECIMALS_MAX 6
#define VALUE_MAX    INT64_C(1000000000000000)

#define KIND(name) CARAVAN__PROJECTS__V1__SITE_FACT_KIND__SITE_FACT_KIND_##name

/* ---- from the wire ---- */

static void read_unit(struct cv_check *check, const Caravan__Projects__V1__SiteFact *message,
                      struct site_fact *fact)
{
    static const char *const UNITS[] = {
        [KIND(FLOOR_AREA)] = "m2",
        [KIND(GOODS_KINDS)] = "kinds",
        [KIND(CAPACITY)] = "head",
        [KIND(EXTRA_INCOME_PER_MU)] = "CNY/mu",
    };
    bool free = message->kind == KIND(OTHER);

    cv_field_enum(check, "site_fact.kind", &caravan__projects__v1__site_fact_kind__descriptor,
                  message->kind, true);
    cv_check_text(check, "site_fact.unit", message->unit, UNIT_MAX, free);
    if (!free && message->unit[0] != '\0')
        cv_check_fail(check, "site_fact.unit", "only OTHER has a unit of its own");
    fact->kind = message->kind;
    fact->unit = message->unit;
    if (cv_check_fine(check) && !free)
        fact->unit = UNITS[message->kind];
}

static void read_place(struct cv_check *check, const Caravan__Projects__V1__SiteFact *message,
                       const char *programme, struct site_fact *fact)
{
    fact->project =
        field_project_id(check, "site_fact.project", message->project, programme, false);
    cv_check_id(check, "site_fact.site", message->site, false);
    if (message->site[0] != '\0' && message->project[0] == '\0')
        cv_check_fail(check, "site_fact.site", "a site is one of a project: name it, too");
    cv_check_id(check, "site_fact.subject", message->subject, true);
    fact->site = message->site;
    fact->subject = message->subject;
}

void site_fact_read(struct cv_check *check, const Caravan__Projects__V1__SiteFact *message,
                    const char *programme, struct site_fact *fact)
{
    read_place(check, message, programme, fact);
    read_unit(check, message, fact);
    cv_check_range(check, "site_fact.decimals", message->decimals, 0, DECIMALS_MAX);
    cv_check_range(check, "site_fact.value", message->value, 0, VALUE_MAX);
    cv_check_text(check, "site_fact.reference", message->reference, CV_FIELD_REFERENCE_MAX, false);
    fact->decimals = message->decimals;
    fact->record.amount = message->value;
    fact->record.effective_on =
        cv_field_past_date(check, "site_fact.effective_date", message->effective_date, true);
    fact->record.reference = message->reference;
    fact->record.reverses = "";
    fact->record.reversed_by = "";
}

/* ---- to the wire ---- */

static char *name_of(struct cv_arena *arena, const char *programme, const char *id)
{
    if (id[0] == '\0')
        return cv_wire_text("");
    return cv_arena_printf(arena, "programmes/%s/siteFacts/%s", programme, id);
}

Caravan__Projects__V1__SiteFact *site_fact_wire(struct cv_arena *arena, const char *programme,
                                                const struct site_fact *fact)
{
    Caravan__Projects__V1__SiteFact *message = cv_arena_alloc(arena, sizeof(*message));
    const struct record *record = &fact->record;

    if (message == NULL)
        return NULL;
    caravan__projects__v1__site_fact__init(message);
    message->name = name_of(arena, programme, record->id);
    message->project = field_project_name(arena, programme, fact->project);
    message->site = cv_wire_text(fact->site);
    message->subject = cv_wire_text(fact->subject);
    message->kind = (Caravan__Projects__V1__SiteFactKind)fact->kind;
    message->unit = cv_wire_text(fact->unit);
    message->decimals = (int32_t)fact->decimals;
    message->value = record->amount;
    message->effective_date = cv_wire_date(arena, record->effective_on);
    message->reference = cv_wire_text(record->reference);
    message->reverses = name_of(arena, programme, record->reverses);
    message->reversed_by = name_of(arena, programme, record->reversed_by);
    message->recorded_time = cv_wire_time(arena, record->recorded_us);
    return message;
}
