/* What tests of corridors begin with: places "kunming" (CN, a terminal), "mohan" (CN, the border to
 * LA) and "vientiane" (LA, a station); the corridor "laos" through them by rail, ten hours, a stay
 * of four, and seven hours. */
#ifndef TESTS_LOGISTICS_LOGISTICS_CORRIDOR_H
#define TESTS_LOGISTICS_LOGISTICS_CORRIDOR_H

#include "support/logistics_bench.h"

#define HOUR   INT64_C(3600)
#define MINUTE INT64_C(60)
#define NOON   INT64_C(1751371200) /* SERVICE_NOON in seconds */

#define T1 "corridors/laos/trips/t1"

void corridor_sow(struct service_bench *bench);
/* Trip "laos/`id`", OUTBOUND, planned from `departure` (seconds since 1970). */
void trip_sow(struct service_bench *bench, const char *id, int64_t departure);

/* Give it the wagon of that number, seven digits. */
void trip_compose(struct service_bench *bench, const char *id, const char *wagon);

/* Command a move that is legal, at a point: trip_move(&bench, "t1", "DEPARTED", 0). */
void trip_move(struct service_bench *bench, const char *id, const char *kind, int point);
/* And one that is not. */
#define MOVE_REFUSED(bench, id, kind, point, reason)                                               \
    REFUSE(bench, "MoveTrip", trip_move_text(bench, id, kind, point), CV_FAILED_PRECONDITION,      \
           reason, "")
const char *trip_move_text(struct service_bench *bench, const char *id, const char *kind,
                           int point);

/* "READY", composed before. */
void trip_ready(struct service_bench *bench, const char *id, const char *wagon);

/* One observation of trip "laos/t1", `rest` being its other fields, and what it is: "LATE". Returns
 * the result. */
#define OBSERVE(bench, event, kind, point, seconds, rest, outcome)                                 \
    EXPECT(bench, "RecordTripEvents", trip_event_text(bench, event, kind, point, seconds, rest),   \
           "results { outcome: EVENT_OUTCOME_" outcome " }")
const char *trip_event_text(struct service_bench *bench, const char *event, const char *kind,
                            int point, int64_t seconds, const char *rest);

/* Trip "laos/t1" has these values. */
#define TRIP_IS(bench, want) EXPECT(bench, "GetTrip", "name: 'corridors/laos/trips/t1'", want)

#endif
