#include "partner/partner.h"
#include "programme/programme_store.h"
#include "projects.h"

struct state {
    struct cv_creation_ids ids;
    struct programme_ref programme;
    struct partner partner;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->partner.id = state->ids.id.text;
    partner_read(check, thing, CV_MASK_ALL, &state->partner);
    partner_check(check, &state->partner);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    struct cv_status status = programme_find(books, state->ids.parent->text, &state->programme);

    return cv_ok(status) ? partner_insert(books, state->programme.uid, &state->partner) : status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return partner_get(books, state->programme.uid, state->ids.id.text, &state->partner);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)partner_wire(arena, state->ids.parent->text, &state->partner);
}

const struct cv_creation partner_creation = {
    "partner", "partner_id", PROGRAMME_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(projects, partner, Partner);
