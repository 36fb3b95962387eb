#include "app/unit.h"
#include "disbursement/disbursement.h"
#include "projects.h"
#include "service/audit.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[3];
    int32_t paid_on;
    const char *evidence;
    const char *etag;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct disbursement disbursement;
    struct project_ref project;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = project_find(&books, state->ids[0].text, state->ids[1].text, NULL, &project);
    if (cv_ok(status))
        status = disbursement_get(&books, &project, state->ids[2].text, &disbursement);
    if (!cv_ok(status))
        return status;
    cv_audit_before(&books, (const void *)disbursement_wire(books.arena, state->ids,
                                                            project.currency, &disbursement));
    status = disbursement_pay(&books, &project, state->paid_on, state->evidence, state->etag,
                              &disbursement);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)disbursement_wire(books.arena, state->ids, project.currency,
                                                       &disbursement);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__PayDisbursementRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    state->evidence = request->evidence;
    state->etag = request->etag;
    cv_check_name(&check, "name", request->name, DISBURSEMENT_NAME, state->ids);
    state->paid_on = cv_field_past_date(&check, "paid_date", request->paid_date, true);
    cv_check_text(&check, "evidence", request->evidence, CV_FIELD_REFERENCE_MAX, true);
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_pay_disbursement_method pay_disbursement = {
    handle, sizeof(struct state)};
