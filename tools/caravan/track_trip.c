/* A trip, and a wagon by the trips it went with. */
#include "caravan/logistics/v1/corridors.caravan.h"
#include "cell.h"
#include "enum_word.h"
#include "report_view.h"
#include "track_kinds.h"

#include <string.h>

#define PAGE        1000
#define TRIPS_SHOWN 20

#define WORD(type, value) enum_word(&caravan__logistics__v1__##type##__descriptor, (int)(value))
#define NAME(type, value) enum_name(&caravan__logistics__v1__##type##__descriptor, (int)(value))

/* ---- places ---- */

struct track_place {
    const char *name;
    const char *title;
    int32_t offset_minutes;
    struct track_place *next;
};

static enum exit_code ask_place(struct tracking *tracking, const char *name,
                                struct track_place **place)
{
    Caravan__Logistics__V1__GetPlaceRequest request =
        CARAVAN__LOGISTICS__V1__GET_PLACE_REQUEST__INIT;
    const Caravan__Logistics__V1__Place *answer;
    struct client_call call;
    struct cv_status status;

    request.name = (char *)(uintptr_t)name;
    client_prepare(&tracking->client, &call);
    caravan_logistics_v1_corridors_get_place(tracking->client.channel, &call.op, &request);
    status = client_wait(&tracking->client, &call);
    if (!cv_ok(status))
        return client_complain(&tracking->client, status);
    answer = caravan_logistics_v1_corridors_get_place_response(&call.op);
    *place = cv_arena_alloc(tracking->arena, sizeof(**place));
    if (*place == NULL)
        return EXIT_FAILED;
    **place = (struct track_place){
        .name = name,
        .title = text_title(answer->title, answer->title_zh),
        .offset_minutes = answer->utc_offset_minutes,
        .next = tracking->places,
    };
    tracking->places = *place;
    return EXIT_DONE;
}

enum exit_code track_place_find(struct tracking *tracking, const char *name, const char **title,
                                int32_t *offset_minutes)
{
    struct track_place *place = tracking->places;
    enum exit_code code = EXIT_DONE;

    *title = "";
    *offset_minutes = 0;
    if (*name == '\0')
        return EXIT_DONE;
    while (place != NULL && strcmp(place->name, name) != 0)
        place = place->next;
    if (place == NULL)
        code = ask_place(tracking, name, &place);
    if (code == EXIT_DONE) {
        *title = place->title;
        *offset_minutes = place->offset_minutes;
    }
    return code;
}

/* ---- finding ---- */

static const Caravan__Logistics__V1__Trip *get_trip(struct tracking *tracking, const char *name,
                                                    struct cv_status *status)
{
    Caravan__Logistics__V1__GetTripRequest request = CARAVAN__LOGISTICS__V1__GET_TRIP_REQUEST__INIT;
    struct client_call call;

    request.name = (char *)(uintptr_t)name;
    client_prepare(&tracking->client, &call);
    caravan_logistics_v1_corridors_get_trip(tracking->client.channel, &call.op, &request);
    *status = client_wait(&tracking->client, &call);
    return cv_ok(*status) ? caravan_logistics_v1_corridors_get_trip_response(&call.op) : NULL;
}

enum exit_code track_trip_get(struct tracking *tracking, const char *name,
                              const Caravan__Logistics__V1__Trip **trip)
{
    struct cv_status status;

    *trip = get_trip(tracking, name, &status);
    return *trip == NULL ? client_complain(&tracking->client, status) : EXIT_DONE;
}

enum exit_code track_trips_find(struct tracking *tracking, const char *corridor,
                                const struct track_traits *traits, track_trip_use *use, void *arg)
{
    Caravan__Logistics__V1__FindTripsRequest request =
        CARAVAN__LOGISTICS__V1__FIND_TRIPS_REQUEST__INIT;
    const Caravan__Logistics__V1__FindTripsResponse *answer;
    enum exit_code code = EXIT_DONE;
    struct client_call call;
    struct cv_status status;

    request.parent = (char *)(uintptr_t)corridor;
    request.number = (char *)(uintptr_t)traits->number;
    request.wagon = (char *)(uintptr_t)traits->wagon;
    request.consignment = (char *)(uintptr_t)traits->consignment;
    request.page_size = TRIPS_SHOWN;
    client_prepare(&tracking->client, &call);
    caravan_logistics_v1_corridors_find_trips(tracking->client.channel, &call.op, &request);
    status = client_wait(&tracking->client, &call);
    if (!cv_ok(status))
        return client_complain(&tracking->client, status);
    answer = caravan_logistics_v1_corridors_find_trips_response(&call.op);
    for (size_t i = 0; code == EXIT_DONE && i < answer->n_trips; i++)
        code = use(tracking, answer->trips[i], arg);
    return code;
}

/* All corridors. */
static enum exit_code list_corridors(struct tracking *tracking,
                                     const Caravan__Logistics__V1__ListCorridorsResponse **answer)
{
    Caravan__Logistics__V1__ListCorridorsRequest request =
        CARAVAN__LOGISTICS__V1__LIST_CORRIDORS_REQUEST__INIT;
    struct client_call call;
    struct cv_status status;

    request.page_size = PAGE;
    client_prepare(&tracking->client, &call);
    caravan_logistics_v1_corridors_list_corridors(tracking->client.channel, &call.op, &request);
    status = client_wait(&tracking->client, &call);
    if (!cv_ok(status))
        return client_complain(&tracking->client, status);
    *answer = caravan_logistics_v1_corridors_list_corridors_response(&call.op);
    return EXIT_DONE;
}

static enum exit_code find_everywhere(struct tracking *tracking, const struct track_traits *traits,
                                      track_trip_use *use, void *arg)
{
    const Caravan__Logistics__V1__ListCorridorsResponse *all = NULL;
    enum exit_code code = list_corridors(tracking, &all);

    for (size_t i = 0; code == EXIT_DONE && all != NULL && i < all->n_corridors; i++)
        code = track_trips_find(tracking, all->corridors[i]->name, traits, use, arg);
    return code;
}

/* By its id, whatever the corridor. */
static enum exit_code find_by_id(struct tracking *tracking, const char *id, track_trip_use *use,
                                 void *arg)
{
    const Caravan__Logistics__V1__ListCorridorsResponse *all = NULL;
    enum exit_code code = list_corridors(tracking, &all);

    for (size_t i = 0; code == EXIT_DONE && all != NULL && i < all->n_corridors; i++) {
        const char *name =
            cv_arena_printf(tracking->arena, "%s/trips/%s", all->corridors[i]->name, id);
        struct cv_status status = CV_STATUS_OK;
        const Caravan__Logistics__V1__Trip *trip =
            name == NULL ? NULL : get_trip(tracking, name, &status);
        bool found;

        code = trip != NULL ? use(tracking, trip, arg) : track_answered(tracking, status, &found);
    }
    return code;
}

/* ---- what happened ---- */

static enum exit_code add_event(struct tracking *tracking,
                                const Caravan__Logistics__V1__TripEvent *event)
{
    bool late = event->outcome == CARAVAN__LOGISTICS__V1__EVENT_OUTCOME__EVENT_OUTCOME_LATE;
    int32_t offset_minutes;
    const char *title;
    enum exit_code code;

    if (!event->counts ||
        event->classifier != CARAVAN__LOGISTICS__V1__TIME_CLASSIFIER__TIME_CLASSIFIER_ACTUAL)
        return EXIT_DONE;
    code = track_place_find(tracking, event->place, &title, &offset_minutes);
    track_line(
        &tracking->view,
        (struct track_line){
            .time = event->corrected_time == NULL ? event->occurred_time : event->corrected_time,
            .offset_minutes = event->utc_offset_minutes,
            .what = WORD(trip_event_kind, event->kind),
            .what_name = NAME(trip_event_kind, event->kind),
            .where = title,
            .detail = event->cause == 0 ? event->wagon : WORD(delay_cause, event->cause),
            .note = late ? WORD(event_outcome, event->outcome) : "",
        });
    return code;
}

/* Points that it left or came to unseen are no events. */
static enum exit_code add_inferred(struct tracking *tracking,
                                   const Caravan__Logistics__V1__TripPoint *point,
                                   const Caravan__Logistics__V1__PointTimes *times, int kind)
{
    int32_t offset_minutes;
    const char *title;
    enum exit_code code;

    if (times == NULL || !times->inferred || times->actual_time == NULL)
        return EXIT_DONE;
    code = track_place_find(tracking, point->place, &title, &offset_minutes);
    track_line(&tracking->view, (struct track_line){
                                    .time = times->actual_time,
                                    .offset_minutes = offset_minutes,
                                    .what = WORD(trip_event_kind, kind),
                                    .what_name = NAME(trip_event_kind, kind),
                                    .where = title,
                                    .note = T("inferred", "推断"),
                                });
    return code;
}

enum exit_code track_trip_happened(struct tracking *tracking,
                                   const Caravan__Logistics__V1__Trip *trip)
{
    Caravan__Logistics__V1__ListTripEventsRequest request =
        CARAVAN__LOGISTICS__V1__LIST_TRIP_EVENTS_REQUEST__INIT;
    const Caravan__Logistics__V1__ListTripEventsResponse *page;
    enum exit_code code = EXIT_DONE;
    struct client_call call;
    struct cv_status status;

    request.parent = trip->name;
    request.page_size = PAGE;
    do {
        client_prepare(&tracking->client, &call);
        caravan_logistics_v1_corridors_list_trip_events(tracking->client.channel, &call.op,
                                                        &request);
        status = client_wait(&tracking->client, &call);
        if (!cv_ok(status))
            return client_complain(&tracking->client, status);
        page = caravan_logistics_v1_corridors_list_trip_events_response(&call.op);
        for (size_t i = 0; code == EXIT_DONE && i < page->n_events; i++)
            code = add_event(tracking, page->events[i]);
        request.page_token = page->next_page_token;
    } while (code == EXIT_DONE && *request.page_token != '\0');
    for (size_t i = 0; code == EXIT_DONE && i < trip->n_points; i++) {
        const Caravan__Logistics__V1__TripPoint *point = trip->points[i];

        code = add_inferred(tracking, point, point->arrival,
                            CARAVAN__LOGISTICS__V1__TRIP_EVENT_KIND__TRIP_EVENT_KIND_ARRIVED);
        if (code == EXIT_DONE)
            code = add_inferred(tracking, point, point->departure,
                                CARAVAN__LOGISTICS__V1__TRIP_EVENT_KIND__TRIP_EVENT_KIND_DEPARTED);
    }
    return code;
}

/* ---- what is expected ---- */

static void add_expected(struct tracking *tracking, const Caravan__Logistics__V1__PointTimes *times,
                         const char *title, int32_t offset_minutes, int kind)
{
    if (times == NULL || times->actual_time != NULL || times->planned_time == NULL)
        return;
    track_line(&tracking->view, (struct track_line){
                                    .expected = true,
                                    .time = times->planned_time,
                                    .estimated_time = times->estimated_time,
                                    .half_time = times->forecast_time,
                                    .late_time = times->forecast_late_time,
                                    .offset_minutes = offset_minutes,
                                    .what = WORD(trip_event_kind, kind),
                                    .what_name = NAME(trip_event_kind, kind),
                                    .where = title,
                                });
}

enum exit_code track_trip_expected(struct tracking *tracking,
                                   const Caravan__Logistics__V1__Trip *trip)
{
    enum exit_code code = EXIT_DONE;

    if (trip->state >= CARAVAN__LOGISTICS__V1__TRIP_STATE__TRIP_STATE_FINAL_ARRIVED)
        return EXIT_DONE;
    for (size_t i = 0; code == EXIT_DONE && i < trip->n_points; i++) {
        const Caravan__Logistics__V1__TripPoint *point = trip->points[i];
        int32_t offset_minutes;
        const char *title;

        if (point->dropped)
            continue;
        code = track_place_find(tracking, point->place, &title, &offset_minutes);
        if (code != EXIT_DONE)
            continue;
        if (point->slip != 0)
            track_flag(&tracking->view, "SLIP", (struct text){"expected late", "预计晚点"},
                       cv_arena_printf(tracking->arena, "%s, %s", WORD(slip, point->slip), title));
        add_expected(tracking, point->arrival, title, offset_minutes,
                     CARAVAN__LOGISTICS__V1__TRIP_EVENT_KIND__TRIP_EVENT_KIND_ARRIVED);
        add_expected(tracking, point->departure, title, offset_minutes,
                     CARAVAN__LOGISTICS__V1__TRIP_EVENT_KIND__TRIP_EVENT_KIND_DEPARTED);
    }
    return code;
}

/* ---- the trip itself ---- */

static void add_flags(struct track_view *view, const Caravan__Logistics__V1__Trip *trip)
{
    if (trip->interrupted)
        track_flag(view, "INTERRUPTED", (struct text){"interrupted", "中断"},
                   trip->interruption_cause == 0 ? ""
                                                 : WORD(delay_cause, trip->interruption_cause));
    for (size_t i = 0; i < trip->n_holds; i++) {
        const Caravan__Logistics__V1__TripHold *hold = trip->holds[i];

        if (hold->close_time == NULL)
            track_flag(view, "HOLD", (struct text){"held", "扣留"}, WORD(hold_kind, hold->kind));
    }
    if (trip->path_version > 1)
        track_flag(view, "DIVERTED", (struct text){"diverted", "已改道"}, "");
    if (trip->consist_changed)
        track_flag(view, "CONSIST_CHANGED", (struct text){"consist changed", "编组有变"}, "");
    if (trip->incident_count > 0)
        track_flag(view, "INCIDENT", (struct text){"incidents", "事故"},
                   cv_arena_printf(view->arena, "%d", trip->incident_count));
    for (size_t i = 0; i < trip->n_wagons; i++) {
        if (trip->wagons[i]->refused)
            track_flag(view, "WAGON_REFUSED", (struct text){"wagon refused", "车辆被拒"},
                       trip->wagons[i]->number);
    }
}

static enum exit_code show_trip(struct tracking *tracking, const char *kind, const char *number,
                                const char *name)
{
    struct track_view *view = &tracking->view;
    const Caravan__Logistics__V1__Trip *trip;
    enum exit_code code = track_trip_get(tracking, name, &trip);

    if (code != EXIT_DONE)
        return code;
    track_view_begin(view, tracking->arena, kind, *number == '\0' ? trip->number : number, name);
    view->state = WORD(trip_state, trip->state);
    view->state_name = NAME(trip_state, trip->state);
    track_fact(view, "trip", (struct text){"trip", "车次"}, name);
    track_fact(view, "train", (struct text){"number", "号码"}, trip->number);
    track_fact(view, "direction", (struct text){"direction", "方向"},
               WORD(direction, trip->direction));
    track_fact(view, "project", (struct text){"project", "项目"}, trip->project);
    track_fact_number(view, "wagons", (struct text){"wagons", "车辆数"}, (int64_t)trip->n_wagons);
    add_flags(view, trip);
    code = track_trip_happened(tracking, trip);
    return code == EXIT_DONE ? track_trip_expected(tracking, trip) : code;
}

/* ---- by number ---- */

struct found_trips {
    struct track_other others[TRIPS_SHOWN];
    size_t count;
};

static enum exit_code remember(struct tracking *tracking, const Caravan__Logistics__V1__Trip *trip,
                               void *arg)
{
    struct found_trips *trips = arg;

    (void)tracking;
    if (trips->count < TRIPS_SHOWN)
        trips->others[trips->count++] = (struct track_other){
            .name = trip->name,
            .state = WORD(trip_state, trip->state),
            .state_name = NAME(trip_state, trip->state),
            .shown = trips->count == 0,
        };
    return EXIT_DONE;
}

static enum exit_code show_found(struct tracking *tracking, const struct found_trips *trips,
                                 enum track_kind kind, struct text title)
{
    enum exit_code code =
        show_trip(tracking, TRACK_KIND_NAMES[kind], tracking->number.bare, trips->others[0].name);

    tracking->view.others_title = title;
    for (size_t i = 0; i < trips->count; i++)
        track_other(&tracking->view, trips->others[i]);
    return code;
}

enum exit_code look_for_trip(struct tracking *tracking, bool *found)
{
    const char *text = tracking->number.text;
    const char *slash = strchr(text, '/');
    struct found_trips trips = {.count = 0};
    enum exit_code code;

    if (slash != NULL) { /* "c/t1", "c/trips/t1" */
        const char *name = cv_arena_printf(tracking->arena, "corridors/%.*s/trips/%s",
                                           (int)(slash - text), text, report_last_part(slash));
        struct cv_status status = CV_STATUS_OK;

        *found = name != NULL && get_trip(tracking, name, &status) != NULL;
        if (!*found)
            return track_answered(tracking, status, found);
        return show_trip(tracking, TRACK_KIND_NAMES[TRACK_TRIP], "", name);
    }
    code = find_everywhere(tracking,
                           &(struct track_traits){.number = text, .wagon = "", .consignment = ""},
                           remember, &trips);
    if (code == EXIT_DONE && trips.count == 0 && cell_id(text, tracking->arena, &text) == NULL)
        code = find_by_id(tracking, text, remember, &trips);
    *found = trips.count > 0;
    if (code != EXIT_DONE || !*found)
        return code;
    return show_found(
        tracking, &trips, TRACK_TRIP,
        (struct text){"Trips of this number, the newest first", "此号码的车次，新的在前"});
}

enum exit_code look_for_wagon(struct tracking *tracking, bool *found)
{
    struct found_trips trips = {.count = 0};
    enum exit_code code = find_everywhere(
        tracking,
        &(struct track_traits){.number = "", .wagon = tracking->number.bare, .consignment = ""},
        remember, &trips);

    *found = trips.count > 0;
    if (code != EXIT_DONE || !*found)
        return code;
    return show_found(
        tracking, &trips, TRACK_WAGON,
        (struct text){"Trips with this wagon, the newest first", "编入此车辆的车次，新的在前"});
}
