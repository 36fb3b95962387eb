#include "app/unit.h"
#include "indicator/indicator.h"
#include "programme/programme_store.h"
#include "projects.h"

struct state {
    struct cv_unit unit;
    struct cv_id programme;
    struct cv_id id;
    struct indicator indicator; /* as asked */
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct indicator indicator = state->indicator;
    struct programme_ref programme;
    struct books books;
    struct cv_status status = books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = programme_find(&books, state->programme.text, &programme);
    if (cv_ok(status))
        status = indicator_insert(&books, programme.uid, &indicator);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)indicator_wire(books.arena, state->programme.text, &indicator);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__CreateIndicatorRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, PROGRAMME_NAME, &state->programme);
    if (request->indicator == NULL) {
        cv_check_fail(&check, "indicator", "indicator is required");
    } else {
        cv_check_new_id(&check, "indicator_id", request->indicator_id, &state->id);
        state->indicator.id = state->id.text;
        indicator_read(request->indicator, CV_MASK_ALL, &state->indicator);
        indicator_read_fixed(request->indicator, &state->indicator);
        indicator_check(&check, &state->indicator);
    }
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_create_indicator_method create_indicator = {
    handle, sizeof(struct state)};
