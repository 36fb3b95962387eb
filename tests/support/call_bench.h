/* The judge behind a server, and a channel to it, on one loop: what a test of calls begins with.
 * Include cmocka.h and what it needs before this. */
#ifndef TESTS_SUPPORT_CALL_BENCH_H
#define TESTS_SUPPORT_CALL_BENCH_H

#include "base/arena.h"
#include "base/clock.h"
#include "judge/v1/judge.caravan.h"
#include "net/loop.h"
#include "support/judge.h"

#define PATIENCE (20 * CV_NS_PER_S)

struct call_bench {
    struct cv_server *server;
    struct cv_loop *loop;
    struct cv_channel *channel;
    struct judge judge;
    struct cv_arena arena;
    struct cv_scope scope;
    char target[CV_ADDRESS_TEXT_MAX + 16];
    bool channel_closed;
};

/* `config` NULL: the defaults; its target is filled in. */
void call_bench_up(struct call_bench *bench, const struct cv_channel_config *config);
/* With a server of this kind, at this address. */
void call_bench_up_at(struct call_bench *bench, const char *address,
                      const struct cv_server_config *server,
                      const struct cv_channel_config *config);
/* Waits until all is gone, and asserts that each handler that began has ended. */
void call_bench_down(struct call_bench *bench);

struct said {
    struct cv_unary op;
    bool done;
};

void said_done(struct cv_unary *op); /* for calls a test submits by itself */

/* Say: begin it, or begin it and wait for its end. */
void call_bench_submit(struct call_bench *bench, struct said *said,
                       const Judge__V1__SayRequest *request);
void call_bench_say(struct call_bench *bench, struct said *said,
                    const Judge__V1__SayRequest *request);
void call_bench_set(void *flag); /* for whoever is told by a callback, such as cv_channel_close() */
void call_bench_await(struct call_bench *bench, bool *flag);

#endif
