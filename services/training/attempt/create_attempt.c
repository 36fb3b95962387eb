#include "attempt/attempt.h"
#include "learning.h"

struct state {
    struct cv_creation_ids ids; /* parent: course, cohort, assessment */
    struct attempt attempt;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->attempt.id = state->ids.id.text;
    attempt_read(check, thing, &state->attempt);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return attempt_insert(books, state->ids.parent, &state->attempt);
}

/* The score that was asked for then, whatever it counts as now. */
static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct assessment assessment;
    struct cv_status status =
        assessment_get(books, state->ids.parent, state->ids.parent[2].text, &assessment);

    if (cv_ok(status))
        status = attempt_get(books, &assessment, state->ids.id.text, &state->attempt);
    state->attempt.score = state->attempt.first_score;
    return status;
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)attempt_wire(arena, state->ids.parent, &state->attempt);
}

const struct cv_creation attempt_creation = {
    "attempt", "attempt_id", ASSESSMENT_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(learning, attempt, Attempt);
