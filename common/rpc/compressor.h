/* Messages compressed and inflated: gzip and zstd as one, their contexts kept from one message to
 * the next.
 *
 * Thread   One at a time; between two messages a compressor may change hands.
 * Memory   Zeroed it is ready. Contexts are made when first needed and kept, 400 KiB of gzip and up
 *          to CV_COMPRESSOR_KEPT of each direction of zstd. Nothing is carried over from message to
 *          message.
 * Hostile  A claimed size is no more than where to begin: the limit is that of the bytes that come
 *          out, checked as they do, and memory is never more than it. */
#ifndef CV_RPC_COMPRESSOR_H
#define CV_RPC_COMPRESSOR_H

#include "base/arena.h"
#include "rpc/compression.h"

#define CV_SIZE_UNKNOWN SIZE_MAX

enum cv_inflated {
    CV_INFLATED,
    CV_INFLATED_TOO_LARGE, /* more than was allowed */
    CV_INFLATED_BROKEN,    /* cut off, changed, followed by something else, or no such stream */
    CV_INFLATED_NO_MEMORY,
};

struct cv_compressor {
    struct cv_gzip *gzip;
    struct cv_zstd *zstd;
};

void cv_compressor_free(struct cv_compressor *compressor);

/* What `in` claims to become: honest of honest peers. CV_SIZE_UNKNOWN: it does not say. */
size_t cv_inflate_claim(enum cv_encoding encoding, struct cv_slice in);
/* Inflate all of `in` into `arena`: *out, at most `max` bytes, with room for a NUL behind it. */
enum cv_inflated cv_inflate(struct cv_compressor *compressor, enum cv_encoding encoding,
                            struct cv_slice in, size_t max, struct cv_arena *arena,
                            struct cv_slice *out);
/* Compress `in` to `out`; 0: that took more than `cap` bytes, or memory there was none of. Send the
 * message as it is. */
size_t cv_compress(struct cv_compressor *compressor, enum cv_encoding encoding, struct cv_slice in,
                   uint8_t *out, size_t cap);
/* The most that a compressor, anybody's, makes of `size` bytes. */
size_t cv_compress_bound(size_t size);

#endif
