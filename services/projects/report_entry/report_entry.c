#include "report_entry/report_entry.h"

#include "app/date.h"
#include "partner/partner.h"

#include <stdio.h>
#include <string.h>

#define INDICATOR_OF PROGRAMME_NAME "/indicators/@"

/* ---- money ---- */

/* The id in a name of the same programme. */
static const char *own_id(struct cv_check *check, const char *field, const char *text,
                          const char *pattern, const char *programme)
{
    struct cv_id ids[2] = {0};
    const char *id;

    cv_check_name(check, field, text, pattern, ids);
    if (strcmp(ids[0].text, programme) != 0)
        cv_check_fail(check, field, "%s must be of the same programme, %s", field, programme);
    id = cv_arena_string(check->arena, ids[1].text);
    return id == NULL ? "" : id;
}

static bool is_year(const char *text)
{
    return strlen(text) == 4 && strspn(text, "0123456789") == 4;
}

static const char *read_key(struct cv_check *check, enum money_by by, const char *key,
                            const char *programme)
{
    if (by == MONEY_BY_PROJECT)
        return own_id(check, "money.key", key, PROJECT_NAME, programme);
    if (by == MONEY_BY_PARTNER && key[0] != '\0')
        return own_id(check, "money.key", key, PARTNER_NAME, programme);
    if (by == MONEY_BY_YEAR && !is_year(key))
        cv_check_fail(check, "money.key", "money.key must be a year, such as 2025");
    else if (by == MONEY_BY_TOTAL && key[0] != '\0')
        cv_check_fail(check, "money.key", "the total has no key: money.key must be empty");
    else
        cv_check_id(check, "money.key", key, false);
    return key;
}

static void read_money(struct cv_check *check, const Caravan__Projects__V1__MoneyFigure *message,
                       const char *programme, struct money_figure *figure)
{
    cv_field_enum(check, "money.measure", &caravan__projects__v1__money_measure__descriptor,
                  message->measure, true);
    cv_field_enum(check, "money.breakdown", &caravan__projects__v1__money_breakdown__descriptor,
                  message->breakdown, false);
    if (!cv_check_fine(check))
        return;
    figure->measure = (enum measure)(message->measure - 1);
    figure->by = message->breakdown == 0 ? MONEY_BY_TOTAL : (enum money_by)message->breakdown;
    figure->key = read_key(check, figure->by, message->key, programme);
}

/* ---- periods ---- */

bool period_read(const char *text, struct period *days)
{
    int year;
    int part;
    int end = 0;

    *days = (struct period){.through = CV_DATE_LAST};
    if (text[0] == '\0')
        return true;
    if (strlen(text) == 4 && sscanf(text, "%4d%n", &year, &end) == 1 && end == 4)
        *days = (struct period){year * 10000, year * 10000 + 1231};
    else if (strlen(text) == 7 && sscanf(text, "%4d-Q%1d%n", &year, &part, &end) == 2 && end == 7 &&
             part >= 1 && part <= 4)
        *days = (struct period){year * 10000 + part * 300 - 200, year * 10000 + part * 300 + 31};
    else if (strlen(text) == 7 && sscanf(text, "%4d-%2d%n", &year, &part, &end) == 2 && end == 7 &&
             part >= 1 && part <= 12)
        *days = (struct period){year * 10000 + part * 100, year * 10000 + part * 100 + 31};
    else
        return false;
    return true;
}

struct cv_status figure_name_match(struct cv_arena *arena, const struct figure_name *name,
                                   const struct indicator *indicator)
{
    size_t len = strlen(name->period);
    enum figure_grain grain = len <= 4                 ? FIGURE_YEAR
                              : name->period[5] == 'Q' ? FIGURE_QUARTER
                                                       : FIGURE_MONTH;

    if (grain == FIGURE_YEAR || (int64_t)grain == indicator->grain)
        return CV_STATUS_OK;
    return cv_status_field(arena, "indicator.period", "%s is not reported by such periods as %s",
                           indicator->id, name->period);
}

void figure_name_read(struct cv_check *check,
                      const Caravan__Projects__V1__ListReportEntriesRequest *message,
                      const char *programme, struct figure_name *name)
{
    switch (message->figure_case) {
    case CARAVAN__PROJECTS__V1__LIST_REPORT_ENTRIES_REQUEST__FIGURE_MONEY:
        read_money(check, message->money, programme, &name->money);
        break;
    case CARAVAN__PROJECTS__V1__LIST_REPORT_ENTRIES_REQUEST__FIGURE_INDICATOR:
        name->of_indicator = true;
        name->indicator = own_id(check, "indicator.indicator", message->indicator->indicator,
                                 INDICATOR_OF, programme);
        name->period = message->indicator->period;
        if (!period_read(name->period, &name->days))
            cv_check_fail(check, "indicator.period",
                          "indicator.period must be like 2025, 2025-Q3 or 2025-07, or empty");
        break;
    default:
        cv_check_fail(check, "figure", "say which figure: money or indicator is required");
        break;
    }
}

/* ---- the wire ---- */

char *money_record_name(struct cv_arena *arena, const char *programme, const char *project,
                        const char *collection, const char *id)
{
    return cv_arena_printf(arena, "programmes/%s/projects/%s/%s/%s", programme, project, collection,
                           id);
}

static char *record_name(struct cv_arena *arena, const char *programme,
                         const struct figure_name *name, const struct report_entry *entry)
{
    if (name->of_indicator)
        return cv_arena_printf(arena, "programmes/%s/indicators/%s/observations/%s", programme,
                               name->indicator, entry->id);
    return money_record_name(arena, programme, entry->project, entry->collection, entry->id);
}

Caravan__Projects__V1__ReportEntry *report_entry_wire(struct cv_arena *arena, const char *programme,
                                                      const struct figure_name *name,
                                                      const struct report_entry *entry)
{
    Caravan__Projects__V1__ReportEntry *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__report_entry__init(message);
    message->record = record_name(arena, programme, name, entry);
    message->effective_date = cv_wire_date(arena, entry->effective_on);
    message->recorded_time = cv_wire_time(arena, entry->recorded_us);
    message->recorded_by = cv_wire_text(entry->recorded_by);
    message->reference = cv_wire_text(entry->reference);
    message->amount = entry->amount;
    message->weight = entry->weight;
    message->counted = entry->counted;
    message->withheld = entry->withheld;
    return message->record == NULL ? NULL : message;
}
