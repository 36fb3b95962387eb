/* Bytes both ways, in order, until closed. Four kinds behind one face: TCP, unix socket, a pair
 * in memory for tests, and TLS over one of these (net/tls.h): whoever speaks through a cv_stream
 * does not see the difference. A TLS stream is blocked until its handshake is over.
 *
 * Thread   The loop's thread.
 * Memory   Bytes given to `read` are borrowed for that call. Bytes to write are written or copied
 *          before cv_stream_write() returns. The stream frees itself after `closed`.
 * Ending   cv_stream_close() may be called in any state and more than once, also inside a
 *          callback; `closed` then runs exactly once, never from inside close, and is the last
 *          callback. A peer that leaves or a failed write ends in `closed` without being asked.
 * Limits   Nothing is queued without bound: while cv_stream_blocked() the owner must not write;
 *          `drained` says when it may again. */
#ifndef CV_NET_STREAM_H
#define CV_NET_STREAM_H

#include "base/status.h"
#include "net/address.h"
#include "net/loop.h"

struct cv_stream;

struct cv_stream_events {
    void (*read)(void *owner, const uint8_t *bytes, size_t len);
    void (*drained)(void *owner);                         /* no longer blocked */
    void (*ended)(void *owner);                           /* the peer will send no more */
    void (*closed)(void *owner, struct cv_status reason); /* OK: we closed it */
};

/* Whom to tell. Before this the stream delivers nothing. */
void cv_stream_own(struct cv_stream *stream, const struct cv_stream_events *events, void *owner);

void cv_stream_write(struct cv_stream *stream, const uint8_t *bytes, size_t len);
bool cv_stream_blocked(const struct cv_stream *stream);
void cv_stream_pause(struct cv_stream *stream); /* stop reading; the peer is held back by TCP */
void cv_stream_resume(struct cv_stream *stream);
/* We send no more: the peer reads what was written, then its end. Reading goes on. Not while
 * blocked; once. Closing at once instead may destroy what the peer has not read yet: a socket
 * closed while bytes from the peer lie unread resets the connection. */
void cv_stream_end(struct cv_stream *stream);
void cv_stream_close(struct cv_stream *stream);
/* Nothing that is written goes out any more: it was closed, or has failed. */
bool cv_stream_closing(const struct cv_stream *stream);
struct cv_loop *cv_stream_loop(const struct cv_stream *stream);
const char *cv_stream_peer(const struct cv_stream *stream); /* "127.0.0.1:40312", "unix:", "pipe" */

/* Two ends of one pipe in memory, both on `loop`: what one writes the other reads in a later turn,
 * at most `cap` bytes under way (then blocked). The outside twin of a socket, for tests. */
struct cv_status cv_stream_pair(struct cv_loop *loop, size_t cap, struct cv_stream *ends[2]);

/* Open a connection. Embed, fill the first part, submit; `done` runs exactly once, on the loop,
 * never from inside the submit. On OK `stream` is the caller's to own or close. */
struct cv_connect;
typedef void cv_connect_done(struct cv_connect *op);
struct cv_connect {
    const struct cv_address *address; /* borrowed until done; no name: see net/resolve.h */
    cv_connect_done *done;
    struct cv_stream *stream; /* result */
    struct cv_status status;  /* result; texts static */
    void *private_;           /* private */
    struct cv_task task;      /* private */
};
void cv_connect_submit(struct cv_loop *loop, struct cv_connect *op);
void cv_connect_cancel(struct cv_connect *op); /* done still runs, with CANCELLED */

#endif
