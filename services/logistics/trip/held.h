/* How long a trip was held up by others than its carrier. Pure. */
#ifndef LOGISTICS_TRIP_HELD_H
#define LOGISTICS_TRIP_HELD_H

#include "trip/fold.h"

/* A hold of customs, of quarantine or for papers stops the carrier's clock; but only if it says why
 * and has been closed. */
bool trip_hold_excuses(const struct trip_hold *hold);

/* How much of the time from one instant to another such holds covered. `holds` in the order in
 * which they were opened; two at once count once. */
int64_t trip_held_us(const struct trip_hold *holds, size_t count, int64_t from_us, int64_t to_us);

#endif
