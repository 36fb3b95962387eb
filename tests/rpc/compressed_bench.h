/* A server with the judge, and on its loop a peer that speaks by hand, on either side of it: a
 * client of the server, or a server for a channel. */
#ifndef TESTS_RPC_COMPRESSED_BENCH_H
#define TESTS_RPC_COMPRESSED_BENCH_H

#include "base/clock.h"
#include "judge/v1/judge.caravan.h"
#include "net/loop.h"
#include "rpc/compressor.h"
#include "support/judge.h"
#include "support/raw_peer.h"

#define PATIENCE    (20 * CV_NS_PER_S)
#define MESSAGE_MAX ((size_t)200 * 1024) /* both sides receive so much */

struct bench {
    struct cv_server *server;
    struct cv_loop *loop;
    struct judge judge;
    struct raw_peer peer;
    struct cv_channel *channel;
    bool to_peer; /* the channel's connection ends at the peer, not at the server */
    bool channel_closed;
    struct cv_compressor compressor;
    struct cv_arena arena;
    struct cv_scope scope;
};

void bench_up_client(struct bench *bench, bool to_peer);
/* `usual`: how the server compresses. */
void bench_up_server(struct bench *bench, enum cv_encoding usual);
void bench_down(struct bench *bench);
bool bench_is_set(void *flag);

struct cv_slice bench_packed_of(struct bench *bench, enum cv_encoding encoding,
                                struct cv_slice plain);
/* A SayRequest or SayResponse whose text is so long that the message takes `len` bytes. */
struct cv_slice bench_say_bytes(struct bench *bench, size_t len);

/* The peer as a client: a header block, with "name: value\n" for each field beyond the usual. */
void bench_request(struct bench *bench, uint32_t id, const char *path, const char *fields);
void bench_await_answer(struct bench *bench, uint32_t id);

/* The channel: Say. */
struct said {
    struct cv_unary op;
    bool done;
};
void bench_submit(struct bench *bench, struct said *said, enum cv_encoding encoding, char *text);
void bench_await(struct bench *bench, struct said *said);

#endif
