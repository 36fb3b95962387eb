/* Delivering the outbox to one receiver, as the store sees it: what is to be sent next, and what
 * became of it. Whoever delivers holds a lease, and a number, the fence, that grows whenever
 * another one takes over: who lost the lease can neither settle here nor deliver there.
 *
 * What was accepted is known by one number for all subjects. A subject whose event was refused is
 * held by itself: it is tried again after a pause that grows, is parked after CV_DELIVERY_TRIES,
 * and its later events wait.
 *
 * Thread   Store threads, inside `work`.
 * Memory   A batch is in the arena of the books that it was claimed with. */
#ifndef CV_SERVICE_DELIVERY_STORE_H
#define CV_SERVICE_DELIVERY_STORE_H

#include "service/outbox_store.h"

#define CV_DELIVERY_BATCH    500
#define CV_DELIVERY_TRIES    10
#define CV_DELIVERY_LEASE_US INT64_C(5000000)

struct cv_delivery_item {
    struct cv_outbox_row row;
    const char *dropped; /* why it is not to be delivered; "": it is */
    bool held;           /* its subject was, when it was claimed */
    int64_t tries;       /* before this one */
    /* What became of it, set before it is settled. */
    struct cv_status status;
    int64_t expected; /* the number of the subject that has to come first; 0: this one */
    bool parked;      /* set by settling */
};

struct cv_delivery_batch {
    const char *org;
    int64_t fence;
    int64_t until; /* in the numbers of all events: those up to it are in it, or held */
    struct cv_delivery_item *items; /* those of a subject in their order */
    size_t count;
    size_t limit;
    bool
        again; /* nothing is to be sent of what was looked at, and there may be more: claim again */
};

/* Up to `limit` of what is due, in whatever organisation; or nothing, or it is somebody else's
 * lease. Takes or prolongs the lease. */
struct cv_status cv_delivery_claim(struct cv_books *books, const char *peer, struct cv_uuid holder,
                                   size_t limit, struct cv_delivery_batch *batch);
/* ABORTED: LEASE_LOST. */
struct cv_status cv_delivery_settle(struct cv_books *books, const char *peer,
                                    struct cv_delivery_batch *batch);

/* What is not accepted yet, of all organisations. */
struct cv_delivery_rest {
    int64_t waiting;   /* events after the last that was settled */
    int64_t parked;    /* subjects, each by one of its events */
    int64_t oldest_us; /* when the oldest that is not parked was recorded; 0: there is none */
};

struct cv_status cv_delivery_look(struct cv_books *books, const char *peer,
                                  struct cv_delivery_rest *rest);

/* How far the peer has got with the events of the organisation of the books. */
struct cv_delivery_state {
    int64_t last;         /* of all events; 0: there is none */
    int64_t sequence;     /* up to which all is accepted or held */
    int64_t delivered_us; /* when that was recorded; 0: it is not kept any more */
    int64_t held;         /* subjects */
    int64_t parked;
    int64_t oldest_us; /* of what is not accepted; 0: there is nothing */
};

struct cv_status cv_delivery_get(struct cv_books *books, const char *peer,
                                 struct cv_delivery_state *state);

/* ---- what waits ---- */

struct cv_held_event {
    int64_t sequence; /* of the event */
    struct cv_outbox_row row;
    int64_t tries;
    int64_t due_us;
    int64_t parked_us; /* 0: it is tried again */
    int64_t code;
    const char *reason;
    const char *message;
};

struct cv_status cv_held_list(struct cv_books *books, const char *peer, struct cv_listed *listed);
/* NOT_FOUND. */
struct cv_status cv_held_get(struct cv_books *books, const char *peer, struct cv_uuid event,
                             struct cv_held_event *held);
/* It is due now, as if it had never been tried. Changes `held`, too. */
struct cv_status cv_held_release(struct cv_books *books, const char *peer,
                                 struct cv_held_event *held);
struct cv_status cv_held_drop(struct cv_books *books, const char *peer, struct cv_held_event *held,
                              const char *reason);

#endif
