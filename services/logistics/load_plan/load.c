#include "load_plan/load.h"

#include "box/box.h"
#include "place/place.h"

void load_read(struct cv_check *check, const Caravan__Logistics__V1__Load *message,
               struct load *load)
{
    load->box = box_id(check, "load.box", message->box);
    load->wagon = wagon_number(check, "load.wagon", message->wagon);
    cv_check_range(check, "load.slot", message->slot, 1, INT32_MAX);
    load->slot = message->slot;
    load->origin = place_id(check, "load.origin", message->origin);
    load->destination = place_id(check, "load.destination", message->destination);
}

static char *place_name(struct cv_arena *arena, const char *place)
{
    return place[0] == '\0' ? cv_wire_text("") : cv_arena_printf(arena, "places/%s", place);
}

Caravan__Logistics__V1__Load *load_wire(struct cv_arena *arena, const struct cv_id trip[2],
                                        const struct load *load)
{
    Caravan__Logistics__V1__Load *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__load__init(message);
    message->name = cv_arena_printf(arena, "corridors/%s/trips/%s/loads/%s", trip[0].text,
                                    trip[1].text, load->id);
    message->box = cv_arena_printf(arena, "boxes/%s", load->box);
    message->wagon = cv_wire_text(load->wagon);
    message->slot = (int32_t)load->slot;
    message->origin = place_name(arena, load->origin);
    message->destination = place_name(arena, load->destination);
    message->booked_grams = load->booked_grams;
    message->loaded_time = load->loaded_us == 0 ? NULL : cv_wire_time(arena, load->loaded_us);
    message->discharged_time =
        load->discharged_us == 0 ? NULL : cv_wire_time(arena, load->discharged_us);
    message->state = (Caravan__Logistics__V1__BoxLoadState)load->state;
    message->reason = cv_wire_text(load->reason);
    message->anomaly = cv_wire_text(load->anomaly);
    message->discrepancy = cv_wire_text(load->discrepancy);
    message->recorded_time = cv_wire_time(arena, load->recorded_us);
    return message;
}
