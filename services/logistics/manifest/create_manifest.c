#include "manifest/manifest.h"

struct state {
    struct cv_creation_ids ids;
    int64_t hub_no;
    struct manifest manifest;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->manifest.id = state->ids.id.text;
    manifest_read(check, state->ids.parent->text, thing, &state->manifest);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct cv_status status = hub_number(books, state->ids.parent->text, &state->hub_no);

    return cv_ok(status) ? manifest_insert(books, state->hub_no, &state->manifest) : status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return manifest_get(books, state->hub_no, state->ids.id.text, &state->manifest);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)manifest_wire(arena, state->ids.parent->text, &state->manifest);
}

static const struct cv_creation manifest_creation = {
    "manifest", "manifest_id", HUB_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(hubs, manifest, Manifest);
