#include "app/date.h"
#include "app/unit.h"
#include "base/arena.h"
#include "hub/hub.h"
#include "hub_report/hub_report.h"
#include "hubs.h"

#define DAYS_MAX 93

struct state {
    struct cv_unit unit;
    struct cv_id hub;
    int32_t first;
    int32_t last;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    Caravan__Logistics__V1__HubReportResponse *message = NULL;
    struct hub_report *report;
    struct cv_status status;
    struct cv_books books;
    struct hub_ref hub;

    cv_books_open(&books, unit->op.scope, tx);
    report = cv_arena_alloc(books.arena, sizeof(*report));
    status = hub_find(&books, state->hub.text, &hub);
    if (!cv_ok(status) || report == NULL)
        return status;
    status = hub_report_read(&books, &hub, state->first, state->last, report);
    if (cv_ok(status))
        status = hub_report_wire(&books, &hub, report, &message);
    *reply = (ProtobufCMessage *)message;
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__HubReportRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, HUB_NAME, &state->hub);
    state->first = cv_wire_date_read(&check, "first_date", request->first_date, true);
    state->last = cv_wire_date_read(&check, "last_date", request->last_date, false);
    if (state->last == CV_DATE_NONE)
        state->last = state->first;
    if (state->last < state->first)
        cv_check_fail(&check, "last_date", "last_date must not be before first_date");
    else if (cv_date_number(state->last) - cv_date_number(state->first) >= DAYS_MAX)
        cv_check_fail(&check, "last_date", "a report is of 93 days at most");
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, logistics_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_hubs_hub_report_method hub_report = {handle,
                                                                       sizeof(struct state)};
