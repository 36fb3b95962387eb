#include "partner/partner.h"

#include "app/principal.h"
#include "service/approval.h"

#define CONTACT_MAX 200
#define USERS_MAX   50 /* of an office; each judge of money is compared with them */

enum {
    TITLE,
    TITLE_ZH,
    KIND,
    CONTACT,
    USERS
};

static const char *const UPDATABLE[] = {
    [TITLE] = "title",     [TITLE_ZH] = "title_zh", [KIND] = "kind",
    [CONTACT] = "contact", [USERS] = "users",       NULL,
};

uint32_t partner_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    return cv_wire_mask_read(check, mask, UPDATABLE);
}

/* Each is a subject as calls name theirs, so that the two can be compared. */
static const char *read_users(struct cv_check *check, char *const *users, size_t count)
{
    const char *all = "";

    if (count > USERS_MAX)
        cv_check_fail(check, "partner.users", "partner.users holds at most %d", USERS_MAX);
    for (size_t i = 0; cv_check_fine(check) && i < count; i++) {
        const char *grown =
            cv_arena_printf(check->arena, "%s%s%s", all, i == 0 ? "" : " ", users[i]);

        if (!cv_principal_valid(users[i]))
            cv_check_fail(check, "partner.users",
                          "partner.users must be names of accounts, each 1 to %d of a-z, 0-9, "
                          "'.', '_', '@' and '-', beginning with a letter or digit",
                          CV_PRINCIPAL_MAX);
        else if (cv_approval_made_by(all, users[i]))
            cv_check_fail(check, "partner.users", "partner.users names %s twice", users[i]);
        all = grown == NULL ? "" : grown;
    }
    return all;
}

void partner_read(struct cv_check *check, const Caravan__Projects__V1__Partner *message,
                  uint32_t mask, struct partner *partner)
{
    CV_FIELD_TAKE(mask, TITLE, partner->title, message->title);
    CV_FIELD_TAKE(mask, TITLE_ZH, partner->title_zh, message->title_zh);
    CV_FIELD_TAKE(mask, KIND, partner->kind, message->kind);
    CV_FIELD_TAKE(mask, CONTACT, partner->contact, message->contact);
    CV_FIELD_TAKE(mask, USERS, partner->users, read_users(check, message->users, message->n_users));
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
    message->n_users = field_words_wire(arena, partner->users, ' ', &message->users);
    message->etag = cv_wire_text(cv_field_etag(arena, partner->version));
    message->create_time = cv_wire_time(arena, partner->created_us);
    message->update_time = cv_wire_time(arena, partner->recorded_us);
    return message;
}
