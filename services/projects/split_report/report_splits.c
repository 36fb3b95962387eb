/* Commitments that together reach a limit which each of them stays under, as of two dates. */
#include "app/date.h"
#include "field.h"
#include "money_entry/entry.h"
#include "projects.h"
#include "report/view_call.h"
#include "rpc/limits.h"
#include "service/rows.h"
#include "split_report/splits.h"
#include "split_report/splits_store.h"

#include <stdio.h>
#include <string.h>

/* Together well within one message. */
#define LISTED_MAX      1000
#define COMMITMENTS_MAX 5000
#define LIMIT_MIN       2
#define DAYS_MAX        366

struct state {
    struct view_call view; /* the first */
    const Caravan__Projects__V1__ReportSplitsRequest *request;
};

/* All that one call does; the rows of one line and payee at a time, in an arena of their own. */
struct run {
    struct cv_arena *arena; /* of the answer */
    const Caravan__Projects__V1__ReportSplitsRequest *request;
    struct cv_id ids[2]; /* of the programme, and of the project of these rows */
    struct cv_arena group;
    struct cv_uuid line;
    struct cv_uuid payee;
    struct splits_row *rows;
    size_t count;
    size_t room;
    Caravan__Projects__V1__ReportSplitsResponse *answer;
};

static const struct cv_status FULL = {CV_RESOURCE_EXHAUSTED, NULL, "out of memory"};

/* ---- the wire ---- */

static void put_commitment(struct run *run, const struct splits_row *row)
{
    Caravan__Projects__V1__SplitCommitment *message = cv_arena_alloc(run->arena, sizeof(*message));

    if (message == NULL)
        return;
    caravan__projects__v1__split_commitment__init(message);
    message->split = (int32_t)run->answer->split_count;
    message->commitment = field_child_name(run->arena, run->ids, "commitments", row->id);
    message->effective_date = cv_wire_date(run->arena, row->effective_on);
    message->reference = cv_wire_text(cv_arena_string(run->arena, row->reference));
    message->amount_minor = row->amount;
    message->state = row->approved ? ENTRY_STATE(APPROVED) : ENTRY_STATE(SUBMITTED);
    run->answer->commitments[run->answer->n_commitments++] = message;
}

static struct cv_status put_split(struct run *run, const struct splits_scan *scan)
{
    Caravan__Projects__V1__ReportSplitsResponse *answer = run->answer;
    const struct splits_row *first = &run->rows[scan->first];
    Caravan__Projects__V1__SplitSpan *message;

    if (scan->sum != (int64_t)scan->sum)
        return cv_status(CV_OUT_OF_RANGE, "SUM_TOO_LARGE",
                         "commitments together are greater than 9223372036854775807");
    if (answer->split_count++ >= LISTED_MAX)
        return CV_STATUS_OK;
    message = cv_arena_alloc(run->arena, sizeof(*message));
    if (message == NULL)
        return CV_STATUS_OK; /* the arena remembers */
    caravan__projects__v1__split_span__init(message);
    message->number = (int32_t)answer->split_count;
    message->payee = field_partner_name(run->arena, run->ids[0].text, first->payee);
    message->budget_line = field_child_name(run->arena, run->ids, "budgetLines", first->line);
    message->first_date = cv_wire_date(run->arena, first->effective_on);
    message->last_date = cv_wire_date(run->arena, run->rows[scan->end - 1].effective_on);
    message->commitment_count = (int64_t)(scan->end - scan->first);
    message->sum_minor = (int64_t)scan->sum;
    answer->splits[answer->n_splits++] = message;
    for (size_t i = scan->first; i < scan->end && answer->n_commitments < COMMITMENTS_MAX; i++)
        put_commitment(run, &run->rows[i]);
    return CV_STATUS_OK;
}

/* ---- one line and payee ---- */

static struct cv_status find_splits(struct run *run)
{
    struct splits_item *items = cv_arena_array(&run->group, run->count, sizeof(*items));
    struct splits_scan scan = {items, run->count, run->request->limit_minor, run->request->days};
    struct cv_status status = CV_STATUS_OK;

    if (items == NULL || run->group.exhausted)
        return FULL;
    for (size_t i = 0; i < run->count; i++)
        items[i] =
            (struct splits_item){cv_date_number(run->rows[i].effective_on), run->rows[i].amount};
    (void)snprintf(run->ids[1].text, sizeof(run->ids[1].text), "%s", run->rows[0].project);
    while (cv_ok(status) && splits_next(&scan))
        status = put_split(run, &scan);
    return status;
}

static struct cv_status end_group(struct run *run)
{
    struct cv_status status = run->count == 0 ? CV_STATUS_OK : find_splits(run);

    cv_arena_release(&run->group);
    run->rows = NULL;
    run->count = 0;
    run->room = 0;
    return status;
}

static struct cv_status take(struct run *run, const struct splits_walk *walk)
{
    struct cv_status status = CV_STATUS_OK;
    struct splits_row *grown;

    if (run->count > 0 && (memcmp(&walk->line, &run->line, sizeof(run->line)) != 0 ||
                           memcmp(&walk->payee, &run->payee, sizeof(run->payee)) != 0))
        status = end_group(run);
    if (!cv_ok(status))
        return status;
    grown = cv_rows_grow(&run->group, run->rows, run->count, &run->room, sizeof(*grown));
    if (grown == NULL)
        return FULL;
    run->line = walk->line;
    run->payee = walk->payee;
    run->rows = grown;
    grown[run->count++] = splits_walk_row(walk, &run->group);
    return status;
}

static struct cv_status walk_all(struct run *run, struct view *view)
{
    struct splits_walk walk;
    struct cv_status status = CV_STATUS_OK;
    struct cv_status ended;

    cv_arena_init(&run->group, CV_CALL_MEMORY_MAX);
    splits_walk_begin(&walk, view, run->request->limit_minor);
    while (cv_ok(status) && splits_walk_next(&walk))
        status = take(run, &walk);
    ended = splits_walk_end(&walk);
    if (cv_ok(status))
        status = ended;
    if (cv_ok(status))
        status = end_group(run);
    cv_arena_release(&run->group);
    return status;
}

/* ---- the method ---- */

static Caravan__Projects__V1__ReportSplitsResponse *begin(struct cv_arena *arena,
                                                          const struct view *view,
                                                          const struct state *state,
                                                          const struct programme *programme)
{
    Caravan__Projects__V1__ReportSplitsResponse *answer = cv_arena_alloc(arena, sizeof(*answer));

    if (answer == NULL)
        return NULL;
    caravan__projects__v1__report_splits_response__init(answer);
    answer->programme = state->request->programme;
    answer->currency = cv_wire_text(programme->currency);
    answer->effective_through = cv_wire_date(arena, state->view.effective_through);
    answer->known_at = cv_wire_time(arena, view->known_us);
    answer->limit_minor = state->request->limit_minor;
    answer->days = state->request->days;
    answer->splits = cv_arena_array(arena, LISTED_MAX, sizeof(void *));
    answer->commitments = cv_arena_array(arena, COMMITMENTS_MAX, sizeof(void *));
    return answer->splits == NULL || answer->commitments == NULL ? NULL : answer;
}

static struct cv_status make(struct view *view, const struct view_call *asked,
                             const struct programme *programme, ProtobufCMessage **answer)
{
    const struct state *state = (const void *)asked;
    struct run run = {
        .arena = view->books->arena,
        .request = state->request,
        .ids = {asked->programme},
        .answer = begin(view->books->arena, view, state, programme),
    };

    *answer = (ProtobufCMessage *)run.answer;
    return run.answer == NULL ? CV_STATUS_OK : walk_all(&run, view);
}

static const struct view_method METHOD = {.make = make};

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ReportSplitsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->request = request;
    cv_check_range(&check, "limit_minor", request->limit_minor, LIMIT_MIN, CV_FIELD_MONEY_MAX);
    cv_check_range(&check, "days", request->days, 1, DAYS_MAX);
    view_call_run(&METHOD, &state->view, call, &check, request->programme,
                  request->effective_through, request->known_at);
}

const struct caravan_projects_v1_projects_report_splits_method report_splits = {
    handle, sizeof(struct state)};
