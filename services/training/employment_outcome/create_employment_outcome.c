#include "employment_outcome/employment_outcome.h"
#include "exchanges.h"

#include <string.h>

struct state {
    struct cv_creation_ids ids;
    struct employment_outcome outcome;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->outcome.record.id = state->ids.id.text;
    employment_outcome_read(check, thing, &state->outcome);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return employment_outcome_insert(books, &state->outcome);
}

/* Who withdrew the consent has still given the same answer. */
static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct cv_uuid asked = state->outcome.enrolment_uid;
    struct cv_status status = employment_outcome_get(books, state->ids.id.text, &state->outcome);

    if (cv_ok(status) && memcmp(&asked, &state->outcome.enrolment_uid, sizeof(asked)) == 0)
        state->outcome.hidden = false;
    return status;
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)employment_outcome_wire(arena, &state->outcome);
}

const struct cv_creation employment_outcome_creation = {"employment_outcome",
                                                        "employment_outcome_id",
                                                        NULL,
                                                        sizeof(struct state),
                                                        read,
                                                        record,
                                                        load,
                                                        wire};

CREATION_METHOD(exchanges, employment_outcome, EmploymentOutcome);
