#include "support/judge.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/list.h"
#include "judge/v1/judge.caravan.h"
#include "net/loop.h"
#include "rpc/router.h"

#include <string.h>

/* As the caller asks for it with "compress", and told whether its request came so. */
static void judge_compress(struct cv_call *call)
{
    const struct cv_metadatum *asked = cv_metadata_find(cv_call_metadata(call), "compress");
    enum cv_encoding encoding;

    if (asked != NULL && cv_encoding_parse(asked->value, &encoding))
        cv_call_compress(call, encoding);
    if (asked != NULL && cv_call_request_compressed(call))
        (void)cv_call_add_header(call, "request-compressed", "1", 1);
}

static struct judge *judge_started(struct cv_call *call)
{
    struct judge *judge = cv_call_service(call);

    judge->started++;
    judge_compress(call);
    return judge;
}

/* Just before the call is ended: does anybody still wait for it? */
static void judge_ended(struct cv_call *call)
{
    struct judge *judge = cv_call_service(call);
    const struct cv_scope *scope = cv_call_scope(call);
    uint64_t now = cv_clock_ns();

    judge->ended++;
    if (!cv_scope_over(scope, now))
        return;
    if (now >= scope->deadline_ns)
        judge->expired++;
    else
        judge->cancelled++;
}

/* A code as the caller wrote it; what is none is UNKNOWN. */
static enum cv_code code_of(int32_t code)
{
    return code >= 0 && code < CV_CODE_COUNT ? (enum cv_code)code : CV_UNKNOWN;
}

/* ---- Say ---- */

struct say {
    struct cv_call *call;
    const Judge__V1__SayRequest *request;
    struct cv_timer delay;
    struct cv_over over;
    uint32_t remaining_ms;
    bool ended;
};

static void echo_metadata(struct cv_call *call)
{
    for (const struct cv_metadatum *at = cv_call_metadata(call)->first; at != NULL; at = at->next) {
        const char *key = (const char *)at->key.at;

        if (strncmp(key, "echo-", 5) == 0)
            (void)cv_call_add_header(call, key, at->value.at, at->value.len);
        if (strncmp(key, "trail-", 6) == 0)
            (void)cv_call_add_trailer(call, key, at->value.at, at->value.len);
    }
}

/* Who the client is by its certificate: its subject, and a name a line. */
static void tell_identity(struct cv_call *call)
{
    const struct cv_identity *identity = cv_call_peer_identity(call);

    if (identity == NULL)
        return;
    (void)cv_call_add_header(call, "peer-subject-bin", identity->subject,
                             strlen(identity->subject));
    for (size_t i = 0; i < identity->name_count; i++)
        (void)cv_call_add_header(call, "peer-name-bin", identity->names[i].text,
                                 identity->names[i].len);
}

/* Until the deadline; 0: there is none. */
static uint32_t remaining_ms(const struct cv_scope *scope, uint64_t now)
{
    if (scope->deadline_ns == CV_NEVER || scope->deadline_ns <= now)
        return 0;
    return (uint32_t)((scope->deadline_ns - now) / CV_NS_PER_MS);
}

static void say_answer(struct say *say)
{
    const Judge__V1__SayRequest *request = say->request;
    Judge__V1__SayResponse response = JUDGE__V1__SAY_RESPONSE__INIT;

    say->ended = true;
    judge_ended(say->call);
    if (request->code != 0) {
        cv_call_finish(say->call, (struct cv_status){
                                      .code = code_of(request->code),
                                      .message = request->message,
                                      .reason = request->reason[0] == '\0' ? NULL : request->reason,
                                      .field = request->field[0] == '\0' ? NULL : request->field,
                                  });
        return;
    }
    response.text = request->text;
    response.remaining_ms = say->remaining_ms;
    response.padding.len = request->reply_bytes;
    response.padding.data =
        cv_arena_zalloc(cv_call_scope(say->call)->arena, request->reply_bytes + 1u);
    if (response.padding.data == NULL) {
        cv_call_finish(say->call,
                       cv_status(CV_RESOURCE_EXHAUSTED, NULL, "reply_bytes is too much"));
        return;
    }
    judge_v1_judge_say_reply(say->call, &response);
}

static struct cv_timers *timers_of(const struct cv_call *call)
{
    return cv_loop_timers(cv_loop_of_wake(cv_call_scope(call)->home));
}

static void say_later(struct cv_timer *timer, uint64_t now_ns)
{
    (void)now_ns;
    say_answer(CV_CONTAINER_OF(timer, struct say, delay));
}

/* Nobody waits any more. */
static void say_over(struct cv_over *op)
{
    struct say *say = CV_CONTAINER_OF(op, struct say, over);

    if (say->ended) /* by our own answer */
        return;
    cv_timer_disarm(timers_of(say->call), &say->delay);
    say_answer(say);
}

static void say_handler(struct cv_call *call, void *state, const Judge__V1__SayRequest *request)
{
    struct say *say = state;

    judge_started(call);
    say->call = call;
    say->request = request;
    if (request->tell_time)
        say->remaining_ms = remaining_ms(cv_call_scope(call), cv_clock_ns());
    echo_metadata(call);
    tell_identity(call);
    say->delay.fire = say_later;
    say->over.done = say_over;
    if (request->delay_ms == 0 || !cv_timer_arm(timers_of(call), &say->delay,
                                                cv_clock_ns() + request->delay_ms * CV_NS_PER_MS))
        say_answer(say);
    else if (request->heed)
        cv_call_await_over(call, &say->over);
}

/* ---- Sum ---- */

struct sum {
    struct cv_call *call;
    struct judge *judge;
    struct cv_receive receive;
    struct cv_drain drain;
    Judge__V1__Total total;
    bool ended;
};

static void sum_received(struct cv_receive *op)
{
    struct sum *sum = CV_CONTAINER_OF(op, struct sum, receive);
    const Judge__V1__Number *number = judge_v1_judge_sum_received(op);

    if (cv_ok(op->status) && number != NULL && number->value >= 0) {
        sum->judge->received++;
        sum->total.sum += number->value;
        sum->total.count++;
        cv_call_receive(sum->call, &sum->receive);
        return;
    }
    judge_ended(sum->call);
    sum->ended = true;
    if (!cv_ok(op->status))
        cv_call_finish(sum->call, op->status);
    else if (number != NULL)
        cv_call_finish(sum->call, cv_status(CV_OUT_OF_RANGE, NULL, "a negative number"));
    else
        judge_v1_judge_sum_reply(sum->call, &sum->total);
}

/* It goes on: its client will end it. */
static void sum_drained(struct cv_drain *op)
{
    struct sum *sum = CV_CONTAINER_OF(op, struct sum, drain);

    if (!sum->ended)
        sum->judge->drained++;
}

static void sum_handler(struct cv_call *call, void *state)
{
    struct sum *sum = state;

    sum->judge = judge_started(call);
    sum->call = call;
    judge__v1__total__init(&sum->total);
    sum->receive.done = sum_received;
    sum->drain.done = sum_drained;
    cv_call_await_drain(call, &sum->drain);
    cv_call_receive(call, &sum->receive);
}

/* ---- Count ---- */

struct count {
    struct cv_call *call;
    struct judge *judge;
    struct cv_send send;
    const Judge__V1__CountRequest *request;
    int64_t at;
    uint8_t *padding;
    bool plain_odd; /* odd numbers are not compressed */
};

static void count_next(struct count *count)
{
    Judge__V1__Number number = JUDGE__V1__NUMBER__INIT;

    if (count->at == count->request->to) {
        judge_ended(count->call);
        cv_call_finish(count->call, cv_status(code_of(count->request->code), NULL, "as asked for"));
        return;
    }
    number.value = ++count->at;
    number.padding.data = count->padding;
    number.padding.len = count->request->padding_bytes;
    count->send.uncompressed = count->plain_odd && number.value % 2 != 0;
    judge_v1_judge_count_send(count->call, &count->send, &number);
}

static void count_sent(struct cv_send *op)
{
    struct count *count = CV_CONTAINER_OF(op, struct count, send);

    if (cv_ok(op->status)) {
        count->judge->sent++;
        count_next(count);
        return;
    }
    judge_ended(count->call);
    cv_call_finish(count->call, op->status);
}

static void count_handler(struct cv_call *call, void *state, const Judge__V1__CountRequest *request)
{
    struct count *count = state;

    count->judge = judge_started(call);
    count->call = call;
    count->request = request;
    count->plain_odd = cv_metadata_find(cv_call_metadata(call), "plain-odd") != NULL;
    count->padding = cv_arena_zalloc(cv_call_scope(call)->arena, request->padding_bytes + 1u);
    if (count->padding == NULL) {
        judge_ended(call);
        cv_call_finish(call, cv_status(CV_RESOURCE_EXHAUSTED, NULL, "padding_bytes is too much"));
        return;
    }
    count->send.done = count_sent;
    cv_call_send_headers(call);
    count_next(count);
}

/* ---- Chat ---- */

struct chat {
    struct cv_call *call;
    struct judge *judge;
    struct cv_receive receive;
    struct cv_send send;
};

static void chat_end(struct chat *chat, struct cv_status status)
{
    judge_ended(chat->call);
    cv_call_finish(chat->call, status);
}

static void chat_received(struct cv_receive *op)
{
    struct chat *chat = CV_CONTAINER_OF(op, struct chat, receive);
    Judge__V1__Number answer = JUDGE__V1__NUMBER__INIT;

    if (!cv_ok(op->status) || op->message == NULL) {
        chat_end(chat, op->status);
        return;
    }
    chat->judge->received++;
    answer.value = 2 * judge_v1_judge_chat_received(op)->value;
    answer.padding = judge_v1_judge_chat_received(op)->padding;
    judge_v1_judge_chat_send(chat->call, &chat->send, &answer);
}

static void chat_sent(struct cv_send *op)
{
    struct chat *chat = CV_CONTAINER_OF(op, struct chat, send);

    if (!cv_ok(op->status)) {
        chat_end(chat, op->status);
        return;
    }
    chat->judge->sent++;
    cv_call_receive(chat->call, &chat->receive);
}

static void chat_handler(struct cv_call *call, void *state)
{
    struct chat *chat = state;

    chat->judge = judge_started(call);
    chat->call = call;
    chat->receive.done = chat_received;
    chat->send.done = chat_sent;
    cv_call_receive(call, &chat->receive);
}

/* ---- Weigh ---- */

static void weigh_handler(struct cv_call *call, void *state, const Google__Protobuf__Value *request)
{
    Judge__V1__Total total = JUDGE__V1__TOTAL__INIT;

    (void)state;
    (void)request;
    judge_started(call);
    judge_ended(call);
    total.sum = (int64_t)cv_call_request_bytes(call).len;
    judge_v1_judge_weigh_reply(call, &total);
}

/* ---- Tally ---- */

static void tally_handler(struct cv_call *call, void *state, const Judge__V1__TallyRequest *request)
{
    Judge__V1__TallyResponse response = JUDGE__V1__TALLY_RESPONSE__INIT;
    const struct judge *judge = cv_call_service(call);

    (void)state;
    (void)request;
    response.started = judge->started;
    response.ended = judge->ended;
    response.cancelled = judge->cancelled;
    response.expired = judge->expired;
    response.sent = judge->sent;
    response.received = judge->received;
    judge_v1_judge_tally_reply(call, &response);
}

struct cv_status judge_serve(struct cv_server *server, struct judge *judge)
{
    static const struct judge_v1_judge_say_method say = {say_handler, sizeof(struct say)};
    static const struct judge_v1_judge_sum_method sum = {sum_handler, sizeof(struct sum)};
    static const struct judge_v1_judge_count_method count = {count_handler, sizeof(struct count)};
    static const struct judge_v1_judge_chat_method chat = {chat_handler, sizeof(struct chat)};
    static const struct judge_v1_judge_weigh_method weigh = {weigh_handler, 0};
    static const struct judge_v1_judge_tally_method tally = {tally_handler, 0};
    const struct judge_v1_judge_handlers handlers = {&say, &sum, &count, &chat, &weigh, &tally};

    return judge_v1_judge_serve(server, &handlers, judge);
}

/* ---- without a server ---- */

static void route_say(struct cv_call *call, void *state, const ProtobufCMessage *request)
{
    say_handler(call, state, (const Judge__V1__SayRequest *)request);
}

static void route_sum(struct cv_call *call, void *state, const ProtobufCMessage *request)
{
    (void)request;
    sum_handler(call, state);
}

static void route_count(struct cv_call *call, void *state, const ProtobufCMessage *request)
{
    count_handler(call, state, (const Judge__V1__CountRequest *)request);
}

static void route_chat(struct cv_call *call, void *state, const ProtobufCMessage *request)
{
    (void)request;
    chat_handler(call, state);
}

static void route_weigh(struct cv_call *call, void *state, const ProtobufCMessage *request)
{
    weigh_handler(call, state, (const Google__Protobuf__Value *)request);
}

static void route_tally(struct cv_call *call, void *state, const ProtobufCMessage *request)
{
    tally_handler(call, state, (const Judge__V1__TallyRequest *)request);
}

struct cv_status judge_route(struct cv_router *router, struct judge *judge)
{
    static const struct cv_handler_row ROWS[] = {
        {route_say, sizeof(struct say), NULL},
        {route_sum, sizeof(struct sum), NULL},
        {route_count, sizeof(struct count), NULL},
        {route_chat, sizeof(struct chat), NULL},
        {route_weigh, 0, NULL},
        {route_tally, 0, NULL},
    };
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; cv_ok(status) && i < judge_v1_judge_type.method_count; i++)
        status = cv_router_add(router, &(struct cv_route){
                                           .method = &judge_v1_judge_type.methods[i],
                                           .handler = ROWS[i].handler,
                                           .state_size = ROWS[i].state_size,
                                           .service = judge,
                                       });
    return status;
}
