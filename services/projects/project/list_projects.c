#include "app/unit.h"
#include "programme/programme_store.h"
#include "project/project.h"
#include "projects.h"

struct state {
    struct cv_unit unit;
    struct cv_id programme;
    struct cv_page page;
};

static ProtobufCMessage *answer(struct cv_arena *arena, const struct state *state,
                                const struct project *rows, size_t count, bool more)
{
    Caravan__Projects__V1__ListProjectsResponse *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__list_projects_response__init(message);
    message->projects = cv_arena_array(arena, count + 1, sizeof(*message->projects));
    if (message->projects == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        message->projects[i] = project_wire(arena, state->programme.text, &rows[i]);
    message->n_projects = count;
    if (more)
        message->next_page_token = cv_page_next(&state->page, arena, rows[count - 1].uid);
    return (ProtobufCMessage *)message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct programme_ref programme;
    struct project *rows;
    struct cv_status status;
    struct cv_books books;
    size_t count;
    bool more;

    cv_books_open(&books, unit->op.scope, tx);
    status = programme_find(&books, state->programme.text, &programme);
    if (cv_ok(status))
        status = project_list(&books, programme.uid, &state->page, &rows, &count, &more);
    if (cv_ok(status))
        *reply = answer(books.arena, state, rows, count, more);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ListProjectsRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, PROGRAMME_NAME, &state->programme);
    cv_field_page(&check, call, request->parent, request->page_size, request->page_token,
                  &state->page);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, projects_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_list_projects_method list_projects = {
    handle, sizeof(struct state)};
