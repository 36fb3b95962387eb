#include "chute/chute.h"

struct state {
    struct cv_creation_ids ids;
    int64_t hub_no;
    struct chute chute;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->chute.id = state->ids.id.text;
    chute_read(thing, CV_MASK_ALL, &state->chute);
    chute_check(check, &state->chute);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct cv_status status = hub_number(books, state->ids.parent->text, &state->hub_no);

    return cv_ok(status) ? chute_insert(books, state->hub_no, &state->chute) : status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return chute_get(books, state->hub_no, state->ids.id.text, &state->chute);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)chute_wire(arena, state->ids.parent->text, &state->chute);
}

static const struct cv_creation chute_creation = {
    "chute", "chute_id", HUB_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(hubs, chute, Chute);
