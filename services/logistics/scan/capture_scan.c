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

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_arena *arena = unit->op.scope->arena;
    struct cv_status status = capture_work(&state->capture, unit->op.scope, tx);
    const struct scan_result *result = state->capture.results;
    Caravan__Logistics__V1__ScanResult *message;

    if (!cv_ok(status))
        return status;
    if (result->outcome == SCAN_CONFLICT)
        return cv_status(CV_ALREADY_EXISTS, "SCAN_CONFLICT", result->message);
    unit->nothing_done = result->outcome == SCAN_DUPLICATE;
    message = cv_arena_alloc(arena, sizeof(*message));
    if (message != NULL)
        scan_result_wire(result, message);
    *reply = (ProtobufCMessage *)message;
    return CV_STATUS_OK;
}

/* The scan's field that is wrong, as one of the request. */
static void refuse(struct cv_check *check, const struct scan_result *result)
{
    cv_check_fail(check, cv_arena_printf(check->arena, "scan.%s", result->field), "%s %s",
                  result->field, result->message);
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__CaptureScanRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, READER_NAME, state->capture.ids);
    if (request->scan == NULL)
        cv_check_fail(&check, "scan", "scan is required");
    state->capture.sent_us = request->sent_us;
    if (cv_check_fine(&check) && !capture_read(&state->capture, check.arena, &request->scan, 1))
        check.status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    if (cv_check_fine(&check) && state->capture.wrong)
        refuse(&check, state->capture.results);
    state->unit.committed = on_committed;
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, logistics_store(call), "", work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_logistics_v1_hubs_capture_scan_method capture_scan = {handle,
                                                                           sizeof(struct state)};
