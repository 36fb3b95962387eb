#include "learning.h"
#include "session/session.h"

struct state {
    struct cv_creation_ids ids;
    struct session session;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->session.course = state->ids.parent[0].text;
    state->session.cohort = state->ids.parent[1].text;
    state->session.id = state->ids.id.text;
    session_read(check, thing, CV_MASK_ALL, &state->session);
    session_check(check, &state->session);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct cohort cohort;
    struct cv_status status =
        cohort_get(books, state->session.course, state->session.cohort, NULL, &cohort);

    if (!cv_ok(status))
        return status;
    state->session.cohort_uid = cohort.uid;
    state->session.course_uid = cohort.course_uid;
    return session_insert(books, &state->session);
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return session_get(books, state->ids.parent[0].text, state->ids.parent[1].text,
                       state->ids.id.text, &state->session);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)session_wire(arena, &state->session);
}

const struct cv_creation session_creation = {
    "session", "session_id", COHORT_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(learning, session, Session);
