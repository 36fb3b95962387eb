#include "assignment_entry/assignment_entry.h"
#include "exchanges.h"

struct state {
    struct cv_creation_ids ids;
    struct assignment_entry entry;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->entry.record.id = state->ids.id.text;
    assignment_entry_read(check, thing, &state->entry);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return assignment_entry_insert(books, &state->entry);
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return assignment_entry_get(books, state->ids.id.text, &state->entry);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)assignment_entry_wire(arena, &state->entry);
}

const struct cv_creation assignment_entry_creation = {"assignment_entry",
                                                      "assignment_entry_id",
                                                      NULL,
                                                      sizeof(struct state),
                                                      read,
                                                      record,
                                                      load,
                                                      wire};

CREATION_METHOD(exchanges, assignment_entry, AssignmentEntry);
