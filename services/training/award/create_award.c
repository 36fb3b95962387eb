#include "award/award.h"
#include "exchanges.h"

struct state {
    struct cv_creation_ids ids;
    struct award award;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->award.record.id = state->ids.id.text;
    award_read(check, thing, &state->award);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return award_insert(books, &state->award);
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return award_get(books, state->ids.id.text, &state->award);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)award_wire(arena, &state->award);
}

const struct cv_creation award_creation = {"award", "award_id", NULL, sizeof(struct state),
                                           read,    record,     load, wire};

CREATION_METHOD(exchanges, award, Award);
