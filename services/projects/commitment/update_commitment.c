#include "app/unit.h"
#include "commitment/commitment.h"
#include "projects.h"
#include "service/audit.h"

#include <string.h>

struct state {
    struct cv_unit unit;
    struct cv_id ids[3];
    const char *etag;
    const char *currency; /* as asked */
    struct commitment asked;
};

static struct cv_status change(struct cv_books *books, const struct state *state,
                               const struct project_ref *project, struct commitment *commitment)
{
    const struct record *asked = &state->asked.entry.record;
    struct cv_status status = commitment_get(books, project, state->ids[2].text, NULL, commitment);

    if (cv_ok(status) && strcmp(commitment->line, state->asked.line) != 0)
        status = cv_status_field(books->arena, "commitment.budget_line",
                                 "a commitment stays one of its line: withdraw it instead");
    if (cv_ok(status))
        status = field_currency_match(books->arena, "commitment.amount.currency", state->currency,
                                      project->currency);
    if (!cv_ok(status))
        return status;
    cv_audit_before(books, (const void *)commitment_wire(books->arena, state->ids,
                                                         project->currency, commitment));
    commitment->entry.record.amount = asked->amount;
    commitment->entry.record.effective_on = asked->effective_on;
    commitment->entry.record.reference = asked->reference;
    commitment->entry.hold_until = state->asked.entry.hold_until;
    commitment->payee = state->asked.payee;
    return commitment_edit(books, project, commitment, state->etag);
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct commitment commitment;
    struct project_ref project;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = project_find(&books, state->ids[0].text, state->ids[1].text, NULL, &project);
    if (cv_ok(status))
        status = change(&books, state, &project, &commitment);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)commitment_wire(books.arena, state->ids, project.currency,
                                                     &commitment);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__UpdateCommitmentRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    const Caravan__Projects__V1__Commitment *asked = request->commitment;
    struct state *state = memory;

    if (asked == NULL) {
        cv_check_fail(&check, "commitment", "commitment is required");
    } else {
        state->etag = asked->etag;
        cv_check_name(&check, "commitment.name", asked->name, COMMITMENT_NAME, state->ids);
        cv_field_etag_given(&check, "commitment.etag", asked->etag);
        commitment_read(&check, asked, state->ids, &state->asked, &state->currency);
    }
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_update_commitment_method update_commitment = {
    handle, sizeof(struct state)};
