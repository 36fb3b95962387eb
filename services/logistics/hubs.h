/* The Hubs service: parcel sorting hubs. Each method is one file, verb_noun.c in the folder of its
 * noun. */
#ifndef LOGISTICS_HUBS_H
#define LOGISTICS_HUBS_H

#include "caravan/logistics/v1/hubs.caravan.h"
#include "logistics.h"

/* Register the service. `service` is borrowed for the life of the server. */
struct cv_status hubs_serve(struct cv_server *server, struct logistics *service);

/* How a stream ends that would go on for ever, when the server goes. */
extern const struct cv_status hubs_going;

#define HUBS_METHOD(name) extern const struct caravan_logistics_v1_hubs_##name##_method name

HUBS_METHOD(create_hub);
HUBS_METHOD(get_hub);
HUBS_METHOD(list_hubs);
HUBS_METHOD(update_hub);
HUBS_METHOD(close_hub_day);

HUBS_METHOD(create_reader);
HUBS_METHOD(get_reader);
HUBS_METHOD(list_readers);
HUBS_METHOD(update_reader);

HUBS_METHOD(capture_scan);
HUBS_METHOD(capture_scans);
HUBS_METHOD(stream_scans);

HUBS_METHOD(track_parcel);
HUBS_METHOD(find_parcels);
HUBS_METHOD(watch_parcel);
HUBS_METHOD(list_overdue_parcels);

HUBS_METHOD(watch_hub);

HUBS_METHOD(hub_report);

HUBS_METHOD(set_prefectures);
HUBS_METHOD(list_prefectures);
HUBS_METHOD(set_destinations);
HUBS_METHOD(list_destinations);

HUBS_METHOD(create_chute);
HUBS_METHOD(get_chute);
HUBS_METHOD(list_chutes);
HUBS_METHOD(update_chute);
HUBS_METHOD(link_chute);
HUBS_METHOD(unlink_chute);

HUBS_METHOD(create_sort_plan);
HUBS_METHOD(get_sort_plan);
HUBS_METHOD(list_sort_plans);
HUBS_METHOD(update_sort_plan);
HUBS_METHOD(check_sort_plan);
HUBS_METHOD(validate_sort_plan);
HUBS_METHOD(activate_sort_plan);
HUBS_METHOD(retire_sort_plan);

HUBS_METHOD(create_bag);
HUBS_METHOD(get_bag);
HUBS_METHOD(list_bags);
HUBS_METHOD(close_bag);
HUBS_METHOD(dispatch_bag);
HUBS_METHOD(arrive_bag);
HUBS_METHOD(open_bag);
HUBS_METHOD(bag_parcel);
HUBS_METHOD(unbag_parcel);
HUBS_METHOD(list_bag_parcels);

HUBS_METHOD(create_manifest);
HUBS_METHOD(get_manifest);
HUBS_METHOD(list_manifests);
HUBS_METHOD(load_bag);
HUBS_METHOD(unload_bag);
HUBS_METHOD(close_manifest);
HUBS_METHOD(dispatch_manifest);
HUBS_METHOD(arrive_manifest);
HUBS_METHOD(open_manifest);

HUBS_METHOD(decide_sort);
HUBS_METHOD(stream_sorts);

#undef HUBS_METHOD

/* The Creates in parts (service/creation.h), for imports. */
extern const struct cv_creation hub_creation;
extern const struct cv_creation reader_creation;

#endif
