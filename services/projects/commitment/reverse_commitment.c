#include "app/unit.h"
#include "commitment/commitment.h"
#include "projects.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[3]; /* programme, project, commitment */
    struct cv_id id;
    struct reversal asked;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct commitment commitment;
    struct project_ref ref;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = project_find(&books, state->ids[0].text, state->ids[1].text, NULL, &ref);
    if (cv_ok(status))
        status = commitment_reverse(&books, &ref, state->ids[2].text, &state->asked, &commitment);
    if (cv_ok(status))
        *reply =
            (ProtobufCMessage *)commitment_wire(books.arena, state->ids, ref.currency, &commitment);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Projects__V1__ReverseCommitmentRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, COMMITMENT_NAME, state->ids);
    cv_check_new_id(&check, "reversal_id", request->reversal_id, &state->id);
    cv_check_text(&check, "reference", request->reference, CV_FIELD_REASON_MAX, true);
    state->asked = (struct reversal){
        .id = state->id.text,
        .reference = request->reference,
        .effective_on =
            cv_field_past_date(&check, "effective_date", request->effective_date, false),
    };
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, projects_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_projects_v1_projects_reverse_commitment_method reverse_commitment = {
    handle, sizeof(struct state)};
