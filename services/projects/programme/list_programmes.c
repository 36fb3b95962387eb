#include "app/unit.h"
#include "programme/programme.h"
#include "projects.h"

struct state {
    struct cv_unit unit;
    struct cv_page page;
};

static ProtobufCMessage *answer(struct cv_arena *arena, const struct cv_page *page,
                                const struct programme *rows, size_t count, bool more)
{
    Caravan__Projects__V1__ListProgrammesResponse *message =
        cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__list_programmes_response__init(message);
    message->programmes = cv_arena_array(arena, count + 1, sizeof(*message->programmes));
    if (message->programmes == NULL)
        return NULL;
    for (message->n_programmes = 0; message->n_programmes < count; message->n_programmes++)
        message->programmes[message->n_programmes] =
            programme_wire(arena, &rows[message->n_programmes]);
    if (more)
        message->next_page_token = cv_page_next(page, arena, rows[count - 1].uid);
    return (ProtobufCMessage *)message;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct programme *rows;
    struct cv_status status;
    struct books books;
    size_t count;
    bool more;

    books_open(&books, unit->op.scope, tx);
    status = programme_list(&books, &state->page, &rows, &count, &more);
    if (cv_ok(status))
        *reply = answer(books.arena, &state->page, rows, count, more);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ListProgrammesRequest *request)
{
    const struct cv_scope *scope = cv_call_scope(call);
    struct state *state = memory;
    struct cv_status status =
        cv_page_read(&state->page, scope->arena, scope->principal->org, cv_call_method(call)->path,
                     "", request->page_size, request->page_token);

    if (cv_ok(status))
        cv_unit_read(&state->unit, call, projects_store(call), work);
    else
        cv_call_finish(call, status);
}

const struct caravan_projects_v1_projects_list_programmes_method list_programmes = {
    handle, sizeof(struct state)};
