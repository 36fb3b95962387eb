/* Each row is recorded under a mark of its own (store/store.h), so that a refused one is undone
 * alone and those after it are still judged; one mark around them all undoes the whole. Meanwhile
 * the store's one writer does nothing else, and everybody's writes wait. */
#include "service/import.h"

#include "app/wire.h"
#include "base/clock.h"
#include "rpc/limits.h"
#include "service/audit.h"
#include "service/content.h"
#include "service/message.h"

#include <string.h>

/* The numbers of every service's enum of outcomes. */
enum outcome {
    CREATED = 1,
    UNCHANGED = 2,
    REFUSED = 3,
};

struct run {
    const struct cv_import *import;
    const struct cv_missing *missing;
    const struct cv_scope *scope;
    struct cv_arena row;   /* of one row, as much as its own Create could have */
    struct cv_books books; /* in the arena of the row */
    ProtobufCMessage *const *rows;
    size_t row_count;
    struct cv_status broken; /* not about one row: ends it all */
    /* What is answered. */
    int *outcomes;               /* of each row */
    int32_t counts[REFUSED + 1]; /* by outcome */
    const ProtobufCMessageDescriptor *refusal;
    ProtobufCMessage **refusals; /* the first ones */
    size_t refusal_count;
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
    if (cv_ok(status))
        status = cv_audit_add(&run->books, NULL, creation->wire(&run->row, state));
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

static const struct cv_creation *creation_of(const struct cv_import *import, const char *member)
{
    const struct cv_creation *const *creation = import->creations;

    while (*creation != NULL && strcmp((*creation)->thing, member) != 0)
        creation++;
    return *creation;
}

static struct cv_status take(struct run *run, const ProtobufCMessage *row, enum outcome *outcome)
{
    const char *member = "";
    const ProtobufCMessage *request = cv_message_member(row, &member);
    const struct cv_creation *creation = creation_of(run->import, member);
    struct cv_check check = cv_check_begin(&run->row);
    struct cv_status status;
    void *state;

    if (creation == NULL)
        return cv_status_field(&run->row, "record", "the row holds no record this server knows");
    state = cv_arena_zalloc(&run->row, creation->state_size);
    check_row(&check, creation, request);
    if (cv_check_fine(&check) && state != NULL)
        cv_creation_read(creation, &check, request, state);
    if (!cv_check_fine(&check) || state == NULL)
        return check.status;
    status = cv_reference_judge(run->missing, &run->row, request);
    if (!cv_ok(status))
        return status;
    status = record(run, creation, state);
    if (!is_taken(status) || !cv_ok(run->broken))
        return status;
    *outcome = UNCHANGED;
    return compare(run, creation, state);
}

static void refuse(struct run *run, size_t i, struct cv_status why)
{
    struct cv_arena *arena = run->scope->arena;
    ProtobufCMessage *refusal;

    if (run->refusal_count == CV_IMPORT_REFUSALS_MAX)
        return;
    refusal = cv_message_new(arena, run->refusal);
    if (refusal == NULL)
        return;
    cv_message_set_int32(refusal, "row", (int32_t)i);
    cv_message_set_int32(refusal, "code", (int32_t)why.code);
    cv_message_set_text(refusal, "reason", cv_arena_string(arena, cv_wire_text(why.reason)));
    cv_message_set_text(refusal, "field", cv_arena_string(arena, cv_wire_text(why.field)));
    cv_message_set_text(refusal, "message", cv_arena_string(arena, cv_wire_text(why.message)));
    run->refusals[run->refusal_count++] = refusal;
}

static void run_row(struct run *run, size_t i)
{
    enum outcome outcome = CREATED;
    struct cv_status status = take(run, run->rows[i], &outcome);

    if (cv_ok(run->broken) && run->row.exhausted)
        run->broken = FULL;
    else if (cv_ok(run->broken) && !cv_ok(status) && !is_refusal(status))
        run->broken = cv_status(status.code, status.reason,
                                cv_arena_string(run->scope->arena, cv_wire_text(status.message)));
    else if (!cv_ok(status))
        refuse(run, i, status);
    if (!cv_ok(status))
        outcome = REFUSED;
    run->outcomes[i] = (int)outcome;
    run->counts[outcome]++;
    cv_arena_release(&run->row);
}

/* ---- all of them ---- */

static struct cv_status run_rows(struct run *run)
{
    for (size_t i = 0; cv_ok(run->broken) && i < run->row_count; i++) {
        if (cv_scope_over(run->scope, cv_clock_ns()))
            return cv_status(CV_CANCELLED, NULL, "nobody waits for the import any more");
        run_row(run, i);
    }
    return run->broken;
}

static void answer(struct run *run, ProtobufCMessage *message, bool recorded)
{
    cv_message_set_bool(message, "recorded", recorded);
    cv_message_set_rows(message, "outcomes", run->outcomes, run->row_count);
    cv_message_set_int32(message, "created_count", run->counts[CREATED]);
    cv_message_set_int32(message, "unchanged_count", run->counts[UNCHANGED]);
    cv_message_set_int32(message, "refused_count", run->counts[REFUSED]);
    cv_message_set_rows(message, "refusals", run->refusals, run->refusal_count);
}

static const ProtobufCMessageDescriptor *type_of(const ProtobufCMessageDescriptor *type,
                                                 const char *name)
{
    return protobuf_c_message_descriptor_get_field_by_name(type, name)->descriptor;
}

/* Says in unit->nothing_done when it recorded nothing. */
static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct cv_import_call *self = CV_CONTAINER_OF(unit, struct cv_import_call, unit);
    struct cv_arena *arena = unit->op.scope->arena;
    struct run run = {
        .import = self->import,
        .missing = &self->missing,
        .scope = unit->op.scope,
        .refusal = type_of(self->answer, "refusals"),
        .refusals = cv_arena_array(arena, CV_IMPORT_REFUSALS_MAX, sizeof(*run.refusals)),
    };
    ProtobufCMessage *message = cv_message_new(arena, self->answer);
    struct cv_status status = cv_tx_mark(tx);
    bool recorded;

    run.rows = cv_message_rows(self->request, "rows", &run.row_count);
    run.outcomes = cv_arena_array(arena, run.row_count, sizeof(*run.outcomes));
    if (!cv_ok(status) || arena->exhausted)
        return status;
    status = cv_books_open_write(&run.books, run.scope, tx);
    if (!cv_ok(status))
        return status;
    cv_arena_init(&run.row, CV_CALL_MEMORY_MAX);
    run.books.arena = &run.row;
    status = run_rows(&run);
    if (!cv_ok(status))
        return status;
    recorded = !cv_message_bool(self->request, "validate_only") &&
               (cv_message_bool(self->request, "keep_good") || run.counts[REFUSED] == 0);
    answer(&run, message, recorded);
    *reply = message;
    unit->nothing_done = !recorded || run.counts[CREATED] == 0;
    return cv_tx_release(tx, !unit->nothing_done);
}

void cv_import_run(const struct cv_import *import, struct cv_import_call *self,
                   struct cv_call *call, struct cv_store *store, const ProtobufCMessage *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    size_t count;

    self->import = import;
    self->request = request;
    self->answer = cv_call_method(call)->response;
    (void)cv_message_rows(request, "rows", &count);
    cv_check_range(&check, "rows", (int64_t)count, 1, CV_IMPORT_ROWS_MAX);
    if (cv_check_fine(&check))
        cv_reference_write(&self->unit, call, store, request, work, &self->missing);
    else
        cv_call_finish(call, check.status);
}
