#include "assignment/assignment.h"
#include "exchanges.h"

struct state {
    struct cv_creation_ids ids;
    const char *person; /* as asked */
    struct assignment assignment;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->assignment.id = state->ids.id.text;
    assignment_read(check, thing, CV_MASK_ALL, &state->assignment);
    assignment_check(check, &state->assignment);
    assignment_begin_read(check, thing, &state->assignment);
    state->person = state->assignment.person;
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return assignment_insert(books, &state->assignment);
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct cv_uuid person_uid = state->assignment.person_uid;

    return assignment_get_first(books, state->ids.id.text, person_uid, state->person,
                                &state->assignment);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)assignment_wire(arena, &state->assignment);
}

const struct cv_creation assignment_creation = {
    "assignment", "assignment_id", NULL, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(exchanges, assignment, Assignment);
