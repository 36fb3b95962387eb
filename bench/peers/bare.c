/* bare PORT raw|codec: what nghttp2 and libuv alone can do, the yardstick for common/.
 *
 * `raw` answers every stream with the bytes it sent; `codec` finds the path, decodes the message
 * with protobuf-c and encodes it again. No limits, no deadlines, no metadata, no errors: that is
 * the point. One read, one write for each connection and turn, constant headers not copied. */
#include "bench/v1/echo.pb-c.h"

#include <nghttp2/nghttp2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#define READ_BYTES     (64 * 1024)
#define WRITE_BYTES    (64 * 1024)
#define MESSAGE_MAX    512
#define SCRATCH_BYTES  2048
#define MESSAGE_PREFIX 5

#define PAIR(n, v)                                                                                 \
    {                                                                                              \
        (uint8_t *)(uintptr_t)(n), (uint8_t *)(uintptr_t)(v), sizeof(n) - 1, sizeof(v) - 1,        \
            NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE                           \
    }

static const nghttp2_nv HEAD[] = {PAIR(":status", "200"), PAIR("content-type", "application/grpc")};
static const nghttp2_nv TRAILERS[] = {PAIR("grpc-status", "0")};

struct stream {
    struct stream *next; /* free */
    bool routed;
    size_t len;
    size_t sent;
    uint8_t message[MESSAGE_MAX]; /* with gRPC's prefix */
};

struct conn {
    uv_tcp_t tcp;
    nghttp2_session *h2;
};

static uv_loop_t loop;
static bool with_codec;
static struct stream *free_streams;
static uint8_t read_bytes[READ_BYTES];
static uint8_t write_bytes[WRITE_BYTES];

/* ---- streams ---- */

static struct stream *stream_take(void)
{
    struct stream *stream = free_streams;

    if (stream == NULL)
        return calloc(1, sizeof(*stream));
    free_streams = stream->next;
    stream->routed = false;
    stream->len = 0;
    stream->sent = 0;
    return stream;
}

static void stream_give(struct stream *stream)
{
    stream->next = free_streams;
    free_streams = stream;
}

/* ---- the answer ---- */

static struct {
    size_t used;
    _Alignas(16) uint8_t bytes[SCRATCH_BYTES];
} scratch;

static void *scratch_alloc(void *data, size_t size)
{
    void *at = scratch.bytes + scratch.used;

    (void)data;
    size = (size + 15) & ~(size_t)15;
    if (size > SCRATCH_BYTES - scratch.used)
        return NULL;
    scratch.used += size;
    return at;
}

static void scratch_free(void *data, void *at)
{
    (void)data;
    (void)at;
}

/* Decode and encode again, in place. */
static bool transcode(struct stream *stream)
{
    static ProtobufCAllocator allocator = {scratch_alloc, scratch_free, NULL};
    Bench__V1__Scan *scan;
    size_t len;

    scratch.used = 0;
    scan = bench__v1__scan__unpack(&allocator, stream->len - MESSAGE_PREFIX,
                                   stream->message + MESSAGE_PREFIX);
    if (scan == NULL)
        return false;
    len = bench__v1__scan__get_packed_size(scan);
    if (len > MESSAGE_MAX - MESSAGE_PREFIX)
        return false;
    stream->message[3] = (uint8_t)(len >> 8);
    stream->message[4] = (uint8_t)len;
    bench__v1__scan__pack(scan, stream->message + MESSAGE_PREFIX);
    stream->len = len + MESSAGE_PREFIX;
    return true;
}

static ssize_t read_body(nghttp2_session *h2, int32_t id, uint8_t *out, size_t cap, uint32_t *flags,
                         nghttp2_data_source *source, void *user)
{
    struct stream *stream = source->ptr;
    size_t n = stream->len - stream->sent < cap ? stream->len - stream->sent : cap;

    (void)user;
    memcpy(out, stream->message + stream->sent, n);
    stream->sent += n;
    if (stream->sent < stream->len)
        return (ssize_t)n;
    *flags = NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
    return nghttp2_submit_trailer(h2, id, TRAILERS, 1) == 0 ? (ssize_t)n
                                                            : NGHTTP2_ERR_CALLBACK_FAILURE;
}

static int answer(nghttp2_session *h2, int32_t id, struct stream *stream)
{
    nghttp2_data_provider body = {.source.ptr = stream, .read_callback = read_body};

    if (with_codec && (!stream->routed || stream->len < MESSAGE_PREFIX || !transcode(stream)))
        return nghttp2_submit_rst_stream(h2, NGHTTP2_FLAG_NONE, id, NGHTTP2_INTERNAL_ERROR);
    return nghttp2_submit_response(h2, id, HEAD, 2, &body);
}

/* ---- what nghttp2 tells ---- */

static int on_begin_headers(nghttp2_session *h2, const nghttp2_frame *frame, void *user)
{
    (void)user;
    return nghttp2_session_set_stream_user_data(h2, frame->hd.stream_id, stream_take());
}

static int on_header(nghttp2_session *h2, const nghttp2_frame *frame, const uint8_t *name,
                     size_t name_len, const uint8_t *value, size_t value_len, uint8_t flags,
                     void *user)
{
    static const char PATH[] = "/bench.v1.Echo/Echo";
    struct stream *stream;

    (void)flags;
    (void)user;
    if (!with_codec || name_len != 5 || memcmp(name, ":path", 5) != 0)
        return 0;
    stream = nghttp2_session_get_stream_user_data(h2, frame->hd.stream_id);
    stream->routed = value_len == sizeof(PATH) - 1 && memcmp(value, PATH, value_len) == 0;
    return 0;
}

static int on_data(nghttp2_session *h2, uint8_t flags, int32_t id, const uint8_t *bytes, size_t len,
                   void *user)
{
    struct stream *stream = nghttp2_session_get_stream_user_data(h2, id);

    (void)flags;
    (void)user;
    if (stream == NULL || len > MESSAGE_MAX - stream->len)
        return NGHTTP2_ERR_CALLBACK_FAILURE;
    memcpy(stream->message + stream->len, bytes, len);
    stream->len += len;
    return 0;
}

static int on_frame(nghttp2_session *h2, const nghttp2_frame *frame, void *user)
{
    struct stream *stream;

    (void)user;
    if (frame->hd.type != NGHTTP2_DATA || (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0)
        return 0;
    stream = nghttp2_session_get_stream_user_data(h2, frame->hd.stream_id);
    return stream == NULL ? 0 : answer(h2, frame->hd.stream_id, stream);
}

static int on_close(nghttp2_session *h2, int32_t id, uint32_t error, void *user)
{
    struct stream *stream = nghttp2_session_get_stream_user_data(h2, id);

    (void)error;
    (void)user;
    if (stream != NULL)
        stream_give(stream);
    return 0;
}

/* ---- connections ---- */

static void on_closed(uv_handle_t *handle)
{
    struct conn *conn = handle->data;

    nghttp2_session_del(conn->h2);
    free(conn);
}

/* Everything one read caused leaves in one write. A peer that does not read is dropped. */
static void flush(struct conn *conn)
{
    size_t len = 0;
    ssize_t n;

    do {
        const uint8_t *bytes;
        uv_buf_t buf;

        n = nghttp2_session_mem_send(conn->h2, &bytes);
        if (n > 0 && (size_t)n <= WRITE_BYTES - len) {
            memcpy(write_bytes + len, bytes, (size_t)n);
            len += (size_t)n;
        }
        if (len == 0 || (n > 0 && len < WRITE_BYTES - 17000))
            continue;
        buf = uv_buf_init((char *)write_bytes, (unsigned)len);
        if (uv_try_write((uv_stream_t *)&conn->tcp, &buf, 1) != (int)len)
            n = -1;
        len = 0;
    } while (n > 0);
    if (n < 0 && !uv_is_closing((uv_handle_t *)&conn->tcp))
        uv_close((uv_handle_t *)&conn->tcp, on_closed);
}

static void lend(uv_handle_t *handle, size_t wanted, uv_buf_t *buf)
{
    (void)handle;
    (void)wanted;
    *buf = uv_buf_init((char *)read_bytes, READ_BYTES);
}

static void on_read(uv_stream_t *tcp, ssize_t n, const uv_buf_t *buf)
{
    struct conn *conn = tcp->data;

    if (n > 0 && nghttp2_session_mem_recv(conn->h2, (const uint8_t *)buf->base, (size_t)n) == n)
        flush(conn);
    else if (n != 0 && !uv_is_closing((uv_handle_t *)tcp))
        uv_close((uv_handle_t *)tcp, on_closed);
}

static nghttp2_session *session_new(struct conn *conn)
{
    static const nghttp2_settings_entry SETTINGS[] = {
        {NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1},
        {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 1 << 20},
    };
    nghttp2_session_callbacks *callbacks;
    nghttp2_option *options;
    nghttp2_session *h2;

    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, on_begin_headers);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
    nghttp2_option_new(&options);
    nghttp2_option_set_no_closed_streams(options, 1);
    if (nghttp2_session_server_new2(&h2, callbacks, conn, options) != 0)
        abort();
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_option_del(options);
    nghttp2_submit_settings(h2, NGHTTP2_FLAG_NONE, SETTINGS, 2);
    nghttp2_session_set_local_window_size(h2, NGHTTP2_FLAG_NONE, 0, 1 << 30);
    return h2;
}

static void on_connection(uv_stream_t *listener, int error)
{
    struct conn *conn;

    if (error < 0)
        return;
    conn = calloc(1, sizeof(*conn));
    if (conn == NULL)
        abort();
    uv_tcp_init(&loop, &conn->tcp);
    conn->tcp.data = conn;
    conn->h2 = session_new(conn);
    if (uv_accept(listener, (uv_stream_t *)&conn->tcp) != 0) {
        uv_close((uv_handle_t *)&conn->tcp, on_closed);
        return;
    }
    uv_tcp_nodelay(&conn->tcp, 1);
    uv_read_start((uv_stream_t *)&conn->tcp, lend, on_read);
}

static void say_ready(const uv_tcp_t *listener)
{
    struct sockaddr_storage bound;
    int len = sizeof(bound);

    uv_tcp_getsockname(listener, (struct sockaddr *)&bound, &len);
    (void)printf("{\"event\":\"ready\",\"service\":\"bare\",\"listen\":[\"127.0.0.1:%u\"]}\n",
                 ntohs(((struct sockaddr_in *)&bound)->sin_port));
    (void)fflush(stdout);
}

int main(int argc, char **argv)
{
    struct sockaddr_in address;
    uv_tcp_t listener;

    if (argc != 3 || (strcmp(argv[2], "raw") != 0 && strcmp(argv[2], "codec") != 0)) {
        (void)fprintf(stderr, "usage: bare PORT raw|codec\n");
        return 2;
    }
    with_codec = strcmp(argv[2], "codec") == 0;
    uv_loop_init(&loop);
    uv_tcp_init(&loop, &listener);
    uv_ip4_addr("127.0.0.1", atoi(argv[1]), &address);
    if (uv_tcp_bind(&listener, (const struct sockaddr *)&address, 0) != 0 ||
        uv_listen((uv_stream_t *)&listener, 1024, on_connection) != 0) {
        (void)fprintf(stderr, "bare: cannot listen on port %s\n", argv[1]);
        return 1;
    }
    say_ready(&listener);
    return uv_run(&loop, UV_RUN_DEFAULT);
}
