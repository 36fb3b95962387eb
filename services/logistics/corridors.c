#include "corridors.h"

void corridors_committed(struct cv_unit *unit)
{
    struct logistics *service = cv_call_service(unit->call);

    cv_feed_post(&service->trips);
}

struct cv_status corridors_serve(struct cv_server *server, struct logistics *service)
{
    const struct caravan_logistics_v1_corridors_handlers handlers = {
        .create_place = &create_place,
        .get_place = &get_place,
        .list_places = &list_places,
        .update_place = &update_place,
        .create_corridor = &create_corridor,
        .get_corridor = &get_corridor,
        .list_corridors = &list_corridors,
        .update_corridor = &update_corridor,
        .create_trip = &create_trip,
        .get_trip = &get_trip,
        .list_trips = &list_trips,
        .compose_trip = &compose_trip,
        .move_trip = &move_trip,
        .divert_trip = &divert_trip,
        .cancel_trip = &cancel_trip,
        .close_trip = &close_trip,
        .record_trip_events = &record_trip_events,
        .list_trip_events = &list_trip_events,
        .list_trip_estimates = &list_trip_estimates,
        .watch_trip = &watch_trip,
    };

    return caravan_logistics_v1_corridors_serve(server, &handlers, service);
}
