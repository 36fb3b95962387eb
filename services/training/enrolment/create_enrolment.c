#include "enrolment/application.h"
#include "enrolment/enrolment.h"
#include "enrolment/promotion.h"
#include "learning.h"

struct state {
    struct cv_creation_ids ids;
    struct enrolment asked;
    struct enrolment enrolment; /* as recorded */
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->asked.course = state->ids.parent[0].text;
    state->asked.cohort = state->ids.parent[1].text;
    state->asked.id = state->ids.id.text;
    enrolment_read(check, thing, &state->asked);
    state->enrolment = state->asked;
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct cohort cohort;
    struct cv_status status =
        cohort_get(books, state->ids.parent[0].text, state->ids.parent[1].text, NULL, &cohort);

    state->enrolment = state->asked;
    if (cv_ok(status))
        status = promotion_settle(books, &cohort);
    return cv_ok(status) ? application_record(books, &cohort, &state->enrolment, "enrolment.person")
                         : status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return enrolment_get(books, state->ids.parent[0].text, state->ids.parent[1].text,
                         state->ids.id.text, NULL, &state->enrolment);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)enrolment_wire(arena, &state->enrolment);
}

const struct cv_creation enrolment_creation = {
    "enrolment", "enrolment_id", COHORT_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(learning, enrolment, Enrolment);
