/* The moves a trip can make, one event at a time: what the fold is made of. Pure. */
#ifndef LOGISTICS_TRIP_MOVES_H
#define LOGISTICS_TRIP_MOVES_H

#include "trip/fold.h"

/* Index in the way of the point with this position; way_count: not on it. */
size_t trip_way_index(const struct trip_state *state, int64_t position);

/* Would it count, if it were taken now? */
bool trip_can_follow(const struct trip_state *state, const struct trip_event *event);

/* Take something actual, as it follows on what was before it. Says in the event whether it counts,
 * and why not. */
void trip_observe(struct trip_state *state, struct trip_event *event);

#endif
