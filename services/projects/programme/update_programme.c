#include "app/unit.h"
#include "programme/programme.h"
#include "projects.h"

struct state {
    struct cv_unit unit;
    const Caravan__Projects__V1__Programme *asked;
    struct cv_id id;
    uint32_t mask;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_books books;
    struct programme programme;
    struct cv_check check = cv_check_begin(unit->op.scope->arena);
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = programme_get(&books, state->id.text, &programme);
    if (cv_ok(status))
        status = cv_field_etag_match(books.arena, state->asked->etag, programme.version);
    if (!cv_ok(status))
        return status;
    programme_read(&check, state->asked, state->mask, &programme);
    programme_check(&check, &programme);
    if (!cv_check_fine(&check))
        return check.status;
    status = programme_replace(&books, &programme);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)programme_wire(books.arena, &programme);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__UpdateProgrammeRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->asked = request->programme;
    if (state->asked == NULL) {
        cv_check_fail(&check, "programme", "programme is required");
    } else {
        cv_check_name(&check, "programme.name", state->asked->name, PROGRAMME_NAME, &state->id);
        cv_field_etag_given(&check, "programme.etag", state->asked->etag);
        state->mask = programme_mask(&check, request->update_mask);
    }
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_update_programme_method update_programme = {
    handle, sizeof(struct state)};
