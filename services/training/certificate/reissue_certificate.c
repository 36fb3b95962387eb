#include "certificate/certificate.h"
#include "enrolment/enrolment.h"
#include "learning.h"

struct state {
    struct cv_unit unit;
    struct cv_id id;
    int32_t expires_on;
};

static struct cv_status reissue(struct cv_books *books, const struct state *state,
                                struct certificate *made)
{
    struct cv_id ids[3] = {0};
    struct certificate old;
    struct holder holder;
    struct cv_status status = certificate_get(books, state->id.text, &old);

    if (!cv_ok(status))
        return status;
    if (old.standing.state != CERTIFICATE_REVOKED)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE",
                         "only a revoked certificate is replaced; revoke it first");
    if (old.superseded_by[0] != '\0')
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "ALREADY_REISSUED",
                           "certificates/%s replaces it already", old.superseded_by);
    if (!cv_name_match(old.enrolment, ENROLMENT_NAME, ids))
        return cv_status(CV_DATA_LOSS, "ENROLMENT_MISSING", "the store is damaged");
    status = holder_get(books, ids, &holder);
    return cv_ok(status)
               ? certificate_issue(books, &holder, old.enrolment, state->expires_on, &old, made)
               : status;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct certificate made;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = reissue(&books, state, &made);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)certificate_wire(books.arena, &made);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__ReissueCertificateRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "name", request->name, CERTIFICATE_NAME, &state->id);
    state->expires_on = certificate_expiry_read(&check, request->expires_date);
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, training_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_training_v1_learning_reissue_certificate_method reissue_certificate = {
    handle, sizeof(struct state)};
