#include "support/scripted.h"

#include "base/assert.h"
#include "base/clock.h"
#include "net/stream.h"
#include "rpc/timeout.h"

#include <nghttp2/nghttp2.h>
#include <stdlib.h>
#include <string.h>

#define PIPE_BYTES 65536u
#define BODY_MAX   (64u * 1024 * 1024)

struct scripted_conn {
    struct scripted *owner;
    struct cv_list link;
    struct cv_stream *stream;
    nghttp2_session *h2;
    struct cv_list calls; /* struct open_call */
    int32_t last_id;      /* calls after it are not looked at */
    bool close;           /* when the bytes at hand are worked off */
};

struct open_call {
    struct cv_list link;
    struct scripted_call call;
    struct scripted_answer answer;
    int32_t id;
    bool asked;
    bool acted;
    bool reset;
};

/* ---- what it says ---- */

static nghttp2_nv pair(const char *name, const char *value)
{
    return (nghttp2_nv){(uint8_t *)(uintptr_t)name, (uint8_t *)(uintptr_t)value, strlen(name),
                        strlen(value), NGHTTP2_NV_FLAG_NONE};
}

static size_t status_pairs(const struct scripted_answer *answer, nghttp2_nv pairs[2],
                           char number[4])
{
    int code = answer->act == SCRIPTED_OK ? CV_OK : (int)answer->code;
    size_t count = 0;

    number[0] = (char)('0' + code / 10);
    number[1] = (char)('0' + code % 10);
    number[2] = '\0';
    pairs[count++] = pair("grpc-status", number[0] == '0' ? number + 1 : number);
    if (answer->pushback != NULL)
        pairs[count++] = pair("grpc-retry-pushback-ms", answer->pushback);
    return count;
}

static ssize_t read_answer(nghttp2_session *h2, int32_t id, uint8_t *out, size_t cap,
                           uint32_t *flags, nghttp2_data_source *source, void *user)
{
    static const uint8_t UNKNOWN[] = {0xf8, 0x7f, 1}; /* field 2047: 1 */
    struct open_call *open = source->ptr;
    nghttp2_nv pairs[2];
    char number[4];
    size_t count;

    (void)user;
    CV_ASSERT_CMP(cap, >=, 5u + sizeof(UNKNOWN));
    *flags |= NGHTTP2_DATA_FLAG_EOF | NGHTTP2_DATA_FLAG_NO_END_STREAM;
    if (open->answer.act == SCRIPTED_LATE_RESET) {
        *flags = 0;
        if (!open->reset)
            CV_ASSERT_EQ(nghttp2_submit_rst_stream(h2, 0, id, open->answer.h2_error), 0);
        open->reset = true;
        return NGHTTP2_ERR_DEFERRED;
    }
    count = status_pairs(&open->answer, pairs, number);
    CV_ASSERT_EQ(nghttp2_submit_trailer(h2, id, pairs, count), 0);
    if (open->answer.act != SCRIPTED_OK)
        return 0;
    memset(out, 0, 5);
    out[4] = open->answer.message_bytes;
    memcpy(out + 5, UNKNOWN, open->answer.message_bytes);
    return 5 + open->answer.message_bytes;
}

static void act(struct scripted_conn *conn, struct open_call *open)
{
    const struct scripted_answer *answer = &open->answer;
    nghttp2_data_provider body = {{.ptr = open}, read_answer};
    nghttp2_nv pairs[4] = {pair(":status", "200"), pair("content-type", "application/grpc")};
    char number[4];
    int error = 0;

    switch (answer->act) {
    case SCRIPTED_OK:
    case SCRIPTED_LATE:
    case SCRIPTED_LATE_RESET:
        error = nghttp2_submit_response(conn->h2, open->id, pairs, 2, &body);
        break;
    case SCRIPTED_STATUS:
        error = nghttp2_submit_response(conn->h2, open->id, pairs,
                                        2 + status_pairs(answer, pairs + 2, number), NULL);
        break;
    case SCRIPTED_HTTP:
        pairs[0] = pair(":status", answer->http);
        error = nghttp2_submit_response(conn->h2, open->id, pairs, 1, NULL);
        break;
    case SCRIPTED_RESET:
        error = nghttp2_submit_rst_stream(conn->h2, 0, open->id, answer->h2_error);
        break;
    case SCRIPTED_GOAWAY:
        if (open->id <= conn->last_id)
            conn->last_id = open->id > 2 ? open->id - 2 : 0;
        error = nghttp2_submit_goaway(conn->h2, 0, conn->last_id, NGHTTP2_NO_ERROR, NULL, 0);
        break;
    case SCRIPTED_CLOSE:
        conn->close = true;
        break;
    case SCRIPTED_SILENCE:
        break;
    }
    CV_ASSERT_EQ(error, 0);
}

/* A frame of it has come. */
static void heard(struct scripted_conn *conn, struct open_call *open, bool whole)
{
    struct scripted *owner = conn->owner;

    if (!open->asked)
        open->answer = owner->answer(owner->arg, &open->call);
    open->asked = true;
    if (whole && owner->whole != NULL)
        owner->whole(owner->arg, &open->call);
    if (open->acted ||
        (!whole && (!open->answer.at_headers || open->call.body.len < open->answer.after_bytes)))
        return;
    open->acted = true;
    act(conn, open);
    if (owner->acted != NULL && open->id <= conn->last_id)
        owner->acted(owner->arg, &open->call, &open->answer);
}

/* ---- what it hears ---- */

static int on_begin(nghttp2_session *h2, const nghttp2_frame *frame, void *user)
{
    struct scripted_conn *conn = user;
    struct open_call *open;

    if (frame->hd.type != NGHTTP2_HEADERS || frame->headers.cat != NGHTTP2_HCAT_REQUEST)
        return 0;
    open = calloc(1, sizeof(*open));
    CV_ASSERT(open != NULL);
    open->id = frame->hd.stream_id;
    open->call.number = conn->owner->calls++;
    open->call.at_ns = cv_clock_ns();
    open->call.header_bytes = frame->hd.length;
    cv_buf_init(&open->call.body, BODY_MAX);
    cv_list_push(&conn->calls, &open->link);
    return nghttp2_session_set_stream_user_data(h2, open->id, open);
}

static int on_header(nghttp2_session *h2, const nghttp2_frame *frame, const uint8_t *name,
                     size_t name_len, const uint8_t *value, size_t value_len, uint8_t flags,
                     void *user)
{
    struct open_call *open = nghttp2_session_get_stream_user_data(h2, frame->hd.stream_id);

    (void)flags;
    (void)user;
    if (open == NULL)
        return 0;
    if (name_len == 26 && memcmp(name, "grpc-previous-rpc-attempts", 26) == 0) {
        CV_ASSERT(value_len == 1 && value[0] >= '1' && value[0] <= '4');
        open->call.previous = (unsigned)(value[0] - '0');
    }
    if (name_len == 7 && memcmp(name, "call-id", 7) == 0)
        open->call.id = (unsigned)(value[0] - '0');
    if (name_len == 12 && memcmp(name, "grpc-timeout", 12) == 0)
        CV_ASSERT(cv_timeout_parse((struct cv_slice){value, value_len}, &open->call.timeout_ns));
    return 0;
}

static int on_data(nghttp2_session *h2, uint8_t flags, int32_t id, const uint8_t *bytes, size_t len,
                   void *user)
{
    struct open_call *open = nghttp2_session_get_stream_user_data(h2, id);

    (void)flags;
    (void)user;
    if (open != NULL)
        cv_buf_add(&open->call.body, bytes, len);
    return 0;
}

static int on_frame(nghttp2_session *h2, const nghttp2_frame *frame, void *user)
{
    struct open_call *open;

    if (frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA)
        return 0;
    open = nghttp2_session_get_stream_user_data(h2, frame->hd.stream_id);
    if (open != NULL)
        heard(user, open, (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0);
    return 0;
}

static void forget(struct open_call *open)
{
    cv_list_remove(&open->link);
    cv_buf_free(&open->call.body);
    free(open);
}

static int on_close(nghttp2_session *h2, int32_t id, uint32_t error, void *user)
{
    struct open_call *open = nghttp2_session_get_stream_user_data(h2, id);

    (void)error;
    (void)user;
    if (open != NULL)
        forget(open);
    return 0;
}

/* ---- its connections ---- */

static void flush(struct scripted_conn *conn)
{
    const uint8_t *bytes;
    ssize_t n;

    while (!cv_stream_blocked(conn->stream) && (n = nghttp2_session_mem_send(conn->h2, &bytes)) > 0)
        cv_stream_write(conn->stream, bytes, (size_t)n);
}

static void on_read(void *owner, const uint8_t *bytes, size_t len)
{
    struct scripted_conn *conn = owner;

    if (conn->close)
        return;
    if (nghttp2_session_mem_recv(conn->h2, bytes, len) != (ssize_t)len)
        conn->close = true;
    flush(conn);
    if (conn->close)
        cv_stream_close(conn->stream);
}

static void on_drained(void *owner)
{
    flush(owner);
}

static void on_ended(void *owner)
{
    cv_stream_close(((struct scripted_conn *)owner)->stream);
}

static void on_closed(void *owner, struct cv_status reason)
{
    struct scripted_conn *conn = owner;

    (void)reason;
    while (!cv_list_empty(&conn->calls))
        forget(CV_CONTAINER_OF(conn->calls.next, struct open_call, link));
    cv_list_remove(&conn->link);
    nghttp2_session_del(conn->h2);
    free(conn);
}

static nghttp2_session *new_session(struct scripted_conn *conn)
{
    const nghttp2_settings_entry limit = {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS,
                                          conn->owner->streams_max};
    nghttp2_session_callbacks *callbacks;
    nghttp2_session *h2;

    CV_ASSERT_EQ(nghttp2_session_callbacks_new(&callbacks), 0);
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, on_begin);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
    CV_ASSERT_EQ(nghttp2_session_server_new(&h2, callbacks, conn), 0);
    nghttp2_session_callbacks_del(callbacks);
    CV_ASSERT_EQ(nghttp2_submit_settings(h2, 0, &limit, conn->owner->streams_max > 0), 0);
    return h2;
}

struct cv_stream *scripted_dial(void *arg, const struct cv_address *address)
{
    static const struct cv_stream_events EVENTS = {on_read, on_drained, on_ended, on_closed};
    struct scripted *scripted = arg;
    struct scripted_conn *conn;
    struct cv_stream *ends[2];

    (void)address;
    if (scripted->refuse_dials > 0) {
        scripted->refuse_dials--;
        return NULL;
    }
    if (!cv_ok(cv_stream_pair(scripted->loop, PIPE_BYTES, ends)))
        return NULL;
    conn = calloc(1, sizeof(*conn));
    CV_ASSERT(conn != NULL);
    if (scripted->connections++ == 0)
        cv_list_init(&scripted->conns);
    cv_list_push(&scripted->conns, &conn->link);
    conn->owner = scripted;
    conn->stream = ends[1];
    conn->last_id = INT32_MAX;
    cv_list_init(&conn->calls);
    conn->h2 = new_session(conn);
    cv_stream_own(ends[1], &EVENTS, conn);
    return ends[0];
}

void scripted_deafen(struct scripted *scripted)
{
    CV_LIST_EACH(node, &scripted->conns)
    cv_stream_pause(CV_CONTAINER_OF(node, struct scripted_conn, link)->stream);
}

void scripted_close(struct scripted *scripted)
{
    CV_LIST_EACH(node, &scripted->conns)
    cv_stream_close(CV_CONTAINER_OF(node, struct scripted_conn, link)->stream);
}

/* ---- time ---- */

#define TURNS 200u /* nothing here takes more to come to rest */

static uint64_t now_ns = CV_NS_PER_S;

static uint64_t read_ns(void)
{
    return now_ns;
}

static int64_t read_us(void)
{
    return (int64_t)(now_ns / CV_NS_PER_US);
}

void scripted_clock(void)
{
    static const struct cv_clock CLOCK = {read_ns, read_us};

    cv_clock_set(&CLOCK);
}

struct turns {
    struct cv_task task; /* deferred, so the loop does not sleep */
    struct cv_loop *loop;
    unsigned left;
    bool (*done)(void *arg);
    void *arg;
};

static void turn(struct cv_task *task)
{
    struct turns *turns = CV_CONTAINER_OF(task, struct turns, task);

    if (--turns->left > 0)
        cv_loop_defer(turns->loop, &turns->task);
}

static bool rested(void *arg)
{
    struct turns *turns = arg;

    return turns->left == 0 || turns->done(turns->arg);
}

bool scripted_run(struct cv_loop *loop, bool (*done)(void *arg), void *arg, uint64_t patience_ns)
{
    struct turns turns = {.task = {.run = turn}, .loop = loop, .done = done, .arg = arg};
    uint64_t end = now_ns + patience_ns;
    uint64_t next;

    for (;;) {
        turns.left = TURNS;
        cv_loop_defer(loop, &turns.task);
        (void)cv_loop_run_until(loop, rested, &turns, CV_NS_PER_S);
        cv_loop_undefer(&turns.task);
        if (done(arg))
            return true;
        next = cv_timers_next(cv_loop_timers(loop));
        if (next > end)
            return false;
        now_ns = next > now_ns ? next : now_ns;
        cv_timers_run(cv_loop_timers(loop), now_ns);
    }
}
