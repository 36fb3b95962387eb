#include "indicator/indicator.h"

#define UNIT_MAX     40
#define DECIMALS_MAX 6

enum {
    TITLE,
    TITLE_ZH,
    UNIT,
    UNIT_ZH
};

static const char *const UPDATABLE[] = {
    [TITLE] = "title", [TITLE_ZH] = "title_zh", [UNIT] = "unit", [UNIT_ZH] = "unit_zh", NULL,
};

uint32_t indicator_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    return cv_wire_mask_read(check, mask, UPDATABLE);
}

void indicator_read(const Caravan__Projects__V1__Indicator *message, uint32_t mask,
                    struct indicator *indicator)
{
    CV_FIELD_TAKE(mask, TITLE, indicator->title, message->title);
    CV_FIELD_TAKE(mask, TITLE_ZH, indicator->title_zh, message->title_zh);
    CV_FIELD_TAKE(mask, UNIT, indicator->unit, message->unit);
    CV_FIELD_TAKE(mask, UNIT_ZH, indicator->unit_zh, message->unit_zh);
}

void indicator_read_fixed(const Caravan__Projects__V1__Indicator *message,
                          struct indicator *indicator)
{
    indicator->kind = message->kind;
    indicator->decimals = message->decimals;
    indicator->grain = message->grain;
    if (message->grain == CARAVAN__PROJECTS__V1__PERIOD_GRAIN__PERIOD_GRAIN_UNSPECIFIED)
        indicator->grain = CARAVAN__PROJECTS__V1__PERIOD_GRAIN__PERIOD_GRAIN_MONTH;
    indicator->counts_people = message->counts_people;
}

void indicator_check(struct cv_check *check, const struct indicator *indicator)
{
    cv_field_titles(check, "indicator.title", indicator->title, indicator->title_zh);
    cv_field_enum(check, "indicator.kind", &caravan__projects__v1__indicator_kind__descriptor,
                  indicator->kind, true);
    cv_check_text(check, "indicator.unit", indicator->unit, UNIT_MAX, true);
    cv_check_text(check, "indicator.unit_zh", indicator->unit_zh, UNIT_MAX, false);
    cv_check_range(check, "indicator.decimals", indicator->decimals, 0, DECIMALS_MAX);
    cv_field_enum(check, "indicator.grain", &caravan__projects__v1__period_grain__descriptor,
                  indicator->grain, true);
}

Caravan__Projects__V1__Indicator *indicator_wire(struct cv_arena *arena, const char *programme,
                                                 const struct indicator *indicator)
{
    Caravan__Projects__V1__Indicator *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__indicator__init(message);
    message->name = cv_arena_printf(arena, "programmes/%s/indicators/%s", programme, indicator->id);
    message->title = cv_wire_text(indicator->title);
    message->title_zh = cv_wire_text(indicator->title_zh);
    message->kind = (Caravan__Projects__V1__IndicatorKind)indicator->kind;
    message->unit = cv_wire_text(indicator->unit);
    message->unit_zh = cv_wire_text(indicator->unit_zh);
    message->decimals = (int32_t)indicator->decimals;
    message->grain = (Caravan__Projects__V1__PeriodGrain)indicator->grain;
    message->counts_people = indicator->counts_people;
    message->etag = cv_wire_text(cv_field_etag(arena, indicator->version));
    message->create_time = cv_wire_time(arena, indicator->created_us);
    message->update_time = cv_wire_time(arena, indicator->recorded_us);
    return message;
}
