#include "exchange.h"

#include "base/clock.h"
#include "base/list.h"
#include "net/loop.h"

#include <stdio.h>
#include <stdlib.h>

#define CALL_MEMORY_MAX (64u * 1024 * 1024) /* a large message, as it came and unpacked */

void die(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    (void)vfprintf(stderr, format, args);
    va_end(args);
    (void)fputc('\n', stderr);
    exit(1);
}

/* ---- the client ---- */

void client_open(struct client *client)
{
    struct cv_status status = cv_channel_open(client->loop, &client->config, &client->channel);

    EXPECT(cv_ok(status), "%s: %s", client->config.target, status.message);
}

static void channel_closed(void *arg)
{
    *(bool *)arg = true;
}

void client_close(struct client *client)
{
    bool closed = false;

    cv_channel_close(client->channel, channel_closed, &closed);
    client_wait(client, &closed, "the channel closes");
}

static bool is_true(void *flag)
{
    return *(bool *)flag;
}

void client_wait(struct client *client, bool *flag, const char *what)
{
    EXPECT(cv_loop_run_until(client->loop, is_true, flag, PATIENCE_S * CV_NS_PER_S),
           "not within %d s: %s", PATIENCE_S, what);
}

static bool never(void *arg)
{
    (void)arg;
    return false;
}

void client_sleep(struct client *client, uint64_t ns)
{
    (void)cv_loop_run_until(client->loop, never, NULL, ns);
}

/* What every call starts with. */
static struct cv_start begin(struct client *client, struct cv_arena *arena, struct cv_scope *scope,
                             uint64_t timeout_ns, const struct cv_metadata *metadata)
{
    struct cv_metadata *all;

    cv_arena_init(arena, CALL_MEMORY_MAX);
    *scope = (struct cv_scope){
        .arena = arena,
        .deadline_ns = timeout_ns == 0 ? CV_NEVER : cv_clock_ns() + timeout_ns,
    };
    all = cv_arena_zalloc(arena, sizeof(*all));
    EXPECT(all != NULL, "out of memory");
    for (const struct cv_metadatum *at = client->metadata.first; at != NULL; at = at->next)
        (void)cv_metadata_add(all, arena, (const char *)at->key.at, at->value.at, at->value.len);
    for (const struct cv_metadatum *at = metadata == NULL ? NULL : metadata->first; at != NULL;
         at = at->next)
        (void)cv_metadata_add(all, arena, (const char *)at->key.at, at->value.at, at->value.len);
    return (struct cv_start){.scope = scope, .metadata = all};
}

static void expect_code(struct cv_status status, enum cv_code code)
{
    EXPECT(status.code == code, "the call ended with code %d (%s), expected %d", status.code,
           status.message == NULL ? "" : status.message, code);
}

/* ---- streams ---- */

static void on_sent(struct cv_send *op)
{
    CV_CONTAINER_OF(op, struct exchange, send)->sent = true;
}

static void forget_message(struct exchange *exchange)
{
    protobuf_c_message_free_unpacked(exchange->message, NULL);
    exchange->message = NULL;
}

static void on_received(struct cv_receive *op)
{
    struct exchange *exchange = CV_CONTAINER_OF(op, struct exchange, receive);
    size_t len = op->message == NULL ? 0 : protobuf_c_message_get_packed_size(op->message);
    uint8_t *bytes = cv_arena_alloc(&exchange->arena, len + 1);

    exchange->received = true;
    if (!cv_ok(op->status) || op->message == NULL)
        return;
    EXPECT(bytes != NULL, "out of memory");
    (void)protobuf_c_message_pack(op->message, bytes);
    exchange->message = protobuf_c_message_unpack(op->message->descriptor, NULL, len, bytes);
    EXPECT(exchange->message != NULL, "out of memory");
}

static void on_ended(struct cv_start *op)
{
    CV_CONTAINER_OF(op, struct exchange, start)->ended = true;
}

void exchange_init(struct exchange *exchange, struct client *client, uint64_t timeout_ns,
                   const struct cv_metadata *metadata)
{
    *exchange =
        (struct exchange){.client = client, .send.done = on_sent, .receive.done = on_received};
    exchange->start = begin(client, &exchange->arena, &exchange->scope, timeout_ns, metadata);
    exchange->start.done = on_ended;
}

void exchange_sent(struct exchange *exchange)
{
    client_wait(exchange->client, &exchange->sent, "there is room for another message");
    exchange->sent = false;
}

bool exchange_receive(struct exchange *exchange)
{
    forget_message(exchange);
    if (exchange->ended)
        return false;
    exchange->received = false;
    cv_call_receive(exchange->start.call, &exchange->receive);
    client_wait(exchange->client, &exchange->received, "a message comes");
    exchange->receive.message = exchange->message;
    return exchange->message != NULL;
}

struct cv_call *exchange_call(struct exchange *exchange)
{
    EXPECT(!exchange->ended, "the call has ended with code %d (%s)", exchange->start.status.code,
           exchange->start.status.message == NULL ? "" : exchange->start.status.message);
    return exchange->start.call;
}

void exchange_close(struct exchange *exchange)
{
    if (!exchange->ended)
        cv_call_close_send(exchange->start.call);
}

void exchange_cancel(struct exchange *exchange)
{
    if (!exchange->ended)
        cv_call_cancel(exchange->start.call);
}

void exchange_expect(struct exchange *exchange, enum cv_code code)
{
    client_wait(exchange->client, &exchange->ended, "the call ends");
    expect_code(exchange->start.status, code);
}

void exchange_free(struct exchange *exchange)
{
    forget_message(exchange);
    cv_arena_release(&exchange->arena);
}

/* ---- unary ---- */

static void on_unary_ended(struct cv_unary *op)
{
    CV_CONTAINER_OF(op, struct unary, op)->ended = true;
}

void unary_init(struct unary *unary, struct client *client, uint64_t timeout_ns,
                const struct cv_metadata *metadata)
{
    *unary = (struct unary){.client = client};
    unary->op.start = begin(client, &unary->arena, &unary->scope, timeout_ns, metadata);
    unary->op.done = on_unary_ended;
}

void unary_wait(struct unary *unary)
{
    client_wait(unary->client, &unary->ended, "the call ends");
}

void unary_expect(struct unary *unary, enum cv_code code)
{
    unary_wait(unary);
    expect_code(unary->op.start.status, code);
}

void unary_free(struct unary *unary)
{
    cv_arena_release(&unary->arena);
}
