#include "figure_query.h"

#include "figure_rows.h"

#include "base/assert.h"
#include "post.h"
#include "post_field.h"

#define DAY_MAX 16

static void day_text(struct figure_day day, char out[DAY_MAX])
{
    (void)snprintf(out, DAY_MAX, "%04d-%02d-%02d", day.year, day.month, day.day);
}

/* What the answers of the services that are not lists of rows are taken from. */
static const char *of_programme(const struct figure *figure, struct cv_arena *arena)
{
    char through[DAY_MAX];

    day_text(FIGURES_THROUGH, through);
    switch (figure->source) {
    case ALL_DISBURSED:
        return cv_arena_printf(arena, "Report(%s): total.disbursed_minor", through);
    case PROJECTS_STARTED:
        return cv_arena_printf(arena, "Report(%s): project_started_count", through);
    case SECTOR_DISBURSED:
        return cv_arena_printf(arena, "Report(%s): by_sector[key=%s].disbursed_minor", through,
                               figure->of);
    case INDICATOR_TOTAL:
        return cv_arena_printf(arena, "Report(%s): indicators[indicator=%s].total.value", through,
                               figure->of);
    default:
        CV_ASSERT_EQ(figure->source, INDICATOR_YEAR);
        return cv_arena_printf(arena,
                               "Report(%s): indicators[indicator=%s].by_year[period=%s].value",
                               through, figure->of, figure->year);
    }
}

static const char *of_corridor(const struct figure *figure, struct cv_arena *arena)
{
    return cv_arena_printf(
        arena, "CorridorReport(%s, %d-01-01 to %d-12-31): total.%s", FIGURES_CORRIDOR,
        figure->source == CORRIDOR_YEAR_TRIPS ? FIGURES_CORRIDOR_LAST : FIGURES_CORRIDOR_FROM,
        FIGURES_CORRIDOR_LAST,
        figure->source == CORRIDOR_TONNES  ? "gross_grams"
        : figure->source == CORRIDOR_VALUE ? "value_minor"
                                           : "trips");
}

static const char *of_logistics(const struct figure *figure, struct cv_arena *arena)
{
    char from[DAY_MAX], through[DAY_MAX];

    switch (figure->source) {
    case SALES_NET:
        day_text(FIGURES_FROM, from);
        day_text(FIGURES_THROUGH, through);
        return cv_arena_printf(arena, "SalesReport(%s to %s): total.net_minor", from, through);
    case HUB_SORTED:
        return cv_arena_printf(arena, "HubReport(%s, %s): total.sorted", FIGURES_HUB, figure->of);
    case HUB_PREFECTURES:
        return cv_arena_printf(arena, "HubReport(%s, %s): how many of by_prefecture[sorted>0]",
                               FIGURES_HUB, figure->of);
    default:
        return of_corridor(figure, arena);
    }
}

static const char *of_rows(const struct figure *figure, struct cv_arena *arena)
{
    const struct figure_report *report = &FIGURE_REPORTS[figure->source - DEVELOPMENT_ROWS];
    const struct cv_method *method = post_method(report->service, report->method);
    bool from_start = post_field(method->request, "programme") != NULL;
    char from[DAY_MAX], through[DAY_MAX];

    day_text(FIGURES_EXAMS_FROM, from);
    day_text(FIGURES_THROUGH, through);
    return cv_arena_printf(arena, "%s(%s%s%s): %s%s%s%s.%s", report->method, from_start ? "" : from,
                           from_start ? "" : " to ", through, figure->of,
                           *figure->where == '\0' ? "" : "[", figure->where,
                           *figure->where == '\0' ? "" : "]", figure->value);
}

const char *figure_query(const struct figure *figure, struct cv_arena *arena)
{
    const char *query = figure->source >= DEVELOPMENT_ROWS ? of_rows(figure, arena)
                        : figure->source >= SALES_NET      ? of_logistics(figure, arena)
                                                           : of_programme(figure, arena);

    return query == NULL ? "" : query;
}
