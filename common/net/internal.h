/* What the files of common/net share; nobody else sees uv.h. */
#ifndef CV_NET_INTERNAL_H
#define CV_NET_INTERNAL_H

#include "base/buf.h"
#include "base/clock.h"
#include "net/loop.h"
#include "net/stream.h"

#include <pthread.h>
#include <uv.h>

#define CV_READ_BYTES (64u * 1024) /* lent to whichever stream reads; one for each loop */

/* Memory of large messages is kept for the next ones; not longer than twice this without them. */
#define CV_KEPT_NS CV_NS_PER_S

struct cv_wake {
    pthread_mutex_t lock;
    struct cv_list items; /* guarded by lock */
    bool signalled;       /* guarded by lock */
    uv_async_t async;
    unsigned holds; /* loop thread */
};

struct cv_signal {
    uv_signal_t handle;
    cv_signal_handler *handler;
    void *arg;
    struct cv_signal *next;
};

struct cv_loop {
    uv_loop_t uv;
    struct cv_timers timers;
    struct cv_timer trimming; /* of what the arenas of this thread keep */
    struct cv_wake wake;
    struct cv_list tasks;
    uv_prepare_t prepare; /* runs the tasks and arms the timer, before the loop sleeps */
    uv_check_t check;     /* reads the clock, after it slept */
    uv_idle_t idle;       /* active while tasks are left: do not sleep */
    uv_timer_t timer;     /* the next of `timers` */
    uv_async_t stop;
    struct cv_signal *signals;
    uint64_t now_ns;
    uint64_t woke_ns;           /* as `now_ns`, which is read again when timers run */
    struct cv_histogram *turns; /* NULL: they are not measured */
    uint64_t armed_ns;          /* due time of `timer`; CV_NEVER: stopped */
    unsigned open;              /* streams, listeners, connects */
    bool stopping;
    bool watched;         /* inside cv_loop_run_until() */
    uint8_t *read_buffer; /* CV_READ_BYTES, and CV_OUTPUT_BYTES behind them */
    uint8_t *plain;       /* for TLS: what was opened, lent to whichever stream reads; or NULL */
    struct cv_buf sealed; /* for TLS: what is to be written, empty between turns */
};

void cv_loop_opened(struct cv_loop *loop); /* one more thing that keeps the loop running */
void cv_loop_closed(struct cv_loop *loop);

struct cv_status cv_wake_init(struct cv_wake *wake, uv_loop_t *uv);
void cv_wake_close(struct cv_wake *wake);

/* "UV_E..." to a status; the one place that knows libuv's errors. */
struct cv_status cv_net_status(int error);

/* What a kind of stream must be able to do. */
struct cv_stream_kind {
    void (*start)(struct cv_stream *stream); /* owned: begin to deliver */
    void (*write)(struct cv_stream *stream, const uint8_t *bytes, size_t len);
    void (*pause)(struct cv_stream *stream, bool paused);
    void (*end)(struct cv_stream *stream);   /* the last byte was written */
    void (*close)(struct cv_stream *stream); /* once; ends in cv_stream_finished() */
};

struct cv_stream {
    const struct cv_stream_kind *kind;
    struct cv_loop *loop;
    const struct cv_stream_events *events;
    void *owner;
    struct cv_status reason; /* why it ended */
    bool blocked;
    bool paused;
    bool ended; /* by us: nothing more is written */
    bool closing;
    const char *peer; /* its name; lives as long as the stream */
};

void cv_stream_fail(struct cv_stream *stream, struct cv_status reason); /* close, with a reason */
void cv_stream_unblock(struct cv_stream *stream);
void cv_stream_finished(struct cv_stream *stream); /* tells `closed`; frees */

/* A connected socket as a stream: `fd` is taken, also on failure. NULL: out of memory. */
struct cv_stream *cv_stream_of_socket(struct cv_loop *loop, int fd, bool tcp);
/* Fill *storage; returns its length, 0: not an IP or unix address. */
socklen_t cv_address_socket(const struct cv_address *address, struct sockaddr_storage *storage);
void cv_address_of_socket(const struct sockaddr_storage *storage, struct cv_address *address);

#endif
