/* Money and results of a programme as of two dates. */
#include "app/date.h"
#include "app/unit.h"
#include "field.h"
#include "projects.h"
#include "report/report_wire.h"
#include "service/known_at.h"

struct state {
    struct cv_unit unit;
    struct cv_known_at known; /* before the unit */
    struct cv_call *call;
    struct cv_id programme;
    int32_t effective_through;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct report made = {.effective_through = state->effective_through};
    struct cv_books books;
    struct view view = {
        .pending = true,
        .books = &books,
        .through =
            state->effective_through == CV_DATE_NONE ? CV_DATE_LAST : state->effective_through,
    };
    struct cv_status status;

    cv_books_open(&books, unit->op.scope, tx);
    status = cv_known_at_us(&state->known, &books, &view.known_us);
    made.known_us = view.known_us;
    if (cv_ok(status))
        status = view_programme(&view, state->programme.text, &made.programme);
    if (cv_ok(status))
        status = report_compute(&view, &made);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)report_wire(books.arena, &made);
    return status;
}

static void then(struct cv_known_at *known)
{
    struct state *state = CV_CONTAINER_OF(known, struct state, known);

    cv_unit_read(&state->unit, state->call, projects_store(state->call), work);
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ReportRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "programme", request->programme, PROGRAMME_NAME, &state->programme);
    state->effective_through =
        cv_wire_date_read(&check, "effective_through", request->effective_through, false);
    cv_known_at_read(&state->known, &check, "known_at", request->known_at);
    state->call = call;
    if (cv_check_fine(&check))
        cv_known_at_close(&state->known, call, projects_store(call), then);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_report_method report = {handle, sizeof(struct state)};
