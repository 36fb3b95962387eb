/* What tests of corridors begin with: places "kunming" (CN, a terminal), "mohan" (CN, the border to
 * LA) and "vientiane" (LA, a station); the corridor "laos" through them by rail, ten hours, a stay
 * of four, and seven hours. */
#ifndef TESTS_LOGISTICS_LOGISTICS_CORRIDOR_H
#define TESTS_LOGISTICS_LOGISTICS_CORRIDOR_H

#include "support/logistics_bench.h"

#define HOUR   INT64_C(3600)
#define MINUTE INT64_C(60)
#define NOON   INT64_C(1751371200) /* SERVICE_NOON in seconds */

void corridor_sow(struct service_bench *bench);
/* Trip "laos/`id`", OUTBOUND, planned from `departure` (seconds since 1970). */
void trip_sow(struct service_bench *bench, const char *id, int64_t departure);

#endif
