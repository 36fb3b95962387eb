#include "net/listener.h"

#include "base/clock.h"
#include "base/fault.h"
#include "net/internal.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define BACKLOG       1024
#define ACCEPT_ROUNDS 64
/* Out of descriptors: accept(2) would fail again at once and the loop would spin. */
#define ACCEPT_PAUSE_NS (100 * CV_NS_PER_MS)

struct cv_listener {
    struct cv_loop *loop;
    uv_poll_t poll;
    int fd;
    bool owns_path; /* removes the unix socket at its end */
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
    for (int round = 0; round < BACKLOG && accept_one(listener); round++)
        ;
}

static void pause_over(struct cv_timer *timer, uint64_t now_ns)
{
    struct cv_listener *listener = CV_CONTAINER_OF(timer, struct cv_listener, pause);

    (void)now_ns;
    (void)uv_poll_start(&listener->poll, UV_READABLE, on_ready);
}

static struct cv_status sys_error(void)
{
    return cv_net_status(uv_translate_sys_error(errno));
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

/* A socket file nobody listens behind is left over from a killed process. */
static void remove_stale(const struct sockaddr_storage *storage, socklen_t len, const char *path)
{
    struct stat info;
    int fd;

    if (lstat(path, &info) != 0 || !S_ISSOCK(info.st_mode))
        return;
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return;
    if (connect(fd, (const struct sockaddr *)storage, len) != 0 && errno == ECONNREFUSED)
        (void)unlink(path);
    (void)close(fd);
}

static struct cv_status open_socket(const struct cv_address *address, int *out)
{
    struct sockaddr_storage storage;
    socklen_t len = address->kind == CV_ADDRESS_NAME ? 0 : cv_address_socket(address, &storage);
    struct cv_status status;
    int on = 1;
    int fd;

    if (len == 0)
        return cv_status(
            CV_INVALID_ARGUMENT, "BAD_ADDRESS",
            "listening takes an IP address, a unix: path or a unix-abstract: name, not "
            "a host's name");
    if (address->kind == CV_ADDRESS_UNIX)
        remove_stale(&storage, len, address->host);
    fd = socket(storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return sys_error();
    if (address->kind == CV_ADDRESS_IP) {
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on));
    }
    if (storage.ss_family == AF_INET6)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
    if (bind(fd, (const struct sockaddr *)&storage, len) == 0 && listen(fd, BACKLOG) == 0) {
        *out = fd;
        return CV_STATUS_OK;
    }
    status = sys_error();
    (void)close(fd);
    return status;
}

/* With SO_REUSEPORT two processes could bind the same port unnoticed: a first listener binds once
 * without it, unless it is to stand beside another. */
static struct cv_status probe(const struct cv_address *address)
{
    struct sockaddr_storage storage;
    socklen_t len = cv_address_socket(address, &storage);
    struct cv_status status = CV_STATUS_OK;
    int on = 1;
    int fd;

    if (address->kind != CV_ADDRESS_IP || address->port == 0)
        return CV_STATUS_OK;
    fd = socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return sys_error();
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind(fd, (const struct sockaddr *)&storage, len) != 0)
        status = sys_error();
    (void)close(fd);
    return status;
}

struct cv_status cv_listener_open(struct cv_loop *loop, const struct cv_address *address,
                                  bool beside, cv_listener_accept *accept, void *owner,
                                  struct cv_listener **listener)
{
    struct cv_address bound = *address;
    struct sockaddr_storage storage;
    socklen_t len = sizeof(storage);
    struct cv_status status = beside ? CV_STATUS_OK : probe(address);
    int fd = -1;

    *listener = NULL;
    if (cv_ok(status))
        status = open_socket(address, &fd);
    if (!cv_ok(status))
        return status;
    if (address->kind == CV_ADDRESS_IP && getsockname(fd, (struct sockaddr *)&storage, &len) == 0)
        cv_address_of_socket(&storage, &bound);
    status = make(loop, fd, &bound, accept, owner, listener);
    if (cv_ok(status))
        (*listener)->owns_path = address->kind == CV_ADDRESS_UNIX;
    return status;
}

struct cv_status cv_listener_share(struct cv_listener *first, struct cv_loop *loop,
                                   cv_listener_accept *accept, void *owner,
                                   struct cv_listener **listener)
{
    struct cv_status status;
    int fd = -1;

    *listener = NULL;
    if (cv_address_is_unix(&first->address)) {
        fd = dup(first->fd);
        status = fd < 0 ? sys_error() : CV_STATUS_OK;
    } else {
        status = open_socket(&first->address, &fd);
    }
    return cv_ok(status) ? make(loop, fd, &first->address, accept, owner, listener) : status;
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
        (void)unlink(listener->address.host);
    uv_close((uv_handle_t *)&listener->poll, on_closed);
}
