/* Watching a log: a server-streaming method that reads on from where its caller stands, says when
 * it has caught up, then waits for what is recorded next, with a heartbeat while nothing is.
 *
 * A feed belongs to what is watched; whoever wrote to it posts after the commit. A watch reads the
 * store itself, in pages, and sends as fast as its caller takes: a slow one falls behind, and
 * nothing is kept for it.
 *
 * Thread   cv_feed_post() and cv_feed_end() from any; a watch on the loop of its call; `read` on a
 *          store thread.
 * Memory   The feed outlives the server. The watch is (in) the handler's state. Messages live in
 *          the page's arena, which is let go when the page is sent; the kind is static.
 * Ending   The watch ends its call: when the caller leaves, with the error that reading gave, or
 *          with UNAVAILABLE when the feed has ended. After cv_watch_begin() the handler touches
 *          neither call nor state, but in `read` and `sign`.
 * Errors   Those of `read`; a full page arena is RESOURCE_EXHAUSTED. */
#ifndef CV_SERVICE_WATCH_H
#define CV_SERVICE_WATCH_H

#include "net/timer.h"
#include "rpc/call.h"
#include "store/store.h"

struct cv_watch;

struct cv_feed {
    _Atomic(struct cv_watch *) waiting; /* private: those to be told */
    atomic_uint posts;                  /* private */
    atomic_bool ended;                  /* private */
};

void cv_feed_init(struct cv_feed *feed);
/* Something was recorded. Costs nothing worth mentioning while nobody waits. */
void cv_feed_post(struct cv_feed *feed);
/* The server is going: all watches end, also those that begin later. */
void cv_feed_end(struct cv_feed *feed);

enum cv_watch_sign {
    CV_WATCH_CAUGHT_UP, /* once: all there was when the watch began has been sent */
    CV_WATCH_HEARTBEAT,
};

struct cv_watch_page {
    const ProtobufCMessage **messages; /* in the page's arena */
    size_t count;
    bool more; /* there is more to read now */
};

struct cv_watch_kind {
    /* Read on: the next page after what was read before, whose place the handler's state keeps. At
     * most some hundred messages, so that no reader waits long. */
    struct cv_status (*read)(struct cv_watch *watch, struct cv_tx *tx, struct cv_arena *arena,
                             struct cv_watch_page *page);
    /* The message that says so, in the arena; NULL: none is sent. */
    const ProtobufCMessage *(*sign)(struct cv_watch *watch, struct cv_arena *arena,
                                    enum cv_watch_sign sign);
    uint64_t heartbeat_ns; /* between two heartbeats while nothing comes */
    /* Something was posted: is it worth reading? On the loop, while nothing is being read. NULL: it
     * always is. */
    bool (*is_due)(struct cv_watch *watch);
};

struct cv_watch {
    const struct cv_watch_kind *kind; /* all private from here on */
    struct cv_call *call;
    struct cv_store *store;
    struct cv_feed *feed;
    struct cv_store_op op;
    struct cv_scope scope; /* of the call, with the page's arena */
    struct cv_arena arena;
    struct cv_watch_page page;
    size_t sent;
    struct cv_send send;
    struct cv_over over;
    struct cv_timer timer;
    struct cv_wake_item item;
    struct cv_watch *next; /* in feed->waiting */
    unsigned seen;         /* feed->posts before the page was read */
    bool reading;
    bool sending;
    bool waiting;
    bool news; /* came while a heartbeat was being sent */
    bool caught_up;
    bool left; /* nobody watches any more */
};

void cv_watch_begin(struct cv_watch *watch, const struct cv_watch_kind *kind, struct cv_call *call,
                    struct cv_store *store, struct cv_feed *feed);

#endif
