/* The rules for what is said to have happened to a box. */
#include "base/clock.h"
#include "box/box.h"
#include "place/place.h"
#include "trip/trip.h"

#include <string.h>

#define GRAMS_MAX  INT64_C(100000000)
#define SEAL_MAX   40
#define OFFSET_MAX 840
/* A clock may be this far ahead; a later time is one that has not come. */
#define SKEW_US INT64_C(300000000)

/* Digits alone are a wagon's number, by either numbering; trucks have letters. */
static bool is_truck(const char *wagon)
{
    return strspn(wagon, "0123456789") != strlen(wagon);
}

static void read_time(struct cv_check *check, const Caravan__Logistics__V1__BoxEvent *message,
                      bool observed, struct box_event *event)
{
    int64_t now = cv_clock_utc_us();

    event->occurred_us = cv_wire_time_read(check, "event.occurred_time", message->occurred_time);
    if (event->occurred_us == 0 && observed)
        cv_check_fail(check, "event.occurred_time", "event.occurred_time is required");
    if (event->occurred_us == 0)
        event->occurred_us = now;
    if (event->occurred_us > now + SKEW_US)
        cv_check_fail(check, "event.occurred_time", "event.occurred_time has not come yet");
    cv_check_range(check, "event.offset_minutes", message->offset_minutes, -OFFSET_MAX, OFFSET_MAX);
    event->offset_minutes = message->offset_minutes;
}

static void read_load(struct cv_check *check, const Caravan__Logistics__V1__BoxEvent *message,
                      struct box_event *event)
{
    struct cv_id ids[2];

    if (event->move != BOX_LOAD) {
        if (message->trip[0] != '\0' || message->wagon[0] != '\0' || message->slot != 0)
            cv_check_fail(check, "event.trip", "trip, wagon and slot are of BOX_MOVE_LOAD only");
        return;
    }
    cv_check_name(check, "event.trip", message->trip, TRIP_NAME, ids);
    event->trip = message->trip;
    event->wagon = wagon_number(check, "event.wagon", message->wagon);
    event->road = is_truck(event->wagon);
    cv_check_range(check, "event.slot", message->slot, 0, WAGON_SLOTS_MAX);
    event->slot = message->slot;
}

static void read_seal(struct cv_check *check, const Caravan__Logistics__V1__BoxEvent *message,
                      struct box_event *event)
{
    bool seal = event->move == BOX_SEAL;

    cv_check_text(check, "event.seal_number", message->seal_number, SEAL_MAX, seal);
    cv_field_enum(check, "event.sealed_by", &caravan__logistics__v1__sealed_by__descriptor,
                  message->sealed_by, seal);
    if (!seal && (message->seal_number[0] != '\0' || message->sealed_by != 0))
        cv_check_fail(check, "event.seal_number",
                      "seal_number and sealed_by are of BOX_MOVE_SEAL only");
    event->seal_number = message->seal_number;
    event->sealed_by = message->sealed_by;
}

static bool needs_reason(int64_t move)
{
    return move == BOX_BREAK_SEAL || move == BOX_OPEN_CUSTOMS_HOLD || move == BOX_OPEN_DAMAGE;
}

void box_event_read(struct cv_check *check, const Caravan__Logistics__V1__BoxEvent *message,
                    const char *observation, struct box_event *event)
{
    *event = (struct box_event){
        .observation = observation,
        .place = "",
        .trip = "",
        .wagon = "",
        .seal_number = "",
        .reason = "",
        .outside = "",
        .anomaly = "",
        .told = "",
    };
    if (message == NULL) {
        cv_check_fail(check, "event", "event is required");
        return;
    }
    cv_field_enum(check, "event.move", &caravan__logistics__v1__box_move__descriptor, message->move,
                  true);
    event->move = message->move;
    read_time(check, message, observation != NULL, event);
    if (message->place[0] != '\0' || event->move == BOX_DISCHARGE)
        event->place = place_id(check, "event.place", message->place);
    read_load(check, message, event);
    read_seal(check, message, event);
    cv_check_range(check, "event.weighed_grams", message->weighed_grams,
                   event->move == BOX_WEIGH ? 1 : 0, event->move == BOX_WEIGH ? GRAMS_MAX : 0);
    event->weighed_grams = message->weighed_grams;
    cv_check_text(check, "event.reason", message->reason, CV_FIELD_REASON_MAX,
                  needs_reason(event->move));
    event->reason = message->reason;
}

Caravan__Logistics__V1__BoxEvent *box_event_wire(struct cv_arena *arena,
                                                 const struct box_event *event)
{
    Caravan__Logistics__V1__BoxEvent *message = cv_arena_alloc(arena, sizeof(*message));

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__box_event__init(message);
    message->sequence = event->seq;
    message->move = (Caravan__Logistics__V1__BoxMove)event->move;
    message->occurred_time = cv_wire_time(arena, event->occurred_us);
    message->offset_minutes = (int32_t)event->offset_minutes;
    if (event->place[0] != '\0')
        message->place = cv_arena_printf(arena, "places/%s", event->place);
    message->trip = cv_wire_text(event->trip);
    message->wagon = cv_wire_text(event->wagon);
    message->slot = (int32_t)event->slot;
    message->seal_number = cv_wire_text(event->seal_number);
    message->sealed_by = (Caravan__Logistics__V1__SealedBy)event->sealed_by;
    message->weighed_grams = event->weighed_grams;
    message->reason = cv_wire_text(event->reason);
    message->observed = event->observation != NULL;
    message->observation_id = cv_wire_text(event->observation);
    message->outcome = (Caravan__Logistics__V1__EventOutcome)event->outcome;
    message->anomaly = cv_wire_text(event->anomaly);
    message->recorded_time = cv_wire_time(arena, event->recorded_us);
    return message;
}
