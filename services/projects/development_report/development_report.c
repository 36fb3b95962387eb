/* What stands in a programme besides money and indicators, as of two dates. */
#include "app/date.h"
#include "development.h"
#include "development_report/development_report_wire.h"
#include "report/view_call.h"

static struct cv_status compute(struct view *view, struct development_report *made)
{
    struct development_known known = {
        .today = made->effective_through == CV_DATE_NONE ? cv_date_at(view->known_us, 0)
                                                         : made->effective_through,
    };
    struct cv_status status = view_dossiers(view, &known.dossiers, &known.dossier_count);

    if (cv_ok(status))
        status = view_reached(view, &made->reached, &made->reached_count);
    if (cv_ok(status))
        status = view_facts(view, &made->facts, &made->fact_count);
    if (cv_ok(status))
        status = view_results(view, &known.results, &known.result_count);
    if (cv_ok(status))
        status = view_sales(view, &known.sales, &known.sale_count);
    if (cv_ok(status) && !development_tables_make(&made->tables, view->books->arena, &known))
        status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    if (cv_ok(status) && !development_tables_fit(&made->tables))
        status = cv_status(CV_OUT_OF_RANGE, "SUM_TOO_LARGE",
                           "a figure is greater than 9223372036854775807");
    return status;
}

static struct cv_status make(struct view *view, const struct view_call *asked,
                             const struct programme *programme, ProtobufCMessage **answer)
{
    struct development_report made = {
        .programme = *programme,
        .effective_through = asked->effective_through,
        .known_us = view->known_us,
    };
    struct cv_status status = compute(view, &made);

    if (cv_ok(status))
        *answer = (ProtobufCMessage *)development_report_wire(view->books->arena, &made);
    return status;
}

static const struct view_method METHOD = {.make = make};

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__DevelopmentReportRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);

    view_call_run(&METHOD, memory, call, &check, request->programme, request->effective_through,
                  request->known_at);
}

const struct caravan_projects_v1_development_development_report_method development_report = {
    handle, sizeof(struct view_call)};
