/* TLS as a stream over another stream. OpenSSL sees no socket: it reads the bytes that have come
 * and writes to a buffer of the loop, which goes to the inner stream in one write. */
#include "base/assert.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/fault.h"
#include "net/internal.h"
#include "net/tls_internal.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <stdlib.h>
#include <string.h>

#define PLAIN_BYTES (64u * 1024)
/* What waits while the inner stream is blocked: the handshake's messages and answers to new keys,
 * no data of ours. */
#define WAITING_MAX (256u * 1024)

struct tls {
    struct cv_stream stream;
    struct cv_stream *inner;
    SSL *ssl;
    struct cv_tls_pipe pipe; /* `in` is borrowed for one turn; `out` is the loop's */
    struct cv_buf held;      /* the same, kept while the owner has paused us */
    struct cv_buf waiting;   /* sealed by us, for when the inner stream is no longer blocked */
    struct cv_task resumed;  /* the owner wants what is held */
    struct cv_timer timer;   /* of the handshake; then of the peer's last words */
    const struct cv_identity *identity;
    unsigned steps;   /* that OpenSSL took for messages of a handshake after its end */
    bool owned;       /* the inner stream, by us */
    bool open;        /* the handshake is over */
    bool broken;      /* OpenSSL must not be asked again */
    bool peer_ended;  /* with close_notify, and the owner knows */
    bool inner_ended; /* the peer sends no more bytes at all */
    bool end_inner;   /* as soon as nothing waits */
    bool inner_done;  /* we send no more bytes at all */
    char peer[];      /* its name; the inner stream may end before us */
};

static struct tls *of(struct cv_stream *stream)
{
    return (struct tls *)stream; /* first member */
}

static struct cv_status no_memory(void)
{
    return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
}

static struct cv_status failed(const char *text)
{
    return cv_status(CV_UNAVAILABLE, "TLS_FAILED", text);
}

/* ---- towards the wire ---- */

static void end_inner(struct tls *tls)
{
    if (!tls->end_inner || tls->inner_done || cv_stream_blocked(tls->inner))
        return;
    tls->inner_done = true;
    cv_stream_end(tls->inner);
}

/* What OpenSSL has written goes out in one write. False: there was no memory for it. */
static bool flush(struct tls *tls)
{
    struct cv_buf *sealed = tls->pipe.out;
    bool good = !sealed->failed;

    if (good && sealed->len > 0 && !tls->inner_done) {
        if (cv_stream_blocked(tls->inner))
            cv_buf_add(&tls->waiting, sealed->at, sealed->len);
        else
            cv_stream_write(tls->inner, sealed->at, sealed->len);
        good = !tls->waiting.failed;
    }
    sealed->len = 0;
    sealed->failed = false;
    if (cv_stream_blocked(tls->inner))
        tls->stream.blocked = !tls->stream.closing;
    end_inner(tls);
    return good;
}

static void on_drained(void *owner)
{
    struct tls *tls = owner;
    struct cv_buf waiting = tls->waiting;

    cv_buf_init(&tls->waiting, WAITING_MAX);
    if (waiting.len > 0)
        cv_stream_write(tls->inner, waiting.at, waiting.len);
    cv_buf_free(&waiting);
    end_inner(tls);
    if (tls->open && !tls->stream.closing && !cv_stream_blocked(tls->inner))
        cv_stream_unblock(&tls->stream);
}

/* ---- from the wire ---- */

/* Why it failed, which OpenSSL may have told the peer, too. */
static void fail(struct tls *tls, struct cv_status reason)
{
    tls->broken = true;
    cv_stream_fail(&tls->stream, reason);
}

static void opened(struct tls *tls)
{
    const unsigned char *protocol;
    unsigned len;
    bool no_identity = false;

    SSL_get0_alpn_selected(tls->ssl, &protocol, &len);
    if (len != 2 || memcmp(protocol, "h2", 2) != 0) {
        fail(tls, failed("the peer does not speak HTTP/2: it did not choose h2 (ALPN)"));
        return;
    }
    if (SSL_is_server(tls->ssl))
        tls->identity = cv_tls_identity(tls->ssl, &no_identity);
    if (no_identity) {
        fail(tls, no_memory());
        return;
    }
    tls->open = true;
    cv_timer_disarm(&tls->stream.loop->timers, &tls->timer);
    if (tls->stream.paused)
        cv_stream_pause(tls->inner);
}

static void shake_hands(struct tls *tls)
{
    int result = SSL_do_handshake(tls->ssl);
    int error = SSL_get_error(tls->ssl, result);
    bool sent = flush(tls);

    if (!sent)
        fail(tls, no_memory());
    else if (result == 1)
        opened(tls);
    else if (error != SSL_ERROR_WANT_READ)
        fail(tls, cv_tls_status(tls->ssl));
    if (tls->open && !tls->stream.closing && !cv_stream_blocked(tls->inner))
        cv_stream_unblock(&tls->stream);
}

/* How many bytes are open now; *error says why there are no more. */
static size_t open_some(struct tls *tls, uint8_t *to, int *error)
{
    size_t len = 0;

    *error = SSL_ERROR_NONE;
    while (len < PLAIN_BYTES && *error == SSL_ERROR_NONE) {
        int n = SSL_read(tls->ssl, to + len, (int)(PLAIN_BYTES - len));

        if (n > 0)
            len += (size_t)n;
        else
            *error = SSL_get_error(tls->ssl, n);
    }
    return len;
}

/* Costs nothing while data comes: OpenSSL tells of steps of handshakes only. */
static void on_step(const SSL *ssl, int where, int result)
{
    struct tls *tls = SSL_get_app_data(ssl);

    (void)result;
    if (tls->open && (where & SSL_CB_LOOP) != 0)
        tls->steps++;
}

static bool may_read(const struct tls *tls)
{
    return !tls->stream.closing && !tls->stream.paused && !tls->peer_ended;
}

static void read_all(struct tls *tls)
{
    const struct cv_stream *stream = &tls->stream;
    uint8_t *plain = stream->loop->plain;
    int error = SSL_ERROR_NONE;

    while (may_read(tls) && error == SSL_ERROR_NONE) {
        size_t len = open_some(tls, plain, &error);
        struct cv_status broken = CV_STATUS_OK;

        if (error == SSL_ERROR_SSL || error == SSL_ERROR_SYSCALL)
            broken = cv_tls_status(tls->ssl);
        else if (tls->steps > CV_TLS_STEPS_MAX)
            broken = failed("the peer asks for new keys again and again");
        if (!flush(tls)) /* an answer to new keys, or why it broke */
            broken = no_memory();
        if (len > 0)
            stream->events->read(stream->owner, plain, len);
        if (!cv_ok(broken))
            fail(tls, broken);
        else if (error == SSL_ERROR_ZERO_RETURN && may_read(tls)) {
            tls->peer_ended = true;
            stream->events->ended(stream->owner);
        }
    }
}

/* Without close_notify nobody knows whether somebody between has cut the rest off. */
static void see_end(struct tls *tls)
{
    if (!tls->inner_ended || tls->pipe.in.len > 0 || !may_read(tls))
        return;
    fail(tls, failed(tls->open ? "the peer ended the connection without saying so: cut off?"
                               : "the peer left before the end of the TLS handshake"));
}

/* Bytes have come, or may be read again. */
static void turn(struct tls *tls, const uint8_t *bytes, size_t len)
{
    ERR_clear_error();
    tls->pipe.in = (struct cv_slice){bytes, len};
    if (!tls->open && !tls->stream.closing)
        shake_hands(tls);
    if (tls->open)
        read_all(tls);
    see_end(tls);
    if (tls->pipe.in.len > 0 && tls->stream.paused && !tls->stream.closing)
        cv_buf_add(&tls->held, tls->pipe.in.at, tls->pipe.in.len);
    tls->pipe.in = (struct cv_slice){0};
    if (tls->held.failed)
        fail(tls, no_memory());
}

static void on_read(void *owner, const uint8_t *bytes, size_t len)
{
    struct tls *tls = owner;

    if (!tls->stream.closing)
        turn(tls, bytes, len);
}

static void on_resumed(struct cv_task *task)
{
    struct tls *tls = CV_CONTAINER_OF(task, struct tls, resumed);
    struct cv_buf held = tls->held;

    if (tls->stream.closing || (tls->open && tls->stream.paused))
        return;
    cv_buf_init(&tls->held, SIZE_MAX);
    turn(tls, held.at, held.len);
    cv_buf_free(&held);
    if (!tls->stream.closing && !tls->stream.paused)
        cv_stream_resume(tls->inner);
}

static void on_ended(void *owner)
{
    struct tls *tls = owner;

    tls->inner_ended = true;
    if (tls->stream.closing) /* it has seen why */
        cv_stream_close(tls->inner);
    else if (tls->held.len == 0)
        see_end(tls);
}

static void on_closed(void *owner, struct cv_status reason)
{
    struct tls *tls = owner;

    if (!tls->stream.closing) {
        tls->stream.closing = true;
        tls->stream.reason = reason;
    }
    cv_loop_undefer(&tls->resumed);
    cv_timer_disarm(&tls->stream.loop->timers, &tls->timer);
    SSL_free(tls->ssl);
    cv_buf_free(&tls->held);
    cv_buf_free(&tls->waiting);
    cv_identity_drop(tls->identity);
    cv_stream_finished(&tls->stream);
}

static const struct cv_stream_events INNER = {on_read, on_drained, on_ended, on_closed};

/* ---- what a kind of stream must be able to do ---- */

static void too_slow(struct cv_timer *timer, uint64_t now_ns)
{
    struct tls *tls = CV_CONTAINER_OF(timer, struct tls, timer);

    (void)now_ns;
    if (tls->stream.closing)
        cv_stream_close(tls->inner);
    else
        fail(tls, failed("no TLS handshake in time"));
}

static void own_inner(struct tls *tls)
{
    if (!tls->owned)
        cv_stream_own(tls->inner, &INNER, tls);
    tls->owned = true;
}

static void tls_start(struct cv_stream *stream)
{
    struct tls *tls = of(stream);

    if (tls->owned) /* another owner */
        return;
    own_inner(tls);
    if (!cv_timer_arm(&stream->loop->timers, &tls->timer, cv_clock_ns() + CV_TLS_HANDSHAKE_NS))
        fail(tls, no_memory());
    else if (!SSL_is_server(tls->ssl)) /* says hello; its owner must not be told from in here */
        cv_loop_defer(stream->loop, &tls->resumed);
}

static void tls_write(struct cv_stream *stream, const uint8_t *bytes, size_t len)
{
    struct tls *tls = of(stream);
    size_t written;
    bool good;

    ERR_clear_error();
    good = SSL_write_ex(tls->ssl, bytes, len, &written) == 1;
    if (flush(tls) && good)
        return;
    fail(tls, ERR_peek_error() == 0 ? no_memory() : cv_tls_status(tls->ssl));
}

static void tls_pause(struct cv_stream *stream, bool paused)
{
    struct tls *tls = of(stream);

    if (!tls->open) /* the handshake goes on */
        return;
    if (paused)
        cv_stream_pause(tls->inner);
    else
        cv_loop_defer(stream->loop, &tls->resumed);
}

/* close_notify, unless OpenSSL is past saying anything. */
static void say_goodbye(struct tls *tls)
{
    if (!tls->open || tls->broken || tls->inner_done)
        return;
    ERR_clear_error();
    (void)SSL_shutdown(tls->ssl);
    (void)flush(tls);
    ERR_clear_error();
}

static void tls_end(struct cv_stream *stream)
{
    struct tls *tls = of(stream);

    say_goodbye(tls);
    tls->end_inner = true;
    end_inner(tls);
}

/* A server that refuses waits for the client to see why: a socket closed over unread bytes resets
 * the connection and takes the alert with it. */
static void tls_close(struct cv_stream *stream)
{
    struct tls *tls = of(stream);
    bool linger = tls->broken && !tls->open && !tls->inner_ended && SSL_is_server(tls->ssl) &&
                  tls->timer.slot != 0 && !cv_stream_blocked(tls->inner);

    own_inner(tls);
    cv_loop_undefer(&tls->resumed);
    cv_timer_disarm(&stream->loop->timers, &tls->timer);
    say_goodbye(tls);
    if (linger &&
        cv_timer_arm(&stream->loop->timers, &tls->timer, cv_clock_ns() + CV_TLS_LINGER_NS)) {
        tls->end_inner = true;
        end_inner(tls);
        cv_stream_resume(tls->inner);
    } else {
        cv_stream_close(tls->inner);
    }
}

static const struct cv_stream_kind TLS = {tls_start, tls_write, tls_pause, tls_end, tls_close};

/* ---- making one ---- */

static bool have_buffers(struct cv_loop *loop)
{
    if (loop->plain == NULL && !cv_fault_tick(CV_FAULT_ALLOC))
        loop->plain = malloc(PLAIN_BYTES);
    return loop->plain != NULL;
}

static struct tls *wrap(struct cv_tls *context, struct cv_stream *inner)
{
    size_t len = strlen(inner->peer) + 1;
    struct tls *tls = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, sizeof(*tls) + len);

    if (tls != NULL)
        tls->ssl = cv_tls_new_ssl(context);
    if (tls == NULL || tls->ssl == NULL || !have_buffers(inner->loop) ||
        !cv_tls_join(tls->ssl, &tls->pipe)) {
        if (tls != NULL)
            SSL_free(tls->ssl);
        free(tls);
        cv_stream_close(inner);
        return NULL;
    }
    (void)SSL_set_app_data(tls->ssl, tls);
    SSL_set_info_callback(tls->ssl, on_step);
    tls->inner = inner;
    tls->pipe.out = &inner->loop->sealed;
    tls->resumed.run = on_resumed;
    tls->timer.fire = too_slow;
    cv_buf_init(&tls->held, SIZE_MAX);
    cv_buf_init(&tls->waiting, WAITING_MAX);
    tls->stream.kind = &TLS;
    tls->stream.loop = inner->loop;
    tls->stream.blocked = true;
    tls->stream.peer = memcpy(tls->peer, inner->peer, len);
    cv_loop_opened(inner->loop);
    return tls;
}

struct cv_stream *cv_tls_accept(struct cv_tls *context, struct cv_stream *inner)
{
    struct tls *tls = wrap(context, inner);

    if (tls == NULL)
        return NULL;
    SSL_set_accept_state(tls->ssl);
    return &tls->stream;
}

static bool expect(SSL *ssl, const char *name)
{
    X509_VERIFY_PARAM *rules = SSL_get0_param(ssl);

    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
                                               X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    if (X509_VERIFY_PARAM_set1_ip_asc(rules, name) == 1)
        return true;
    ERR_clear_error();
    return SSL_set1_host(ssl, name) == 1 && SSL_set_tlsext_host_name(ssl, name) == 1;
}

struct cv_stream *cv_tls_connect(struct cv_tls *context, struct cv_stream *inner, const char *name)
{
    struct tls *tls = wrap(context, inner);

    if (tls == NULL)
        return NULL;
    SSL_set_connect_state(tls->ssl);
    if (!expect(tls->ssl, name)) {
        cv_stream_close(&tls->stream);
        return NULL;
    }
    return &tls->stream;
}

const struct cv_identity *cv_stream_identity_hold(const struct cv_stream *stream)
{
    return stream->kind == &TLS
               ? cv_identity_hold(((const struct tls *)stream)->identity) /* first member */
               : NULL;
}
