#include "hubs.h"

struct cv_status hubs_serve(struct cv_server *server, struct logistics *service)
{
    const struct caravan_logistics_v1_hubs_handlers handlers = {
        .create_hub = &create_hub,
        .get_hub = &get_hub,
        .list_hubs = &list_hubs,
        .update_hub = &update_hub,
        .close_hub_day = &close_hub_day,
        .create_reader = &create_reader,
        .get_reader = &get_reader,
        .list_readers = &list_readers,
        .capture_scan = &capture_scan,
        .capture_scans = &capture_scans,
        .track_parcel = &track_parcel,
    };

    return caravan_logistics_v1_hubs_serve(server, &handlers, service);
}
