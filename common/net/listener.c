#include "net/listener.h"

#include "base/clock.h"
#include "base/fault.h"
#include "net/inherited.h"
#include "net/internal.h"
#include "net/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define ACCEPT_ROUNDS 64
/* Out of descriptors: accept(2) would fail again at once and the loop would spin. */
#define ACCEPT_PAUSE_NS (100 * CV_NS_PER_MS)

struct cv_listener {
    struct cv_loop *loop;
    uv_poll_t poll;
    int fd;
    bool owns_path; /* removes the unix socket at its end */
    bool inherited; /* others hold it, too, and are there afterwards */
    struct cv_address address;
    cv_listener_accept *accept;
    void *owner;
    struct cv_timer pause;
};

/* False: none is there, or the listener is closed. */
static bool accept_one(struct cv_listener *listener)
{
    int fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    struct cv_stream *stream;

    if (fd < 0) {
        if (errno == EAGAIN || errno == ECONNABORTED || errno == EINTR)
            return false;
        (void)uv_poll_stop(&listener->poll);
        (void)cv_timer_arm(&listener->loop->timers, &listener->pause,
                           cv_clock_ns() + ACCEPT_PAUSE_NS);
        return false;
    }
    stream = cv_stream_of_socket(listener->loop, fd, !cv_address_is_unix(&listener->address));
    if (stream != NULL)
        listener->accept(listener->owner, stream);
    return !uv_is_closing((uv_handle_t *)&listener->poll);
}

static void on_ready(uv_poll_t *poll, int error, int events)
{
    (void)events;
    for (int round = 0; error >= 0 && round < ACCEPT_ROUNDS && accept_one(poll->data); round++)
        ;
}

void cv_listener_take(struct cv_listener *listener)
{
    if (listener->pause.slot != 0) /* there is no descriptor for them */
        return;
    if (listener->inherited) /* they are for the next process, and nobody resets them */
        return;
    for (int round = 0; round < CV_SOCKET_BACKLOG && accept_one(listener); round++)
        ;
}

static void pause_over(struct cv_timer *timer, uint64_t now_ns)
{
    struct cv_listener *listener = CV_CONTAINER_OF(timer, struct cv_listener, pause);

    (void)now_ns;
    (void)uv_poll_start(&listener->poll, UV_READABLE, on_ready);
}

/* `fd` is taken, also on failure. */
static struct cv_status make(struct cv_loop *loop, int fd, const struct cv_address *address,
                             cv_listener_accept *accept, void *owner, struct cv_listener **listener)
{
    struct cv_listener *made = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, sizeof(*made));

    *listener = NULL;
    if (made == NULL || uv_poll_init(&loop->uv, &made->poll, fd) != 0) {
        free(made);
        (void)close(fd);
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    }
    made->loop = loop;
    made->fd = fd;
    made->address = *address;
    made->accept = accept;
    made->owner = owner;
    made->poll.data = made;
    made->pause.fire = pause_over;
    (void)uv_poll_start(&made->poll, UV_READABLE, on_ready);
    cv_loop_opened(loop);
    *listener = made;
    return CV_STATUS_OK;
}

struct cv_status cv_listener_open(struct cv_loop *loop, const struct cv_address *address,
                                  bool beside, cv_listener_accept *accept, void *owner,
                                  struct cv_listener **listener)
{
    struct cv_address bound = *address;
    int fd = cv_inherited_take(address);
    bool inherited = fd >= 0;
    struct cv_status status =
        inherited ? CV_STATUS_OK : cv_socket_listen(address, beside, &fd, &bound);

    *listener = NULL;
    if (!cv_ok(status))
        return status;
    status = make(loop, fd, &bound, accept, owner, listener);
    if (cv_ok(status)) {
        (*listener)->inherited = inherited;
        (*listener)->owns_path = address->kind == CV_ADDRESS_UNIX && !inherited;
    }
    return status;
}

struct cv_status cv_listener_share(struct cv_listener *first, struct cv_loop *loop,
                                   cv_listener_accept *accept, void *owner,
                                   struct cv_listener **listener)
{
    struct cv_status status;
    int fd = -1;

    *listener = NULL;
    if (cv_address_is_unix(&first->address) || first->inherited) {
        fd = fcntl(first->fd, F_DUPFD_CLOEXEC, 0);
        status = fd < 0 ? cv_socket_error() : CV_STATUS_OK;
    } else {
        status = cv_socket_share(&first->address, &fd);
    }
    if (cv_ok(status))
        status = make(loop, fd, &first->address, accept, owner, listener);
    if (cv_ok(status))
        (*listener)->inherited = first->inherited;
    return status;
}

const struct cv_address *cv_listener_address(const struct cv_listener *listener)
{
    return &listener->address;
}

static void on_closed(uv_handle_t *handle)
{
    struct cv_listener *listener = handle->data;

    (void)close(listener->fd);
    cv_loop_closed(listener->loop);
    free(listener);
}

void cv_listener_close(struct cv_listener *listener)
{
    if (listener == NULL || uv_is_closing((uv_handle_t *)&listener->poll))
        return;
    cv_timer_disarm(&listener->loop->timers, &listener->pause);
    if (listener->owns_path)
        cv_socket_forget(&listener->address);
    uv_close((uv_handle_t *)&listener->poll, on_closed);
}
