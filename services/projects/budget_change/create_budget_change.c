#include "budget_change/budget_change.h"
#include "projects.h"

struct state {
    struct cv_creation_ids ids;
    struct project_ref ref;
    struct budget_change change;
    struct budget_side to; /* line "": it is no transfer */
    const char *currency;  /* as asked */
};

static void read(struct cv_check *check, const void *thing, void *memory)
{
    struct state *state = memory;

    state->change.entry.record.id = state->ids.id.text;
    budget_change_read(check, thing, state->ids.parent, &state->change, &state->to,
                       &state->currency);
}

static struct cv_status record(struct cv_books *books, void *memory)
{
    struct state *state = memory;
    const struct cv_id *parent = state->ids.parent;
    bool transfer = state->to.line[0] != '\0';
    struct cv_status status =
        project_find(books, parent[0].text, parent[1].text, NULL, &state->ref);

    if (cv_ok(status))
        status = field_currency_match(books->arena, "budget_change.amount.currency",
                                      state->currency, state->ref.currency);
    if (cv_ok(status) && transfer)
        status = project_find(books, parent[0].text, state->to.project,
                              "budget_change.to_budget_line", &state->to.ref);
    return cv_ok(status) ? budget_change_insert(books, &state->ref, parent[1].text,
                                                transfer ? &state->to : NULL, &state->change)
                         : status;
}

static struct cv_status load(struct cv_books *books, void *memory)
{
    struct state *state = memory;

    return budget_change_get(books, &state->ref, state->ids.id.text, &state->change);
}

static ProtobufCMessage *wire(struct cv_arena *arena, const void *memory)
{
    const struct state *state = memory;

    return (ProtobufCMessage *)budget_change_wire(arena, state->ids.parent, state->ref.currency,
                                                  &state->change);
}

const struct cv_creation budget_change_creation = {"budget_change",
                                                   "budget_change_id",
                                                   PROJECT_NAME,
                                                   sizeof(struct state),
                                                   read,
                                                   record,
                                                   load,
                                                   wire};

CREATION_METHOD(projects, budget_change, BudgetChange);
