#include "app/client.h"

#include "base/assert.h"
#include "base/fault.h"
#include "net/loop.h"
#include "rpc/codec.h"
#include "rpc/limits.h"

#include <stdlib.h>

#define TEXTS_MAX (64u * 1024)
#define TURNS_NS  (3600 * CV_NS_PER_S) /* then look again: something always ends a wait */

static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .message = "the message needs more memory than a call may have",
};

struct cv_client {
    struct cv_loop *loop;
    struct cv_channel *channel;
    struct cv_tls *tls;    /* NULL: cleartext */
    struct cv_arena texts; /* of errors */
    uint64_t timeout_ns;
    bool closed;
};

static bool is_set(void *flag)
{
    return *(bool *)flag;
}

static void run_until(struct cv_client *client, bool *flag)
{
    while (!cv_loop_run_until(client->loop, is_set, flag, TURNS_NS))
        continue;
}

/* ---- open and close ---- */

struct cv_status cv_client_open(const struct cv_client_config *config, struct cv_client **client)
{
    struct cv_client *made = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, sizeof(*made));
    struct cv_channel_config channel = config->channel;
    struct cv_status status;

    *client = made;
    if (made == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    cv_arena_init(&made->texts, TEXTS_MAX);
    made->timeout_ns = config->timeout_ns == 0 ? CV_CLIENT_TIMEOUT_NS : config->timeout_ns;
    status = cv_loop_new(&made->loop);
    if (cv_ok(status) && config->tls != NULL)
        status = cv_tls_client(config->tls, &made->texts, &made->tls);
    channel.tls = made->tls;
    if (cv_ok(status))
        status = cv_channel_open(made->loop, &channel, &made->channel);
    return status;
}

static void on_closed(void *arg)
{
    *(bool *)arg = true;
}

void cv_client_close(struct cv_client *client)
{
    if (client == NULL)
        return;
    if (client->channel != NULL) {
        cv_channel_close(client->channel, on_closed, &client->closed);
        run_until(client, &client->closed);
    }
    cv_loop_free(client->loop);
    cv_tls_free(client->tls);
    cv_arena_release(&client->texts);
    free(client);
}

struct cv_channel *cv_client_channel(const struct cv_client *client)
{
    return client->channel;
}

/* ---- calls ---- */

static void on_ended(struct cv_start *op)
{
    CV_CONTAINER_OF(op, struct cv_client_call, unary.start)->ended = true;
}

static void on_unary(struct cv_unary *op)
{
    CV_CONTAINER_OF(op, struct cv_client_call, unary)->ended = true;
}

void cv_client_prepare(struct cv_client *client, struct cv_client_call *call)
{
    *call = (struct cv_client_call){
        .unary = {.start.done = on_ended, .done = on_unary},
        .client = client,
    };
    cv_arena_init(&call->arena, CV_CALL_MEMORY_MAX);
    cv_arena_init(&call->message, CV_CALL_MEMORY_MAX);
    call->scope = (struct cv_scope){
        .arena = &call->arena,
        .deadline_ns = cv_clock_ns() + client->timeout_ns,
        .home = cv_loop_wake(client->loop),
    };
    call->unary.start.scope = &call->scope;
}

struct cv_status cv_client_wait(struct cv_client_call *call)
{
    enum cv_code code;

    CV_ASSERT(call->unary.start.method != NULL); /* its stub was called */
    if (call->unary.start.method->kind != CV_UNARY) {
        cv_client_close_send(call);
        while (cv_client_receive(call) != NULL) /* the end comes behind the last message */
            continue;
    }
    run_until(call->client, &call->ended);
    code = call->unary.start.status.code;
    if (!cv_ok(call->failure) && (code == CV_OK || code == CV_CANCELLED))
        return call->failure;
    return call->unary.start.status;
}

void cv_client_release(struct cv_client_call *call)
{
    if (call->unary.start.method != NULL && !call->ended) {
        cv_client_cancel(call);
        run_until(call->client, &call->ended);
    }
    cv_arena_release(&call->message);
    cv_arena_release(&call->arena);
}

static void on_sent(struct cv_send *op)
{
    CV_CONTAINER_OF(op, struct cv_client_call, send)->sent = true;
}

struct cv_status cv_client_send(struct cv_client_call *call, const ProtobufCMessage *message)
{
    if (call->ended || call->unary.start.call == NULL)
        return cv_status(CV_CANCELLED, NULL, "the call is over");
    call->sent = false;
    call->send.done = on_sent;
    cv_call_send(call->unary.start.call, &call->send, message);
    run_until(call->client, &call->sent);
    if (call->unary.start.method->kind == CV_SERVER_STREAMING)
        cv_client_close_send(call); /* it takes no second one, and begins only then */
    return call->send.status;
}

void cv_client_close_send(struct cv_client_call *call)
{
    if (!call->ended && call->unary.start.call != NULL)
        cv_call_close_send(call->unary.start.call);
}

/* The call may be gone, and the message with it, before whoever waits looks at it: it gets one of
 * its own. */
static void on_received(struct cv_receive *op)
{
    struct cv_client_call *call = CV_CONTAINER_OF(op, struct cv_client_call, receive);
    ProtobufCMessage *copy = NULL;
    struct cv_slice bytes;

    call->answered = true;
    if (cv_ok(op->status) && op->message != NULL) {
        bytes = cv_codec_encode(op->message, &call->message);
        op->status = bytes.at == NULL
                         ? FULL
                         : cv_codec_decode(op->message->descriptor, bytes, &call->message, &copy);
        call->received = copy;
    }
    if (!cv_ok(op->status)) { /* a server that goes on after a bad message is not listened to */
        if (cv_ok(call->failure) && op->status.code != CV_CANCELLED)
            call->failure = op->status;
        cv_call_cancel(call->unary.start.call);
    }
}

const ProtobufCMessage *cv_client_receive(struct cv_client_call *call)
{
    call->received = NULL;
    cv_arena_release(&call->message);
    if (call->ended || call->unary.start.call == NULL)
        return NULL;
    call->answered = false;
    call->receive.done = on_received;
    cv_call_receive(call->unary.start.call, &call->receive);
    run_until(call->client, &call->answered);
    return call->received;
}

void cv_client_cancel(struct cv_client_call *call)
{
    if (!call->ended && call->unary.start.call != NULL)
        cv_call_cancel(call->unary.start.call);
}
