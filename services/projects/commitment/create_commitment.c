#include "commitment/commitment.h"
#include "projects.h"

struct state {
    struct cv_creation_ids ids;
    struct project_ref ref;
    struct commitment commitment;
    const char *currency; /* as asked */
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->commitment.entry.record.id = state->ids.id.text;
    commitment_read(check, thing, state->ids.parent, &state->commitment, &state->currency);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    const struct cv_id *parent = state->ids.parent;
    struct cv_status status =
        project_find(books, parent[0].text, parent[1].text, NULL, &state->ref);

    if (cv_ok(status))
        status = field_currency_match(books->arena, "commitment.amount.currency", state->currency,
                                      state->ref.currency);
    return cv_ok(status) ? commitment_insert(books, &state->ref, &state->commitment) : status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return commitment_get(books, &state->ref, state->ids.id.text, NULL, &state->commitment);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)commitment_wire(arena, state->ids.parent, state->ref.currency,
                                               &state->commitment);
}

const struct cv_creation commitment_creation = {
    "commitment", "commitment_id", PROJECT_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(projects, commitment, Commitment);
