#include "engagement.h"
#include "health_count/health_count.h"

struct state {
    struct cv_creation_ids ids;
    struct health_count_parent parent;
    struct health_count count;
    const char *currency; /* as asked */
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->count.id = state->ids.id.text;
    state->count.reason = "";
    health_count_read(check, thing, CV_MASK_ALL, &state->count, &state->currency);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct cv_status status = health_count_parent_find(books, state->ids.parent, &state->parent);

    if (cv_ok(status))
        status = field_currency_match(books->arena, "health_count.amount.currency", state->currency,
                                      state->parent.programme.currency);
    return cv_ok(status) ? health_count_insert(books, state->parent.campaign.uid, &state->count)
                         : status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return health_count_get(books, state->parent.campaign.uid, state->ids.id.text, &state->count);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)health_count_wire(arena, state->ids.parent,
                                                 state->parent.programme.currency, &state->count);
}

const struct cv_creation health_count_creation = {"health_count",
                                                  "health_count_id",
                                                  HEALTH_CAMPAIGN_NAME,
                                                  sizeof(struct state),
                                                  read,
                                                  record,
                                                  load,
                                                  wire};

CREATION_METHOD(engagement, health_count, HealthCount);
