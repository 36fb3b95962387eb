#include "app/unit.h"
#include "programme/programme.h"
#include "projects.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
    struct programme programme; /* as asked */
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct programme programme = state->programme;
    struct books books;
    struct cv_status status = books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = programme_insert(&books, &programme);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)programme_wire(books.arena, &programme);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__CreateProgrammeRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    const Caravan__Projects__V1__Programme *asked = request->programme;
    struct state *state = memory;

    if (asked == NULL) {
        cv_check_fail(&check, "programme", "programme is required");
    } else {
        cv_check_new_id(&check, "programme_id", request->programme_id, &state->id);
        state->programme.id = state->id.text;
        state->programme.currency = asked->currency[0] == '\0' ? "CNY" : asked->currency;
        programme_read(&check, asked, CV_MASK_ALL, &state->programme);
        programme_check(&check, &state->programme);
    }
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_create_programme_method create_programme = {
    handle, sizeof(struct state)};
