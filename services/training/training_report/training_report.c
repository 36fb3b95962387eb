/* What was exchanged between two days, as of an instant. */
#include "app/date.h"
#include "app/unit.h"
#include "exchanges.h"
#include "service/field.h"
#include "service/known_at.h"
#include "training_report/training_report_wire.h"

struct state {
    struct cv_unit unit;
    struct cv_known_at known; /* before the unit */
    struct cv_call *call;
    struct report_view view;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct report_view view = state->view;
    struct exchanges_report exchanges = {0};
    struct learning_report learning = {0};
    struct outcome_report outcomes = {0};
    struct cv_books books;
    struct cv_status status;

    cv_books_open(&books, unit->op.scope, tx);
    status = cv_known_at_us(&state->known, &books, &view.known_us);
    if (view.through == CV_DATE_NONE)
        view.through = cv_date_latest(view.known_us);
    if (cv_ok(status))
        status = exchanges_report_read(&books, &view, &exchanges);
    if (cv_ok(status))
        status = learning_report_read(&books, &view, &learning);
    if (cv_ok(status))
        status = outcome_report_read(&books, &view, &outcomes);
    if (!cv_ok(status))
        return status;
    exam_compare(books.arena, &exchanges);
    learning_report_withhold(books.arena, &learning);
    outcome_report_withhold(books.arena, &outcomes);
    if (!books.arena->exhausted)
        *reply = (ProtobufCMessage *)training_report_wire(books.arena, &view, &exchanges, &learning,
                                                          &outcomes);
    return CV_STATUS_OK;
}

static void then(struct cv_known_at *known)
{
    struct state *state = CV_CONTAINER_OF(known, struct state, known);

    cv_unit_read(&state->unit, state->call, training_store(state->call), work);
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__TrainingReportRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;
    struct report_view *view = &state->view;

    view->from = cv_wire_date_read(&check, "effective_from", request->effective_from, false);
    view->through =
        cv_wire_date_read(&check, "effective_through", request->effective_through, false);
    if (view->through != CV_DATE_NONE && view->through < view->from)
        cv_check_fail(&check, "effective_through",
                      "effective_through must not be before effective_from");
    cv_known_at_read(&state->known, &check, "known_at", request->known_at);
    state->call = call;
    if (cv_check_fine(&check))
        cv_known_at_close(&state->known, call, training_store(call), then);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_training_v1_exchanges_training_report_method training_report = {
    handle, sizeof(struct state)};
