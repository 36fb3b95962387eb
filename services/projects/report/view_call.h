/* A method that answers what a programme was as of two dates: Report, DevelopmentReport and the
 * like, in what all of them do.
 *
 * A *_report.c gives its `struct view_method`, and a method that calls view_call_run() with those
 * three fields of its request. Same arguments give the same answer for ever.
 *
 * Thread   Run on the loop, `make` on a store thread.
 * Memory   The request and what it holds last until the answer. What `make` makes lives in the
 *          arena of the books.
 * Errors   INVALID_ARGUMENT, NOT_FOUND of the programme, those of `make`. */
#ifndef PROJECTS_VIEW_CALL_H
#define PROJECTS_VIEW_CALL_H

#include "app/unit.h"
#include "report/report_store.h"
#include "service/known_at.h"

/* The handler's state, or its beginning; zeroed. */
struct view_call {
    struct cv_unit unit;
    struct cv_known_at known; /* before the unit */
    struct cv_call *call;
    const struct view_method *method;
    struct cv_id programme;
    int32_t effective_through; /* as asked; CV_DATE_NONE: all days */
};

struct view_method {
    /* The answer. NULL when the arena is full, which it tells. */
    struct cv_status (*make)(struct view *view, const struct view_call *asked,
                             const struct programme *programme, ProtobufCMessage **answer);
    bool pending; /* views show also what only waits for approval, apart */
    bool now;     /* time alone changes the answer: without known_at it is of the present */
};

/* A check of what else the request has comes first; when it failed, the call is finished here. */
void view_call_run(const struct view_method *method, struct view_call *self, struct cv_call *call,
                   struct cv_check *check, const char *programme,
                   const Google__Type__Date *effective_through,
                   const Google__Protobuf__Timestamp *known_at);

#endif
