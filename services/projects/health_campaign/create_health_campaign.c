#include "engagement.h"
#include "health_campaign/health_campaign.h"
#include "programme/programme_store.h"

struct state {
    struct cv_creation_ids ids;
    struct programme_ref programme;
    struct health_campaign campaign;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->campaign.id = state->ids.id.text;
    health_campaign_read(check, thing, state->ids.parent->text, &state->campaign);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct cv_status status = programme_find(books, state->ids.parent->text, &state->programme);

    return cv_ok(status) ? health_campaign_insert(books, state->programme.uid, &state->campaign)
                         : status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return health_campaign_get(books, state->programme.uid, state->ids.id.text, &state->campaign);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)health_campaign_wire(arena, state->ids.parent->text,
                                                    &state->campaign);
}

const struct cv_creation health_campaign_creation = {"health_campaign",
                                                     "health_campaign_id",
                                                     PROGRAMME_NAME,
                                                     sizeof(struct state),
                                                     read,
                                                     record,
                                                     load,
                                                     wire};

CREATION_METHOD(engagement, health_campaign, HealthCampaign);
