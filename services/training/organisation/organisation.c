#include "organisation/organisation.h"

#define CONTACT_MAX 200

enum {
    TITLE,
    TITLE_ZH,
    KIND,
    CONTACT
};

static const char *const UPDATABLE[] = {
    [TITLE] = "title", [TITLE_ZH] = "title_zh", [KIND] = "kind", [CONTACT] = "contact", NULL,
};

const char *organisation_read_name(struct cv_check *check, const char *field, const char *name)
{
    struct cv_id id = {0};
    const char *text;

    cv_check_name(check, field, name, ORGANISATION_NAME, &id);
    text = cv_arena_string(check->arena, id.text);
    return text == NULL ? "" : text;
}

uint32_t organisation_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    return cv_wire_mask_read(check, mask, UPDATABLE);
}

void organisation_read(const Caravan__Training__V1__Organisation *message, uint32_t mask,
                       struct organisation *organisation)
{
    CV_FIELD_TAKE(mask, TITLE, organisation->title, message->title);
    CV_FIELD_TAKE(mask, TITLE_ZH, organisation->title_zh, message->title_zh);
    CV_FIELD_TAKE(mask, KIND, organisation->kind, message->kind);
    CV_FIELD_TAKE(mask, CONTACT, organisation->contact, message->contact);
}

void organisation_check(struct cv_check *check, const struct organisation *organisation)
{
    cv_field_titles(check, "organisation.title", organisation->title, organisation->title_zh);
    cv_field_enum(check, "organisation.kind", &caravan__training__v1__organisation_kind__descriptor,
                  organisation->kind, false);
    cv_check_text(check, "organisation.contact", organisation->contact, CONTACT_MAX, false);
}

const char *organisation_id_read(struct cv_check *check, const char *field, const char *name)
{
    struct cv_id *id;

    if (name[0] == '\0')
        return "";
    id = cv_arena_zalloc(check->arena, sizeof(*id));
    if (id == NULL)
        return "";
    cv_check_name(check, field, name, ORGANISATION_NAME, id);
    return id->text;
}

char *organisation_name_wire(struct cv_arena *arena, const char *id)
{
    return id[0] == '\0' ? cv_wire_text("") : cv_arena_printf(arena, "organisations/%s", id);
}

Caravan__Training__V1__Organisation *organisation_wire(struct cv_arena *arena,
                                                       const struct organisation *organisation)
{
    Caravan__Training__V1__Organisation *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__training__v1__organisation__init(message);
    message->name = cv_arena_printf(arena, "organisations/%s", organisation->id);
    message->title = cv_wire_text(organisation->title);
    message->title_zh = cv_wire_text(organisation->title_zh);
    message->kind = (Caravan__Training__V1__OrganisationKind)organisation->kind;
    message->contact = cv_wire_text(organisation->contact);
    message->etag = cv_wire_text(cv_field_etag(arena, organisation->version));
    message->create_time = cv_wire_time(arena, organisation->created_us);
    message->update_time = cv_wire_time(arena, organisation->recorded_us);
    return message;
}
