#include "assessment/assessment.h"
#include "learning.h"

struct state {
    struct cv_creation_ids ids; /* parent: course, cohort */
    struct assessment assessment;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->assessment.id = state->ids.id.text;
    assessment_read(check, thing, &state->assessment);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return assessment_insert(books, state->ids.parent, &state->assessment);
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return assessment_get(books, state->ids.parent, state->ids.id.text, &state->assessment);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)assessment_wire(arena, state->ids.parent, &state->assessment);
}

const struct cv_creation assessment_creation = {
    "assessment", "assessment_id", COHORT_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(learning, assessment, Assessment);
