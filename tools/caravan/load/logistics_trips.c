#include "logistics_trips.h"

#include "base/clock.h"
#include "caravan/logistics/v1/corridors.caravan.h"

#include <stdio.h>

#define CORRIDOR "corridors/load"
#define POINTS   3
#define OFFSET   480
#define LEG_S    (6 * INT64_C(3600)) /* between two events */
#define BEFORE_S (3 * INT64_C(86400))

#define KIND(name)       CARAVAN__LOGISTICS__V1__TRIP_EVENT_KIND__TRIP_EVENT_KIND_##name
#define CLASSIFIER(name) CARAVAN__LOGISTICS__V1__TIME_CLASSIFIER__TIME_CLASSIFIER_##name

/* What is heard of a trip. */
static const struct {
    Caravan__Logistics__V1__TripEventKind kind;
    Caravan__Logistics__V1__TimeClassifier classifier;
    int32_t point;
} EVENTS[] = {
    {KIND(DEPARTED), CLASSIFIER(ACTUAL), 0},   {KIND(ARRIVED), CLASSIFIER(ESTIMATED), 1},
    {KIND(ARRIVED), CLASSIFIER(ESTIMATED), 2}, {KIND(ARRIVED), CLASSIFIER(ACTUAL), 1},
    {KIND(DEPARTED), CLASSIFIER(ACTUAL), 1},   {KIND(ARRIVED), CLASSIFIER(ESTIMATED), 2},
    {KIND(ARRIVED), CLASSIFIER(ACTUAL), 2},    {KIND(UNLOADED), CLASSIFIER(ACTUAL), 2},
};
#define EVENT_COUNT (sizeof(EVENTS) / sizeof(EVENTS[0]))

/* ---- the data ---- */

static bool make_place(struct prepare *prepare, const char *id)
{
    Caravan__Logistics__V1__CreatePlaceRequest request =
        CARAVAN__LOGISTICS__V1__CREATE_PLACE_REQUEST__INIT;
    Caravan__Logistics__V1__Place place = CARAVAN__LOGISTICS__V1__PLACE__INIT;

    place.title = request.place_id = request.request_id = load_text(id);
    place.kind = CARAVAN__LOGISTICS__V1__PLACE_KIND__PLACE_KIND_STATION;
    place.country = load_text("CN");
    place.utc_offset_minutes = OFFSET;
    request.place = &place;
    prepare_ask(prepare, LOAD_CLERK);
    caravan_logistics_v1_corridors_create_place(prepare->client->channel, &prepare->call.op,
                                                &request);
    return prepare_wait(prepare, true);
}

static bool make_corridor(struct prepare *prepare, const char *const *places)
{
    Caravan__Logistics__V1__CreateCorridorRequest request =
        CARAVAN__LOGISTICS__V1__CREATE_CORRIDOR_REQUEST__INIT;
    Caravan__Logistics__V1__Corridor corridor = CARAVAN__LOGISTICS__V1__CORRIDOR__INIT;
    Caravan__Logistics__V1__CorridorPoint each[POINTS];
    Caravan__Logistics__V1__CorridorPoint *list[POINTS];
    char names[POINTS][LOAD_NAME_SIZE];

    for (size_t i = 0; i < POINTS; i++) {
        caravan__logistics__v1__corridor_point__init(&each[i]);
        (void)snprintf(names[i], sizeof(names[i]), "places/%s", places[i]);
        each[i].place = names[i];
        list[i] = &each[i];
        if (i + 1 == POINTS)
            break;
        each[i].mode = CARAVAN__LOGISTICS__V1__TRANSPORT_MODE__TRANSPORT_MODE_RAIL;
        each[i].run_minutes = 720;
    }
    corridor.title = request.corridor_id = request.request_id = load_text("load");
    corridor.points = list;
    corridor.n_points = POINTS;
    request.corridor = &corridor;
    prepare_ask(prepare, LOAD_CLERK);
    caravan_logistics_v1_corridors_create_corridor(prepare->client->channel, &prepare->call.op,
                                                   &request);
    return prepare_wait(prepare, true);
}

bool trips_prepare(struct trips *trips, struct prepare *prepare)
{
    static const char *const PLACES[POINTS] = {"load-east", "load-middle", "load-west"};
    bool made = true;

    waiting_init(&trips->waiting);
    trips->first_s = cv_clock_utc_us() / 1000000 - BEFORE_S;
    for (size_t i = 0; made && i < POINTS; i++)
        made = make_place(prepare, PLACES[i]);
    return made && make_corridor(prepare, PLACES);
}

/* ---- calls ---- */

static Google__Protobuf__Timestamp *time_of(Google__Protobuf__Timestamp *time, int64_t seconds)
{
    google__protobuf__timestamp__init(time);
    time->seconds = seconds;
    return time;
}

void trips_create(struct trips *trips, struct load_call *call)
{
    Caravan__Logistics__V1__CreateTripRequest request =
        CARAVAN__LOGISTICS__V1__CREATE_TRIP_REQUEST__INIT;
    Caravan__Logistics__V1__Trip trip = CARAVAN__LOGISTICS__V1__TRIP__INIT;
    Google__Protobuf__Timestamp departure;

    trip.number = load_print(call, "X%llu", (unsigned long long)(call->number % 10000));
    trip.direction = CARAVAN__LOGISTICS__V1__DIRECTION__DIRECTION_OUTBOUND;
    trip.departure_time = time_of(&departure, trips->first_s);
    request.parent = load_text(CORRIDOR);
    request.trip_id = load_unique(call, "t");
    request.request_id = request.trip_id;
    request.trip = &trip;
    caravan_logistics_v1_corridors_create_trip(call->channel, &call->op, &request);
}

void trips_created(struct trips *trips, struct load_call *call)
{
    const Caravan__Logistics__V1__Trip *made =
        caravan_logistics_v1_corridors_create_trip_response(&call->op);
    uint32_t place;

    if (!waiting_place(&trips->waiting, &place))
        return;
    trips->all[place] = (struct trip){.event = 0};
    (void)snprintf(trips->all[place].name, sizeof(trips->all[place].name), "%s", made->name);
    waiting_put(&trips->waiting, place);
}

void trips_record(struct trips *trips, struct load_call *call)
{
    Caravan__Logistics__V1__RecordTripEventsRequest request =
        CARAVAN__LOGISTICS__V1__RECORD_TRIP_EVENTS_REQUEST__INIT;
    Caravan__Logistics__V1__TripEvent event = CARAVAN__LOGISTICS__V1__TRIP_EVENT__INIT;
    Caravan__Logistics__V1__TripEvent *list[] = {&event};
    Google__Protobuf__Timestamp occurred;
    struct trip *trip;

    call->piece = waiting_take(&trips->waiting);
    trip = &trips->all[call->piece];
    event.event_id = load_print(call, "e%u", trip->event);
    event.kind = EVENTS[trip->event].kind;
    event.classifier = EVENTS[trip->event].classifier;
    event.point = EVENTS[trip->event].point;
    event.occurred_time = time_of(&occurred, trips->first_s + trip->event * LEG_S);
    event.offset_case = CARAVAN__LOGISTICS__V1__TRIP_EVENT__OFFSET_UTC_OFFSET_MINUTES;
    event.utc_offset_minutes = OFFSET;
    request.parent = trip->name;
    request.events = list;
    request.n_events = 1;
    request.mode = CARAVAN__LOGISTICS__V1__BATCH_MODE__BATCH_MODE_ALL_OR_NOTHING;
    request.request_id = load_unique(call, "event");
    caravan_logistics_v1_corridors_record_trip_events(call->channel, &call->op, &request);
}

void trips_recorded(struct trips *trips, struct load_call *call)
{
    if (++trips->all[call->piece].event < EVENT_COUNT)
        waiting_put(&trips->waiting, (uint32_t)call->piece);
    else
        waiting_free(&trips->waiting, (uint32_t)call->piece);
}

void trips_refused(struct trips *trips, struct load_call *call)
{
    if (load_try_again(call)) /* the same event again is a duplicate, and no harm */
        waiting_put(&trips->waiting, (uint32_t)call->piece);
    else
        trips_recorded(trips, call);
}

void trips_get(struct trips *trips, struct load_call *call)
{
    Caravan__Logistics__V1__GetTripRequest request = CARAVAN__LOGISTICS__V1__GET_TRIP_REQUEST__INIT;
    const struct waiting *waiting = &trips->waiting;
    size_t at = waiting->first + load_any(call, (unsigned)waiting->count);

    request.name = trips->all[waiting->queue[at % WAITING_MAX]].name;
    caravan_logistics_v1_corridors_get_trip(call->channel, &call->op, &request);
}
