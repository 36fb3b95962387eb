/* Many Creates in one transaction.
 *
 * Each row is recorded under a mark of its own (store/store.h), so that a refused one is undone
 * alone and those after it are still judged; one mark around them all undoes the whole. Meanwhile
 * the store's one writer does nothing else, and everybody's writes wait. */
#include "app/unit.h"
#include "app/wire.h"
#include "base/clock.h"
#include "creation.h"
#include "import/content.h"
#include "projects.h"
#include "rpc/limits.h"

#include <string.h>

/* So many fit, whatever their kind, into the elements of one message (rpc/limits.h), and the writer
 * is busy with them for well under a second. */
#define ROWS_MAX     10000
#define REFUSALS_MAX 200

#define CREATED   CARAVAN__PROJECTS__V1__IMPORT_OUTCOME__IMPORT_OUTCOME_CREATED
#define UNCHANGED CARAVAN__PROJECTS__V1__IMPORT_OUTCOME__IMPORT_OUTCOME_UNCHANGED
#define REFUSED   CARAVAN__PROJECTS__V1__IMPORT_OUTCOME__IMPORT_OUTCOME_REFUSED

struct state {
    struct cv_unit unit;
    const Caravan__Projects__V1__ImportRequest *request;
};

struct run {
    const struct cv_scope *scope;
    struct cv_arena row; /* of one row, as much as its own Create could have */
    struct books books;  /* in the arena of the row */
    Caravan__Projects__V1__ImportResponse *answer;
    struct cv_status broken; /* not about one row: ends it all */
};

static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .message = "a row needs more memory than a call may have",
};

/* ---- one row ---- */

static const struct creation *creation_of(const Caravan__Projects__V1__ImportRow *row)
{
    switch (row->record_case) {
    case CARAVAN__PROJECTS__V1__IMPORT_ROW__RECORD_PROGRAMME:
        return &programme_creation;
    case CARAVAN__PROJECTS__V1__IMPORT_ROW__RECORD_PARTNER:
        return &partner_creation;
    case CARAVAN__PROJECTS__V1__IMPORT_ROW__RECORD_PROJECT:
        return &project_creation;
    case CARAVAN__PROJECTS__V1__IMPORT_ROW__RECORD_BUDGET_LINE:
        return &budget_line_creation;
    case CARAVAN__PROJECTS__V1__IMPORT_ROW__RECORD_COMMITMENT:
        return &commitment_creation;
    case CARAVAN__PROJECTS__V1__IMPORT_ROW__RECORD_DISBURSEMENT:
        return &disbursement_creation;
    case CARAVAN__PROJECTS__V1__IMPORT_ROW__RECORD_INDICATOR:
        return &indicator_creation;
    case CARAVAN__PROJECTS__V1__IMPORT_ROW__RECORD_OBSERVATION:
        return &observation_creation;
    default:
        return NULL;
    }
}

/* What an import demands beyond a Create. */
static void check_row(struct cv_check *check, const struct creation *creation,
                      const ProtobufCMessage *request)
{
    const char *id = creation_field(request, creation->thing_id);
    const char *request_id = creation_field(request, "request_id");

    if (id[0] == '\0')
        cv_check_fail(check, creation->thing_id,
                      "%s is required in an import: it says what is the same row, sent again",
                      creation->thing_id);
    if (request_id[0] != '\0')
        cv_check_fail(check, "request_id",
                      "request_id must be empty in a row; the import as a whole may have one");
}

/* About the row, and not about the store or the machine. */
static bool is_refusal(struct cv_status status)
{
    return status.code == CV_INVALID_ARGUMENT || status.code == CV_NOT_FOUND ||
           status.code == CV_ALREADY_EXISTS || status.code == CV_FAILED_PRECONDITION;
}

static bool is_taken(struct cv_status status)
{
    return status.code == CV_ALREADY_EXISTS && status.reason != NULL &&
           strcmp(status.reason, "ID_TAKEN") == 0;
}

/* Nothing stays of a refused row. */
static struct cv_status record(struct run *run, const struct creation *creation, void *state)
{
    struct cv_status status;

    run->broken = cv_tx_mark(run->books.tx);
    if (!cv_ok(run->broken))
        return run->broken;
    status = creation->record(&run->books, state);
    if (cv_ok(status) || is_refusal(status))
        run->broken = cv_tx_release(run->books.tx, cv_ok(status));
    return status;
}

/* Its id is taken: OK if by itself, sent before. */
static struct cv_status compare(struct run *run, const struct creation *creation, void *state)
{
    const ProtobufCMessage *asked = creation->wire(&run->row, state);
    struct cv_status status = creation->load(&run->books, state);
    const ProtobufCMessage *there;

    if (!cv_ok(status))
        return status;
    there = creation->wire(&run->row, state);
    return run->row.exhausted ? FULL : content_compare(&run->row, creation->thing, there, asked);
}

static struct cv_status take(struct run *run, const Caravan__Projects__V1__ImportRow *row,
                             Caravan__Projects__V1__ImportOutcome *outcome)
{
    const struct creation *creation = creation_of(row);
    struct cv_check check = cv_check_begin(&run->row);
    const ProtobufCMessage *request;
    struct cv_status status;
    void *state;

    if (creation == NULL)
        return cv_status_field(&run->row, "record", "the row holds no record this server knows");
    request = &row->programme->base; /* or whichever it is */
    state = cv_arena_zalloc(&run->row, creation->state_size);
    check_row(&check, creation, request);
    if (cv_check_fine(&check) && state != NULL)
        creation_read(creation, &check, request, state);
    if (!cv_check_fine(&check) || state == NULL)
        return check.status;
    status = record(run, creation, state);
    if (!is_taken(status) || !cv_ok(run->broken))
        return status;
    *outcome = UNCHANGED;
    return compare(run, creation, state);
}

static void refuse(struct run *run, size_t i, struct cv_status why)
{
    Caravan__Projects__V1__ImportResponse *answer = run->answer;
    struct cv_arena *arena = run->scope->arena;
    Caravan__Projects__V1__ImportRefusal *refusal;

    answer->refused_count++;
    if (answer->n_refusals == REFUSALS_MAX)
        return;
    refusal = cv_arena_alloc(arena, sizeof(*refusal));
    if (refusal == NULL)
        return;
    caravan__projects__v1__import_refusal__init(refusal);
    refusal->row = (int32_t)i;
    refusal->code = (int32_t)why.code;
    refusal->reason = cv_arena_string(arena, cv_wire_text(why.reason));
    refusal->field = cv_arena_string(arena, cv_wire_text(why.field));
    refusal->message = cv_arena_string(arena, cv_wire_text(why.message));
    answer->refusals[answer->n_refusals++] = refusal;
}

static void run_row(struct run *run, const Caravan__Projects__V1__ImportRow *row, size_t i)
{
    Caravan__Projects__V1__ImportOutcome outcome = CREATED;
    struct cv_status status = take(run, row, &outcome);

    if (cv_ok(run->broken) && run->row.exhausted)
        run->broken = FULL;
    else if (cv_ok(run->broken) && !cv_ok(status) && !is_refusal(status))
        run->broken = cv_status(status.code, status.reason,
                                cv_arena_string(run->scope->arena, cv_wire_text(status.message)));
    else if (!cv_ok(status))
        refuse(run, i, status);
    run->answer->outcomes[i] = cv_ok(status) ? outcome : REFUSED;
    run->answer->created_count += cv_ok(status) && outcome == CREATED;
    run->answer->unchanged_count += cv_ok(status) && outcome == UNCHANGED;
    cv_arena_release(&run->row);
}

/* ---- all of them ---- */

static Caravan__Projects__V1__ImportResponse *begin_answer(struct cv_arena *arena, size_t count)
{
    Caravan__Projects__V1__ImportResponse *answer = cv_arena_alloc(arena, sizeof(*answer));

    if (answer == NULL)
        return NULL;
    caravan__projects__v1__import_response__init(answer);
    answer->outcomes = cv_arena_array(arena, count, sizeof(*answer->outcomes));
    answer->refusals = cv_arena_array(arena, REFUSALS_MAX, sizeof(*answer->refusals));
    answer->n_outcomes = count;
    return answer->outcomes == NULL || answer->refusals == NULL ? NULL : answer;
}

static struct cv_status run_rows(struct run *run,
                                 const Caravan__Projects__V1__ImportRequest *request)
{
    for (size_t i = 0; cv_ok(run->broken) && i < request->n_rows; i++) {
        if (cv_scope_over(run->scope, cv_clock_ns()))
            return cv_status(CV_CANCELLED, NULL, "nobody waits for the import any more");
        run_row(run, request->rows[i], i);
    }
    return run->broken;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const Caravan__Projects__V1__ImportRequest *request =
        CV_CONTAINER_OF(unit, struct state, unit)->request;
    struct run run = {.scope = unit->op.scope};
    struct cv_status status = cv_tx_mark(tx);
    bool keep;

    run.answer = begin_answer(run.scope->arena, request->n_rows);
    if (cv_ok(status))
        status = books_open_write(&run.books, run.scope, tx);
    if (!cv_ok(status) || run.answer == NULL)
        return status;
    cv_arena_init(&run.row, CV_CALL_MEMORY_MAX);
    run.books.arena = &run.row;
    status = run_rows(&run, request);
    if (!cv_ok(status))
        return status;
    run.answer->recorded =
        !request->validate_only && (request->keep_good || run.answer->refused_count == 0);
    keep = run.answer->recorded && run.answer->created_count > 0;
    unit->nothing_done = !keep;
    *reply = &run.answer->base;
    return cv_tx_release(tx, keep);
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ImportRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_range(&check, "rows", (int64_t)request->n_rows, 1, ROWS_MAX);
    state->request = request;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_import_method import = {handle, sizeof(struct state)};
