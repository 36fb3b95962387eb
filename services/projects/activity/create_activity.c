#include "activity/activity.h"
#include "engagement.h"
#include "programme/programme_store.h"

struct state {
    struct cv_creation_ids ids;
    struct programme_ref programme;
    struct activity activity;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->activity.id = state->ids.id.text;
    activity_read(check, thing, CV_MASK_ALL, state->ids.parent->text, &state->activity);
    state->activity.reason = "";
    if (state->activity.state == ACTIVITY_VOID)
        cv_check_fail(check, "activity.state", "what was recorded by mistake is not recorded");
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct cv_status status = programme_find(books, state->ids.parent->text, &state->programme);

    return cv_ok(status) ? activity_insert(books, state->ids.parent->text, state->programme.uid,
                                           &state->activity)
                         : status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return activity_get(books, state->programme.uid, state->ids.id.text, &state->activity);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)activity_wire(arena, state->ids.parent->text, &state->activity);
}

const struct cv_creation activity_creation = {
    "activity", "activity_id", PROGRAMME_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(engagement, activity, Activity);
