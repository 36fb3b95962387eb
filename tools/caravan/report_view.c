#include "report_view.h"

#include "base/assert.h"
#include "base/time_text.h"

#include <inttypes.h>
#include <string.h>

const char *const REPORT_SECTION_NAMES[REPORT_SECTIONS] = {
    [REPORT_PROJECT] = "project", [REPORT_SECTOR] = "sector", [REPORT_SITE] = "site",
    [REPORT_PARTNER] = "partner", [REPORT_YEAR] = "year",     [REPORT_INDICATOR] = "indicator",
};

struct report_rows report_rows(const Caravan__Projects__V1__ReportResponse *report,
                               enum report_section section)
{
    switch (section) {
    case REPORT_PROJECT:
        return (struct report_rows){report->by_project, report->n_by_project};
    case REPORT_SECTOR:
        return (struct report_rows){report->by_sector, report->n_by_sector};
    case REPORT_SITE:
        return (struct report_rows){report->by_site, report->n_by_site};
    case REPORT_PARTNER:
        return (struct report_rows){report->by_partner, report->n_by_partner};
    case REPORT_YEAR:
        return (struct report_rows){report->by_year, report->n_by_year};
    case REPORT_INDICATOR:
    case REPORT_SECTIONS:
        break;
    }
    return (struct report_rows){NULL, 0};
}

const char *report_last_part(const char *name)
{
    const char *slash = strrchr(name, '/');

    return slash == NULL ? name : slash + 1;
}

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

const char *report_time(const Google__Protobuf__Timestamp *time, struct cv_arena *arena)
{
    char text[CV_TIME_TEXT_MAX];

    if (time == NULL ||
        !cv_time_text_print_timestamp((struct cv_time_value){time->seconds, time->nanos}, text))
        return "";
    return or_empty(cv_arena_string(arena, text));
}

const char *report_date(const Google__Type__Date *date, struct cv_arena *arena)
{
    if (date == NULL)
        return "";
    return or_empty(cv_arena_printf(arena, "%04d-%02d-%02d", date->year, date->month, date->day));
}

const char *report_plain(int64_t value, int decimals, struct cv_arena *arena)
{
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    uint64_t one = 1;

    for (int i = 0; i < decimals && i < 18; i++)
        one *= 10;
    if (decimals == 0)
        return or_empty(cv_arena_printf(arena, "%" PRId64, value));
    return or_empty(cv_arena_printf(arena, "%s%" PRIu64 ".%0*" PRIu64, value < 0 ? "-" : "",
                                    size / one, decimals, size % one));
}

const char *report_kind(Caravan__Projects__V1__IndicatorKind kind)
{
    static const char PREFIX[] = "INDICATOR_KIND_";
    const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(
        &caravan__projects__v1__indicator_kind__descriptor, (int)kind);

    if (value == NULL || strncmp(value->name, PREFIX, strlen(PREFIX)) != 0)
        return "";
    return value->name + strlen(PREFIX);
}
