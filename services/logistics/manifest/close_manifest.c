#include "manifest/manifest.h"
#include "service/audit.h"

struct state {
    struct hub_unit unit;
    struct load_closing closing;
};

static struct cv_status work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                             ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct manifest manifest;
    struct cv_status status = manifest_get(books, hub_no, unit->ids[1].text, &manifest);

    if (cv_ok(status))
        cv_audit_before(books, manifest_wire(books->arena, unit->ids[0].text, &manifest));
    if (cv_ok(status))
        status =
            load_move_check(books->arena, LOAD_MANIFEST, manifest.id, &manifest.load, LOAD_CLOSED);
    if (cv_ok(status))
        status = load_count_check(books->arena, &state->closing, manifest.bags);
    if (cv_ok(status))
        status = manifest_close(books, hub_no, &manifest, &state->closing);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)manifest_wire(books->arena, unit->ids[0].text, &manifest);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Logistics__V1__CloseManifestRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, MANIFEST_NAME, state->unit.ids);
    load_closing_read(&check, request->closing, &state->closing);
    hub_unit_write(&state->unit, call, &check, request->request_id, work);
}

const struct caravan_logistics_v1_hubs_close_manifest_method close_manifest = {
    handle, sizeof(struct state)};
