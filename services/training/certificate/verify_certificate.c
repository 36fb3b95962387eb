#include "app/date.h"
#include "certificate/certificate.h"
#include "certificate/code.h"
#include "learning.h"

#define NAME_MAX_LETTERS 100

struct state {
    struct cv_unit unit;
    char code[CODE_TEXT]; /* "": it is none */
    bool mistyped;
    const char *full_name;
};

/* As it is on the day of the question; a certificate outlasts its last day nowhere. */
static int64_t validity_of(const struct certificate *certificate, int32_t today)
{
    if (certificate->standing.state == CERTIFICATE_REVOKED)
        return CARAVAN__TRAINING__V1__CERTIFICATE_VALIDITY__CERTIFICATE_VALIDITY_REVOKED;
    if (certificate->expires_on != CV_DATE_NONE && certificate->expires_on < today)
        return CARAVAN__TRAINING__V1__CERTIFICATE_VALIDITY__CERTIFICATE_VALIDITY_EXPIRED;
    if (certificate->standing.state == CERTIFICATE_SUSPENDED)
        return CARAVAN__TRAINING__V1__CERTIFICATE_VALIDITY__CERTIFICATE_VALIDITY_SUSPENDED;
    return CARAVAN__TRAINING__V1__CERTIFICATE_VALIDITY__CERTIFICATE_VALIDITY_VALID;
}

/* In a time that says nothing of where they differ. */
static bool same(struct cv_slice a, struct cv_slice b)
{
    const uint8_t *left = a.at;
    const uint8_t *right = b.at;
    uint8_t differs = 0;

    for (size_t i = 0; i < CV_SHA256_BYTES; i++)
        differs |= left[i] ^ right[i];
    return differs == 0;
}

static struct cv_status check_name(struct cv_books *books, const struct certificate *certificate,
                                   const char *name,
                                   Caravan__Training__V1__VerifyCertificateResponse *message)
{
    struct cv_slice said;
    struct cv_status status;

    if (name[0] == '\0')
        return CV_STATUS_OK;
    status = holder_digest_of(books, certificate->person_uid, name, &said);
    if (said.len != CV_SHA256_BYTES || certificate->name_digest.len != CV_SHA256_BYTES)
        message->name_check = CARAVAN__TRAINING__V1__NAME_CHECK__NAME_CHECK_CANNOT_TELL;
    else if (same(said, certificate->name_digest))
        message->name_check = CARAVAN__TRAINING__V1__NAME_CHECK__NAME_CHECK_SAME;
    else
        message->name_check = CARAVAN__TRAINING__V1__NAME_CHECK__NAME_CHECK_OTHER;
    return status;
}

static struct cv_status tell(struct cv_books *books, const struct certificate *certificate,
                             const char *name,
                             Caravan__Training__V1__VerifyCertificateResponse *message)
{
    const char *title;
    const char *title_zh;
    struct cv_status status = certificate_course(books, certificate, &title, &title_zh);

    message->validity = (Caravan__Training__V1__CertificateValidity)validity_of(
        certificate, training_today(books->tx));
    message->course_title = cv_wire_text(title);
    message->course_title_zh = cv_wire_text(title_zh);
    message->issued_date = cv_wire_date(books->arena, certificate->issued_on);
    message->expires_date = cv_wire_date(books->arena, certificate->expires_on);
    message->superseded = certificate->superseded_by[0] != '\0';
    return cv_ok(status) ? check_name(books, certificate, name, message) : status;
}

static struct cv_status work(struct cv_unit *unit, struct cv_tx *tx, ProtobufCMessage **reply)
{
    const struct state *state = CV_CONTAINER_OF(unit, struct state, unit);
    Caravan__Training__V1__VerifyCertificateResponse *message;
    struct cv_status status = cv_status(CV_NOT_FOUND, "NOT_FOUND", "it is no code");
    struct certificate certificate;
    struct cv_books books;

    cv_books_open(&books, unit->op.scope, tx);
    message = cv_arena_alloc(books.arena, sizeof(*message));
    *reply = (ProtobufCMessage *)message;
    if (message == NULL)
        return CV_STATUS_OK;
    caravan__training__v1__verify_certificate_response__init(message);
    message->validity = CARAVAN__TRAINING__V1__CERTIFICATE_VALIDITY__CERTIFICATE_VALIDITY_UNKNOWN;
    message->mistyped = state->mistyped;
    if (state->code[0] != '\0')
        status = certificate_by_code(&books, state->code, &certificate);
    if (cv_ok(status))
        status = tell(&books, &certificate, state->full_name, message);
    return status.code == CV_NOT_FOUND ? CV_STATUS_OK : status;
}

static void handle(struct cv_call *call, void *memory,
                   const Caravan__Training__V1__VerifyCertificateRequest *request)
{
    struct cv_check check = cv_check_begin(cv_call_scope(call)->arena);
    struct state *state = memory;

    cv_check_text(&check, "code", request->code, CV_FIELD_REFERENCE_MAX, true);
    cv_check_text(&check, "full_name", request->full_name, NAME_MAX_LETTERS, false);
    if (!code_read(request->code, state->code, &state->mistyped))
        state->code[0] = '\0';
    state->full_name = request->full_name;
    if (cv_check_fine(&check))
        cv_unit_read(&state->unit, call, training_store(call), work);
    else
        cv_call_finish(call, check.status);
}

const struct caravan_training_v1_learning_verify_certificate_method verify_certificate = {
    handle, sizeof(struct state)};
