#include "projects.h"
#include "target/target.h"

struct state {
    struct cv_creation_ids ids; /* parent: programme, indicator */
    const char *period;         /* as asked */
    struct indicator_ref ref;
    struct target target;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;
    const Caravan__Projects__V1__Target *message = thing;

    state->target.id = state->ids.id.text;
    state->period = message->period;
    target_read(message, CV_MASK_ALL, &state->target.now);
    target_read_place(check, message, state->ids.parent[0].text, &state->target);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct state *state = memory;
    const struct cv_id *parent = state->ids.parent;

    check.status = indicator_find(books, parent[0].text, parent[1].text, &state->ref);
    if (cv_check_fine(&check)) {
        target_read_period(&check, &state->ref, state->period, &state->target);
        target_check(&check, &state->ref, &state->target.now, false);
    }
    state->target.versions = NULL;
    state->target.version_count = 0;
    return cv_check_fine(&check) ? target_insert(books, parent[0].text, &state->ref, &state->target)
                                 : check.status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return target_get(books, &state->ref, state->ids.id.text, &state->target);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)target_wire(arena, state->ids.parent, state->ref.grain,
                                           &state->target);
}

const struct cv_creation target_creation = {
    "target", "target_id", INDICATOR_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(projects, target, Target);
