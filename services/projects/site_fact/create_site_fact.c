#include "development.h"
#include "programme/programme_store.h"
#include "site_fact/site_fact.h"

struct state {
    struct cv_creation_ids ids;
    struct programme_ref programme;
    struct site_fact fact;
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->fact.record.id = state->ids.id.text;
    site_fact_read(check, thing, state->ids.parent->text, &state->fact);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    const char *programme = state->ids.parent->text;
    struct cv_status status = programme_find(books, programme, &state->programme);

    return cv_ok(status) ? site_fact_insert(books, programme, state->programme.uid, &state->fact)
                         : status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return site_fact_get(books, state->programme.uid, state->ids.id.text, &state->fact);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)site_fact_wire(arena, state->ids.parent->text, &state->fact);
}

const struct cv_creation site_fact_creation = {
    "site_fact", "site_fact_id", PROGRAMME_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(development, site_fact, SiteFact);
