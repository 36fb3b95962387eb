/* What the two files of a connection share: its bytes (conn.c) and its times (conn_life.c). */
#ifndef CV_RPC_CONN_INTERNAL_H
#define CV_RPC_CONN_INTERNAL_H

#include "rpc/conn.h"

/* What comes due some day, each with its own moment; one timer for all. */
enum cv_conn_due {
    CV_DUE_KEEPALIVE, /* look whether the peer has been silent */
    CV_DUE_IDLE,      /* look whether it has had no calls */
    CV_DUE_AGE,       /* begin to drain */
    CV_DUE_STEP,      /* draining: the second GOAWAY, whether or not the PING was answered */
    CV_DUE_GRACE,     /* draining: end the calls */
    CV_DUE_CLOSE,     /* and close, whether or not the peer has read that */
    CV_DUE_COUNT,
};

struct cv_conn {
    struct cv_stream *stream;
    struct cv_session *session; /* NULL once it has ended */
    struct cv_lane *lane;
    const struct cv_conn_events *events;
    void *owner;
    struct cv_flush flush;
    struct cv_timer timer; /* greeting; then watching; last words */
    struct cv_timer rest;  /* armed: it is not read until then */
    struct cv_list link;
    struct cv_status reason;
    uint64_t blocked_ns; /* since when no byte could be written, as far as watched; 0: they can */
    bool server;
    bool greeted;
    bool used; /* when the session has ended: as it said */
    bool draining;
    bool identified; /* the session knows who the peer is, or that nobody does */

    struct cv_conn_life life;
    struct cv_keeper keeper;
    struct cv_timer life_timer; /* the soonest of `due` */
    uint64_t due[CV_DUE_COUNT]; /* CV_NEVER: not */
    uint64_t heard_ns;          /* when bytes were last read */
    uint64_t used_ns;           /* when it last had calls */
    bool heard;                 /* bytes were read since the last flush */
};

/* ---- conn_life.c ---- */
/* False: out of memory. */
bool cv_conn_life_begin(struct cv_conn *conn, const struct cv_conn_life *life);
void cv_conn_life_end(struct cv_conn *conn);

#endif
