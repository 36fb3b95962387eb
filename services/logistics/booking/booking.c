#include "booking/booking.h"

#include "box/box.h"
#include "consignment/consignment.h"

void booking_read(struct cv_check *check, const Caravan__Logistics__V1__Booking *message,
                  struct booking *booking)
{
    booking->consignment = consignment_id(check, "booking.consignment", message->consignment);
    booking->box = box_id(check, "booking.box", message->box);
    cv_check_range(check, "booking.line", message->line, 1, CONSIGNMENT_LINES_MAX);
    cv_check_range(check, "booking.packages", message->packages, 1, CONSIGNMENT_PACKAGES_MAX);
    booking->line = message->line;
    booking->packages = message->packages;
}

Caravan__Logistics__V1__Booking *booking_wire(struct cv_arena *arena, const struct cv_id trip[2],
                                              const struct booking *booking)
{
    Caravan__Logistics__V1__Booking *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__booking__init(message);
    message->name = cv_arena_printf(arena, "corridors/%s/trips/%s/bookings/%s", trip[0].text,
                                    trip[1].text, booking->id);
    message->consignment = cv_arena_printf(arena, "consignments/%s", booking->consignment);
    message->line = (int32_t)booking->line;
    message->box = cv_arena_printf(arena, "boxes/%s", booking->box);
    message->packages = booking->packages;
    message->gross_grams = booking->grams;
    message->value = cv_field_money_wire(arena, booking->currency, booking->minor);
    message->cancelled = booking->cancelled;
    message->recorded_time = cv_wire_time(arena, booking->recorded_us);
    return message;
}
