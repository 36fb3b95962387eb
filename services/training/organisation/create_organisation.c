#include "learning.h"
#include "organisation/organisation.h"

struct state {
    struct cv_creation_ids ids;
    struct organisation organisation;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->organisation.id = state->ids.id.text;
    organisation_read(thing, CV_MASK_ALL, &state->organisation);
    organisation_check(check, &state->organisation);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return organisation_insert(books, &state->organisation);
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return organisation_get(books, state->ids.id.text, &state->organisation);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)organisation_wire(arena, &state->organisation);
}

const struct cv_creation organisation_creation = {
    "organisation", "organisation_id", NULL, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(learning, organisation, Organisation);
