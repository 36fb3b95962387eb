/* The rows of an import (service/import.h), and its answer. */
#include "service/import.h"

#include "app/unit.h"
#include "app/wire.h"
#include "creation.h"
#include "projects.h"

struct state {
    struct cv_unit unit;
    const Caravan__Projects__V1__ImportRequest *request;
};

static const struct cv_creation *creation_of(const Caravan__Projects__V1__ImportRow *row)
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

static struct cv_import_row row_at(const ProtobufCMessage *message, size_t i)
{
    const Caravan__Projects__V1__ImportRequest *request = (const void *)message;
    const Caravan__Projects__V1__ImportRow *row = request->rows[i];

    return (struct cv_import_row){
        .creation = creation_of(row),
        .request = (const ProtobufCMessage *)row->programme, /* or whichever it is */
    };
}

static Caravan__Projects__V1__ImportRefusal *refusal_wire(struct cv_arena *arena,
                                                          const struct cv_import_refusal *refusal)
{
    Caravan__Projects__V1__ImportRefusal *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__import_refusal__init(message);
    message->row = (int32_t)refusal->row;
    message->code = (int32_t)refusal->status.code;
    message->reason = cv_wire_text(refusal->status.reason);
    message->field = cv_wire_text(refusal->status.field);
    message->message = cv_wire_text(refusal->status.message);
    return message;
}

static ProtobufCMessage *answer(struct cv_arena *arena, const struct cv_import_result *result,
                                size_t row_count)
{
    Caravan__Projects__V1__ImportResponse *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__import_response__init(message);
    message->recorded = result->recorded;
    message->created_count = result->created_count;
    message->unchanged_count = result->unchanged_count;
    message->refused_count = result->refused_count;
    message->outcomes = cv_arena_array(arena, row_count, sizeof(*message->outcomes));
    message->refusals = cv_arena_array(arena, CV_IMPORT_REFUSALS_MAX, sizeof(*message->refusals));
    if (message->outcomes == NULL || message->refusals == NULL)
        return NULL;
    for (size_t i = 0; i < row_count; i++)
        message->outcomes[i] = (Caravan__Projects__V1__ImportOutcome)result->outcomes[i];
    for (size_t i = 0; i < result->refusal_count; i++)
        message->refusals[i] = refusal_wire(arena, &result->refusals[i]);
    message->n_outcomes = row_count;
    message->n_refusals = result->refusal_count;
    return &message->base;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    static const char *const TOLD[] = {"committed", "disbursed", NULL};
    const Caravan__Projects__V1__ImportRequest *request =
        CV_CONTAINER_OF(unit, struct state, unit)->request;
    const struct cv_import rows = {
        .request = &request->base,
        .row_count = request->n_rows,
        .row = row_at,
        .told = TOLD,
        .validate_only = request->validate_only,
        .keep_good = request->keep_good,
    };
    struct cv_import_result result;
    struct cv_status status = cv_import_run(unit, tx, &rows, &result);

    if (cv_ok(status))
        *reply = answer(unit->op.scope->arena, &result, request->n_rows);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ImportRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_range(&check, "rows", (int64_t)request->n_rows, 1, CV_IMPORT_ROWS_MAX);
    state->request = request;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_import_method import = {handle, sizeof(struct state)};
