#include "report/report_compute.h"

#include "app/date.h"
#include "report/withhold.h"

#include <stdlib.h>
#include <string.h>

static const struct partner *find_partner(const struct partner *partners, size_t count,
                                          const char *id)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(partners[i].id, id) == 0)
            return &partners[i];
    }
    return NULL;
}

static void fund(struct cv_arena *arena, const char *programme, const struct project *project,
                 const struct partner *partner, struct funded *funded)
{
    const char *name = cv_arena_printf(arena, "programmes/%s/projects/%s", programme, project->id);
    const char *partner_name = partner == NULL ? ""
                                               : cv_arena_printf(arena, "programmes/%s/partners/%s",
                                                                 programme, partner->id);

    *funded = (struct funded){
        .project = project,
        .name = name == NULL ? "" : name,
        .partner = partner_name == NULL ? "" : partner_name,
        .partner_title = partner == NULL ? "" : partner->title,
        .partner_title_zh = partner == NULL ? "" : partner->title_zh,
    };
}

static struct cv_status too_large(struct cv_arena *arena, const char *what)
{
    return cv_status_f(arena, CV_OUT_OF_RANGE, "SUM_TOO_LARGE",
                       "%s: a figure is greater than 9223372036854775807", what);
}

static struct cv_status compute_money(struct view *view, const struct project *projects,
                                      size_t count, struct report *report)
{
    struct cv_arena *arena = view->books->arena;
    struct funded *funded = cv_arena_array(arena, count + 1, sizeof(*funded));
    struct partner *partners;
    size_t partner_count;
    struct money_sum *sums;
    size_t sum_count;
    struct cv_status status = view_partners(view, &partners, &partner_count);

    if (cv_ok(status))
        status = view_money(view, projects, count, &sums, &sum_count);
    if (!cv_ok(status) || funded == NULL)
        return status;
    for (size_t i = 0; i < count; i++)
        fund(arena, report->programme.id, &projects[i],
             find_partner(partners, partner_count, projects[i].partner), &funded[i]);
    if (!breakdown_make(&report->money, arena, funded, count, sums, sum_count))
        return too_large(arena, "the programme's money");
    return CV_STATUS_OK;
}

static struct cv_status compute_projects(struct view *view, struct report *report)
{
    struct project *projects;
    size_t count;
    struct cv_status status = view_projects(view, &projects, &count);

    if (!cv_ok(status))
        return status;
    report->project_count = (int32_t)count;
    for (size_t i = 0; i < count; i++) {
        if (projects[i].actual_start_on != CV_DATE_NONE &&
            projects[i].actual_start_on <= view->through)
            report->started_count++;
    }
    return compute_money(view, projects, count, report);
}

struct cv_status indicator_compute(struct view *view, struct indicator_figures *result)
{
    const struct indicator *indicator = &result->indicator;
    struct figures *figures = &result->figures;
    struct cv_status status;

    figures_begin(figures, view->books->arena, (enum figure_kind)indicator->kind,
                  (enum figure_grain)indicator->grain, indicator->decimals);
    status = view_observations(view, indicator, figures);
    if (!cv_ok(status))
        return status;
    figures_close(figures);
    if (!figures_fit(figures))
        return too_large(view->books->arena, indicator->id);
    if (indicator->counts_people)
        withhold(figures);
    return CV_STATUS_OK;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct indicator *)a)->id, ((const struct indicator *)b)->id);
}

struct cv_status indicators_compute(struct view *view, struct indicator_figures **rows,
                                    size_t *count)
{
    struct indicator *indicators;
    struct cv_status status = view_indicators(view, &indicators, count);

    *rows = NULL;
    if (!cv_ok(status))
        return status;
    if (*count > 0)
        qsort(indicators, *count, sizeof(*indicators), by_id);
    *rows = cv_arena_array(view->books->arena, *count + 1, sizeof(**rows));
    if (*rows == NULL)
        *count = 0;
    for (size_t i = 0; cv_ok(status) && i < *count; i++) {
        (*rows)[i].indicator = indicators[i];
        status = indicator_compute(view, &(*rows)[i]);
    }
    return status;
}

struct cv_status report_compute(struct view *view, struct report *report)
{
    struct cv_status status = compute_projects(view, report);

    return cv_ok(status) ? indicators_compute(view, &report->results, &report->result_count)
                         : status;
}
