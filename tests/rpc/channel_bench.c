#include "channel_bench.h"

#include "google/protobuf/wrappers.pb-c.h"
#include "rpc/raw.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PIPE_BYTES (64 * 1024)
#define PATIENCE   (20 * S)

static const struct cv_method DO = {"/test.Place/Do", "Do", CV_UNARY, &cv_raw_descriptor,
                                    &cv_raw_descriptor};
static const struct cv_method WATCH = {"/grpc.health.v1.Health/Watch", "Watch", CV_SERVER_STREAMING,
                                       &google__protobuf__string_value__descriptor,
                                       &google__protobuf__int32_value__descriptor};

/* ---- time ---- */

static uint64_t now;

static uint64_t made_up_ns(void)
{
    return now;
}

static int64_t utc_us(void)
{
    return 0;
}

static void turn_run(struct cv_task *task)
{
    struct bench *bench = CV_CONTAINER_OF(task, struct bench, turn);

    if (--bench->turns > 0)
        cv_loop_defer(bench->loop, &bench->turn); /* so the loop does not sleep */
}

static bool turned(void *arg)
{
    return ((struct bench *)arg)->turns == 0;
}

void bench_settle(struct bench *bench)
{
    bench->turns = 40;
    bench->turn.run = turn_run;
    cv_loop_defer(bench->loop, &bench->turn);
    assert_true(cv_loop_run_until(bench->loop, turned, bench, PATIENCE));
}

void bench_pass(struct bench *bench, uint64_t ns)
{
    struct cv_timers *timers = cv_loop_timers(bench->loop);
    uint64_t end = now + ns;

    while (now < end) {
        uint64_t next = cv_timers_next(timers);

        now = next > now && next < end ? next : end;
        cv_timers_run(timers, now);
        bench_settle(bench);
    }
}

/* ---- handlers ---- */

/* A call whose answer waits. */
struct held {
    struct cv_call *call;
    struct bench *bench;
    struct cv_over over;
    struct cv_send send;
    struct cv_list link;
    bool ended;
    bool sending;
    enum health said;
};

static void held_end(struct held *held, struct cv_status status)
{
    const struct cv_raw nothing = cv_raw((struct cv_slice){NULL, 0});

    if (held->ended)
        return;
    held->ended = true;
    held->bench->held--;
    cv_list_remove(&held->link);
    if (cv_ok(status) && cv_call_method(held->call) == &DO)
        cv_call_reply(held->call, &nothing.base);
    else
        cv_call_finish(held->call, status);
}

static void held_over(struct cv_over *op)
{
    held_end(CV_CONTAINER_OF(op, struct held, over), cv_status(CV_CANCELLED, NULL, "nobody waits"));
}

static void held_begin(struct held *held, struct cv_call *call, struct cv_list *list)
{
    struct place *place = cv_call_service(call);

    *held = (struct held){.call = call, .bench = place->bench, .over.done = held_over};
    place->bench->held++;
    cv_list_push(list, &held->link);
    cv_call_await_over(call, &held->over);
}

static void handle_do(struct cv_call *call, void *state, const ProtobufCMessage *request)
{
    struct place *place = cv_call_service(call);

    place->calls++;
    if (!place->holds) {
        cv_call_reply(call, request);
        return;
    }
    held_begin(state, call, &place->held);
}

static void say_health(struct held *held);

static void health_sent(struct cv_send *op)
{
    struct held *held = CV_CONTAINER_OF(op, struct held, send);

    held->sending = false;
    if (cv_ok(op->status) && !held->ended &&
        held->said != ((const struct place *)cv_call_service(held->call))->health)
        say_health(held);
}

/* Of what changes while a message is on its way only the last is said. */
static void say_health(struct held *held)
{
    Google__Protobuf__Int32Value value = GOOGLE__PROTOBUF__INT32_VALUE__INIT;
    const struct place *place = cv_call_service(held->call);

    if (held->sending)
        return;
    held->sending = true;
    held->said = place->health;
    value.value = (int32_t)place->health;
    held->send.done = health_sent;
    cv_call_send(held->call, &held->send, &value.base);
}

static void handle_watch(struct cv_call *call, void *state, const ProtobufCMessage *request)
{
    struct place *place = cv_call_service(call);
    const Google__Protobuf__StringValue *service = (const void *)request;

    assert_string_equal(service->value, "test.Place");
    if (place->health == NO_HEALTH) {
        cv_call_finish(call, cv_status(CV_UNIMPLEMENTED, NULL, "no such method"));
        return;
    }
    held_begin(state, call, &place->watchers);
    say_health(state);
}

/* ---- a place ---- */

static void conn_closed(struct cv_conn *conn)
{
    (void)conn;
}

static void accept_stream(struct place *place, struct cv_stream *stream)
{
    static const struct cv_conn_events EVENTS = {NULL, conn_closed, NULL};
    const struct cv_session_config config = {
        .lane = &place->bench->lane,
        .router = &place->router,
        .receive_message_max = 4096,
        .streams_max = place->streams_max == 0 ? 100 : place->streams_max,
    };
    const struct cv_conn_life life = {.keepalive =
                                          cv_keepalive_of_server((struct cv_keepalive){0})};
    struct cv_conn *conn = cv_conn_new(stream, &config, &life, &EVENTS, place);

    if (conn != NULL) /* out of memory, by a fault */
        cv_list_push(&place->conns, cv_conn_link(conn));
}

struct silent {
    struct cv_stream *stream;
    struct cv_list link;
};

static void silent_read(void *owner, const uint8_t *bytes, size_t len)
{
    (void)owner;
    (void)bytes;
    (void)len;
}

static void silent_drained(void *owner)
{
    (void)owner;
}

static void silent_ended(void *owner)
{
    cv_stream_close(((struct silent *)owner)->stream);
}

static void silent_closed(void *owner, struct cv_status reason)
{
    struct silent *silent = owner;

    (void)reason;
    cv_list_remove(&silent->link);
    free(silent);
}

static void hang(struct place *place, struct cv_stream *stream)
{
    static const struct cv_stream_events EVENTS = {silent_read, silent_drained, silent_ended,
                                                   silent_closed};
    struct silent *silent = calloc(1, sizeof(*silent));

    assert_non_null(silent);
    silent->stream = stream;
    cv_list_push(&place->silent, &silent->link);
    cv_stream_own(stream, &EVENTS, silent);
}

static struct cv_stream *dial(void *arg, const struct cv_address *address)
{
    struct bench *bench = arg;
    struct place *place = bench->places;
    struct cv_stream *ends[2];

    while (!cv_address_equal(&place->address, address))
        place++;
    place->dials++;
    place->dialled_ns = now;
    if (place->mood == REFUSES || !cv_ok(cv_stream_pair(bench->loop, PIPE_BYTES, ends)))
        return NULL;
    if (place->mood == ANSWERS)
        accept_stream(place, ends[1]);
    else
        hang(place, ends[1]);
    return ends[0];
}

static struct cv_status resolve(void *arg, struct cv_address *addresses, size_t cap, size_t *count)
{
    struct bench *bench = arg;

    bench->resolves++;
    for (size_t i = 0; i < bench->count; i++) {
        if (bench->places[i].unlisted)
            continue;
        assert_true(*count < cap);
        addresses[(*count)++] = bench->places[i].address;
    }
    return bench->resolved;
}

void place_lose(struct place *place)
{
    CV_LIST_EACH(node, &place->conns)
    cv_conn_close(cv_conn_of_link(node), CV_STATUS_OK);
    CV_LIST_EACH(node, &place->silent)
    cv_stream_close(CV_CONTAINER_OF(node, struct silent, link)->stream);
}

void place_drain(struct place *place)
{
    CV_LIST_EACH(node, &place->conns)
    cv_conn_drain(cv_conn_of_link(node), NULL);
}

static void end_list(struct cv_list *from, struct cv_status status)
{
    struct cv_list list;

    cv_list_move(from, &list);
    while (!cv_list_empty(&list))
        held_end(CV_CONTAINER_OF(list.next, struct held, link), status);
}

void place_release(struct place *place)
{
    end_list(&place->held, CV_STATUS_OK);
}

void place_say_health(struct place *place, enum health health)
{
    place->health = health;
    CV_LIST_EACH(node, &place->watchers)
    say_health(CV_CONTAINER_OF(node, struct held, link));
}

void place_end_watches(struct place *place)
{
    end_list(&place->watchers, cv_status(CV_INTERNAL, NULL, "the watch broke"));
}

size_t place_conns(const struct place *place)
{
    size_t count = 0;

    CV_LIST_EACH(node, &place->conns)
    count += cv_conn_session(cv_conn_of_link(node)) != NULL ? 1 : 0;
    return count;
}

/* ---- up and down ---- */

static void lane_run(struct cv_task *task)
{
    cv_lane_turn(&CV_CONTAINER_OF(task, struct bench, lane_task)->lane);
}

static void lane_wanted(struct cv_lane *lane)
{
    struct bench *bench = CV_CONTAINER_OF(lane, struct bench, lane);

    cv_loop_defer(bench->loop, &bench->lane_task);
}

static void place_up(struct bench *bench, const char *address)
{
    struct place *place = &bench->places[bench->count++];

    *place = (struct place){.bench = bench};
    assert_int_equal(cv_address_parse(address, &place->address).code, CV_OK);
    cv_list_init(&place->conns);
    cv_list_init(&place->silent);
    cv_list_init(&place->held);
    cv_list_init(&place->watchers);
    for (int i = 0; i < 2; i++) {
        struct cv_route route = {.method = i == 0 ? &DO : &WATCH,
                                 .handler = i == 0 ? handle_do : handle_watch,
                                 .state_size = sizeof(struct held),
                                 .service = place};

        assert_int_equal(cv_router_add(&place->router, &route).code, CV_OK);
    }
}

void bench_up(struct bench *bench, const char *const *addresses)
{
    static const struct cv_clock CLOCK = {made_up_ns, utc_us};

    now = 1000 * S;
    cv_clock_set(&CLOCK);
    *bench = (struct bench){.lane_task.run = lane_run};
    assert_int_equal(cv_loop_new(&bench->loop).code, CV_OK);
    cv_lane_init(&bench->lane, cv_loop_timers(bench->loop), cv_loop_wake(bench->loop), lane_wanted);
    cv_arena_init(&bench->arena, 64 * 1024 * 1024);
    bench->scope = (struct cv_scope){.arena = &bench->arena, .deadline_ns = CV_NEVER};
    for (size_t i = 0; addresses[i] != NULL; i++)
        place_up(bench, addresses[i]);
}

void bench_open(struct bench *bench, struct cv_channel_config config)
{
    config.target = "service.example:1";
    config.dial = dial;
    config.dial_arg = bench;
    config.resolve = resolve;
    config.resolve_arg = bench;
    bench->channel_closed = false;
    assert_int_equal(cv_channel_open(bench->loop, &config, &bench->channel).code, CV_OK);
}

static void on_channel_closed(void *arg)
{
    *(bool *)arg = true;
}

void bench_down(struct bench *bench)
{
    if (bench->channel != NULL)
        cv_channel_close(bench->channel, on_channel_closed, &bench->channel_closed);
    for (size_t i = 0; i < bench->count; i++)
        place_lose(&bench->places[i]);
    bench_settle(bench);
    assert_int_equal(bench->channel != NULL, bench->channel_closed);
    assert_int_equal(bench->held, 0);
    cv_loop_undefer(&bench->lane_task);
    cv_lane_free(&bench->lane);
    for (size_t i = 0; i < bench->count; i++)
        cv_router_free(&bench->places[i].router);
    cv_loop_free(bench->loop);
    cv_arena_release(&bench->arena);
    cv_clock_set(NULL);
}

/* ---- calls ---- */

static void said_done(struct cv_unary *op)
{
    struct said *said = CV_CONTAINER_OF(op, struct said, op);

    said->done++;
    said->order = said->bench->ended++;
    if (said->next != NULL)
        said_submit(said->bench, said->next);
}

void said_submit(struct bench *bench, struct said *said)
{
    const struct cv_raw nothing = cv_raw((struct cv_slice){NULL, 0});

    said->bench = bench;
    said->scope = bench->scope;
    if (said->deadline_ns != 0)
        said->scope.deadline_ns = said->deadline_ns;
    said->op.start.method = &DO;
    said->op.start.scope = &said->scope;
    said->op.request = &nothing.base;
    said->op.done = said_done;
    cv_unary_submit(bench->channel, &said->op);
    assert_int_equal(said->done, 0);
}

int said_now(struct bench *bench, struct said *said)
{
    said_submit(bench, said);
    bench_settle(bench);
    return said->done == 0 ? -1 : (int)said->op.start.status.code;
}
