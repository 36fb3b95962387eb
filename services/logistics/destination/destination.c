#include "destination/destination.h"

void destination_read(struct cv_check *check, const char *field, const char *hub,
                      const Caravan__Logistics__V1__Destination *message,
                      struct destination *destination)
{
    *destination = (struct destination){
        .id = message->key,
        .prefecture = hub_child_id(check, row_field(check, field, "prefecture"),
                                   message->prefecture, PREFECTURE_NAME, hub),
    };
    cv_check_id(check, row_field(check, field, "key"), message->key, true);
}

Caravan__Logistics__V1__Destination *destination_wire(struct cv_arena *arena, const char *hub,
                                                      const struct destination *destination)
{
    Caravan__Logistics__V1__Destination *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__destination__init(message);
    message->name = hub_child_name(arena, hub, "destinations", destination->id);
    message->key = cv_wire_text(destination->id);
    message->prefecture = hub_child_name(arena, hub, "prefectures", destination->prefecture);
    return message;
}
