#include "app/unit.h"
#include "programme/programme.h"
#include "projects.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct programme programme;
    struct cv_status status;
    struct cv_books books;

    cv_books_open(&books, unit->op.scope, tx);
    status = programme_get(&books, state->id.text, &programme);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)programme_wire(books.arena, &programme);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__GetProgrammeRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, PROGRAMME_NAME, &state->id);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, projects_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_get_programme_method get_programme = {
    handle, sizeof(struct state)};
