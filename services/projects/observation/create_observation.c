#include "observation/observation.h"
#include "projects.h"

struct state {
    struct cv_creation_ids ids; /* parent: programme, indicator */
    struct indicator_ref ref;
    struct observation observation;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->observation.record.id = state->ids.id.text;
    observation_read(check, thing, state->ids.parent[0].text, &state->observation);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct state *state = memory;
    const struct cv_id *parent = state->ids.parent;

    check.status = indicator_find(books, parent[0].text, parent[1].text, &state->ref);
    if (cv_check_fine(&check))
        check.status = observation_collected(&state->ref);
    if (cv_check_fine(&check))
        observation_check(&check, state->ref.kind, &state->observation);
    return cv_check_fine(&check)
               ? observation_insert(books, parent[0].text, &state->ref, &state->observation)
               : check.status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return observation_get(books, &state->ref, state->ids.id.text, &state->observation);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)observation_wire(arena, state->ids.parent, &state->observation);
}

const struct cv_creation observation_creation = {
    "observation", "observation_id", INDICATOR_NAME, sizeof(struct state),
    read,          record,           load,           wire};

CREATION_METHOD(projects, observation, Observation);
