#include "app/unit.h"
#include "base/arena.h"
#include "hubs.h"
#include "reader/reader.h"
#include "scan/capture.h"

struct state {
    struct cv_unit unit;
    struct capture capture;
};

static void on_committed(struct cv_unit *unit)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);

    capture_tell(&state->capture, cv_call_service(unit->call));
}

static ProtobufCMessage *answer(struct cv_arena *arena, const struct capture *capture)
{
    Caravan__Logistics__V1__CaptureScansResponse *message = cv_arena_alloc(arena, sizeof(*message));
    Caravan__Logistics__V1__ScanResult *results =
        cv_arena_array(arena, capture->count + 1, sizeof(*results));

    if (message == NULL || results == NULL)
        return NULL;
    caravan__logistics__v1__capture_scans_response__init(message);
    message->results = cv_arena_array(arena, capture->count + 1, sizeof(*message->results));
    if (message->results == NULL)
        return NULL;
    message->n_results = capture->count;
    message->nothing_kept = capture->nothing_kept;
    message->durable_number = capture->durable_number;
    for (size_t i = 0; i < capture->count; i++) {
        scan_result_wire(&capture->results[i], &results[i]);
        results[i].index = (int32_t)i;
        if (capture->nothing_kept) {
            bool wrong = capture->results[i].outcome == SCAN_REJECTED ||
                         capture->results[i].outcome == SCAN_CONFLICT;

            results[i].sequence = 0;
            if (!wrong)
                results[i].outcome = CARAVAN__LOGISTICS__V1__SCAN_OUTCOME__SCAN_OUTCOME_UNSPECIFIED;
        }
        message->results[i] = &results[i];
    }
    return (ProtobufCMessage *)message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_status status = capture_work(&state->capture, unit->op.scope, tx);

    if (cv_ok(status))
        *reply = answer(unit->op.scope->arena, &state->capture);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__CaptureScansRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, READER_NAME, state->capture.ids);
    cv_check_range(&check, "scans", (int64_t)request->n_scans, 1, SCAN_BATCH_MAX);
    cv_field_enum(&check, "mode", &caravan__logistics__v1__capture_mode__descriptor, request->mode,
                  false);
    state->capture.sent_us = request->sent_us;
    state->capture.all_or_nothing =
        request->mode == CARAVAN__LOGISTICS__V1__CAPTURE_MODE__CAPTURE_MODE_ALL_OR_NOTHING;
    state->unit.committed = on_committed;
    if (!cv_check_fine(&check))
        cv_call_finish(call, check.status);
    else if (!capture_read(&state->capture, check.arena, request->scans, request->n_scans))
        cv_call_finish(call, cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory"));
    else
        cv_unit_write(&state->unit, call, logistics_store(call), "", work);
}

const struct caravan_logistics_v1_hubs_capture_scans_method capture_scans = {handle,
                                                                             sizeof(struct state)};
