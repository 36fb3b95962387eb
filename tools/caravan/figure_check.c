#include "figure_check.h"

#include "cell.h"
#include "report_view.h"

#include <string.h>

static struct found of_sector(const Caravan__Projects__V1__ReportResponse *report,
                              const char *sector)
{
    for (size_t i = 0; i < report->n_by_sector; i++) {
        if (strcmp(report->by_sector[i]->key, sector) == 0)
            return (struct found){.known = true,
                                  .value = report->by_sector[i]->disbursed_minor,
                                  .decimals = cell_currency_decimals(report->currency)};
    }
    return (struct found){0};
}

static const Caravan__Projects__V1__Figure *
period_of(const Caravan__Projects__V1__IndicatorReport *indicator, const char *year)
{
    if (year == NULL)
        return indicator->total;
    for (size_t i = 0; i < indicator->n_by_year; i++) {
        if (strcmp(indicator->by_year[i]->period, year) == 0)
            return indicator->by_year[i];
    }
    return NULL;
}

static struct found of_indicator(const Caravan__Projects__V1__ReportResponse *report,
                                 const char *id, const char *year)
{
    for (size_t i = 0; i < report->n_indicators; i++) {
        const Caravan__Projects__V1__IndicatorReport *indicator = report->indicators[i];
        const Caravan__Projects__V1__Figure *figure;

        if (strcmp(report_last_part(indicator->indicator), id) != 0)
            continue;
        figure = period_of(indicator, year);
        if (figure != NULL && !figure->withheld)
            return (struct found){
                .known = true, .value = figure->value, .decimals = indicator->decimals};
    }
    return (struct found){0};
}

static const Caravan__Logistics__V1__HubReportResponse *hub_on(const struct reports *reports,
                                                               const char *day)
{
    for (size_t i = 0; i < sizeof(reports->hub) / sizeof(reports->hub[0]); i++) {
        if (reports->hub[i].day != NULL && strcmp(reports->hub[i].day, day) == 0)
            return reports->hub[i].report;
    }
    return NULL;
}

/* Prefectures that parcels were sorted for. */
static int64_t served(const Caravan__Logistics__V1__HubReportResponse *report)
{
    int64_t count = 0;

    for (size_t i = 0; i < report->n_by_prefecture; i++)
        count +=
            *report->by_prefecture[i]->prefecture != '\0' && report->by_prefecture[i]->sorted > 0;
    return count;
}

static struct found of_hub(const struct figure *figure,
                           const Caravan__Logistics__V1__HubReportResponse *report)
{
    if (report == NULL || report->total == NULL)
        return (struct found){0};
    return (struct found){
        .known = true,
        .value = figure->source == HUB_SORTED ? report->total->sorted : served(report),
    };
}

static struct found of_corridor(const struct figure *figure, const struct reports *reports)
{
    const Caravan__Logistics__V1__CorridorReportResponse *report =
        figure->source == CORRIDOR_YEAR_TRIPS ? reports->corridor_2025 : reports->corridor;

    if (report == NULL || report->total == NULL)
        return (struct found){0};
    if (figure->source == CORRIDOR_TONNES)
        return (struct found){.known = true, .value = report->total->gross_grams, .decimals = 6};
    if (figure->source == CORRIDOR_VALUE)
        return (struct found){.known = true,
                              .value = report->total->value_minor,
                              .decimals = cell_currency_decimals(report->currency)};
    return (struct found){.known = true, .value = report->total->trips};
}

static struct found of_rows(const struct figure *figure, const struct reports *reports,
                            struct cv_arena *arena)
{
    const ProtobufCMessage *report = reports->rows[figure->source - DEVELOPMENT_ROWS];
    struct found found = {.decimals = figure->decimals};

    if (report != NULL)
        found.known = figure_rows_sum(figure, report, arena, &found.value);
    return found;
}

static struct found find(const struct figure *figure, const struct reports *reports,
                         struct cv_arena *arena)
{
    const Caravan__Projects__V1__ReportResponse *report = reports->programme;

    if (figure->source >= DEVELOPMENT_ROWS)
        return of_rows(figure, reports, arena);
    if (figure->source < SALES_NET && (report == NULL || report->total == NULL))
        return (struct found){0};
    switch (figure->source) {
    case ALL_DISBURSED:
        return (struct found){.known = true,
                              .value = report->total->disbursed_minor,
                              .decimals = cell_currency_decimals(report->currency)};
    case PROJECTS_STARTED:
        return (struct found){.known = true, .value = report->project_started_count};
    case SECTOR_DISBURSED:
        return of_sector(report, figure->of);
    case INDICATOR_TOTAL:
    case INDICATOR_YEAR:
        return of_indicator(report, figure->of, figure->year);
    case SALES_NET:
        if (reports->sales == NULL || reports->sales->total == NULL)
            break;
        return (struct found){.known = true,
                              .value = reports->sales->total->net_minor,
                              .decimals = cell_currency_decimals(reports->sales->currency)};
    case CORRIDOR_TRIPS:
    case CORRIDOR_TONNES:
    case CORRIDOR_VALUE:
    case CORRIDOR_YEAR_TRIPS:
        return of_corridor(figure, reports);
    case HUB_SORTED:
    case HUB_PREFECTURES:
        return of_hub(figure, hub_on(reports, figure->of));
    default:
        break;
    }
    return (struct found){0};
}

static bool is_asked(const struct figure *figure, const struct reports *reports)
{
    if (figure->source >= DEVELOPMENT_ROWS)
        return reports->rows[figure->source - DEVELOPMENT_ROWS] != NULL;
    if (figure->source >= HUB_SORTED)
        return hub_on(reports, figure->of) != NULL;
    if (figure->source >= CORRIDOR_TRIPS)
        return reports->corridor != NULL;
    return figure->source < SALES_NET || reports->sales != NULL;
}

struct found figure_check(const struct figure *figure, const struct reports *reports,
                          struct cv_arena *arena)
{
    struct found found = find(figure, reports, arena);
    __int128 one = 1;

    found.asked = is_asked(figure, reports);
    for (int i = figure->scale; i < found.decimals; i++)
        one *= 10;
    found.met = found.known && found.value >= figure->min * one && found.value <= figure->max * one;
    return found;
}
