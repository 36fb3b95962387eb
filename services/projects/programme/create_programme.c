#include "programme/programme.h"
#include "projects.h"

struct state {
    struct cv_creation_ids ids;
    struct programme programme;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    const Caravan__Projects__V1__Programme *asked = thing;
    struct state *state = memory;

    state->programme.id = state->ids.id.text;
    state->programme.currency = asked->currency[0] == '\0' ? "CNY" : asked->currency;
    programme_read(check, asked, CV_MASK_ALL, &state->programme);
    programme_check(check, &state->programme);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return programme_insert(books, &state->programme);
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return programme_get(books, state->ids.id.text, &state->programme);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)programme_wire(arena, &state->programme);
}

const struct cv_creation programme_creation = {
    "programme", "programme_id", NULL, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(projects, programme, Programme);
