#include "hub/hub.h"

#include "base/arena.h"

#define OFFSET_MAX  840 /* UTC+14 and -14 */
#define DAY_MINUTES 1440

enum {
    TITLE,
    TITLE_ZH
};

static const char *const UPDATABLE[] = {[TITLE] = "title", [TITLE_ZH] = "title_zh", NULL};

uint32_t hub_mask(struct cv_check *check, const Google__Protobuf__FieldMask *mask)
{
    return cv_wire_mask_read(check, mask, UPDATABLE);
}

void hub_read(const Caravan__Logistics__V1__Hub *message, uint32_t mask, struct hub *hub)
{
    CV_FIELD_TAKE(mask, TITLE, hub->title, message->title);
    CV_FIELD_TAKE(mask, TITLE_ZH, hub->title_zh, message->title_zh);
}

void hub_check(struct cv_check *check, const struct hub *hub)
{
    cv_field_titles(check, "hub.title", hub->title, hub->title_zh);
}

void hub_read_days(struct cv_check *check, const Caravan__Logistics__V1__Hub *message,
                   struct hub *hub)
{
    static const int64_t THREE[] = {0, 480, 960};
    bool none = message->n_shift_minutes == 0;
    size_t count = none ? 3 : message->n_shift_minutes;

    cv_check_range(check, "hub.utc_offset_minutes", message->utc_offset_minutes, -OFFSET_MAX,
                   OFFSET_MAX);
    cv_check_range(check, "hub.shift_minutes", (int64_t)count, 1, HUB_SHIFTS_MAX);
    if (!cv_check_fine(check))
        return;
    hub->ref.offset_minutes = message->utc_offset_minutes;
    hub->ref.shift_count = (int64_t)count;
    for (size_t i = 0; i < count; i++) {
        hub->ref.shifts[i] = none ? THREE[i] : message->shift_minutes[i];
        cv_check_range(check, "hub.shift_minutes", hub->ref.shifts[i],
                       i == 0 ? 0 : hub->ref.shifts[i - 1] + 1, DAY_MINUTES - 1);
    }
}

Caravan__Logistics__V1__Hub *hub_wire(struct cv_arena *arena, const struct hub *hub)
{
    Caravan__Logistics__V1__Hub *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__hub__init(message);
    message->name = cv_arena_printf(arena, "hubs/%s", hub->id);
    message->title = cv_wire_text(hub->title);
    message->title_zh = cv_wire_text(hub->title_zh);
    message->utc_offset_minutes = (int32_t)hub->ref.offset_minutes;
    message->shift_minutes = cv_arena_array(arena, HUB_SHIFTS_MAX, sizeof(int32_t));
    if (message->shift_minutes == NULL)
        return NULL;
    message->n_shift_minutes = (size_t)hub->ref.shift_count;
    for (int64_t i = 0; i < hub->ref.shift_count; i++)
        message->shift_minutes[i] = (int32_t)hub->ref.shifts[i];
    message->sequence = hub->ref.seq;
    message->closed_date = cv_wire_date(arena, hub->ref.closed_on);
    message->etag = cv_wire_text(cv_field_etag(arena, hub->version));
    message->create_time = cv_wire_time(arena, hub->created_us);
    message->update_time = cv_wire_time(arena, hub->recorded_us);
    return message;
}
