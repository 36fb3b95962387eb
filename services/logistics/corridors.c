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
        .find_trips = &find_trips,
        .compose_trip = &compose_trip,
        .move_trip = &move_trip,
        .divert_trip = &divert_trip,
        .cancel_trip = &cancel_trip,
        .close_trip = &close_trip,
        .record_trip_events = &record_trip_events,
        .list_trip_events = &list_trip_events,
        .list_trip_estimates = &list_trip_estimates,
        .list_trip_alerts = &list_trip_alerts,
        .watch_trip = &watch_trip,
        .create_box = &create_box,
        .get_box = &get_box,
        .list_boxes = &list_boxes,
        .move_box = &move_box,
        .move_boxes = &move_boxes,
        .observe_box = &observe_box,
        .list_box_events = &list_box_events,
        .create_consignment = &create_consignment,
        .get_consignment = &get_consignment,
        .list_consignments = &list_consignments,
        .update_consignment = &update_consignment,
        .move_consignment = &move_consignment,
        .flag_consignment = &flag_consignment,
        .amend_consignment = &amend_consignment,
        .list_amendments = &list_amendments,
        .deliver_consignment = &deliver_consignment,
        .return_consignment = &return_consignment,
        .create_load = &create_load,
        .list_loads = &list_loads,
        .delete_load = &delete_load,
        .adopt_load = &adopt_load,
        .leave_load = &leave_load,
        .create_booking = &create_booking,
        .get_booking = &get_booking,
        .list_bookings = &list_bookings,
        .cancel_booking = &cancel_booking,
        .corridor_report = &corridor_report,
        .list_corridor_report_consignments = &list_corridor_report_consignments,
    };

    return caravan_logistics_v1_corridors_serve(server, &handlers, service);
}
