/* From a figure of a report down to its records. */
#include "app/date.h"
#include "projects.h"
#include "report/report_compute.h"
#include "report_entry/report_entry.h"
#include "service/known_at.h"

#include <string.h>

struct state {
    struct cv_listing_call list;
    struct cv_known_at known; /* before the list is read */
    struct cv_id programme;
    int32_t through;
    struct figure_name figure;
};

static const char *chosen(struct cv_check *check, struct cv_listing_call *list)
{
    struct state *state = CV_CONTAINER_OF(list, struct state, list);
    const Caravan__Projects__V1__ListReportEntriesRequest *request = (const void *)list->request;
    struct figure_name *figure = &state->figure;

    cv_check_name(check, "programme", request->programme, PROGRAMME_NAME, &state->programme);
    state->through =
        cv_wire_date_read(check, "effective_through", request->effective_through, false);
    cv_known_at_read(&state->known, check, "known_at", request->known_at);
    figure_name_read(check, request, state->programme.text, figure);
    if (!cv_check_fine(check))
        return "";
    return cv_wire_text(cv_arena_printf(
        check->arena, "%s\n%d\n%lld\n%d\n%d\n%s\n%s", state->programme.text, (int)state->through,
        state->known.given ? (long long)state->known.us : -1,
        figure->of_indicator ? -1 : (int)figure->money.measure, (int)figure->money.by,
        figure->of_indicator ? figure->indicator : figure->money.key,
        figure->of_indicator ? figure->period : ""));
}

/* ---- what the report withholds is not broken down ---- */

static const struct figure *find_figure(const struct figures *figures, const char *period)
{
    char text[FIGURE_PERIOD_TEXT];

    if (period[0] == '\0')
        return &figures->total;
    for (size_t i = 0; i < figures->year_count; i++) {
        figure_period(FIGURE_YEAR, figures->years[i].period, text);
        if (strcmp(text, period) == 0)
            return &figures->years[i];
    }
    for (size_t i = 0; i < figures->period_count; i++) {
        figure_period(figures->grain, figures->periods[i].period, text);
        if (strcmp(text, period) == 0)
            return &figures->periods[i];
    }
    return NULL;
}

static struct cv_status check_shown(struct view *view, const struct indicator *indicator,
                                    const char *period)
{
    struct indicator_figures result = {.indicator = *indicator};
    const struct figure *figure;
    struct cv_status status;

    if (!indicator->counts_people)
        return CV_STATUS_OK;
    status = indicator_compute(view, &result);
    if (!cv_ok(status))
        return status;
    figure = find_figure(&result.figures, period);
    if (figure == NULL || !figure->withheld)
        return CV_STATUS_OK;
    return cv_status_f(view->books->arena, CV_FAILED_PRECONDITION, "FIGURE_WITHHELD",
                       "the report withholds this figure of %s, which counts fewer than 10 people "
                       "or would give such a figure away",
                       indicator->id);
}

static struct cv_status list_observations_of(struct view *view, const struct figure_name *figure,
                                             struct cv_listed *listed)
{
    struct indicator *indicators;
    size_t at = 0;
    size_t count;
    struct cv_status status = view_indicators(view, &indicators, &count);

    if (!cv_ok(status))
        return status;
    while (at < count && strcmp(indicators[at].id, figure->indicator) != 0)
        at++;
    if (at == count)
        return cv_books_not_found(view->books, "indicator.indicator",
                                  "indicator %s in this programme, or was none yet at known_at",
                                  figure->indicator);
    status = figure_name_match(view->books->arena, figure, &indicators[at]);
    if (cv_ok(status))
        status = check_shown(view, &indicators[at], figure->period);
    return cv_ok(status) ? observation_entry_list(view, &indicators[at], &figure->days, listed)
                         : status;
}

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    const struct state *state = CV_CONTAINER_OF(list, struct state, list);
    struct view view = {
        .books = books,
        .through = state->through == CV_DATE_NONE ? CV_DATE_LAST : state->through,
    };
    struct programme programme;
    struct cv_status status = cv_known_at_us(&state->known, books, &view.known_us);

    if (cv_ok(status))
        status = view_programme(&view, state->programme.text, &programme);
    if (!cv_ok(status))
        return status;
    return state->figure.of_indicator
               ? list_observations_of(&view, &state->figure, &list->listed)
               : money_entry_list(&view, &state->figure.money, &list->listed);
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *row)
{
    const struct state *state = CV_CONTAINER_OF(list, struct state, list);

    return report_entry_wire(books->arena, state->programme.text, &state->figure, row);
}

static const struct cv_listing LISTING = {NULL, CV_LISTING_KEY(struct report_entry, uid), read,
                                          wire, chosen};

static void then(struct cv_known_at *known)
{
    struct state *state = CV_CONTAINER_OF(known, struct state, known);

    cv_listing_read(&state->list, projects_store(state->list.call));
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ListReportEntriesRequest *request)
{
    struct state *state = memory;

    if (cv_listing_check(&LISTING, &state->list, call, &request->base))
        cv_known_at_close(&state->known, call, projects_store(call), then);
}

const struct caravan_projects_v1_projects_list_report_entries_method list_report_entries = {
    handle, sizeof(struct state)};
