/* Single calls, measured one by one: as fast as so many callers get answers, or at a rate, then
 * counted from when they were due, each millisecond those of that millisecond. */
#ifndef BENCH_PROBE_H
#define BENCH_PROBE_H

#include "caravan/logistics/v1/hubs.caravan.h"
#include "day.h"
#include "load/histogram.h"
#include "net/loop.h"

#include <stdbool.h>

#define PROBE_CALLERS_MAX 256

enum probe_kind {
    PROBE_NONE,
    PROBE_CAPTURE,  /* CaptureScan of parcels nobody else sees */
    PROBE_TRACK,    /* TrackParcel, for staff, of a parcel below `parcels` */
    PROBE_DECIDE,   /* DecideSort, of one parcel after the other from `from` on */
    PROBE_REPORT,   /* HubReport of the first parcel's day */
    PROBE_CORRIDOR, /* CorridorReport of all that the demonstration's corridor carried */
    PROBE_KINDS,
};

struct probe;

struct probe_call {
    struct cv_unary op;
    struct cv_scope scope;
    struct probe *probe;
    uint64_t since_ns;
    bool busy;
};

struct probe {
    struct day day;
    enum probe_kind kind;
    unsigned callers;
    double rate; /* 0: an answer starts the next call */
    uint64_t from, parcels;
    uint64_t most; /* calls; 0: until stopped */

    struct cv_loop *loop;
    struct cv_channel *channel;
    struct cv_timer timer;
    struct probe_call calls[PROBE_CALLERS_MAX];
    uint64_t started, answered;
    uint64_t due_ns;
    uint64_t begin_ns, end_ns;
    uint64_t late; /* that were due when all callers were busy */
    struct histogram histogram;
    uint64_t outcomes[8]; /* of scans; actions of decisions */
    bool stopping;
    char why[160];
};

void probe_begin(struct probe *probe, struct cv_loop *loop, struct cv_channel *channel);
void probe_stop(struct probe *probe);
/* No call is under way, and none will be. */
bool probe_idle(const struct probe *probe);

#endif
