#include "partner/partner.h"

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

uint32_t partner_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    return cv_wire_mask_read(check, mask, UPDATABLE);
}

void partner_read(const Caravan__Projects__V1__Partner *message, uint32_t mask,
                  struct partner *partner)
{
    CV_FIELD_TAKE(mask, TITLE, partner->title, message->title);
    CV_FIELD_TAKE(mask, TITLE_ZH, partner->title_zh, message->title_zh);
    CV_FIELD_TAKE(mask, KIND, partner->kind, message->kind);
    CV_FIELD_TAKE(mask, CONTACT, partner->contact, message->contact);
}

void partner_check(struct cv_check *check, const struct partner *partner)
{
    cv_field_titles(check, "partner.title", partner->title, partner->title_zh);
    cv_field_enum(check, "partner.kind", &caravan__projects__v1__partner_kind__descriptor,
                  partner->kind, false);
    cv_check_text(check, "partner.contact", partner->contact, CONTACT_MAX, false);
}

Caravan__Projects__V1__Partner *partner_wire(struct cv_arena *arena, const char *programme,
                                             const struct partner *partner)
{
    Caravan__Projects__V1__Partner *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__projects__v1__partner__init(message);
    message->name = cv_arena_printf(arena, "programmes/%s/partners/%s", programme, partner->id);
    message->title = cv_wire_text(partner->title);
    message->title_zh = cv_wire_text(partner->title_zh);
    message->kind = (Caravan__Projects__V1__PartnerKind)partner->kind;
    message->contact = cv_wire_text(partner->contact);
    message->etag = cv_wire_text(cv_field_etag(arena, partner->version));
    message->create_time = cv_wire_time(arena, partner->created_us);
    message->update_time = cv_wire_time(arena, partner->recorded_us);
    return message;
}
