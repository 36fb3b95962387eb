/* Delivers the outbox to one receiver, from one loop: claims what is due, sends it, settles what
 * became of it and claims what is next in one transaction, and waits until the store tells of
 * something new, or a second. While the receiver does not answer it tries again after a pause that
 * grows to five seconds (rpc/backoff.h).
 *
 * Thread   begin before the loop runs, end on it; cv_delivery_wake() from any.
 * Memory   Embedded by the caller; lives until the loop has ended.
 * Ending   cv_delivery_end() when draining begins: what is under way comes to its end, nothing more
 *          is begun. What was sent and not settled is sent again later.
 * Errors   Told in the log: events that are parked, a receiver that refuses the delivery as a
 *          whole. */
#ifndef CV_SERVICE_DELIVERY_H
#define CV_SERVICE_DELIVERY_H

#include "app/peer.h"
#include "base/metric.h"
#include "caravan/events/v1/events.caravan.h"
#include "net/timer.h"
#include "rpc/backoff.h"
#include "service/delivery_store.h"

struct cv_delivery {
    struct cv_store *store; /* all private */
    struct cv_loop *loop;
    const struct cv_peer *peer;
    const char *source;
    struct cv_uuid holder;
    struct cv_principal principal;
    struct cv_arena arenas[2]; /* of two batches: while one is settled the next is claimed */
    struct cv_delivery_batch batches[2];
    unsigned now; /* which of them is at work */
    struct cv_scope scope;
    struct cv_store_op op;
    size_t limit; /* of the next one: 1 after the receiver refused a batch as a whole */
    Caravan__Events__V1__DeliverEventsRequest request;
    struct cv_peer_call call;
    struct cv_delivery_rest rest;
    struct {
        struct cv_metric lag, waiting, parked, delivered, refused, batches;
    } metrics;
    struct cv_backoff backoff;
    bool away; /* the receiver did not answer last */
    struct cv_timer timer;
    struct cv_wake_item item;
    atomic_bool posted; /* the item is, or nobody may any more */
    bool busy;
    bool news; /* came while it was busy */
    bool ended;
};

/* `source`: the name of this service; static. What is counted joins `metrics`.
 * RESOURCE_EXHAUSTED. */
struct cv_status cv_delivery_begin(struct cv_delivery *delivery, struct cv_store *store,
                                   struct cv_loop *loop, const struct cv_peer *peer,
                                   const char *source, struct cv_metrics *metrics);
/* There is something new in the store. */
void cv_delivery_wake(struct cv_delivery *delivery);
void cv_delivery_end(struct cv_delivery *delivery);

#endif
