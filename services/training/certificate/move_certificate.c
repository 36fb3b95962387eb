#include "app/date.h"
#include "certificate/certificate.h"
#include "learning.h"
#include "service/audit.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
    int64_t move;
    struct certificate_step step;
    const char *etag;
};

static struct cv_status move(struct cv_books *books, const struct state *state,
                             struct certificate *certificate)
{
    struct certificate_step step = state->step;
    struct cv_status status = certificate_get(books, state->id.text, certificate);

    if (!cv_ok(status))
        return status;
    cv_audit_before(books, (ProtobufCMessage *)certificate_wire(books->arena, certificate));
    step.from_state = certificate->standing.state;
    if (step.effective_on == CV_DATE_NONE)
        step.effective_on = training_today(books->tx);
    status = certificate_move(books->arena, &certificate->standing, state->move, books->subject,
                              state->etag);
    if (state->move == CERTIFICATE_PROPOSE_REVOCATION)
        certificate->revocation_reason = step.reason_code;
    if (state->move == CERTIFICATE_REVOKE)
        step.reason_code = certificate->revocation_reason;
    return cv_ok(status) ? certificate_change(books, certificate, &step) : status;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct certificate certificate;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = move(&books, state, &certificate);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)certificate_wire(books.arena, &certificate);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__MoveCertificateRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, CERTIFICATE_NAME, &state->id);
    state->move = (int64_t)request->move;
    cv_field_enum(&check, "move", &caravan__training__v1__certificate_move__descriptor,
                  request->move, true);
    cv_field_enum(&check, "reason_code", &caravan__training__v1__certificate_reason__descriptor,
                  request->reason_code,
                  state->move == CERTIFICATE_SUSPEND ||
                      state->move == CERTIFICATE_PROPOSE_REVOCATION);
    cv_check_text(&check, "reason", request->reason, CV_FIELD_REASON_MAX, false);
    if (state->move == CERTIFICATE_REVOKE || state->move == CERTIFICATE_REJECT_REVOCATION)
        cv_approval_etag_given(&check, "etag", request->etag);
    state->etag = request->etag;
    state->step = (struct certificate_step){
        .effective_on =
            cv_field_past_date(&check, "effective_date", request->effective_date, false),
        .reason_code = (int64_t)request->reason_code,
        .reason = request->reason,
    };
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, training_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_training_v1_learning_move_certificate_method move_certificate = {
    handle, sizeof(struct state)};
