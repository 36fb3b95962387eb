#include "exchanges.h"
#include "mentor_pair/mentor_pair.h"

struct state {
    struct cv_creation_ids ids;
    struct mentor_pair pair;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->pair.id = state->ids.id.text;
    mentor_pair_read(check, thing, CV_MASK_ALL, &state->pair);
    mentor_pair_check(check, &state->pair);
    mentor_pair_begin_read(check, thing, &state->pair);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return mentor_pair_insert(books, &state->pair);
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    const struct mentor_pair asked = state->pair;

    return mentor_pair_get_first(books, &asked, &state->pair);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)mentor_pair_wire(arena, &state->pair);
}

const struct cv_creation mentor_pair_creation = {
    "mentor_pair", "mentor_pair_id", NULL, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(exchanges, mentor_pair, MentorPair);
