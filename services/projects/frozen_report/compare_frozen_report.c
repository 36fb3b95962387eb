/* What of a published report is otherwise now, and why. */
#include "app/date.h"
#include "base/number.h"
#include "frozen_report/frozen_report.h"
#include "frozen_report/restatement.h"
#include "projects.h"
#include "report/report_wire.h"
#include "service/known_at.h"

#include <stdlib.h>
#include <string.h>

struct state {
    struct cv_listing_call list;
    struct cv_known_at known; /* before the list is read */
    struct cv_id ids[2];      /* programme, frozen report */
    struct cv_id with[2];     /* the other; "": none */
};

struct restated {
    int64_t number; /* from 1, in the order of paths */
    const char *path;
    const char *old; /* "": no row */
    const char *now;
    int64_t difference;
    struct causes causes;
};

/* ---- which rows differ ---- */

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct report_row *)a)->path, ((const struct report_row *)b)->path);
}

static bool is_compared(const char *path)
{
    return strcmp(path, "known_at") != 0 && strcmp(path, "effective_through") != 0;
}

/* The rows of a page among those that differ; both are sorted here. */
static void find_restated(struct cv_books *books, struct report_rows *old, struct report_rows *now,
                          struct cv_listed *listed)
{
    int64_t after = cv_page_number(listed->page.after);
    struct restated *rows = cv_arena_array(books->arena, (size_t)listed->page.size, sizeof(*rows));
    int64_t number = 0;
    size_t i = 0;
    size_t j = 0;

    if (old->count > 0)
        qsort(old->rows, old->count, sizeof(*old->rows), by_path);
    if (now->count > 0)
        qsort(now->rows, now->count, sizeof(*now->rows), by_path);
    listed->rows = rows;
    listed->row_size = sizeof(*rows);
    while (rows != NULL && (i < old->count || j < now->count)) {
        int order = i == old->count   ? 1
                    : j == now->count ? -1
                                      : by_path(&old->rows[i], &now->rows[j]);
        struct restated row = {
            .path = order <= 0 ? old->rows[i].path : now->rows[j].path,
            .old = order <= 0 ? old->rows[i].value : "",
            .now = order >= 0 ? now->rows[j].value : "",
        };

        i += order <= 0;
        j += order >= 0;
        if (!is_compared(row.path) || strcmp(row.old, row.now) == 0 || ++number <= after)
            continue;
        listed->more = listed->count == (size_t)listed->page.size;
        if (listed->more)
            return;
        row.number = number;
        rows[listed->count++] = row;
    }
}

/* ---- why ---- */

/* Names and titles may look like numbers, and are none. */
static bool is_number(const char *path)
{
    static const char *const NUMBERS[] = {"_minor", "_count", ".value", ".weight", ".decimals"};
    size_t len = strlen(path);

    for (size_t i = 0; i < sizeof(NUMBERS) / sizeof(NUMBERS[0]); i++) {
        size_t end = strlen(NUMBERS[i]);

        if (len > end && strcmp(path + len - end, NUMBERS[i]) == 0)
            return true;
    }
    return false;
}

static struct cv_status explain(struct restating *restating, struct restated *row)
{
    struct cv_status status = restating_explain(restating, row->path, &row->causes);
    const struct causes *causes = &row->causes;

    if (!is_number(row->path))
        return status;
    row->difference = strtoll(row->now, NULL, 10) - strtoll(row->old, NULL, 10);
    if (causes->carried && (row->old[0] == '\0' || row->now[0] == '\0')) {
        row->difference = causes->others_difference;
        for (size_t i = 0; i < causes->count; i++)
            row->difference += causes->rows[i].difference;
    }
    return status;
}

/* ---- reading ---- */

static int32_t through_of(const struct frozen_report *frozen)
{
    return frozen->effective_through == CV_DATE_NONE ? CV_DATE_LAST : frozen->effective_through;
}

static struct cv_status rows_of(struct cv_books *books, const struct frozen_report *frozen,
                                struct report_rows *rows)
{
    if (report_rows_read(books->arena, frozen->body, rows))
        return CV_STATUS_OK;
    return cv_status(CV_DATA_LOSS, "FROZEN_REPORT_DAMAGED", "the frozen report has no rows");
}

/* The report of the same days as it is known at view->known_us. */
static struct cv_status rows_now(struct view *view, const char *programme, int32_t through,
                                 struct report_rows *rows)
{
    struct report made = {.effective_through = through, .known_us = view->known_us};
    ProtobufCMessage *message;
    struct cv_status status = view_programme(view, programme, &made.programme);

    if (cv_ok(status))
        status = report_compute(view, &made);
    if (!cv_ok(status))
        return status;
    message = (ProtobufCMessage *)report_wire(view->books->arena, &made);
    *rows = (struct report_rows){0};
    if (message != NULL && !view->books->arena->exhausted) /* else it is void */
        report_rows_make(view->books->arena, message, rows);
    return CV_STATUS_OK;
}

static struct cv_status read_now(const struct state *state, struct restating *restating,
                                 const struct frozen_report *old, struct report_rows *rows)
{
    struct view *now = &restating->now;
    struct frozen_report with;
    struct cv_status status;

    if (state->with[1].text[0] == '\0') {
        status = cv_known_at_us(&state->known, now->books, &now->known_us);
        now->through = through_of(old);
        return cv_ok(status) ? rows_now(now, restating->programme, old->effective_through, rows)
                             : status;
    }
    status = frozen_report_get(now->books, now->programme, state->with[1].text, "with", &with);
    if (!cv_ok(status))
        return status;
    now->known_us = with.known_us;
    now->through = through_of(&with);
    return rows_of(now->books, &with, rows);
}

static struct cv_status read(struct cv_books *books, struct cv_listing_call *list)
{
    const struct state *state = CV_CONTAINER_OF(list, struct state, list);
    struct restating restating = {
        .programme = state->ids[0].text,
        .old = {.books = books},
        .now = {.books = books},
    };
    struct programme_ref programme;
    struct frozen_report old;
    struct report_rows rows[2];
    struct cv_status status = programme_find(books, state->ids[0].text, &programme);

    if (cv_ok(status))
        status = frozen_report_get(books, programme.uid, state->ids[1].text, NULL, &old);
    if (cv_ok(status))
        status = rows_of(books, &old, &rows[0]);
    if (!cv_ok(status))
        return status;
    restating.old.programme = restating.now.programme = programme.uid;
    restating.old.known_us = old.known_us;
    restating.old.through = through_of(&old);
    status = read_now(state, &restating, &old, &rows[1]);
    if (cv_ok(status))
        status = restating_begin(&restating);
    if (!cv_ok(status) || books->arena->exhausted)
        return status;
    find_restated(books, &rows[0], &rows[1], &list->listed);
    for (size_t i = 0; cv_ok(status) && i < list->listed.count; i++)
        status = explain(&restating, (struct restated *)list->listed.rows + i);
    return status;
}

/* ---- the wire ---- */

static Caravan__Projects__V1__RestatementCause *cause_wire(struct cv_arena *arena,
                                                           const struct cause *cause)
{
    Caravan__Projects__V1__RestatementCause *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__restatement_cause__init(message);
    message->kind = (Caravan__Projects__V1__RestatementKind)cause->kind;
    message->record = cv_wire_text(cause->record);
    message->effective_date = cv_wire_date(arena, cause->effective_on);
    message->recorded_time = cv_wire_time(arena, cause->recorded_us);
    message->recorded_by = cv_wire_text(cause->recorded_by);
    message->reference = cv_wire_text(cause->reference);
    message->difference = cause->difference;
    return message;
}

static void *wire(struct cv_books *books, const struct cv_listing_call *list, const void *of)
{
    const struct restated *row = of;
    const struct causes *causes = &row->causes;
    Caravan__Projects__V1__RestatedRow *message = cv_arena_alloc(books->arena, sizeof(*message));

    (void)list;
    if (message == NULL)
        return NULL;
    caravan__projects__v1__restated_row__init(message);
    message->path = cv_wire_text(row->path);
    message->old_value = cv_wire_text(row->old);
    message->new_value = cv_wire_text(row->now);
    message->difference = row->difference;
    message->others_count = (int32_t)causes->others_count;
    message->others_difference = causes->others_difference;
    message->causes = cv_arena_array(books->arena, causes->count + 1, sizeof(*message->causes));
    if (message->causes == NULL)
        return NULL;
    for (size_t i = 0; i < causes->count; i++) {
        message->causes[i] = cause_wire(books->arena, &causes->rows[i]);
        if (message->causes[i] == NULL)
            return NULL;
    }
    message->n_causes = causes->count;
    return message;
}

static const char *chosen(struct cv_check *check, struct cv_listing_call *list)
{
    struct state *state = CV_CONTAINER_OF(list, struct state, list);
    const Caravan__Projects__V1__CompareFrozenReportRequest *request = (const void *)list->request;

    cv_check_name(check, "name", request->name, FROZEN_REPORT_NAME, state->ids);
    cv_known_at_read(&state->known, check, "known_at", request->known_at);
    if (request->with[0] != '\0') {
        cv_check_name(check, "with", request->with, FROZEN_REPORT_NAME, state->with);
        if (strcmp(state->with[0].text, state->ids[0].text) != 0)
            cv_check_fail(check, "with", "with must be of the same programme, %s",
                          state->ids[0].text);
        if (state->known.given)
            cv_check_fail(check, "known_at",
                          "a frozen report has a known_at of its own: give one of the two");
    }
    return cv_wire_text(cv_arena_printf(check->arena, "%s\n%s\n%lld", request->name, request->with,
                                        state->known.given ? (long long)state->known.us : -1));
}

static const struct cv_listing LISTING = {NULL, CV_LISTING_KEY(struct restated, number), read, wire,
                                          chosen};

static void then(struct cv_known_at *known)
{
    struct state *state = CV_CONTAINER_OF(known, struct state, known);

    cv_listing_read(&state->list, projects_store(state->list.call));
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__CompareFrozenReportRequest *request)
{
    struct state *state = memory;

    if (cv_listing_check(&LISTING, &state->list, call, &request->base))
        cv_known_at_close(&state->known, call, projects_store(call), then);
}

const struct caravan_projects_v1_projects_compare_frozen_report_method compare_frozen_report = {
    handle, sizeof(struct state)};
