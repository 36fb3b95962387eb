/* A report of two dates, kept as it is. */
#include "app/date.h"
#include "app/unit.h"
#include "frozen_report/frozen_report.h"
#include "projects.h"
#include "report/report_wire.h"
#include "report_entry/report_entry_store.h"

struct state {
    struct cv_unit unit;
    struct cv_id programme;
    struct cv_id id;
    struct frozen_report asked;
    bool known_given;
};

/* What is recorded later than this transaction gets a later time, so nothing is known then that a
 * later look would not find. */
static struct cv_status choose_known(const struct state *state, struct cv_books *books,
                                     int64_t *known_us)
{
    *known_us = state->known_given ? state->asked.known_us : books->recorded_us - 1;
    if (*known_us < books->recorded_us)
        return CV_STATUS_OK;
    if (*known_us > cv_tx_now_us(books->tx))
        return cv_status_field(books->arena, "known_at",
                               "known_at must not be in the future; leave it empty for all that is "
                               "recorded");
    return cv_books_close_until(books, *known_us);
}

static struct cv_status count_entries(struct view *view, const struct report *made,
                                      int64_t *entries)
{
    struct project *projects;
    size_t count;
    struct cv_status status = view_projects(view, &projects, &count);

    for (size_t i = 0; i < made->result_count; i++)
        *entries += made->results[i].figures.total.sums.observations;
    for (size_t i = 0; cv_ok(status) && i < count * POSTED_MEASURES; i++) {
        struct money_walk walk;

        money_walk_begin(&walk, view, NULL, (enum measure)(i % POSTED_MEASURES),
                         projects[i / POSTED_MEASURES].uid);
        while (money_walk_next(&walk))
            ++*entries;
        status = money_walk_end(&walk);
    }
    return status;
}

static struct cv_status make(struct view *view, const char *programme, struct report *made,
                             struct frozen_report *frozen)
{
    struct cv_arena *arena = view->books->arena;
    struct report_rows rows;
    ProtobufCMessage *message;
    struct cv_status status = view_programme(view, programme, &made->programme);

    if (cv_ok(status))
        status = report_compute(view, made);
    if (cv_ok(status))
        status = count_entries(view, made, &frozen->entry_count);
    if (!cv_ok(status))
        return status;
    message = (ProtobufCMessage *)report_wire(arena, made);
    if (message != NULL && !arena->exhausted) { /* else it is void */
        report_rows_make(arena, message, &rows);
        frozen->row_count = (int64_t)rows.count;
        frozen->body = report_rows_text(arena, &rows);
        cv_sha256(frozen->body, frozen->sha256);
    }
    return arena->exhausted ? cv_status(CV_RESOURCE_EXHAUSTED, NULL,
                                        "the report needs more memory than a call may have")
                            : CV_STATUS_OK;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct frozen_report frozen = state->asked;
    struct report made = {.effective_through = frozen.effective_through};
    struct cv_books books;
    struct view view = {
        .books = &books,
        .through =
            frozen.effective_through == CV_DATE_NONE ? CV_DATE_LAST : frozen.effective_through,
    };
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = choose_known(state, &books, &view.known_us);
    frozen.known_us = made.known_us = view.known_us;
    if (cv_ok(status))
        status = make(&view, state->programme.text, &made, &frozen);
    if (cv_ok(status))
        status = frozen_report_insert(&books, view.programme, &frozen);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)frozen_report_wire(books.arena, state->programme.text, &frozen,
                                                        NULL);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__FreezeReportRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, PROGRAMME_NAME, &state->programme);
    cv_check_new_id(&check, "frozen_report_id", request->frozen_report_id, &state->id);
    cv_check_text(&check, "title", request->title, CV_FIELD_TITLE_MAX, true);
    state->asked = (struct frozen_report){
        .id = state->id.text,
        .title = request->title,
        .effective_through =
            cv_wire_date_read(&check, "effective_through", request->effective_through, false),
        .known_us = cv_wire_time_read(&check, "known_at", request->known_at),
    };
    state->known_given = request->known_at != NULL;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_freeze_report_method freeze_report = {
    handle, sizeof(struct state)};
