/* Money and results of a programme as of two dates. */
#include "projects.h"
#include "report/report_wire.h"
#include "report/view_call.h"

static struct cv_status make(struct view *view, const struct view_call *asked,
                             const struct programme *programme, ProtobufCMessage **answer)
{
    struct report made = {
        .programme = *programme,
        .effective_through = asked->effective_through,
        .known_us = view->known_us,
    };
    struct cv_status status = report_compute(view, &made);

    if (cv_ok(status))
        *answer = (ProtobufCMessage *)report_wire(view->books->arena, &made);
    return status;
}

static const struct view_method METHOD = {.make = make, .pending = true};

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ReportRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);

    view_call_run(&METHOD, memory, call, &check, request->programme, request->effective_through,
                  request->known_at);
}

const struct caravan_projects_v1_projects_report_method report = {handle, sizeof(struct view_call)};
