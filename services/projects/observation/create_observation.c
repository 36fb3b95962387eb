#include "app/unit.h"
#include "observation/observation.h"
#include "projects.h"

struct state {
    struct cv_unit unit;
    struct cv_id parent[2]; /* programme, indicator */
    struct cv_id id;
    struct observation observation; /* as asked */
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_check check = cv_check_begin(unit->op.scope->arena);
    struct observation observation = state->observation;
    struct indicator_ref ref;
    struct books books;
    struct cv_status status = books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = indicator_find(&books, state->parent[0].text, state->parent[1].text, &ref);
    if (!cv_ok(status))
        return status;
    observation_check(&check, ref.kind, &observation);
    if (!cv_check_fine(&check))
        return check.status;
    status = observation_insert(&books, state->parent[0].text, &ref, &observation);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)observation_wire(books.arena, state->parent, &observation);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__CreateObservationRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, INDICATOR_NAME, state->parent);
    if (request->observation == NULL) {
        cv_check_fail(&check, "observation", "observation is required");
    } else {
        cv_check_new_id(&check, "observation_id", request->observation_id, &state->id);
        state->observation.record.id = state->id.text;
        observation_read(&check, request->observation, state->parent[0].text, &state->observation);
    }
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_create_observation_method create_observation = {
    handle, sizeof(struct state)};
