/* TCP and unix sockets. The socket is ours and non-blocking, libuv only says when it is ready: so a
 * write is one send(2) straight from the caller's bytes, and nothing is allocated for it. */
#include "base/fault.h"
#include "net/internal.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct socket {
    struct cv_stream stream;
    uv_poll_t poll;
    int fd;
    int watched;      /* events asked for */
    bool ended;       /* the peer has sent its last */
    uint8_t *pending; /* what send(2) did not take; owned */
    size_t pending_len;
    size_t pending_at;
    char peer[]; /* its name */
};

static struct socket *of(struct cv_stream *stream)
{
    return (struct socket *)stream; /* first member */
}

static void on_ready(uv_poll_t *poll, int error, int events);

static void watch(struct socket *socket)
{
    bool read = socket->stream.events != NULL && !socket->stream.paused && !socket->ended;
    int events = (read ? UV_READABLE : 0) | (socket->pending == NULL ? 0 : UV_WRITABLE);

    if (socket->stream.closing || events == socket->watched)
        return;
    socket->watched = events;
    if (events == 0)
        (void)uv_poll_stop(&socket->poll);
    else
        (void)uv_poll_start(&socket->poll, events, on_ready);
}

static void fail(struct socket *socket, int error)
{
    cv_stream_fail(&socket->stream, cv_net_status(uv_translate_sys_error(error)));
}

/* Until the socket is empty, but at most some rounds: others wait too. */
static void read_some(struct socket *socket)
{
    struct cv_stream *stream = &socket->stream;

    for (int round = 0; round < 8 && !stream->closing && !stream->paused; round++) {
        ssize_t n = recv(socket->fd, stream->loop->read_buffer, CV_READ_BYTES, 0);

        if (n > 0)
            stream->events->read(stream->owner, stream->loop->read_buffer, (size_t)n);
        if (n == 0) {
            socket->ended = true;
            stream->events->ended(stream->owner);
            return;
        }
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            fail(socket, errno);
        if (n < (ssize_t)CV_READ_BYTES)
            return;
    }
}

/* How much of `bytes` the kernel took; sets the stream failed on an error. */
static size_t send_some(struct socket *socket, const uint8_t *bytes, size_t len)
{
    ssize_t n;

    if (cv_fault_tick(CV_FAULT_WRITE)) {
        fail(socket, EPIPE);
        return 0;
    }
    n = send(socket->fd, bytes, len, MSG_NOSIGNAL);
    if (n >= 0)
        return (size_t)n;
    if (errno != EAGAIN && errno != EINTR)
        fail(socket, errno);
    return 0;
}

static void write_pending(struct socket *socket)
{
    size_t left = socket->pending_len - socket->pending_at;

    socket->pending_at += send_some(socket, socket->pending + socket->pending_at, left);
    if (socket->stream.closing || socket->pending_at < socket->pending_len)
        return;
    free(socket->pending);
    socket->pending = NULL;
    cv_stream_unblock(&socket->stream);
}

static void on_ready(uv_poll_t *poll, int error, int events)
{
    struct socket *socket = poll->data;
    int cause = 0;
    socklen_t len = sizeof(cause);

    if (error < 0) {
        (void)getsockopt(socket->fd, SOL_SOCKET, SO_ERROR, &cause, &len);
        fail(socket, cause == 0 ? EIO : cause);
        return;
    }
    if ((events & UV_WRITABLE) != 0 && socket->pending != NULL)
        write_pending(socket);
    if ((events & UV_READABLE) != 0 && !socket->stream.closing)
        read_some(socket);
    watch(socket);
}

static void socket_start(struct cv_stream *stream)
{
    watch(of(stream));
}

static void socket_write(struct cv_stream *stream, const uint8_t *bytes, size_t len)
{
    struct socket *socket = of(stream);
    size_t sent = send_some(socket, bytes, len);

    if (stream->closing || sent == len)
        return;
    socket->pending = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : malloc(len - sent);
    if (socket->pending == NULL) {
        cv_stream_fail(stream, cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory"));
        return;
    }
    memcpy(socket->pending, bytes + sent, len - sent);
    socket->pending_len = len - sent;
    socket->pending_at = 0;
    stream->blocked = true;
    watch(socket);
}

static void socket_pause(struct cv_stream *stream, bool paused)
{
    (void)paused;
    watch(of(stream));
}

static void socket_end(struct cv_stream *stream)
{
    (void)shutdown(of(stream)->fd, SHUT_WR); /* of a connection that is gone: no matter */
}

static void on_closed(uv_handle_t *handle)
{
    struct socket *socket = handle->data;

    (void)close(socket->fd);
    free(socket->pending);
    cv_stream_finished(&socket->stream);
}

static void socket_close(struct cv_stream *stream)
{
    uv_close((uv_handle_t *)&of(stream)->poll, on_closed);
}

static const struct cv_stream_kind SOCKET = {socket_start, socket_write, socket_pause, socket_end,
                                             socket_close};

static void name_peer(int fd, char name[CV_ADDRESS_TEXT_MAX + 16])
{
    struct sockaddr_storage storage;
    socklen_t len = sizeof(storage);
    struct cv_address address;

    memset(&storage, 0, sizeof(storage));
    (void)getpeername(fd, (struct sockaddr *)&storage, &len);
    cv_address_of_socket(&storage, &address);
    cv_address_print(&address, name);
}

struct cv_stream *cv_stream_of_socket(struct cv_loop *loop, int fd, bool tcp)
{
    char peer[CV_ADDRESS_TEXT_MAX + 16];
    struct socket *socket = NULL;
    int on = 1;

    name_peer(fd, peer);
    if (!cv_fault_tick(CV_FAULT_ALLOC))
        socket = calloc(1, sizeof(*socket) + strlen(peer) + 1);
    if (socket == NULL || uv_poll_init(&loop->uv, &socket->poll, fd) != 0) {
        free(socket);
        (void)close(fd);
        return NULL;
    }
    if (tcp)
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    socket->stream.kind = &SOCKET;
    socket->stream.loop = loop;
    socket->poll.data = socket;
    socket->fd = fd;
    memcpy(socket->peer, peer, strlen(peer) + 1);
    socket->stream.peer = socket->peer;
    cv_loop_opened(loop);
    return &socket->stream;
}
