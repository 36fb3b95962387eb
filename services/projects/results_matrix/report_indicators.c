/* Indicators against their targets as of two dates. */
#include "app/date.h"
#include "projects.h"
#include "report/view_call.h"
#include "results_matrix/results_matrix_store.h"
#include "results_matrix/results_matrix_wire.h"

/* What is overdue is so on the day asked for, or else on that of known_at. */
static int32_t as_of(const struct view *view)
{
    return view->through < CV_DATE_LAST ? view->through : cv_date_at(view->known_us, 0);
}

static bool has_places(const struct known_target *targets, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (targets[i].project[0] != '\0')
            return true;
    }
    return false;
}

static struct cv_status make_row(struct view *view, const struct indicator_figures *counted,
                                 struct matrix_row *row)
{
    const struct indicator *indicator = &counted->indicator;
    struct matrix_input input = {
        .counted = counted, .through = view->through, .as_of = as_of(view)};
    struct cv_status status = view_targets(view, indicator, &input.targets, &input.target_count);

    if (cv_ok(status))
        status = view_reported(view, indicator, has_places(input.targets, input.target_count),
                               &input.reported, &input.reported_count);
    if (!cv_ok(status) || view->books->arena->exhausted)
        return status;
    if (!matrix_row_make(view->books->arena, &input, row))
        return cv_status_f(view->books->arena, CV_OUT_OF_RANGE, "SUM_TOO_LARGE",
                           "%s: a target is greater than 9223372036854775807", indicator->id);
    return CV_STATUS_OK;
}

static struct cv_status make(struct view *view, const struct view_call *asked,
                             const struct programme *programme, ProtobufCMessage **answer)
{
    struct cv_arena *arena = view->books->arena;
    struct indicator_figures *counted;
    struct matrix_row *rows;
    size_t count;
    struct cv_status status = indicators_compute(view, &counted, &count);

    rows = cv_arena_array(arena, count + 1, sizeof(*rows));
    for (size_t i = 0; cv_ok(status) && !arena->exhausted && i < count; i++)
        status = make_row(view, &counted[i], &rows[i]);
    if (cv_ok(status) && !arena->exhausted)
        *answer = (ProtobufCMessage *)results_matrix_wire(
            arena, programme, asked->effective_through, view->known_us, rows, count);
    return status;
}

static const struct view_method METHOD = {.make = make};

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ReportIndicatorsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);

    view_call_run(&METHOD, memory, call, &check, request->programme, request->effective_through,
                  request->known_at);
}

const struct caravan_projects_v1_projects_report_indicators_method report_indicators = {
    handle, sizeof(struct view_call)};
