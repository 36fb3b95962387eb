#include "exchange.h"

#include "base/clock.h"
#include "rpc/raw.h"

static void on_ended(struct cv_start *start)
{
    CV_CONTAINER_OF(start, struct exchange, start)->ended = true;
}

static void send_next(struct exchange *exchange)
{
    struct cv_raw message;

    if (exchange->sent == exchange->message_count) {
        cv_call_close_send(exchange->start.call);
        return;
    }
    message = cv_raw(exchange->messages[exchange->sent++]);
    cv_call_send(exchange->start.call, &exchange->send, &message.base);
}

static void on_sent(struct cv_send *op)
{
    if (cv_ok(op->status)) /* otherwise the call ends, and that is told once */
        send_next(CV_CONTAINER_OF(op, struct exchange, send));
}

/* The message is the call's, and the call may be gone before it is looked at. */
static void on_received(struct cv_receive *op)
{
    struct exchange *exchange = CV_CONTAINER_OF(op, struct exchange, receive);
    struct cv_slice bytes;

    exchange->received = true;
    exchange->answer.len = 0;
    if (!cv_ok(op->status) || op->message == NULL)
        return;
    bytes = cv_raw_of(op->message)->bytes;
    cv_buf_add(&exchange->answer, bytes.at, bytes.len);
}

void exchange_start(struct exchange *exchange, struct client *client,
                    const struct cv_method *method, const struct cv_metadata *metadata,
                    const struct cv_slice *messages, size_t message_count)
{
    *exchange = (struct exchange){
        .client = client,
        .messages = messages,
        .message_count = message_count,
        .send.done = on_sent,
        .receive.done = on_received,
    };
    exchange->scope = (struct cv_scope){
        .arena = client->run->arena,
        .deadline_ns = cv_clock_ns() + client->timeout_ns,
    };
    exchange->start = (struct cv_start){
        .method = method,
        .scope = &exchange->scope,
        .metadata = metadata,
        .done = on_ended,
    };
    cv_buf_init(&exchange->answer, SIZE_MAX / 2); /* the channel has its limit for messages */
    cv_call_start(client->channel, &exchange->start);
    if (exchange->start.call != NULL)
        send_next(exchange);
}

bool exchange_next(struct exchange *exchange, struct cv_slice *answer)
{
    exchange->received = false;
    if (exchange->start.call != NULL && !exchange->ended) {
        cv_call_receive(exchange->start.call, &exchange->receive);
        client_run_until(exchange->client, &exchange->received);
        if (cv_ok(exchange->receive.status) && exchange->receive.message != NULL) {
            *answer = (struct cv_slice){exchange->answer.at, exchange->answer.len};
            return true;
        }
    }
    client_run_until(exchange->client, &exchange->ended);
    if (cv_ok(exchange->start.status) && exchange->received)
        exchange->start.status = exchange->receive.status;
    return false;
}

void exchange_cancel(struct exchange *exchange)
{
    if (exchange->ended)
        return;
    if (exchange->start.call != NULL)
        cv_call_cancel(exchange->start.call);
    client_run_until(exchange->client, &exchange->ended);
}

void exchange_free(struct exchange *exchange)
{
    cv_buf_free(&exchange->answer);
}
