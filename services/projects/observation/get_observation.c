#include "app/unit.h"
#include "observation/observation.h"
#include "projects.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[3]; /* programme, indicator, observation */
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct observation observation;
    struct indicator_ref ref;
    struct cv_status status;
    struct cv_books books;

    cv_books_open(&books, unit->op.scope, tx);
    status = indicator_find(&books, state->ids[0].text, state->ids[1].text, &ref);
    if (cv_ok(status))
        status = observation_get(&books, &ref, state->ids[2].text, &observation);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)observation_wire(books.arena, state->ids, &observation);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__GetObservationRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, OBSERVATION_NAME, state->ids);
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, projects_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_get_observation_method get_observation = {
    handle, sizeof(struct state)};
