#include "course/course.h"
#include "learning.h"

struct state {
    struct cv_creation_ids ids;
    struct course course;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->course.id = state->ids.id.text;
    course_read(check, thing, CV_MASK_ALL, &state->course);
    course_check(check, &state->course);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return course_insert(books, &state->course);
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return course_get(books, state->ids.id.text, &state->course);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)course_wire(arena, &state->course);
}

const struct cv_creation course_creation = {"course", "course_id", NULL, sizeof(struct state),
                                            read,     record,      load, wire};

CREATION_METHOD(learning, course, Course);
