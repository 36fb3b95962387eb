#include "sort_plan/sort_plan.h"

struct state {
    struct cv_creation_ids ids;
    int64_t hub_no;
    struct sort_plan plan;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->plan.id = state->ids.id.text;
    sort_plan_read(check, state->ids.parent->text, thing, CV_MASK_ALL, &state->plan);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct cv_status status = hub_number(books, state->ids.parent->text, &state->hub_no);

    return cv_ok(status) ? sort_plan_insert(books, state->hub_no, &state->plan) : status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return sort_plan_get(books, state->hub_no, state->ids.id.text, &state->plan);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)sort_plan_wire(arena, state->ids.parent->text, &state->plan,
                                              state->plan.created_us);
}

static const struct cv_creation sort_plan_creation = {
    "sort_plan", "sort_plan_id", HUB_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(hubs, sort_plan, SortPlan);
