#include "app/unit.h"
#include "partner/partner.h"
#include "programme/programme_store.h"
#include "projects.h"

struct state {
    struct cv_unit unit;
    struct cv_id programme;
    struct cv_id id;
    struct partner partner; /* as asked */
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct partner partner = state->partner;
    struct programme_ref programme;
    struct books books;
    struct cv_status status = books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = programme_find(&books, state->programme.text, &programme);
    if (cv_ok(status))
        status = partner_insert(&books, programme.uid, &partner);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)partner_wire(books.arena, state->programme.text, &partner);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__CreatePartnerRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, PROGRAMME_NAME, &state->programme);
    if (request->partner == NULL) {
        cv_check_fail(&check, "partner", "partner is required");
    } else {
        cv_check_new_id(&check, "partner_id", request->partner_id, &state->id);
        state->partner.id = state->id.text;
        partner_read(request->partner, CV_MASK_ALL, &state->partner);
        partner_check(&check, &state->partner);
    }
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_create_partner_method create_partner = {
    handle, sizeof(struct state)};
