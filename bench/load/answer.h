/* What came back, judged: `:status 200`, `grpc-status 0`. Each connection has one.
 *
 * Blocks are decoded by nghttp2. A block of table indexes alone changes nothing in the table, so
 * the same bytes mean the same again until some other block has changed it: such blocks are
 * compared instead, which keeps the load maker faster than what it measures. */
#ifndef BENCH_ANSWER_H
#define BENCH_ANSWER_H

#include <nghttp2/nghttp2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ANSWER_BLOCK_MAX 64

struct answer_block {
    uint8_t bytes[ANSWER_BLOCK_MAX];
    size_t len; /* 0: none known */
};

struct answer {
    nghttp2_hd_inflater *inflater; /* owned */
    struct answer_block good_head;
    struct answer_block good_trailers;
};

bool answer_init(struct answer *answer);
void answer_free(struct answer *answer);
/* `trailers`: the block ended its stream. False: the call failed, or this is no gRPC answer. */
bool answer_block_good(struct answer *answer, const uint8_t *block, size_t len, bool trailers);

#endif
