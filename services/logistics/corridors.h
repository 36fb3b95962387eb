/* The Corridors service: a rail-road goods corridor. Each method is one file, verb_noun.c in the
 * folder of its noun. */
#ifndef LOGISTICS_CORRIDORS_H
#define LOGISTICS_CORRIDORS_H

#include "caravan/logistics/v1/corridors.caravan.h"
#include "logistics.h"

/* Register the service. `service` is borrowed for the life of the server. */
struct cv_status corridors_serve(struct cv_server *server, struct logistics *service);

/* As unit->committed of what records trip events: whoever watches a trip is told. */
void corridors_committed(struct cv_unit *unit);

#define CORRIDORS_METHOD(name)                                                                     \
    extern const struct caravan_logistics_v1_corridors_##name##_method name

CORRIDORS_METHOD(create_place);
CORRIDORS_METHOD(get_place);
CORRIDORS_METHOD(list_places);
CORRIDORS_METHOD(update_place);

CORRIDORS_METHOD(create_corridor);
CORRIDORS_METHOD(get_corridor);
CORRIDORS_METHOD(list_corridors);
CORRIDORS_METHOD(update_corridor);

CORRIDORS_METHOD(create_trip);
CORRIDORS_METHOD(get_trip);
CORRIDORS_METHOD(list_trips);
CORRIDORS_METHOD(find_trips);
CORRIDORS_METHOD(compose_trip);
CORRIDORS_METHOD(move_trip);
CORRIDORS_METHOD(divert_trip);
CORRIDORS_METHOD(cancel_trip);
CORRIDORS_METHOD(close_trip);
CORRIDORS_METHOD(record_trip_events);
CORRIDORS_METHOD(list_trip_events);
CORRIDORS_METHOD(list_trip_estimates);
CORRIDORS_METHOD(list_trip_alerts);
CORRIDORS_METHOD(watch_trip);

CORRIDORS_METHOD(create_box);
CORRIDORS_METHOD(get_box);
CORRIDORS_METHOD(list_boxes);
CORRIDORS_METHOD(move_box);
CORRIDORS_METHOD(move_boxes);
CORRIDORS_METHOD(observe_box);
CORRIDORS_METHOD(list_box_events);

CORRIDORS_METHOD(create_consignment);
CORRIDORS_METHOD(get_consignment);
CORRIDORS_METHOD(list_consignments);
CORRIDORS_METHOD(update_consignment);
CORRIDORS_METHOD(move_consignment);
CORRIDORS_METHOD(flag_consignment);
CORRIDORS_METHOD(amend_consignment);
CORRIDORS_METHOD(list_amendments);
CORRIDORS_METHOD(deliver_consignment);
CORRIDORS_METHOD(return_consignment);

CORRIDORS_METHOD(create_load);
CORRIDORS_METHOD(list_loads);
CORRIDORS_METHOD(delete_load);
CORRIDORS_METHOD(adopt_load);
CORRIDORS_METHOD(leave_load);

CORRIDORS_METHOD(create_booking);
CORRIDORS_METHOD(get_booking);
CORRIDORS_METHOD(list_bookings);
CORRIDORS_METHOD(cancel_booking);

CORRIDORS_METHOD(corridor_report);
CORRIDORS_METHOD(list_corridor_report_consignments);

#undef CORRIDORS_METHOD

/* The Creates in parts (service/creation.h), for imports. */
extern const struct cv_creation place_creation;
extern const struct cv_creation corridor_creation;
extern const struct cv_creation trip_creation;
extern const struct cv_creation box_creation;
extern const struct cv_creation consignment_creation;
extern const struct cv_creation load_creation;
extern const struct cv_creation booking_creation;

#endif
