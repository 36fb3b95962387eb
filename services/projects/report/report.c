/* Money and results of a programme as of two dates.
 *
 * The same two dates must give the same answer for ever, so nothing may be recorded later with a
 * time that was looked at. Recorded times of an organisation grow from write to write, and the
 * greatest is kept (books_store.h). A report without known_at is of that greatest time. One with a
 * known_at up to it reads the past, which cannot change. One with a later known_at, and not in the
 * future, first raises the recorded time to it: the next write might else, with the clock set back
 * or within the same microsecond, get a time before what was looked at. */
#include "app/date.h"
#include "app/unit.h"
#include "base/clock.h"
#include "field.h"
#include "projects.h"
#include "report/report_wire.h"

struct state {
    struct cv_unit unit;
    struct cv_store_op close; /* before the unit: makes known_us a time that has passed */
    struct cv_call *call;
    struct cv_id programme;
    int32_t effective_through;
    bool known_given;
    int64_t known_us;    /* as asked */
    int64_t recorded_us; /* the greatest so far */
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct report made = {.effective_through = state->effective_through};
    struct cv_books books;
    struct view view = {
        .books = &books,
        .known_us = state->known_us,
        .through =
            state->effective_through == CV_DATE_NONE ? CV_DATE_LAST : state->effective_through,
    };
    struct cv_status status = CV_STATUS_OK;

    cv_books_open(&books, unit->op.scope, tx);
    if (!state->known_given)
        status = cv_books_recorded_until(&books, &view.known_us);
    made.known_us = view.known_us;
    if (cv_ok(status))
        status = view_programme(&view, state->programme.text, &made.programme);
    if (cv_ok(status))
        status = report_compute(&view, &made);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)report_wire(books.arena, &made);
    return status;
}

/* ---- closing the time that is looked at ---- */

static void close_work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct state *state = CV_CONTAINER_OF(op, struct state, close);
    struct cv_books books;

    cv_books_open(&books, op->scope, tx);
    op->status = op->mode == CV_STORE_READ ? cv_books_recorded_until(&books, &state->recorded_us)
                                           : cv_books_close_until(&books, state->known_us);
    if (cv_ok(op->status) && op->mode == CV_STORE_WRITE)
        state->recorded_us = state->known_us;
}

/* First it is only looked up, beside all other readers: most reports are of the past. */
static void close_done(struct cv_store_op *op)
{
    struct state *state = CV_CONTAINER_OF(op, struct state, close);
    struct cv_store *store = projects_store(state->call);

    if (!cv_ok(op->status)) {
        cv_call_finish(state->call, op->status);
    } else if (state->known_us <= state->recorded_us) {
        cv_unit_read(&state->unit, state->call, store, work);
    } else if (state->known_us > cv_clock_utc_us()) {
        cv_call_finish(state->call,
                       cv_status_field(op->scope->arena, "known_at",
                                       "known_at must not be in the future; leave it empty for "
                                       "all that is recorded"));
    } else {
        op->mode = CV_STORE_WRITE;
        cv_store_submit(store, op);
    }
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ReportRequest *request)
{
    const struct cv_scope *scope = cv_call_scope(call);
    struct cv_check check = cv_check_begin(scope->arena);
    struct state *state = memory;

    cv_check_name(&check, "programme", request->programme, PROGRAMME_NAME, &state->programme);
    state->effective_through =
        cv_wire_date_read(&check, "effective_through", request->effective_through, false);
    state->known_given = request->known_at != NULL;
    state->known_us = cv_wire_time_read(&check, "known_at", request->known_at);
    state->call = call;
    state->close = (struct cv_store_op){
        .mode = CV_STORE_READ, .work = close_work, .done = close_done, .scope = scope};
    if (!cv_check_fine(&check))
        cv_call_finish(call, check.status);
    else if (state->known_given)
        cv_store_submit(projects_store(call), &state->close);
    else
        cv_unit_read(&state->unit, call, projects_store(call), work);
}

const struct caravan_projects_v1_projects_report_method report = {handle, sizeof(struct state)};
