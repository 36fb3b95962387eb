#include "logistics_corridor.h"

#include <inttypes.h>

void corridor_sow(struct service_bench *bench)
{
    EXPECT(bench, "CreatePlace",
           "place_id: 'kunming' place { title: 'Kunming' kind: PLACE_KIND_TERMINAL country: 'CN' }",
           "");
    EXPECT(bench, "CreatePlace",
           "place_id: 'mohan' place { title: 'Mohan' kind: PLACE_KIND_BORDER_POINT country: 'CN' "
           "border_country: 'LA' }",
           "");
    EXPECT(bench, "CreatePlace",
           "place_id: 'vientiane' place { title: 'Vientiane' kind: PLACE_KIND_STATION "
           "country: 'LA' }",
           "");
    EXPECT(bench, "CreateCorridor",
           "corridor_id: 'laos' corridor { title: 'Laos' "
           "points { place: 'places/kunming' mode: TRANSPORT_MODE_RAIL run_minutes: 600 } "
           "points { place: 'places/mohan' mode: TRANSPORT_MODE_RAIL run_minutes: 420 "
           "dwell_minutes: 240 } points { place: 'places/vientiane' } }",
           "");
}

void trip_sow(struct service_bench *bench, const char *id, int64_t departure)
{
    EXPECT(bench, "CreateTrip",
           service_text(bench,
                        "parent: 'corridors/laos' trip_id: '%s' trip { number: 'X9101' "
                        "direction: DIRECTION_OUTBOUND departure_time { seconds: %" PRId64 " } }",
                        id, departure),
           "");
}

void trip_compose(struct service_bench *bench, const char *id, const char *wagon)
{
    EXPECT(bench, "ComposeTrip",
           service_text(bench,
                        "name: 'corridors/laos/trips/%s' wagons { number: '%s' "
                        "numbering: WAGON_NUMBERING_CHINA limit_grams: 60000000 slots: 2 }",
                        id, wagon),
           "");
}

const char *trip_move_text(struct service_bench *bench, const char *id, const char *kind, int point)
{
    return service_text(bench, "name: 'corridors/laos/trips/%s' kind: TRIP_EVENT_KIND_%s point: %d",
                        id, kind, point);
}

void trip_move(struct service_bench *bench, const char *id, const char *kind, int point)
{
    EXPECT(bench, "MoveTrip", trip_move_text(bench, id, kind, point), "");
}

void trip_ready(struct service_bench *bench, const char *id, const char *wagon)
{
    trip_compose(bench, id, wagon);
    trip_move(bench, id, "READY", 0);
}

const char *trip_event_text(struct service_bench *bench, const char *event, const char *kind,
                            int point, int64_t seconds, const char *rest)
{
    return service_text(bench,
                        "parent: '" T1 "' events { event_id: '%s' kind: TRIP_EVENT_KIND_%s "
                        "point: %d classifier: TIME_CLASSIFIER_ACTUAL "
                        "occurred_time { seconds: %" PRId64 " } utc_offset_minutes: 480 %s }",
                        event, kind, point, seconds, rest);
}
