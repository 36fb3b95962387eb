/* The rows of an import of sales (service/import.h), and its answer. */
#include "app/unit.h"
#include "app/wire.h"
#include "sales.h"
#include "service/import.h"

struct state {
    struct cv_unit unit;
    const Caravan__Logistics__V1__ImportSalesRequest *request;
};

static struct cv_import_row row_at(const ProtobufCMessage *message, size_t i)
{
    const Caravan__Logistics__V1__ImportSalesRequest *request = (const void *)message;
    const Caravan__Logistics__V1__ImportSalesRow *row = request->rows[i];

    switch (row->record_case) {
    case CARAVAN__LOGISTICS__V1__IMPORT_SALES_ROW__RECORD_SALE:
        return (struct cv_import_row){&sale_creation, &row->sale->base};
    case CARAVAN__LOGISTICS__V1__IMPORT_SALES_ROW__RECORD_SALE_ENTRY:
        return (struct cv_import_row){&sale_entry_creation, &row->sale_entry->base};
    default:
        return (struct cv_import_row){NULL, NULL};
    }
}

static Caravan__Logistics__V1__ImportSalesRefusal *
refusal_wire(struct cv_arena *arena, const struct cv_import_refusal *refusal)
{
    Caravan__Logistics__V1__ImportSalesRefusal *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__import_sales_refusal__init(message);
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
    Caravan__Logistics__V1__ImportSalesResponse *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__import_sales_response__init(message);
    message->recorded = result->recorded;
    message->created_count = result->created_count;
    message->unchanged_count = result->unchanged_count;
    message->refused_count = result->refused_count;
    message->outcomes = cv_arena_array(arena, row_count, sizeof(*message->outcomes));
    message->refusals =
        cv_arena_array(arena, result->refusal_count + 1, sizeof(*message->refusals));
    if (message->outcomes == NULL || message->refusals == NULL)
        return NULL;
    for (size_t i = 0; i < row_count; i++)
        message->outcomes[i] = (Caravan__Logistics__V1__ImportSalesOutcome)result->outcomes[i];
    for (size_t i = 0; i < result->refusal_count; i++)
        message->refusals[i] = refusal_wire(arena, &result->refusals[i]);
    message->n_outcomes = row_count;
    message->n_refusals = result->refusal_count;
    return &message->base;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    static const char *const TOLD[] = {"paid_minor", "refunded_minor", "cancelled_minor",
                                       "duplicate_of", NULL};
    const Caravan__Logistics__V1__ImportSalesRequest *request =
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
                   const Caravan__Logistics__V1__ImportSalesRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_range(&check, "rows", (int64_t)request->n_rows, 1, CV_IMPORT_ROWS_MAX);
    state->request = request;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_sales_import_sales_method import_sales = {handle,
                                                                            sizeof(struct state)};
