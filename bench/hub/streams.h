/* Eight devices, each with one StreamScans call: what the hub's readers send, as fast as it is
 * acknowledged or at a rate. A device does not run ahead of another by more than a few messages, so
 * that no scan comes before the one it follows. */
#ifndef BENCH_STREAMS_H
#define BENCH_STREAMS_H

#include "caravan/logistics/v1/hubs.caravan.h"
#include "day.h"
#include "load/histogram.h"
#include "net/loop.h"

#include <stdbool.h>

#define STREAMS_AHEAD_MAX 16
#define STREAMS_OUTCOMES  8

struct streams_config {
    struct day day;
    uint64_t from, to; /* parcels, multiples of `batch` */
    unsigned batch;    /* scans in a message, a multiple of DAY_NEIGHBOURS */
    unsigned ahead;    /* messages of a device that are not acknowledged yet */
    unsigned steps;    /* only the first so many */
    bool single;       /* one message under way at all: so many scans to a COMMIT */
    double rate;       /* scans a second; 0: as fast as they are acknowledged */
};

struct streams;

struct stream {
    struct cv_start start;
    struct cv_send send;
    struct cv_receive receive;
    struct cv_scope scope;
    struct cv_arena arena;
    struct streams *streams;
    unsigned step;
    uint64_t at;       /* the next window to send of */
    uint64_t answered; /* the next window whose answer comes */
    uint64_t number;   /* the last running number sent */
    uint64_t durable;  /* the last acknowledged */
    bool sending;
    bool ended;
};

/* What happens at the hub is cut into windows of as many parcels as a message has scans: of each a
 * device sends one message. */
struct streams {
    struct streams_config config;
    struct stream each[DAY_STEPS];
    struct day_scan *scans; /* of the message that is being made */
    Caravan__Logistics__V1__Scan **list;
    struct cv_loop *loop;
    struct cv_timer timer;
    uint64_t lag[DAY_STEPS];          /* windows between a device's parcels and the first one's */
    uint64_t windows;                 /* there are */
    uint64_t released;                /* may be sent */
    uint64_t oldest;                  /* that is not acknowledged whole */
    unsigned left[STREAMS_AHEAD_MAX]; /* answers to come, of a window */
    uint64_t since_ns[STREAMS_AHEAD_MAX];
    uint64_t begin_ns, end_ns;   /* of the first message, of the last answer */
    uint64_t due_ns;             /* with a rate */
    uint64_t sent, acknowledged; /* scans */
    uint64_t outcomes[STREAMS_OUTCOMES];
    struct histogram histogram; /* from a window's release to its last answer */
    bool stopping;              /* nothing more is released */
    char why[160];              /* the first failure */
};

bool streams_begin(struct streams *streams, struct cv_loop *loop, struct cv_channel *channel);
/* Send no more than has been released. */
void streams_stop(struct streams *streams);
/* All is acknowledged, or something has failed. */
bool streams_idle(const struct streams *streams);
/* End the calls: over when streams_ended(). */
void streams_end(struct streams *streams);
bool streams_ended(const struct streams *streams);
void streams_free(struct streams *streams);
/* The first parcel that no device has seen. */
uint64_t streams_next(const struct streams *streams);

#endif
