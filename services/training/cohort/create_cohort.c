#include "cohort/cohort.h"
#include "learning.h"

struct state {
    struct cv_creation_ids ids;
    struct cohort cohort;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    const Caravan__Training__V1__Cohort *message = thing;
    struct state *state = memory;

    state->cohort.course = state->ids.parent[0].text;
    state->cohort.id = state->ids.id.text;
    state->cohort.state = message->state == 0 ? COHORT_PLANNED : message->state;
    cohort_read(check, message, CV_MASK_ALL, &state->cohort);
    cohort_check(check, &state->cohort);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return cohort_insert(books, &state->cohort);
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    int64_t asked = state->cohort.state;
    struct cv_status status =
        cohort_get(books, state->ids.parent[0].text, state->ids.id.text, NULL, &state->cohort);

    state->cohort.state = asked; /* it moves on, and is the same cohort */
    return status;
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)cohort_wire(arena, &state->cohort);
}

const struct cv_creation cohort_creation = {
    "cohort", "cohort_id", COURSE_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(learning, cohort, Cohort);
