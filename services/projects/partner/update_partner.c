#include "app/unit.h"
#include "partner/partner.h"
#include "programme/programme_store.h"
#include "projects.h"

struct state {
    struct cv_unit unit;
    const Caravan__Projects__V1__Partner *asked;
    struct cv_id ids[2]; /* programme, partner */
    uint32_t mask;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct cv_check check = cv_check_begin(unit->op.scope->arena);
    struct programme_ref programme;
    struct partner partner;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = programme_find(&books, state->ids[0].text, &programme);
    if (cv_ok(status))
        status = partner_get(&books, programme.uid, state->ids[1].text, &partner);
    if (cv_ok(status))
        status = cv_field_etag_match(books.arena, state->asked->etag, partner.version);
    if (!cv_ok(status))
        return status;
    partner_read(state->asked, state->mask, &partner);
    partner_check(&check, &partner);
    if (!cv_check_fine(&check))
        return check.status;
    status = partner_replace(&books, programme.uid, &partner);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)partner_wire(books.arena, state->ids[0].text, &partner);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__UpdatePartnerRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->asked = request->partner;
    if (state->asked == NULL) {
        cv_check_fail(&check, "partner", "partner is required");
    } else {
        cv_check_name(&check, "partner.name", state->asked->name, PARTNER_NAME, state->ids);
        cv_field_etag_given(&check, "partner.etag", state->asked->etag);
        state->mask = partner_mask(&check, request->update_mask);
    }
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_update_partner_method update_partner = {
    handle, sizeof(struct state)};
