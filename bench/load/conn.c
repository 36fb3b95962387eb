#include "conn.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define FRAME_HEAD    9
#define WINDOW_FIRST  65535
#define WINDOW_WANTED (1 << 30)

enum {
    FRAME_DATA = 0,
    FRAME_HEADERS = 1,
    FRAME_RST_STREAM = 3,
    FRAME_SETTINGS = 4,
    FRAME_PING = 6,
    FRAME_GOAWAY = 7,
    FRAME_WINDOW_UPDATE = 8,
    FLAG_ACK = 1,
    FLAG_END_STREAM = 1,
    FLAG_END_HEADERS = 4,
    FLAG_PADDED = 8,
    FLAG_PRIORITY = 32,
};

struct frame {
    const uint8_t *at;
    uint32_t len;
    uint32_t id;
    uint8_t type;
    uint8_t flags;
};

uint64_t load_now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void load_fail(struct load *load, const char *format, ...)
{
    va_list args;

    if (load->failed++ > 0)
        return;
    va_start(args, format);
    (void)vsnprintf(load->why, sizeof(load->why), format, args);
    va_end(args);
}

static void give_up(struct conn *conn)
{
    SSL_free(conn->tls);
    conn->tls = NULL;
    if (conn->fd >= 0)
        (void)close(conn->fd);
    conn->fd = -1;
    conn->in_flight = 0;
}

static uint32_t read_u32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* ---- out ---- */

static void put_frame(struct conn *conn, unsigned type, unsigned flags, const uint8_t *payload,
                      size_t len)
{
    uint8_t *at = conn->out + conn->out_len;

    if (CONN_OUT_BYTES - conn->out_len < FRAME_HEAD + len) {
        load_fail(conn->load, "the server does not read");
        give_up(conn);
        return;
    }
    memset(at, 0, FRAME_HEAD);
    at[2] = (uint8_t)len;
    at[3] = (uint8_t)type;
    at[4] = (uint8_t)flags;
    if (len > 0)
        memcpy(at + FRAME_HEAD, payload, len);
    conn->out_len += FRAME_HEAD + len;
}

static void open_window(struct conn *conn, uint32_t by)
{
    uint8_t payload[4] = {(uint8_t)(by >> 24), (uint8_t)(by >> 16), (uint8_t)(by >> 8),
                          (uint8_t)by};

    put_frame(conn, FRAME_WINDOW_UPDATE, 0, payload, sizeof(payload));
}

static void put_greeting(struct conn *conn)
{
    static const char PREFACE[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    static const uint8_t SETTINGS[] = {0, 2, 0, 0, 0, 0}; /* no pushes */

    memcpy(conn->out, PREFACE, sizeof(PREFACE) - 1);
    conn->out_len = sizeof(PREFACE) - 1;
    put_frame(conn, FRAME_SETTINGS, 0, SETTINGS, sizeof(SETTINGS));
    open_window(conn, WINDOW_WANTED - WINDOW_FIRST);
}

bool conn_call(struct conn *conn, uint64_t since_ns)
{
    struct load *load = conn->load;
    struct slot *slot = &conn->slots[conn->next_id / 2 % CONN_SLOTS];
    size_t data = load->request.message_len;

    if (conn->fd < 0 || slot->id != 0 || conn->window < (int64_t)data ||
        CONN_OUT_BYTES - conn->out_len < REQUEST_BYTES_MAX)
        return false;
    if (load->unique_keys)
        request_key(load->keys++, slot->key);
    conn->out_len += request_write(&load->request, conn->next_id == 1, conn->next_id,
                                   load->unique_keys ? slot->key : NULL, conn->out + conn->out_len);
    conn->window -= (int64_t)data;
    slot->id = conn->next_id;
    slot->got = 0;
    slot->since_ns = since_ns;
    conn->next_id += 2;
    conn->in_flight++;
    return true;
}

/* Of a TLS call that did not succeed: as send() and recv() say it. */
static ssize_t tls_result(const struct conn *conn, int result)
{
    int error = SSL_get_error(conn->tls, result);

    errno = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? EAGAIN : EPROTO;
    return error == SSL_ERROR_ZERO_RETURN ? 0 : -1;
}

static ssize_t transmit(struct conn *conn, const uint8_t *bytes, size_t len)
{
    int n;

    if (conn->tls == NULL)
        return send(conn->fd, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT);
    n = SSL_write(conn->tls, bytes, (int)len);
    return n > 0 ? n : tls_result(conn, n);
}

static ssize_t take(struct conn *conn, uint8_t *bytes, size_t cap)
{
    int n;

    if (conn->tls == NULL)
        return recv(conn->fd, bytes, cap, MSG_DONTWAIT);
    n = SSL_read(conn->tls, bytes, (int)cap);
    return n > 0 ? n : tls_result(conn, n);
}

bool conn_flush(struct conn *conn)
{
    ssize_t sent;

    if (conn->fd < 0 || conn->out_at == conn->out_len)
        return false;
    sent = transmit(conn, conn->out + conn->out_at, conn->out_len - conn->out_at);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) {
        load_fail(conn->load, "send: %s", strerror(errno));
        give_up(conn);
        return false;
    }
    conn->out_at += sent > 0 ? (size_t)sent : 0;
    if (conn->out_at < conn->out_len)
        return true;
    conn->out_at = 0;
    conn->out_len = 0;
    return false;
}

/* ---- in ---- */

static struct slot *slot_of(struct conn *conn, uint32_t id)
{
    struct slot *slot = &conn->slots[id / 2 % CONN_SLOTS];

    return slot->id == id ? slot : NULL;
}

static void call_failed(struct conn *conn, struct slot *slot, const char *why)
{
    load_fail(conn->load, "stream %u: %s", slot->id, why);
    slot->id = 0;
    conn->in_flight--;
}

/* The answer is the request. `at` counts from the start of gRPC's prefix. */
static bool same_bytes(const struct load *load, const struct slot *slot, const uint8_t *bytes,
                       size_t len)
{
    const struct request *request = &load->request;
    uint8_t wanted[REQUEST_BYTES_MAX];

    if (slot->got + len > request->message_len)
        return false;
    if (!load->unique_keys)
        return memcmp(bytes, request->message + slot->got, len) == 0;
    memcpy(wanted, request->message, request->message_len);
    memcpy(wanted + request->key_at, slot->key, REQUEST_KEY_BYTES);
    return memcmp(bytes, wanted + slot->got, len) == 0;
}

static void take_data(struct conn *conn, const struct frame *frame)
{
    struct slot *slot = slot_of(conn, frame->id);

    conn->unopened += frame->len;
    if (conn->unopened > WINDOW_WANTED / 2) {
        open_window(conn, (uint32_t)conn->unopened);
        conn->unopened = 0;
    }
    if (slot == NULL)
        return;
    if ((frame->flags & FLAG_PADDED) != 0 || !same_bytes(conn->load, slot, frame->at, frame->len)) {
        call_failed(conn, slot, "the answer is not the request");
        return;
    }
    slot->got += frame->len;
    if ((frame->flags & FLAG_END_STREAM) != 0)
        call_failed(conn, slot, "no trailers");
}

static void take_headers(struct conn *conn, const struct frame *frame, uint64_t now_ns)
{
    struct slot *slot = slot_of(conn, frame->id);
    bool last = (frame->flags & FLAG_END_STREAM) != 0;
    bool plain =
        (frame->flags & (FLAG_END_HEADERS | FLAG_PADDED | FLAG_PRIORITY)) == FLAG_END_HEADERS;
    bool good = plain && answer_block_good(&conn->answer, frame->at, frame->len, last);

    if (slot == NULL)
        return;
    if (!good) {
        call_failed(conn, slot, last ? "grpc-status is not 0" : "HTTP status is not 200");
    } else if (last && slot->got != conn->load->request.message_len) {
        call_failed(conn, slot, "the answer is short");
    } else if (last) {
        histogram_add(&conn->load->histogram, now_ns - slot->since_ns);
        slot->id = 0;
        conn->in_flight--;
        conn->load->done++;
    }
}

static void take_frame(struct conn *conn, const struct frame *frame, uint64_t now_ns)
{
    switch (frame->type) {
    case FRAME_DATA:
        take_data(conn, frame);
        break;
    case FRAME_HEADERS:
        take_headers(conn, frame, now_ns);
        break;
    case FRAME_SETTINGS:
        if ((frame->flags & FLAG_ACK) == 0)
            put_frame(conn, FRAME_SETTINGS, FLAG_ACK, NULL, 0);
        break;
    case FRAME_PING:
        if ((frame->flags & FLAG_ACK) == 0 && frame->len == 8)
            put_frame(conn, FRAME_PING, FLAG_ACK, frame->at, 8);
        break;
    case FRAME_WINDOW_UPDATE:
        if (frame->id == 0 && frame->len == 4)
            conn->window += read_u32(frame->at);
        break;
    case FRAME_RST_STREAM:
        if (slot_of(conn, frame->id) != NULL)
            call_failed(conn, slot_of(conn, frame->id), "reset by the server");
        break;
    case FRAME_GOAWAY:
        load_fail(conn->load, "GOAWAY");
        give_up(conn);
        break;
    default:
        break;
    }
}

static void take_frames(struct conn *conn)
{
    uint64_t now_ns = load_now_ns();
    size_t at = 0;

    while (conn->fd >= 0 && conn->in_len - at >= FRAME_HEAD) {
        const uint8_t *head = conn->in + at;
        struct frame frame = {
            .at = head + FRAME_HEAD,
            .len = read_u32(head) >> 8,
            .id = read_u32(head + 5) & 0x7fffffff,
            .type = head[3],
            .flags = head[4],
        };

        if (conn->in_len - at < FRAME_HEAD + frame.len)
            break;
        take_frame(conn, &frame, now_ns);
        at += FRAME_HEAD + frame.len;
    }
    memmove(conn->in, conn->in + at, conn->in_len - at);
    conn->in_len -= at;
}

static bool read_once(struct conn *conn)
{
    ssize_t n;

    if (conn->fd < 0)
        return false;
    n = take(conn, conn->in + conn->in_len, CONN_IN_BYTES - conn->in_len);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    if (n <= 0) {
        load_fail(conn->load, "the server closed the connection");
        give_up(conn);
        return false;
    }
    conn->in_len += (size_t)n;
    take_frames(conn);
    return true;
}

bool conn_read(struct conn *conn)
{
    bool any = read_once(conn);

    /* A TLS record is a read of its own, and the socket says nothing of those already taken. */
    while (any && conn->tls != NULL && read_once(conn))
        continue;
    return any;
}

/* ---- life ---- */

static int dial(uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int on = 1;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0)
        return -1;
    if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
        (void)close(fd);
        return -1;
    }
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    return fd;
}

bool load_use_tls(struct load *load)
{
    load->tls = SSL_CTX_new(TLS_client_method());
    if (load->tls == NULL || SSL_CTX_set_min_proto_version(load->tls, TLS1_3_VERSION) != 1 ||
        SSL_CTX_set_ciphersuites(load->tls, "TLS_AES_128_GCM_SHA256") != 1 ||
        SSL_CTX_set_alpn_protos(load->tls, (const uint8_t *)"\002h2", 3) != 0) {
        load_fail(load, "TLS is not to be had");
        return false;
    }
    (void)SSL_CTX_set_mode(load->tls,
                           SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return true;
}

/* The handshake is waited for; from then on nothing is. */
static bool secure(struct conn *conn)
{
    conn->tls = SSL_new(conn->load->tls);
    if (conn->tls == NULL || SSL_set_fd(conn->tls, conn->fd) != 1 || SSL_connect(conn->tls) != 1)
        return false;
    return fcntl(conn->fd, F_SETFL, O_NONBLOCK) == 0;
}

struct conn *conn_new(struct load *load, uint16_t port)
{
    struct conn *conn = calloc(1, sizeof(*conn));

    if (conn == NULL || !answer_init(&conn->answer)) {
        load_fail(load, "out of memory");
        free(conn);
        return NULL;
    }
    conn->load = load;
    conn->next_id = 1;
    conn->window = WINDOW_FIRST;
    conn->fd = dial(port);
    if (conn->fd < 0) {
        load_fail(load, "connect: %s", strerror(errno));
        conn_free(conn);
        return NULL;
    }
    if (load->tls != NULL && !secure(conn)) {
        load_fail(load, "the TLS handshake failed");
        conn_free(conn);
        return NULL;
    }
    put_greeting(conn);
    return conn;
}

void conn_free(struct conn *conn)
{
    if (conn == NULL)
        return;
    give_up(conn);
    answer_free(&conn->answer);
    free(conn);
}
