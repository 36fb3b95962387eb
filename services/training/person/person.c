#include "person/person.h"

#include "course/course.h"
#include "organisation/organisation.h"

#define FULL_NAME_MAX 100
#define CONTACT_MAX   200
#define CONSENTS_MAX  20

enum {
    FULL_NAME,
    CONTACT,
    ORGANISATION
};

static const char *const UPDATABLE[] = {
    [FULL_NAME] = "full_name",
    [CONTACT] = "contact",
    [ORGANISATION] = "organisation",
    NULL,
};

uint32_t person_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    return cv_wire_mask_read(check, mask, UPDATABLE);
}

void person_read(struct cv_check *check, const Caravan__Training__V1__Person *message,
                 uint32_t mask, struct person *person)
{
    CV_FIELD_TAKE(mask, FULL_NAME, person->full_name, message->full_name);
    CV_FIELD_TAKE(mask, CONTACT, person->contact, message->contact);
    CV_FIELD_TAKE(mask, ORGANISATION, person->organisation,
                  organisation_id_read(check, "person.organisation", message->organisation));
}

void person_check(struct cv_check *check, const struct person *person)
{
    cv_check_text(check, "person.full_name", person->full_name, FULL_NAME_MAX, false);
    cv_check_text(check, "person.contact", person->contact, CONTACT_MAX, false);
}

const char *person_read_name(struct cv_check *check, const char *field, const char *name)
{
    struct cv_id person = {0};

    cv_check_name(check, field, name, PERSON_NAME, &person);
    return cv_wire_text(cv_arena_string(check->arena, person.text));
}

/* ---- consents ---- */

const char *consent_course_read(struct cv_check *check, const char *field, const char *name)
{
    struct cv_id *id;

    if (name[0] == '\0')
        return "";
    id = cv_arena_zalloc(check->arena, sizeof(*id));
    if (id == NULL)
        return "";
    cv_check_name(check, field, name, COURSE_NAME, id);
    return id->text;
}

static const char *path(struct cv_check *check, const char *field, const char *member)
{
    const char *text = cv_arena_printf(check->arena, "%s.%s", field, member);

    return text == NULL ? field : text;
}

void consent_read(struct cv_check *check, const char *field,
                  const Caravan__Training__V1__Consent *message, struct consent *consent)
{
    *consent = (struct consent){
        .purpose = message->purpose,
        .text_version = message->text_version,
        .course = consent_course_read(check, path(check, field, "course"), message->course),
        .given_date =
            cv_field_past_date(check, path(check, field, "given_date"), message->given_date, true),
    };
    cv_field_enum(check, path(check, field, "purpose"),
                  &caravan__training__v1__consent_purpose__descriptor, consent->purpose, true);
    cv_check_id(check, path(check, field, "text_version"), consent->text_version, true);
}

void person_consents_read(struct cv_check *check, const Caravan__Training__V1__Person *message,
                          struct person *person)
{
    cv_check_range(check, "person.consents", (int64_t)message->n_consents, 0, CONSENTS_MAX);
    if (!cv_check_fine(check))
        return;
    person->consents = cv_arena_array(check->arena, message->n_consents, sizeof(*person->consents));
    person->consent_count = person->consents == NULL ? 0 : message->n_consents;
    for (size_t i = 0; i < person->consent_count; i++)
        consent_read(check,
                     path(check, "person", cv_arena_printf(check->arena, "consents[%zu]", i)),
                     message->consents[i], &person->consents[i]);
}

static Caravan__Training__V1__Consent *consent_wire(struct cv_arena *arena,
                                                    const struct consent *consent)
{
    Caravan__Training__V1__Consent *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__consent__init(message);
    message->purpose = (Caravan__Training__V1__ConsentPurpose)consent->purpose;
    message->text_version = cv_wire_text(consent->text_version);
    if (consent->course[0] != '\0')
        message->course = cv_arena_printf(arena, "courses/%s", consent->course);
    message->given_date = cv_wire_date(arena, consent->given_date);
    message->withdrawn_date = cv_wire_date(arena, consent->withdrawn_date);
    return message;
}

/* ---- the person ---- */

Caravan__Training__V1__Person *person_wire(struct cv_arena *arena, const struct person *person)
{
    Caravan__Training__V1__Person *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__person__init(message);
    message->name = cv_arena_printf(arena, "persons/%s", person->id);
    message->full_name = cv_wire_text(person->full_name);
    message->contact = cv_wire_text(person->contact);
    message->organisation = organisation_name_wire(arena, person->organisation);
    message->n_consents = person->consent_count;
    message->consents =
        cv_arena_array(arena, person->consent_count + 1, sizeof(*message->consents));
    for (size_t i = 0; message->consents != NULL && i < person->consent_count; i++)
        message->consents[i] = consent_wire(arena, &person->consents[i]);
    message->etag = cv_wire_text(cv_field_etag(arena, person->version));
    message->create_time = cv_wire_time(arena, person->created_us);
    message->update_time = cv_wire_time(arena, person->recorded_us);
    return message;
}

/* ---- what is kept elsewhere ---- */

const char *person_about(const ProtobufCMessage *answer)
{
    if (answer->descriptor != &caravan__training__v1__person__descriptor)
        return "";
    return ((const Caravan__Training__V1__Person *)answer)->name;
}

static struct cv_status salt_of(struct cv_books *books, const ProtobufCMessage *message,
                                struct cv_slice *salt)
{
    const Caravan__Training__V1__Person *person = (const void *)message;
    struct cv_id id;

    *salt = (struct cv_slice){NULL, 0};
    return cv_name_match(person->name, PERSON_NAME, &id) ? person_salt(books, id.text, salt)
                                                         : CV_STATUS_OK;
}

static const char *const PERSONAL[] = {"full_name", "contact", "organisation", NULL};
const struct cv_audit_form person_audit_form = {&caravan__training__v1__person__descriptor,
                                                PERSONAL, salt_of};
