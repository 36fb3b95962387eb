/* caravan-caller PORT CONNECTIONS CALLS SECONDS: how many calls a thread of ours can make.
 *
 * Each of the channels has so many calls under way; an answer starts the next call. One line of
 * JSON at the end. */
#include "base/arena.h"
#include "base/clock.h"
#include "bench/v1/echo.caravan.h"
#include "net/loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct caller {
    struct cv_loop *loop;
    uint64_t begin_ns;
    uint64_t end_ns;
    uint64_t count; /* answered rightly after the warm-up */
    size_t under_way;
    size_t closed; /* channels */
    size_t channels;
    bool failed;
};

struct calling {
    struct cv_unary op;
    struct cv_scope scope;
    struct cv_channel *channel;
    struct caller *caller;
};

#define WARMUP_NS (100 * CV_NS_PER_MS)

static void call(struct calling *calling)
{
    Bench__V1__Scan scan = BENCH__V1__SCAN__INIT;
    void *first;

    scan.parcel_id = (char *)(uintptr_t) "CN123456789CN";
    scan.hub_id = 17;
    scan.time_ms = INT64_C(1790000000000);
    scan.code = 4;
    scan.idem_key = (char *)(uintptr_t) "01234567-89ab-cdef-0123-456789abcdef";
    scan.note = (char *)(uintptr_t) "north gate, track 4";
    calling->scope.arena = cv_arena_new(64 * 1024, 1, &first);
    calling->caller->under_way++;
    bench_v1_echo_echo(calling->channel, &calling->op, &scan);
}

static void answered(struct cv_unary *op)
{
    struct calling *calling = CV_CONTAINER_OF(op, struct calling, op);
    struct caller *caller = calling->caller;
    const Bench__V1__Scan *scan = bench_v1_echo_echo_response(op);
    uint64_t now = cv_clock_ns();

    caller->under_way--;
    if (!cv_ok(op->start.status) ||
        strcmp(scan->idem_key, "01234567-89ab-cdef-0123-456789abcdef") != 0) {
        (void)fprintf(stderr, "caravan-caller: %s\n",
                      op->start.status.message == NULL ? "a wrong answer"
                                                       : op->start.status.message);
        caller->failed = true;
    }
    cv_arena_release(calling->scope.arena);
    caller->count += now >= caller->begin_ns && now < caller->end_ns;
    if (now < caller->end_ns && !caller->failed)
        call(calling);
}

static bool is_done(void *arg)
{
    return ((struct caller *)arg)->under_way == 0;
}

static void channel_closed(void *arg)
{
    ((struct caller *)arg)->closed++;
}

static bool are_closed(void *arg)
{
    const struct caller *caller = arg;

    return caller->closed == caller->channels;
}

static void run(struct caller *caller, struct calling *callings, size_t each, double seconds)
{
    caller->begin_ns = cv_clock_ns() + WARMUP_NS;
    caller->end_ns = caller->begin_ns + (uint64_t)(seconds * 1e9);
    for (size_t i = 0; i < caller->channels * each; i++)
        call(&callings[i]);
    (void)cv_loop_run_until(caller->loop, is_done, caller,
                            WARMUP_NS + (uint64_t)(seconds * 1e9) + 10 * CV_NS_PER_S);
    for (size_t i = 0; i < caller->channels; i++)
        cv_channel_close(callings[i * each].channel, channel_closed, caller);
    (void)cv_loop_run_until(caller->loop, are_closed, caller, 10 * CV_NS_PER_S);
    if (caller->under_way > 0)
        caller->failed = true;
    (void)printf("{\"calls\":%llu,\"seconds\":%.6f,\"per_second\":%.1f}\n",
                 (unsigned long long)caller->count, seconds, (double)caller->count / seconds);
}

static void open_call(struct caller *caller, const struct cv_channel_config *config,
                      struct calling *callings, size_t i, size_t each)
{
    callings[i].caller = caller;
    callings[i].scope.deadline_ns = CV_NEVER;
    callings[i].op.start.scope = &callings[i].scope;
    callings[i].op.done = answered;
    if (i % each != 0)
        callings[i].channel = callings[i - 1].channel;
    else if (!cv_ok(cv_channel_open(caller->loop, config, &callings[i].channel)))
        caller->failed = true;
}

int main(int argc, char **argv)
{
    struct caller caller = {0};
    struct cv_channel_config config = {0};
    struct calling *callings;
    char target[64];
    size_t each;

    if (argc != 5 || atoi(argv[2]) < 1 || atoi(argv[2]) > 100 || atoi(argv[3]) < 1 ||
        atoi(argv[3]) > 1000 || !(atof(argv[4]) > 0 && atof(argv[4]) <= 60)) {
        (void)fprintf(stderr, "usage: caravan-caller PORT CONNECTIONS CALLS SECONDS\n");
        return 2;
    }
    caller.channels = (size_t)atoi(argv[2]);
    each = (size_t)atoi(argv[3]);
    (void)snprintf(target, sizeof(target), "127.0.0.1:%s", argv[1]);
    config.target = target;
    callings = calloc(caller.channels * each, sizeof(*callings));
    if (callings == NULL || !cv_ok(cv_loop_new(&caller.loop))) {
        free(callings);
        return 1;
    }
    for (size_t i = 0; i < caller.channels * each; i++)
        open_call(&caller, &config, callings, i, each);
    if (!caller.failed)
        run(&caller, callings, each, atof(argv[4]));
    cv_loop_free(caller.loop);
    free(callings);
    cv_arena_thread_done();
    return caller.failed ? 1 : 0;
}
