#include "app/date.h"
#include "app/unit.h"
#include "observation/observation.h"
#include "projects.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[3]; /* programme, indicator, observation */
    struct cv_id id;
    struct reversal asked;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct observation observation;
    struct indicator_ref ref;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = indicator_find(&books, state->ids[0].text, state->ids[1].text, &ref);
    if (cv_ok(status))
        status = observation_reverse(&books, &ref, state->ids[2].text, &state->asked, &observation);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)observation_wire(books.arena, state->ids, &observation);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ReverseObservationRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, OBSERVATION_NAME, state->ids);
    cv_check_new_id(&check, "reversal_id", request->reversal_id, &state->id);
    cv_check_text(&check, "reference", request->reference, CV_FIELD_REASON_MAX, true);
    state->asked = (struct reversal){
        .id = state->id.text,
        .reference = request->reference,
        .effective_on = CV_DATE_NONE,
    };
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_reverse_observation_method reverse_observation = {
    handle, sizeof(struct state)};
