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
