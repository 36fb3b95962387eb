#include "pairing/pairing.h"

#include "app/date.h"
#include "organisation/organisation.h"

#include <string.h>

void pairing_read(struct cv_check *check, const Caravan__Training__V1__Pairing *message,
                  struct pairing *pairing)
{
    cv_field_enum(check, "pairing.kind", &caravan__training__v1__pairing_kind__descriptor,
                  message->kind, true);
    cv_check_text(check, "pairing.agreement", message->agreement, CV_FIELD_REFERENCE_MAX, false);
    pairing->kind = (int64_t)message->kind;
    pairing->home = organisation_read_name(check, "pairing.home", message->home);
    pairing->host = organisation_read_name(check, "pairing.host", message->host);
    pairing->starts_on = cv_wire_date_read(check, "pairing.start_date", message->start_date, true);
    pairing->agreed_until =
        cv_wire_date_read(check, "pairing.agreed_until_date", message->agreed_until_date, false);
    pairing->agreement = message->agreement;
    if (strcmp(pairing->home, pairing->host) == 0)
        cv_check_fail(check, "pairing.host", "pairing.host must not be pairing.home");
    if (pairing->agreed_until != CV_DATE_NONE && pairing->agreed_until < pairing->starts_on)
        cv_check_fail(check, "pairing.agreed_until_date",
                      "pairing.agreed_until_date must not be before pairing.start_date");
    pairing->ended_on = CV_DATE_NONE;
}

const char *pairing_read_name(struct cv_check *check, const char *field, const char *name)
{
    struct cv_id id = {0};

    cv_check_name(check, field, name, PAIRING_NAME, &id);
    return cv_wire_text(cv_arena_string(check->arena, id.text));
}

Caravan__Training__V1__Pairing *pairing_wire(struct cv_arena *arena, const struct pairing *pairing)
{
    Caravan__Training__V1__Pairing *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__pairing__init(message);
    message->name = cv_arena_printf(arena, "pairings/%s", pairing->record.id);
    message->kind = (Caravan__Training__V1__PairingKind)pairing->kind;
    message->home = cv_arena_printf(arena, "organisations/%s", pairing->home);
    message->host = cv_arena_printf(arena, "organisations/%s", pairing->host);
    message->start_date = cv_wire_date(arena, pairing->starts_on);
    message->agreed_until_date = cv_wire_date(arena, pairing->agreed_until);
    message->agreement = cv_wire_text(pairing->agreement);
    message->ended_date = cv_wire_date(arena, pairing->ended_on);
    message->recorded_time = cv_wire_time(arena, pairing->record.recorded_us);
    if (pairing->record.struck_us != 0)
        message->struck_time = cv_wire_time(arena, pairing->record.struck_us);
    message->struck_reason = cv_wire_text(pairing->record.struck_reason);
    return message;
}
