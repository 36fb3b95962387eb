#include "certificate/certificate.h"

#include "app/date.h"
#include "base/clock.h"

int32_t certificate_expiry_read(struct cv_check *check, const Google__Type__Date *message)
{
    int32_t expires_on = cv_wire_date_read(check, "expires_date", message, false);

    if (expires_on != CV_DATE_NONE && expires_on < cv_date_latest(cv_clock_utc_us()))
        cv_check_fail(check, "expires_date", "expires_date must not be before today");
    return expires_on;
}

static char *certificate_name(struct cv_arena *arena, const char *id)
{
    return id[0] == '\0' ? cv_wire_text("") : cv_arena_printf(arena, "certificates/%s", id);
}

Caravan__Training__V1__Certificate *certificate_wire(struct cv_arena *arena,
                                                     const struct certificate *certificate)
{
    Caravan__Training__V1__Certificate *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__certificate__init(message);
    message->name = certificate_name(arena, certificate->id);
    message->person = cv_arena_printf(arena, "persons/%s", certificate->person);
    message->enrolment = cv_wire_text(certificate->enrolment);
    message->code = cv_wire_text(certificate->code);
    message->state = (Caravan__Training__V1__CertificateState)certificate->standing.state;
    message->issued_date = cv_wire_date(arena, certificate->issued_on);
    message->expires_date = cv_wire_date(arena, certificate->expires_on);
    message->supersedes = certificate_name(arena, certificate->supersedes);
    message->superseded_by = certificate_name(arena, certificate->superseded_by);
    message->revocation_proposed = certificate->standing.revocation == CV_APPROVAL_SUBMITTED;
    message->revocation_reason =
        (Caravan__Training__V1__CertificateReason)certificate->revocation_reason;
    message->etag = cv_wire_text(cv_field_etag(arena, certificate->standing.version));
    message->create_time = cv_wire_time(arena, certificate->created_us);
    message->update_time = cv_wire_time(arena, certificate->recorded_us);
    return message;
}
