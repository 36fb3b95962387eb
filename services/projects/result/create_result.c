#include "projects.h"
#include "result/result.h"

struct state {
    struct cv_creation_ids ids; /* parent: programme, indicator */
    const char *period;         /* as asked */
    bool draft;
    struct indicator_ref ref;
    struct result result;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;
    const Caravan__Projects__V1__Result *message = thing;

    state->result.id = state->ids.id.text;
    state->period = message->period;
    state->draft =
        message->standing != NULL &&
        message->standing->state == CARAVAN__PROJECTS__V1__RESULT_STATE__RESULT_STATE_DRAFT;
    result_read(check, message, CV_MASK_ALL, &state->result);
    result_read_place(check, message, state->ids.parent[0].text, &state->result);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct cv_check check = cv_check_begin(books->arena);
    struct state *state = memory;
    const struct cv_id *parent = state->ids.parent;

    check.status = indicator_find(books, parent[0].text, parent[1].text, &state->ref);
    if (cv_check_fine(&check)) {
        result_read_period(&check, &state->ref, state->period, books->recorded_us, &state->result);
        result_check(&check, &state->ref, &state->result);
    }
    return cv_check_fine(&check)
               ? result_begin(books, parent[0].text, &state->ref, state->draft, &state->result)
               : check.status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return result_get(books, &state->ref, state->ids.id.text, &state->result);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)result_wire(arena, state->ids.parent, state->ref.grain,
                                           &state->result);
}

const struct cv_creation result_creation = {
    "result", "result_id", INDICATOR_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(projects, result, Result);
