#include "base/fault.h"
#include "net/internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What one attempt needs; freed before `done`. */
struct attempt {
    struct cv_connect *op;
    struct cv_loop *loop;
    struct cv_task task; /* tells failures that were known at once */
    uv_poll_t poll;
    int fd;
    bool polling;
    bool cancelled;
    struct cv_status status;
};

static void finish(struct attempt *attempt)
{
    struct cv_connect *op = attempt->op;

    op->status = attempt->status;
    op->private_ = NULL;
    cv_loop_closed(attempt->loop);
    free(attempt);
    op->done(op);
}

static void task_run(struct cv_task *task)
{
    finish(CV_CONTAINER_OF(task, struct attempt, task));
}

static void fail(struct attempt *attempt, int uv_error)
{
    attempt->status = cv_net_status(uv_error);
    cv_loop_defer(attempt->loop, &attempt->task);
}

static void poll_closed(uv_handle_t *handle)
{
    struct attempt *attempt = handle->data;

    attempt->polling = false;
    if (attempt->cancelled) {
        (void)close(attempt->fd);
        fail(attempt, UV_ECANCELED);
        return;
    }
    if (cv_ok(attempt->status)) {
        attempt->op->stream = cv_stream_of_socket(attempt->loop, attempt->fd,
                                                  !cv_address_is_unix(attempt->op->address));
        if (attempt->op->stream == NULL)
            attempt->status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    } else {
        (void)close(attempt->fd);
    }
    finish(attempt);
}

static void on_ready(uv_poll_t *poll, int error, int events)
{
    struct attempt *attempt = poll->data;
    int cause = 0;
    socklen_t len = sizeof(cause);

    (void)events;
    (void)getsockopt(attempt->fd, SOL_SOCKET, SO_ERROR, &cause, &len);
    if (error < 0 && cause == 0)
        cause = EIO;
    attempt->status = cause == 0 ? CV_STATUS_OK : cv_net_status(uv_translate_sys_error(cause));
    (void)uv_poll_stop(poll);
    uv_close((uv_handle_t *)poll, poll_closed);
}

static void dial(struct attempt *attempt, const struct sockaddr *address, socklen_t len)
{
    int error = 0;

    attempt->fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (attempt->fd < 0) {
        fail(attempt, uv_translate_sys_error(errno));
        return;
    }
    if (connect(attempt->fd, address, len) != 0 && errno != EINPROGRESS)
        error = uv_translate_sys_error(errno);
    if (error == 0)
        error = uv_poll_init(&attempt->loop->uv, &attempt->poll, attempt->fd);
    if (error != 0) {
        (void)close(attempt->fd);
        fail(attempt, error);
        return;
    }
    attempt->poll.data = attempt;
    attempt->polling = true;
    (void)uv_poll_start(&attempt->poll, UV_WRITABLE, on_ready);
}

static void no_memory(struct cv_task *task)
{
    struct cv_connect *op = CV_CONTAINER_OF(task, struct cv_connect, task);

    op->status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    op->done(op);
}

void cv_connect_submit(struct cv_loop *loop, struct cv_connect *op)
{
    struct attempt *attempt = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, sizeof(*attempt));
    struct sockaddr_storage storage;
    socklen_t len;

    op->stream = NULL;
    op->private_ = attempt;
    op->task = (struct cv_task){.run = no_memory};
    if (attempt == NULL) {
        cv_loop_defer(loop, &op->task);
        return;
    }
    attempt->op = op;
    attempt->loop = loop;
    attempt->task.run = task_run;
    cv_loop_opened(loop);
    len = cv_address_socket(op->address, &storage);
    if (len == 0)
        fail(attempt, UV_EINVAL);
    else
        dial(attempt, (const struct sockaddr *)&storage, len);
}

void cv_connect_cancel(struct cv_connect *op)
{
    struct attempt *attempt = op->private_;

    if (attempt == NULL || attempt->cancelled)
        return;
    attempt->cancelled = true;
    if (attempt->polling && !uv_is_closing((uv_handle_t *)&attempt->poll))
        uv_close((uv_handle_t *)&attempt->poll, poll_closed);
}
