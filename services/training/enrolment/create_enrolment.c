#include "enrolment/application.h"
#include "enrolment/enrolment.h"
#include "enrolment/promotion.h"
#include "learning.h"

#include <string.h>

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

/* What goes on after an application is not another application; and who withdrew the consent is
 * still the same person. */
static void take_back(const struct enrolment *asked, const struct enrolment *recorded,
                      struct enrolment *there)
{
    if (there->person[0] == '\0' &&
        memcmp(&there->person_uid, &recorded->person_uid, sizeof(there->person_uid)) == 0)
        there->person = asked->person;
    if (asked->state != 0 && asked->state != ENROLMENT_ENROLLED)
        return;
    there->state = recorded->state;
    there->ended_date = recorded->ended_date;
    if (asked->state == ENROLMENT_ENROLLED)
        return;
    there->applied_date = recorded->applied_date;
    there->enrolled_date = recorded->enrolled_date;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    const struct enrolment recorded = state->enrolment;
    struct cv_status status =
        enrolment_get(books, state->ids.parent[0].text, state->ids.parent[1].text,
                      state->ids.id.text, NULL, &state->enrolment);

    if (cv_ok(status))
        take_back(&state->asked, &recorded, &state->enrolment);
    return status;
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)enrolment_wire(arena, &state->enrolment);
}

const struct cv_creation enrolment_creation = {
    "enrolment", "enrolment_id", COHORT_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(learning, enrolment, Enrolment);
