#include "fed_figure/fed_observation.h"
#include "indicator/indicator.h"
#include "programme/programme_store.h"
#include "projects.h"

struct state {
    struct cv_creation_ids ids;
    struct programme_ref programme;
    struct indicator indicator;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->indicator.id = state->ids.id.text;
    indicator_read(check, thing, CV_MASK_ALL, &state->indicator);
    indicator_read_fixed(check, thing, state->ids.parent->text, &state->indicator);
    indicator_check(check, &state->indicator);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct cv_status status = programme_find(books, state->ids.parent->text, &state->programme);

    if (cv_ok(status))
        status = indicator_currency(books->arena, state->programme.currency, &state->indicator);
    if (cv_ok(status))
        status = indicator_insert(books, state->programme.uid, &state->indicator);
    return cv_ok(status) ? fed_observations_begin(books, state->ids.parent->text, &state->indicator)
                         : status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return indicator_get(books, state->programme.uid, state->ids.id.text, &state->indicator);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)indicator_wire(arena, state->ids.parent->text, &state->indicator);
}

const struct cv_creation indicator_creation = {
    "indicator", "indicator_id", PROGRAMME_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(projects, indicator, Indicator);
