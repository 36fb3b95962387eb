#include "base/arena.h"
#include "hubs.h"
#include "reader/reader.h"
#include "rpc/limits.h"
#include "scan/capture.h"

/* One message after the other: received, kept in one transaction, acknowledged. What it needs lives
 * in an arena of its own, so that a stream can go on for ever. */
struct state {
    struct cv_call *call; /* NULL: it has ended */
    struct cv_drain drain;
    struct cv_receive receive;
    struct cv_store_op op;
    struct cv_send send;
    struct cv_scope scope; /* the call's, with the message's arena */
    struct cv_arena arena;
    struct capture capture;
    bool named;
    bool receiving;
    bool leaving; /* the server is going */
};

static void end(struct state *state, struct cv_status status)
{
    struct cv_call *call = state->call;
    struct cv_arena *arena = cv_call_scope(call)->arena;

    if (status.message != NULL)
        status.message = cv_arena_string(arena, status.message);
    if (status.field != NULL)
        status.field = cv_arena_string(arena, status.field);
    cv_arena_release(&state->arena);
    state->call = NULL;
    cv_call_finish(call, status);
}

/* What was taken has been acknowledged by now. */
static void next(struct state *state)
{
    if (state->leaving) {
        end(state, hubs_going);
        return;
    }
    state->receiving = true;
    cv_call_receive(state->call, &state->receive);
}

static void on_drain(struct cv_drain *op)
{
    struct state *state = CV_CONTAINER_OF(op, struct state, drain);

    state->leaving = true;
    if (state->call != NULL && state->receiving)
        end(state, hubs_going);
}

static void work(struct cv_store_op *op, struct cv_tx *tx)
{
    struct state *state = CV_CONTAINER_OF(op, struct state, op);

    op->status = capture_work(&state->capture, &state->scope, tx);
}

static struct cv_status check(struct state *state,
                              const Caravan__Logistics__V1__StreamScansRequest *request)
{
    struct cv_check check = cv_check_begin(&state->arena);
    struct cv_id ids[2] = {0};

    if (!state->named || request->parent[0] != '\0')
        cv_check_name(&check, "parent", request->parent, READER_NAME, ids);
    if (!state->named) {
        memcpy(state->capture.ids, ids, sizeof(ids));
        state->named = true;
    } else if (request->parent[0] != '\0' && memcmp(state->capture.ids, ids, sizeof(ids)) != 0) {
        cv_check_fail(&check, "parent", "a stream is of one reader: leave it out, or repeat it");
    }
    cv_check_range(&check, "scans", (int64_t)request->n_scans, 0, SCAN_BATCH_MAX);
    return check.status;
}

static void on_received(struct cv_receive *op)
{
    struct state *state = CV_CONTAINER_OF(op, struct state, receive);
    const Caravan__Logistics__V1__StreamScansRequest *request =
        caravan_logistics_v1_hubs_stream_scans_received(op);
    struct cv_status status;

    state->receiving = false;
    if (state->call == NULL)
        return;
    if (!cv_ok(op->status) || request == NULL) {
        end(state, op->status);
        return;
    }
    cv_arena_init(&state->arena, CV_CALL_MEMORY_MAX);
    status = check(state, request);
    state->capture.sent_us = request->sent_us;
    if (cv_ok(status) &&
        !capture_read(&state->capture, &state->arena, request->scans, request->n_scans))
        status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    if (cv_ok(status))
        cv_store_submit(logistics_store(state->call), &state->op);
    else
        end(state, status);
}

static bool needs_details(const struct scan_result *result)
{
    return result->outcome == SCAN_ANOMALY || result->outcome == SCAN_CONFLICT ||
           result->outcome == SCAN_REJECTED;
}

static bool put_details(struct state *state, Caravan__Logistics__V1__StreamScansResponse *response)
{
    const struct capture *capture = &state->capture;
    Caravan__Logistics__V1__ScanResult *details;
    size_t count = 0;

    for (size_t i = 0; i < capture->count; i++)
        count += needs_details(&capture->results[i]);
    details = cv_arena_array(&state->arena, count + 1, sizeof(*details));
    response->details = cv_arena_array(&state->arena, count + 1, sizeof(*response->details));
    if (details == NULL || response->details == NULL)
        return false;
    for (size_t i = 0; i < capture->count; i++) {
        Caravan__Logistics__V1__ScanResult *detail = &details[response->n_details];

        if (!needs_details(&capture->results[i]))
            continue;
        scan_result_wire(&capture->results[i], detail);
        detail->index = (int32_t)i;
        response->details[response->n_details++] = detail;
    }
    return true;
}

static void on_kept(struct cv_store_op *op)
{
    Caravan__Logistics__V1__StreamScansResponse response =
        CARAVAN__LOGISTICS__V1__STREAM_SCANS_RESPONSE__INIT;
    struct state *state = CV_CONTAINER_OF(op, struct state, op);
    const struct capture *capture = &state->capture;

    if (!cv_ok(op->status)) {
        end(state, op->status);
        return;
    }
    capture_tell(capture, cv_call_service(state->call));
    response.durable_number = capture->durable_number;
    response.outcomes =
        cv_arena_array(&state->arena, capture->count + 1, sizeof(*response.outcomes));
    if (response.outcomes == NULL || !put_details(state, &response)) {
        end(state, cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory"));
        return;
    }
    response.n_outcomes = capture->count;
    for (size_t i = 0; i < capture->count; i++)
        response.outcomes[i] = (Caravan__Logistics__V1__ScanOutcome)capture->results[i].outcome;
    caravan_logistics_v1_hubs_stream_scans_send(state->call, &state->send, &response);
    cv_arena_release(&state->arena);
}

static void on_sent(struct cv_send *op)
{
    struct state *state = CV_CONTAINER_OF(op, struct state, send);

    if (cv_ok(op->status))
        next(state);
    else
        end(state, op->status);
}

static void handle(struct cv_call *call, void *memory)
{
    struct state *state = memory;

    state->call = call;
    state->scope = *cv_call_scope(call);
    state->scope.arena = &state->arena;
    state->scope.followers = NULL;
    state->receive.done = on_received;
    state->send.done = on_sent;
    state->drain.done = on_drain;
    state->op = (struct cv_store_op){
        .mode = CV_STORE_WRITE, .work = work, .done = on_kept, .scope = &state->scope};
    cv_call_await_drain(call, &state->drain);
    next(state);
}

const struct caravan_logistics_v1_hubs_stream_scans_method stream_scans = {handle,
                                                                           sizeof(struct state)};
