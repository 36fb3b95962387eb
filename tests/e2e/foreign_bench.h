/* Our channel in front of a server from libgrpc++ that runs as a child process. */
#ifndef TESTS_E2E_FOREIGN_BENCH_H
#define TESTS_E2E_FOREIGN_BENCH_H

#include "base/arena.h"
#include "base/clock.h"
#include "judge/v1/judge.caravan.h"
#include "net/loop.h"
#include "support/child.h"

#define PATIENCE (20 * CV_NS_PER_S)

extern const char *foreign_program; /* the server; set by main() */

struct bench {
    struct child server;
    struct cv_loop *loop;
    struct cv_channel *channel;
    struct cv_arena arena;
    struct cv_scope scope; /* without a deadline */
    char path[64];         /* of the unix socket it listens on; "": on loopback */
};

/* `options`: NULL-terminated, after the address; NULL: none. */
void bench_start_server(struct bench *bench, const char *const *options);
void bench_open(struct bench *bench, const struct cv_channel_config *config); /* no server yet */
void bench_up(struct bench *bench, const char *const *options); /* both, on loopback */
void bench_close(struct bench *bench);                          /* the channel */
void bench_down(struct bench *bench); /* the channel, then the server, which ends in peace */

/* Text as the generated structs want it. */
char *bench_text(const char *text);

/* ---- a unary call ---- */

struct said {
    struct cv_unary op;
    bool done;
};

void said_call(struct bench *bench, struct said *said); /* method, scope and request are set */
void said_submit(struct bench *bench, struct said *said, const Judge__V1__SayRequest *request);
void said_wait(struct bench *bench, struct said *said);
void bench_say(struct bench *bench, struct said *said, const Judge__V1__SayRequest *request);
/* Until `due`, asked about a fresh tally after each round trip, holds. */
typedef bool tally_due(const Judge__V1__TallyResponse *tally, void *arg);
void bench_until(struct bench *bench, tally_due *due, void *arg);
Judge__V1__TallyResponse bench_tally(struct bench *bench);

/* ---- a stream of Numbers, in either or both directions ---- */

struct stream {
    struct cv_start start;
    struct cv_receive receive;
    struct cv_send send;
    int64_t to_send; /* values 1, 2, 3 ...; then the sending side is closed */
    int64_t sent;
    int64_t received;
    int64_t sum; /* of what was received */
    size_t padding;
    uint8_t *bytes;
    bool unanswered; /* a send waits for room */
    bool done;
};

void stream_init(struct bench *bench, struct stream *stream, int64_t to_send, size_t padding);
void stream_send(struct stream *stream);    /* goes on by itself */
void stream_receive(struct stream *stream); /* goes on by itself */
void stream_wait(struct bench *bench, struct stream *stream);

#endif
