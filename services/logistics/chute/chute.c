#include "chute/chute.h"

enum {
    TITLE,
    OUT_OF_SERVICE,
    FULL
};

static const char *const UPDATABLE[] = {
    [TITLE] = "title", [OUT_OF_SERVICE] = "out_of_service", [FULL] = "full", NULL};

uint32_t chute_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    return cv_wire_mask_read(check, mask, UPDATABLE);
}

void chute_read(const Caravan__Logistics__V1__Chute *message, uint32_t mask, struct chute *chute)
{
    CV_FIELD_TAKE(mask, TITLE, chute->title, message->title);
    CV_FIELD_TAKE(mask, OUT_OF_SERVICE, chute->out_of_service, message->out_of_service);
    CV_FIELD_TAKE(mask, FULL, chute->full, message->full);
}

void chute_check(struct cv_check *check, const struct chute *chute)
{
    cv_check_text(check, "chute.title", chute->title, CV_FIELD_TITLE_MAX, false);
}

Caravan__Logistics__V1__Chute *chute_wire(struct cv_arena *arena, const char *hub,
                                          const struct chute *chute)
{
    Caravan__Logistics__V1__Chute *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__chute__init(message);
    message->name = hub_child_name(arena, hub, "chutes", chute->id);
    message->title = cv_wire_text(chute->title);
    message->out_of_service = chute->out_of_service;
    message->full = chute->full;
    message->bag = hub_child_name(arena, hub, "bags", chute->bag);
    message->etag = cv_wire_text(cv_field_etag(arena, chute->version));
    message->create_time = cv_wire_time(arena, chute->created_us);
    message->update_time = cv_wire_time(arena, chute->updated_us);
    return message;
}
