/* A channel in front of servers that do as they are told, over pipes, in made-up time. All of it on
 * one thread; asserts as cmocka does. */
#ifndef TESTS_RPC_CHANNEL_BENCH_H
#define TESTS_RPC_CHANNEL_BENCH_H

#include "base/arena.h"
#include "base/clock.h"
#include "net/loop.h"
#include "rpc/channel.h"
#include "rpc/conn.h"
#include "rpc/router.h"

#define PLACES_MAX 6
#define MS         CV_NS_PER_MS
#define S          CV_NS_PER_S

enum mood {
    ANSWERS,
    REFUSES,
    HANGS, /* a connection is made, and that is all */
};

enum health {
    NO_HEALTH = -1, /* it has no such method */
    SERVING = 1,
    NOT_SERVING = 2,
};

struct bench;

/* A server: its connections, and what it does with calls. */
struct place {
    struct bench *bench;
    struct cv_address address;
    enum mood mood;
    bool holds;    /* calls are not answered until place_release() */
    bool unlisted; /* the resolver leaves it out */
    enum health health;
    unsigned streams_max; /* 0: as many as anybody */
    struct cv_router router;
    struct cv_list conns;    /* struct cv_conn */
    struct cv_list silent;   /* ends of connections that hang: struct silent */
    struct cv_list held;     /* struct held */
    struct cv_list watchers; /* struct held: health watches */
    unsigned dials;
    uint64_t dialled_ns; /* the last time */
    unsigned calls;      /* begun */
};

struct bench {
    struct cv_loop *loop;
    struct cv_lane lane; /* of the servers */
    struct cv_task lane_task;
    struct cv_task turn;
    unsigned turns;
    struct place places[PLACES_MAX];
    size_t count;
    struct cv_status resolved; /* what the resolver says; OK: the places that are listed */
    unsigned resolves;
    struct cv_channel *channel;
    struct cv_arena arena;
    struct cv_scope scope; /* without a deadline */
    unsigned held;         /* handlers that have not ended */
    unsigned ended;        /* calls */
    bool channel_closed;
};

/* Time, servers at these addresses, all answering. */
void bench_up(struct bench *bench, const char *const *addresses);
/* `config`: what is not about target, dial and resolve. */
void bench_open(struct bench *bench, struct cv_channel_config config);
void bench_down(struct bench *bench); /* the channel, if there is one, then the rest */

void bench_settle(struct bench *bench);            /* let what is ready run */
void bench_pass(struct bench *bench, uint64_t ns); /* timer by timer */

void place_lose(struct place *place);                           /* its connections, at once */
void place_drain(struct place *place);                          /* GOAWAY on all of them */
void place_release(struct place *place);                        /* answer what is held */
void place_say_health(struct place *place, enum health health); /* to those who watch */
void place_end_watches(struct place *place);
size_t place_conns(const struct place *place);

/* A call. Zeroed but for `wait_for_ready`, `deadline_ns` and `next`. */
struct said {
    struct cv_unary op;
    struct cv_scope scope;
    uint64_t deadline_ns; /* 0: none */
    struct said *next;    /* submitted from its `done`; NULL: none */
    struct bench *bench;
    unsigned done;  /* times */
    unsigned order; /* how many had ended before it */
};
void said_submit(struct bench *bench, struct said *said);
/* Submit, settle, and the code it has ended with; -1: it has not. */
int said_now(struct bench *bench, struct said *said);

#endif
