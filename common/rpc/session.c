#include "rpc/session.h"

#include "base/clock.h"
#include "base/fault.h"
#include "net/tls.h"
#include "rpc/session_internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- memory of one connection, under a budget ---- */

/* In front of each block, so that freeing knows its size. */
struct block {
    _Alignas(max_align_t) size_t size;
};

static bool affords(struct cv_session *session, size_t before, size_t size)
{
    return size <= CV_SESSION_MEMORY_MAX &&
           session->memory - before + size <= CV_SESSION_MEMORY_MAX;
}

static void *h2_malloc(size_t size, void *user)
{
    struct cv_session *session = user;
    struct block *block = NULL;

    if (affords(session, 0, size))
        block = cv_pool_take(&session->config.lane->pool, sizeof(*block) + size);
    if (block == NULL)
        return NULL;
    session->memory += size;
    block->size = size;
    return block + 1;
}

static void *h2_calloc(size_t count, size_t size, void *user)
{
    size_t bytes;
    void *at;

    if (__builtin_mul_overflow(count, size, &bytes))
        return NULL;
    at = h2_malloc(bytes, user);
    if (at != NULL)
        memset(at, 0, bytes);
    return at;
}

static void *h2_realloc(void *at, size_t size, void *user)
{
    struct cv_session *session = user;
    struct block *block = (struct block *)at - 1;
    size_t before;

    if (at == NULL)
        return h2_malloc(size, user);
    before = block->size;
    if (!affords(session, before, size))
        return NULL;
    block = cv_pool_resize(&session->config.lane->pool, block, sizeof(*block) + before,
                           sizeof(*block) + size);
    if (block == NULL)
        return NULL;
    session->memory += size - before;
    block->size = size;
    return block + 1;
}

static void h2_free(void *at, void *user)
{
    struct cv_session *session = user;
    struct block *block;

    if (at == NULL)
        return;
    block = (struct block *)at - 1;
    session->memory -= block->size;
    cv_pool_give(&session->config.lane->pool, block, sizeof(*block) + block->size);
}

/* ---- life ---- */

static bool make_options(nghttp2_option **options)
{
    if (cv_fault_tick(CV_FAULT_ALLOC) || nghttp2_option_new(options) != 0)
        return false;
    nghttp2_option_set_no_auto_window_update(*options, 1);
    nghttp2_option_set_no_closed_streams(*options, 1);
    nghttp2_option_set_max_outbound_ack(*options, CV_ACKS_MAX);
    nghttp2_option_set_max_settings(*options, CV_SETTINGS_MAX);
    nghttp2_option_set_max_continuations(*options, CV_CONTINUATIONS_MAX);
    nghttp2_option_set_stream_reset_rate_limit(*options, CV_RESETS_BURST, CV_RESETS_PER_S);
    nghttp2_option_set_peer_max_concurrent_streams(*options, CV_STREAMS_MAX);
    for (unsigned type = NGHTTP2_CONTINUATION + 1; type <= UINT8_MAX; type++) /* be told of them */
        nghttp2_option_set_user_recv_extension_type(*options, (uint8_t)type);
    return true;
}

static int make_h2(struct cv_session *session, const nghttp2_session_callbacks *callbacks,
                   const nghttp2_option *options)
{
    nghttp2_mem memory = {session, h2_malloc, h2_free, h2_calloc, h2_realloc};

    if (session->config.router == NULL)
        return nghttp2_session_client_new3(&session->h2, callbacks, session, options, &memory);
    return nghttp2_session_server_new3(&session->h2, callbacks, session, options, &memory);
}

/* No NO_RFC7540_PRIORITIES: the scheduler it turns on frees an item twice when it gets no memory
 * (nghttp2 1.52, session_attach_stream_item), and our budget makes that reachable. */
static bool greet(struct cv_session *session)
{
    bool client = session->config.router == NULL;
    const nghttp2_settings_entry settings[] = {
        {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, CV_STREAM_WINDOW},
        {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, CV_METADATA_BYTES_MAX},
        /* A server may not send ENABLE_PUSH; a client's limit of streams would be for pushes. */
        {client ? NGHTTP2_SETTINGS_ENABLE_PUSH : NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS,
         client ? 0 : session->config.streams_max},
    };

    return nghttp2_submit_settings(session->h2, NGHTTP2_FLAG_NONE, settings, 3) == 0 &&
           nghttp2_session_set_local_window_size(session->h2, NGHTTP2_FLAG_NONE, 0,
                                                 CV_CONNECTION_WINDOW) == 0;
}

struct cv_session *cv_session_new(const struct cv_session_config *config)
{
    struct cv_session *session = NULL;
    nghttp2_session_callbacks *callbacks = NULL;
    nghttp2_option *options = NULL;
    bool made = false;

    if (cv_fault_tick(CV_FAULT_ALLOC) || (session = calloc(1, sizeof(*session))) == NULL)
        return NULL;
    session->config = *config;
    session->bdp.window = CV_STREAM_WINDOW;
    if (session->config.streams_max == 0)
        session->config.streams_max = CV_STREAMS_MAX;
    cv_session_frames_init(&session->frames);
    cv_list_init(&session->calls);
    if (cv_session_callbacks(&callbacks) && make_options(&options) &&
        make_h2(session, callbacks, options) == 0)
        made = greet(session);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_option_del(options);
    if (made)
        return session;
    nghttp2_session_del(session->h2);
    free(session);
    return NULL;
}

void cv_session_free(struct cv_session *session, struct cv_status reason)
{
    struct cv_list *node;

    if (session == NULL)
        return;
    while ((node = cv_list_pop(&session->calls)) != NULL) {
        struct cv_call *call = CV_CONTAINER_OF(node, struct cv_call, link);

        call->session = NULL;
        if ((call->holds & CV_HOLD_STREAM) == 0)
            continue;
        if (!call->client)
            cv_call_stream_closed_server(call);
        else /* a stream is opened as its header block is put into bytes */
            cv_call_lost_client(call, reason,
                                nghttp2_session_find_stream(session->h2, call->stream_id) == NULL);
    }
    nghttp2_session_del(session->h2);
    cv_identity_drop(session->identity);
    free(session);
}

void cv_session_identify(struct cv_session *session, const struct cv_identity *identity)
{
    cv_identity_drop(session->identity);
    session->identity = identity;
}

void cv_session_adopt(struct cv_session *session, struct cv_call *call)
{
    cv_list_remove(&call->link); /* a client's may have waited in its channel */
    call->session = session;
    cv_list_push(&session->calls, &call->link);
    session->call_count++;
    call->identity = cv_identity_hold(session->identity);
}

void cv_session_forget(struct cv_call *call)
{
    cv_list_remove(&call->link);
    if (call->session == NULL)
        return;
    call->session->call_count--;
    call->session->weight -= call->weight;
    cv_call_drop_backlog(call);
    if (call->session->call_count == 0)
        cv_session_dirty(call->session); /* a draining connection may close now */
    call->session = NULL;
}

/* ---- bytes ---- */

/* What has come looks like HTTP/1.1: a method, as far as its letters are there. */
static bool begins_http1(const struct cv_session *session)
{
    static const char *const METHODS[] = {"GET ",     "HEAD ",  "POST ",    "PUT ",  "DELETE ",
                                          "OPTIONS ", "PATCH ", "CONNECT ", "TRACE "};

    for (size_t i = 0; i < sizeof(METHODS) / sizeof(METHODS[0]); i++) {
        size_t len = strlen(METHODS[i]);

        len = len < session->first_len ? len : session->first_len;
        if (memcmp(METHODS[i], session->first, len) == 0)
            return true;
    }
    return false;
}

/* Not HTTP/2. Whoever speaks HTTP/1.1 is told so in words he reads; a server has written nothing
 * before the client's preface for that reason. */
static void turn_away(struct cv_session *session)
{
    static const char answer[] = "HTTP/1.1 400 Bad Request\r\n"
                                 "content-type: text/plain\r\n"
                                 "content-length: 63\r\n"
                                 "connection: close\r\n\r\n"
                                 "This port speaks gRPC over HTTP/2 (prior knowledge, cleartext)\n";

    session->lost = false;
    if (begins_http1(session)) {
        session->carry = (const uint8_t *)answer;
        session->carry_len = sizeof(answer) - 1;
    }
}

static void keep_first(struct cv_session *session, const uint8_t *bytes, size_t len)
{
    size_t room = sizeof(session->first) - session->first_len;
    size_t n = len < room ? len : room;

    memcpy(session->first + session->first_len, bytes, n);
    session->first_len = (uint8_t)(session->first_len + n);
}

void cv_session_feed(struct cv_session *session, const uint8_t *bytes, size_t len)
{
    ssize_t used;

    if (session->first_len < sizeof(session->first))
        keep_first(session, bytes, len);
    if (session->over)
        return;
    if (session->config.router != NULL)
        cv_session_frames_feed(&session->frames, bytes, len);
    used = nghttp2_session_mem_recv(session->h2, bytes, len);
    if (used < 0 || (size_t)used != len)
        session->over = true; /* what nghttp2 still wants to say (GOAWAY) is written */
    if (used == NGHTTP2_ERR_BAD_CLIENT_MAGIC)
        session->lost = session->mute = true;
    cv_session_dirty(session);
}

size_t cv_session_pull(struct cv_session *session, uint8_t *out, size_t cap)
{
    size_t done = 0;

    if (session->lost)
        turn_away(session);
    else if (session->config.router != NULL && !session->over)
        cv_session_frames_judge(session);
    while (done < cap) {
        size_t n;

        if (session->carry_len == 0) {
            ssize_t made =
                session->mute ? 0 : nghttp2_session_mem_send(session->h2, &session->carry);

            if (made < 0)
                session->over = true;
            if (made <= 0)
                break;
            session->carry_len = (size_t)made;
        }
        n = session->carry_len < cap - done ? session->carry_len : cap - done;
        memcpy(out + done, session->carry, n);
        session->carry += n;
        session->carry_len -= n;
        done += n;
    }
    return done;
}

bool cv_session_over(const struct cv_session *session)
{
    if (session->over)
        return true;
    if (session->drained && session->call_count == 0)
        return true;
    return nghttp2_session_want_read(session->h2) == 0 &&
           nghttp2_session_want_write(session->h2) == 0 && session->carry_len == 0;
}

/* ---- the graceful end ---- */

bool cv_session_is_draining(const struct cv_session *session)
{
    return session->draining;
}

static void begin_drain(struct cv_session *session)
{
    if (session->draining)
        return;
    session->draining = true;
    CV_LIST_EACH(node, &session->calls)
    {
        struct cv_call *call = CV_CONTAINER_OF(node, struct cv_call, link);

        if (call->drain_op != NULL)
            cv_call_ready(call);
    }
}

/* nghttp2 lets the first GOAWAY say nothing; the second, which counts, tells why. */
void cv_session_drain(struct cv_session *session, const char *why)
{
    if (session->draining || session->over)
        return;
    begin_drain(session);
    session->why = why;
    if (nghttp2_submit_shutdown_notice(session->h2) != 0)
        session->over = true;
    cv_session_dirty(session);
}

void cv_session_drain_now(struct cv_session *session)
{
    begin_drain(session);
    if (session->drained || session->over)
        return;
    session->drained = true;
    session->last_id = nghttp2_session_get_last_proc_stream_id(session->h2);
    if (nghttp2_submit_goaway(session->h2, NGHTTP2_FLAG_NONE, session->last_id, NGHTTP2_NO_ERROR,
                              (const uint8_t *)session->why,
                              session->why == NULL ? 0 : strlen(session->why)) != 0)
        session->over = true;
    cv_session_dirty(session);
}

void cv_session_ping(struct cv_session *session)
{
    if (cv_session_send_ping(session, CV_PING_ALIVE))
        cv_session_dirty(session);
}

void cv_session_fail_calls(struct cv_session *session, struct cv_status status)
{
    CV_LIST_EACH(node, &session->calls)
    {
        struct cv_call *call = CV_CONTAINER_OF(node, struct cv_call, link);

        if (call->client)
            cv_call_outcome(call, status);
        else if (call->state == CV_CALL_OPEN || call->state == CV_CALL_PLAIN)
            cv_call_refuse(call, status);
    }
}

/* ---- what it says of itself ---- */

size_t cv_session_calls(const struct cv_session *session)
{
    return session->call_count;
}

bool cv_session_greeted(const struct cv_session *session)
{
    return session->greeted;
}

bool cv_session_used(const struct cv_session *session)
{
    return session->used;
}

bool cv_session_takes_calls(const struct cv_session *session)
{
    return !session->over && !session->draining && !session->goaway_in &&
           nghttp2_session_check_request_allowed(session->h2) != 0;
}

bool cv_session_has_room(const struct cv_session *session)
{
    return session->stream_count < session->stream_limit && cv_session_takes_calls(session);
}

const char *cv_session_peer(const struct cv_session *session)
{
    return session->config.peer;
}

size_t cv_session_message_max(const struct cv_session *session)
{
    return session->config.receive_message_max;
}

unsigned cv_session_accepts(const struct cv_session *session)
{
    return session->accepts;
}

void cv_session_learn_accepts(struct cv_session *session, unsigned accepts)
{
    session->accepts = (uint8_t)accepts;
}

enum cv_encoding cv_session_compression(const struct cv_session *session)
{
    return session->config.compression;
}

struct cv_route *cv_session_route(struct cv_session *session, struct cv_slice path)
{
    struct cv_route *route = cv_router_find(session->config.router, path, session->last_route);

    if (route != NULL)
        session->last_route = route;
    return route;
}

const struct cv_chain *cv_session_chain(const struct cv_session *session)
{
    return session->config.chain;
}

const struct cv_principal *cv_session_principal(const struct cv_session *session)
{
    return session->config.principal;
}
