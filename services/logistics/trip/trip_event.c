#include "trip/trip_event.h"

#include "identifier/identifier.h"

#include <string.h>

#define SOURCE_MAX 40
#define OFFSET_MAX 840
/* A device that was away for longer tells nothing that can be trusted; and no sum of times leaves
 * the years that there are. */
#define SENT_WITHIN_US (366 * 1440 * TRIP_MINUTE)

#define SAME(ours, wires) _Static_assert((int)(ours) == (int)(wires), "the number is the wire's")
SAME(EVENT_ARRIVED, CARAVAN__LOGISTICS__V1__TRIP_EVENT_KIND__TRIP_EVENT_KIND_ARRIVED);
SAME(EVENT_UNLOADED, CARAVAN__LOGISTICS__V1__TRIP_EVENT_KIND__TRIP_EVENT_KIND_UNLOADED);
SAME(EVENT_CLOSED, CARAVAN__LOGISTICS__V1__TRIP_EVENT_KIND__TRIP_EVENT_KIND_CLOSED);
SAME(EVENT_ACTUAL, CARAVAN__LOGISTICS__V1__TIME_CLASSIFIER__TIME_CLASSIFIER_ACTUAL);
SAME(OUTCOME_REJECTED, CARAVAN__LOGISTICS__V1__EVENT_OUTCOME__EVENT_OUTCOME_REJECTED);
SAME(TRIP_DEPARTED, CARAVAN__LOGISTICS__V1__TRIP_STATE__TRIP_STATE_DEPARTED);
SAME(TRIP_CANCELLED, CARAVAN__LOGISTICS__V1__TRIP_STATE__TRIP_STATE_CANCELLED);
SAME(BORDER_CROSSED, CARAVAN__LOGISTICS__V1__BORDER_STATE__BORDER_STATE_CROSSED);

void trip_event_check_parts(struct cv_check *check, struct trip_event *event)
{
    bool hold = event->kind == EVENT_HOLD_OPENED || event->kind == EVENT_HOLD_CLOSED;
    bool opens = event->kind == EVENT_HOLD_OPENED;
    bool wagon = event->kind == EVENT_WAGON_REFUSED;

    cv_field_enum(check, "cause", &caravan__logistics__v1__delay_cause__descriptor, event->cause,
                  false);
    cv_check_range(check, "point", event->point, 0, TRIP_POSITION_MAX);
    cv_check_id(check, "hold_id", event->hold, hold);
    if (!hold && event->hold[0] != '\0')
        cv_check_fail(check, "hold_id", "only HOLD_OPENED and HOLD_CLOSED have a hold");
    cv_field_enum(check, "hold_kind", &caravan__logistics__v1__hold_kind__descriptor,
                  event->hold_kind, opens);
    if (!opens && event->hold_kind != 0)
        cv_check_fail(check, "hold_kind", "only HOLD_OPENED has a kind of hold");
    if (!wagon && event->wagon[0] != '\0')
        cv_check_fail(check, "wagon", "only WAGON_REFUSED has a wagon");
    if (wagon)
        event->wagon = trip_wagon_number(check, "wagon", event->wagon, 0);
}

static void check_retraction(struct cv_check *check, const struct trip_event *event)
{
    cv_check_id(check, "retracts", event->retracts, event->kind == EVENT_NONE);
    cv_field_enum(check, "retraction_reason",
                  &caravan__logistics__v1__retraction_reason__descriptor, event->retraction_reason,
                  event->retracts[0] != '\0');
    if (event->retracts[0] == '\0' && event->retraction_reason != 0)
        cv_check_fail(check, "retraction_reason", "what retracts nothing needs no reason");
}

static void check_kind(struct cv_check *check, const struct trip_event *event)
{
    cv_field_enum(check, "kind", &caravan__logistics__v1__trip_event_kind__descriptor, event->kind,
                  false);
    if (event->kind >= EVENT_READY)
        cv_check_fail(check, "kind", "this is commanded of a trip, not observed");
    cv_field_enum(check, "classifier", &caravan__logistics__v1__time_classifier__descriptor,
                  event->classifier, true);
    if (event->classifier != EVENT_ACTUAL && event->kind != EVENT_ARRIVED &&
        event->kind != EVENT_DEPARTED)
        cv_check_fail(check, "classifier", "only arrivals and departures are planned or estimated");
}

static void check_sent(struct cv_check *check, const struct trip_event *event)
{
    int64_t apart = event->sent_us - event->occurred_us;

    if (event->sent_us != 0 && event->occurred_us != 0 &&
        (apart > SENT_WITHIN_US || apart < -SENT_WITHIN_US))
        cv_check_fail(check, "sent_time",
                      "sent_time must be within a year of occurred_time, by the same clock");
}

void trip_event_read(struct cv_check *check, const Caravan__Logistics__V1__TripEvent *message,
                     struct trip_event *event)
{
    bool bare =
        message->kind == CARAVAN__LOGISTICS__V1__TRIP_EVENT_KIND__TRIP_EVENT_KIND_UNSPECIFIED;

    *event = (struct trip_event){
        .id = message->event_id,
        .kind = message->kind,
        .classifier = bare ? EVENT_ACTUAL : (int64_t)message->classifier,
        .point = message->point,
        .offset_minutes = message->utc_offset_minutes,
        .sent_us = cv_wire_time_read(check, "sent_time", message->sent_time),
        .source = message->source,
        .cause = message->cause,
        .hold = message->hold_id,
        .hold_kind = message->hold_kind,
        .wagon = message->wagon,
        .retracts = message->retracts,
        .retraction_reason = message->retraction_reason,
    };
    cv_check_id(check, "event_id", message->event_id, true);
    check_retraction(check, event);
    if (!bare || message->retracts[0] == '\0')
        check_kind(check, event);
    event->occurred_us = bare ? cv_wire_time_read(check, "occurred_time", message->occurred_time)
                              : trip_time_read(check, "occurred_time", message->occurred_time);
    if (!bare &&
        message->offset_case != CARAVAN__LOGISTICS__V1__TRIP_EVENT__OFFSET_UTC_OFFSET_MINUTES)
        cv_check_fail(check, "utc_offset_minutes",
                      "utc_offset_minutes is required: a time whose zone nobody knows is worth "
                      "nothing");
    cv_check_range(check, "utc_offset_minutes", event->offset_minutes, -OFFSET_MAX, OFFSET_MAX);
    check_sent(check, event);
    trip_event_check_parts(check, event);
    cv_check_text(check, "source", event->source, SOURCE_MAX, false);
}

bool trip_event_same(const struct trip_event *a, const struct trip_event *b)
{
    return a->kind == b->kind && a->classifier == b->classifier && a->point == b->point &&
           a->occurred_us == b->occurred_us && a->offset_minutes == b->offset_minutes &&
           a->cause == b->cause && a->hold_kind == b->hold_kind &&
           a->retraction_reason == b->retraction_reason && strcmp(a->hold, b->hold) == 0 &&
           strcmp(a->wagon, b->wagon) == 0 && strcmp(a->retracts, b->retracts) == 0 &&
           strcmp(a->source, b->source) == 0;
}

static const char *place_of(const struct trip *trip, int64_t position)
{
    for (size_t i = 0; i < trip->point_count; i++) {
        if (trip->points[i].position == position)
            return trip->points[i].place;
    }
    return NULL;
}

static void wire_times(struct cv_arena *arena, const struct trip_event *event,
                       Caravan__Logistics__V1__TripEvent *message)
{
    message->occurred_time = trip_time_wire(arena, event->occurred_us);
    message->offset_case = CARAVAN__LOGISTICS__V1__TRIP_EVENT__OFFSET_UTC_OFFSET_MINUTES;
    message->utc_offset_minutes = (int32_t)event->offset_minutes;
    message->sent_time = trip_time_wire(arena, event->sent_us);
    message->recorded_time = trip_time_wire(arena, event->recorded_us);
    if (event->corrected_us != event->occurred_us)
        message->corrected_time = trip_time_wire(arena, event->corrected_us);
}

Caravan__Logistics__V1__TripEvent *trip_event_wire(struct cv_arena *arena, const struct trip *trip,
                                                   const struct trip_event *event)
{
    Caravan__Logistics__V1__TripEvent *message = cv_arena_alloc(arena, sizeof(*message));
    const char *place = trip_event_at_point(event->kind) ? place_of(trip, event->point) : NULL;

    if (message == NULL)
        return NULL;
    caravan__logistics__v1__trip_event__init(message);
    message->event_id = cv_wire_text(event->id);
    message->kind = (Caravan__Logistics__V1__TripEventKind)event->kind;
    message->classifier = (Caravan__Logistics__V1__TimeClassifier)event->classifier;
    message->point = (int32_t)event->point;
    wire_times(arena, event, message);
    message->cause = (Caravan__Logistics__V1__DelayCause)event->cause;
    message->hold_id = cv_wire_text(event->hold);
    message->hold_kind = (Caravan__Logistics__V1__HoldKind)event->hold_kind;
    message->wagon = cv_wire_text(event->wagon);
    message->retracts = cv_wire_text(event->retracts);
    message->retraction_reason = (Caravan__Logistics__V1__RetractionReason)event->retraction_reason;
    message->source = cv_wire_text(event->source);
    message->sequence = event->seq;
    message->outcome = (Caravan__Logistics__V1__EventOutcome)event->outcome;
    message->anomaly = cv_wire_text(event->anomaly);
    message->counts = event->counts;
    message->retracted_by = cv_wire_text(event->retracted_by);
    message->commanded = event->commanded;
    if (place != NULL)
        message->place = cv_arena_printf(arena, "places/%s", place);
    return message;
}
