/* A pipe in memory: two streams that read what the other writes, one turn later. */
#include "base/buf.h"
#include "base/fault.h"
#include "net/internal.h"

#include <stdlib.h>
#include <string.h>

struct end {
    struct cv_stream stream;
    struct end *other;   /* NULL: it has finished */
    struct cv_buf inbox; /* written by the other, not yet read */
    size_t cap;
    struct cv_task task;
    bool other_ended;
    bool told_ended;
};

static struct end *of(struct cv_stream *stream)
{
    return (struct end *)stream; /* first member */
}

static void soon(struct end *end)
{
    cv_loop_defer(end->stream.loop, &end->task);
}

static void finish(struct end *end)
{
    if (end->other != NULL) {
        end->other->other = NULL;
        end->other->other_ended = true;
        soon(end->other);
    }
    cv_buf_free(&end->inbox);
    cv_stream_finished(&end->stream);
}

static void deliver(struct end *end)
{
    struct cv_buf bytes = end->inbox;

    cv_buf_init(&end->inbox, SIZE_MAX);
    if (bytes.len > 0)
        end->stream.events->read(end->stream.owner, bytes.at, bytes.len);
    cv_buf_free(&bytes);
    if (end->other != NULL && end->other->stream.blocked)
        cv_stream_unblock(&end->other->stream);
}

static void run(struct cv_task *task)
{
    struct end *end = CV_CONTAINER_OF(task, struct end, task);

    if (end->stream.closing) {
        finish(end);
        return;
    }
    if (end->stream.events == NULL || end->stream.paused)
        return;
    if (end->inbox.len > 0) {
        deliver(end);
        soon(end);
    } else if (end->other_ended && !end->told_ended) {
        end->told_ended = true;
        end->stream.events->ended(end->stream.owner);
    }
}

static void pair_start(struct cv_stream *stream)
{
    soon(of(stream));
}

static void pair_write(struct cv_stream *stream, const uint8_t *bytes, size_t len)
{
    struct end *other = of(stream)->other;

    if (other == NULL || other->stream.closing || cv_fault_tick(CV_FAULT_WRITE)) {
        cv_stream_fail(stream, cv_status(CV_UNAVAILABLE, NULL, "the peer reset the connection"));
        return;
    }
    cv_buf_add(&other->inbox, bytes, len);
    if (other->inbox.failed) {
        cv_stream_fail(stream, cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory"));
        return;
    }
    stream->blocked = other->inbox.len >= other->cap;
    soon(other);
}

static void pair_pause(struct cv_stream *stream, bool paused)
{
    if (!paused)
        soon(of(stream));
}

static void pair_end(struct cv_stream *stream)
{
    struct end *other = of(stream)->other;

    if (other == NULL)
        return;
    other->other_ended = true;
    soon(other);
}

static void pair_close(struct cv_stream *stream)
{
    soon(of(stream));
}

static const struct cv_stream_kind PAIR = {pair_start, pair_write, pair_pause, pair_end,
                                           pair_close};

static void init(struct end *end, struct cv_loop *loop, size_t cap, struct end *other)
{
    end->stream.kind = &PAIR;
    end->stream.loop = loop;
    end->stream.peer = "pipe";
    end->other = other;
    end->cap = cap;
    end->task.run = run;
    cv_buf_init(&end->inbox, SIZE_MAX);
    cv_loop_opened(loop);
}

struct cv_status cv_stream_pair(struct cv_loop *loop, size_t cap, struct cv_stream *ends[2])
{
    struct end *first = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, sizeof(*first));
    struct end *second = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, sizeof(*second));

    ends[0] = ends[1] = NULL;
    if (first == NULL || second == NULL) {
        free(first);
        free(second);
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    }
    init(first, loop, cap, second);
    init(second, loop, cap, first);
    ends[0] = &first->stream;
    ends[1] = &second->stream;
    return CV_STATUS_OK;
}
