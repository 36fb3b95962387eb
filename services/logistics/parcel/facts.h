/* What one parcel adds to its hub's figures, as a pure function of its state: a change of the
 * figures is the facts after less the facts before, so that they count parcels, each once, and a
 * recount from the scans must come to the same. */
#ifndef LOGISTICS_FACTS_H
#define LOGISTICS_FACTS_H

#include "hub/hub_store.h"
#include "parcel/fold.h"

/* What a figure is counted by. */
enum count_kind {
    COUNT_HOUR = 1,   /* key: the hour of the day */
    COUNT_CHUTE,      /* part: the shift; key: the chute; 0: not in one */
    COUNT_PREFECTURE, /* key: the prefecture; 0: not known */
    COUNT_LATENCY,    /* key: COUNT_LATENCY_US from inbound to dispatch, up to the last */
    COUNT_READER,     /* key: the reader; scans, by the day on which they came */
};

#define COUNT_KIND_LAST COUNT_READER
#define COUNT_LATE_US   INT64_C(900000000) /* so long after it happened a scan comes late */

#define COUNT_LATENCY_US   INT64_C(300000000) /* 5 minutes */
#define COUNT_LATENCY_LAST 576                /* two days, or longer */

/* Parcels, if not said otherwise. */
enum count_what {
    COUNT_INBOUND,
    COUNT_SORTED,
    COUNT_MISSORTED,
    COUNT_NO_READ,
    COUNT_RECIRCULATED,
    COUNT_ROUNDS, /* recirculations */
    COUNT_REJECTED,
    COUNT_DISPATCHED,
    COUNT_TIMED,      /* dispatched, with the time it took known */
    COUNT_LATENCY_MS, /* of those, together */
    COUNT_WHATS,
    /* Of COUNT_READER. */
    COUNT_SCANS = COUNT_INBOUND,
    COUNT_LATE = COUNT_TIMED,
    COUNT_LATE_MS = COUNT_LATENCY_MS, /* of the late ones, together */
};

struct count_cell {
    int64_t kind; /* a count_kind */
    int32_t day;
    int64_t part;
    int64_t key;
};

struct count_fact {
    struct count_cell cell;
    int64_t what; /* a count_what */
    int64_t amount;
};

#define FACTS_MAX 40

/* Up to FACTS_MAX; returns how many. A parcel that is another (merged) has none. */
size_t parcel_facts(const struct parcel_state *state, const struct hub_ref *hub,
                    struct count_fact *facts);

/* What a scan that came then adds to its reader's; up to three. */
size_t scan_facts(const struct hub_ref *hub, int64_t reader_no, int64_t at_us, int64_t received_us,
                  struct count_fact *facts);

#endif
