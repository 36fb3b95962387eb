#include "app/unit.h"
#include "observation/observation.h"
#include "projects.h"

struct state {
    struct cv_unit unit;
    struct cv_id parent[2]; /* programme, indicator */
    struct cv_page page;
};

static ProtobufCMessage *answer(struct cv_arena *arena, const struct state *state,
                                const struct observation *rows, size_t count, bool more)
{
    Caravan__Projects__V1__ListObservationsResponse *message =
        cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__list_observations_response__init(message);
    message->observations = cv_arena_array(arena, count + 1, sizeof(*message->observations));
    if (message->observations == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        message->observations[i] = observation_wire(arena, state->parent, &rows[i]);
    message->n_observations = count;
    if (more)
        message->next_page_token = cv_page_next(&state->page, arena, rows[count - 1].record.uid);
    return (ProtobufCMessage *)message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct observation *rows;
    struct indicator_ref ref;
    struct cv_status status;
    struct cv_books books;
    size_t count;
    bool more;

    cv_books_open(&books, unit->op.scope, tx);
    status = indicator_find(&books, state->parent[0].text, state->parent[1].text, &ref);
    if (cv_ok(status))
        status = observation_list(&books, &ref, &state->page, &rows, &count, &more);
    if (cv_ok(status))
        *reply = answer(books.arena, state, rows, count, more);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ListObservationsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, INDICATOR_NAME, state->parent);
    cv_field_page(&check, call, request->parent, request->page_size, request->page_token,
                  &state->page);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, projects_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_list_observations_method list_observations = {
    handle, sizeof(struct state)};
