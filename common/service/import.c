/* Each row is recorded under a mark of its own (store/store.h), so that a refused one is undone
 * alone and those after it are still judged; one mark around them all undoes the whole. Meanwhile
 * the store's one writer does nothing else, and everybody's writes wait. */
#include "service/import.h"

#include "app/wire.h"
#include "base/clock.h"
#include "rpc/limits.h"
#include "service/content.h"
#include "service/message.h"

#include <string.h>

struct run {
    const struct cv_import *import;
    const struct cv_scope *scope;
    struct cv_arena row;   /* of one row, as much as its own Create could have */
    struct cv_books books; /* in the arena of the row */
    struct cv_import_result *result;
    struct cv_status broken; /* not about one row: ends it all */
};

static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .message = "a row needs more memory than a call may have",
};

/* ---- one row ---- */

/* What an import demands beyond a Create. */
static void check_row(struct cv_check *check, const struct cv_creation *creation,
                      const ProtobufCMessage *request)
{
    const char *id = cv_message_field(request, creation->thing_id);
    const char *request_id = cv_message_field(request, "request_id");

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
static struct cv_status record(struct run *run, const struct cv_creation *creation, void *state)
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
static struct cv_status compare(struct run *run, const struct cv_creation *creation, void *state)
{
    const ProtobufCMessage *asked = creation->wire(&run->row, state);
    struct cv_status status = creation->load(&run->books, state);
    const ProtobufCMessage *there;

    if (!cv_ok(status))
        return status;
    there = creation->wire(&run->row, state);
    return run->row.exhausted
               ? FULL
               : cv_content_compare(&run->row, creation->thing, run->import->told, there, asked);
}

static struct cv_status take(struct run *run, struct cv_import_row row,
                             enum cv_import_outcome *outcome)
{
    const struct cv_creation *creation = row.creation;
    struct cv_check check = cv_check_begin(&run->row);
    struct cv_status status;
    void *state;

    if (creation == NULL)
        return cv_status_field(&run->row, "record", "the row holds no record this server knows");
    state = cv_arena_zalloc(&run->row, creation->state_size);
    check_row(&check, creation, row.request);
    if (cv_check_fine(&check) && state != NULL)
        cv_creation_read(creation, &check, row.request, state);
    if (!cv_check_fine(&check) || state == NULL)
        return check.status;
    status = record(run, creation, state);
    if (!is_taken(status) || !cv_ok(run->broken))
        return status;
    *outcome = CV_IMPORT_UNCHANGED;
    return compare(run, creation, state);
}

static void refuse(struct run *run, size_t i, struct cv_status why)
{
    struct cv_import_result *result = run->result;
    struct cv_arena *arena = run->scope->arena;

    result->refused_count++;
    if (result->refusal_count == CV_IMPORT_REFUSALS_MAX)
        return;
    why.reason = cv_arena_string(arena, cv_wire_text(why.reason));
    why.field = cv_arena_string(arena, cv_wire_text(why.field));
    why.message = cv_arena_string(arena, cv_wire_text(why.message));
    result->refusals[result->refusal_count++] = (struct cv_import_refusal){i, why};
}

static void run_row(struct run *run, size_t i)
{
    enum cv_import_outcome outcome = CV_IMPORT_CREATED;
    struct cv_status status = take(run, run->import->row(run->import->request, i), &outcome);

    if (cv_ok(run->broken) && run->row.exhausted)
        run->broken = FULL;
    else if (cv_ok(run->broken) && !cv_ok(status) && !is_refusal(status))
        run->broken = cv_status(status.code, status.reason,
                                cv_arena_string(run->scope->arena, cv_wire_text(status.message)));
    else if (!cv_ok(status))
        refuse(run, i, status);
    run->result->outcomes[i] = (uint8_t)(cv_ok(status) ? outcome : CV_IMPORT_REFUSED);
    run->result->created_count += cv_ok(status) && outcome == CV_IMPORT_CREATED;
    run->result->unchanged_count += cv_ok(status) && outcome == CV_IMPORT_UNCHANGED;
    cv_arena_release(&run->row);
}

/* ---- all of them ---- */

static struct cv_status run_rows(struct run *run)
{
    for (size_t i = 0; cv_ok(run->broken) && i < run->import->row_count; i++) {
        if (cv_scope_over(run->scope, cv_clock_ns()))
            return cv_status(CV_CANCELLED, NULL, "nobody waits for the import any more");
        run_row(run, i);
    }
    return run->broken;
}

static bool begin_result(struct cv_import_result *result, struct cv_arena *arena, size_t count)
{
    *result = (struct cv_import_result){
        .outcomes = cv_arena_array(arena, count, sizeof(*result->outcomes)),
        .refusals = cv_arena_array(arena, CV_IMPORT_REFUSALS_MAX, sizeof(*result->refusals)),
    };
    return result->outcomes != NULL && result->refusals != NULL;
}

struct cv_status cv_import_run(struct cv_unit *unit, struct cv_tx *tx,
                               const struct cv_import *import, struct cv_import_result *result)
{
    struct run run = {.import = import, .scope = unit->op.scope, .result = result};
    struct cv_status status = cv_tx_mark(tx);
    bool keep;

    if (cv_ok(status) && !begin_result(result, run.scope->arena, import->row_count))
        status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    if (cv_ok(status))
        status = cv_books_open_write(&run.books, run.scope, tx);
    if (!cv_ok(status))
        return status;
    cv_arena_init(&run.row, CV_CALL_MEMORY_MAX);
    run.books.arena = &run.row;
    status = run_rows(&run);
    if (!cv_ok(status))
        return status;
    result->recorded = !import->validate_only && (import->keep_good || result->refused_count == 0);
    keep = result->recorded && result->created_count > 0;
    unit->nothing_done = !keep;
    return cv_tx_release(tx, keep);
}
