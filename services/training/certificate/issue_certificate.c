#include "certificate/certificate.h"
#include "enrolment/enrolment.h"
#include "learning.h"

struct state {
    struct cv_unit unit;
    struct cv_id ids[3]; /* course, cohort, enrolment */
    const char *enrolment;
    int32_t expires_on;
};

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    struct certificate made;
    struct holder holder;
    struct cv_books books;
    struct cv_status status = cv_books_open_write(&books, unit->op.scope, tx);

    if (cv_ok(status))
        status = holder_get(&books, state->ids, &holder);
    if (cv_ok(status))
        status =
            certificate_issue(&books, &holder, state->enrolment, state->expires_on, NULL, &made);
    if (cv_ok(status))
        *reply = (ProtobufCMessage *)certificate_wire(books.arena, &made);
    return status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__IssueCertificateRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_name(&check, "enrolment", request->enrolment, ENROLMENT_NAME, state->ids);
    state->enrolment = request->enrolment;
    state->expires_on = certificate_expiry_read(&check, request->expires_date);
    if (cv_check_fine(&check))
        cv_unit_write(&state->unit, call, training_store(call), request->request_id, work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_training_v1_learning_issue_certificate_method issue_certificate = {
    handle, sizeof(struct state)};
