#include "learning.h"
#include "person/person.h"

struct state {
    struct cv_creation_ids ids;
    struct person person;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->person.id = state->ids.id.text;
    person_read(check, thing, CV_MASK_ALL, &state->person);
    person_check(check, &state->person);
    person_consents_read(check, thing, &state->person);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return person_insert(books, &state->person);
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return person_get(books, state->ids.id.text, &state->person);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)person_wire(arena, &state->person);
}

const struct cv_creation person_creation = {"person", "person_id", NULL, sizeof(struct state),
                                            read,     record,      load, wire};

CREATION_METHOD(learning, person, Person);
