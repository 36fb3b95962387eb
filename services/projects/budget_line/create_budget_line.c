#include "budget_line/budget_line.h"
#include "projects.h"

struct state {
    struct cv_creation_ids ids;
    struct project_ref ref;
    struct budget_line line;
    const char *currency; /* as asked */
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->line.entry.record.id = state->ids.id.text;
    budget_line_read(check, thing, &state->line, &state->currency);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    const struct cv_id *parent = state->ids.parent;
    struct cv_status status =
        project_find(books, parent[0].text, parent[1].text, NULL, &state->ref);

    if (cv_ok(status))
        status = field_currency_match(books->arena, "budget_line.amount.currency", state->currency,
                                      state->ref.currency);
    return cv_ok(status) ? budget_line_insert(books, &state->ref, &state->line) : status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return budget_line_get(books, &state->ref, state->ids.id.text, &state->line);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)budget_line_wire(arena, state->ids.parent, state->ref.currency,
                                                &state->line);
}

const struct cv_creation budget_line_creation = {
    "budget_line", "budget_line_id", PROJECT_NAME, sizeof(struct state), read, record, load, wire};

CREATION_METHOD(projects, budget_line, BudgetLine);
