#include "app/unit.h"
#include "indicator/indicator.h"
#include "programme/programme_store.h"
#include "projects.h"

struct state {
    struct cv_unit unit;
    const Caravan__Projects__V1__Indicator *asked;
    struct cv_id ids[2]; /* programme, indicator */
    uint32_t mask;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_check check = cv_check_begin(unit->op.scope->arena);
    struct programme_ref programme;
    struct indicator indicator;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = programme_find(&books, state->ids[0].text, &programme);
    if (cv_ok(status))
        status = indicator_get(&books, programme.uid, state->ids[1].text, &indicator);
    if (cv_ok(status))
        status = cv_field_etag_match(books.arena, state->asked->etag, indicator.version);
    if (!cv_ok(status))
        return status;
    indicator_read(state->asked, state->mask, &indicator);
    indicator_check(&check, &indicator);
    if (!cv_check_fine(&check))
        return check.status;
    status = indicator_replace(&books, programme.uid, &indicator);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)indicator_wire(books.arena, state->ids[0].text, &indicator);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__UpdateIndicatorRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->asked = request->indicator;
    if (state->asked == NULL) {
        cv_check_fail(&check, "indicator", "indicator is required");
    } else {
        cv_check_name(&check, "indicator.name", state->asked->name, INDICATOR_NAME, state->ids);
        cv_field_etag_given(&check, "indicator.etag", state->asked->etag);
        state->mask = indicator_mask(&check, request->update_mask);
    }
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_update_indicator_method update_indicator = {
    handle, sizeof(struct state)};
