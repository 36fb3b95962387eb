#include "app/unit.h"
#include "disbursement/disbursement.h"
#include "projects.h"

struct state {
    struct cv_unit unit;
    struct cv_id parent[2]; /* programme, project */
    struct cv_id id;
    struct disbursement disbursement; /* as asked */
    const char *currency;             /* as asked */
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct disbursement disbursement = state->disbursement;
    struct project_ref ref;
    struct books books;
    struct cv_status status = books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = project_find(&books, state->parent[0].text, state->parent[1].text, NULL, &ref);
    if (cv_ok(status))
        status = field_currency_match(books.arena, "disbursement.amount.currency", state->currency,
                                      ref.currency);
    if (cv_ok(status))
        status = disbursement_insert(&books, &ref, &disbursement);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)disbursement_wire(books.arena, state->parent, ref.currency,
                                                       &disbursement);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__CreateDisbursementRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "parent", request->parent, PROJECT_NAME, state->parent);
    if (request->disbursement == NULL) {
        cv_check_fail(&check, "disbursement", "disbursement is required");
    } else {
        cv_check_new_id(&check, "disbursement_id", request->disbursement_id, &state->id);
        state->disbursement.record.id = state->id.text;
        disbursement_read(&check, request->disbursement, state->parent, &state->disbursement,
                          &state->currency);
    }
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_create_disbursement_method create_disbursement = {
    handle, sizeof(struct state)};
