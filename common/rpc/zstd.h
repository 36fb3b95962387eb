/* zstd frames (RFC 8878), whole messages at a time. The one user of libzstd.
 *
 * A frame is inflated in one go, with what has been written as its window: whatever window it
 * announces, none is allocated.
 *
 * Thread   One at a time for each state.
 * Memory   As in rpc/gzip.h. */
#ifndef CV_RPC_ZSTD_H
#define CV_RPC_ZSTD_H

#include "rpc/compressor.h"

struct cv_zstd;

void cv_zstd_free(struct cv_zstd *state); /* NULL is fine */
/* The size the first frame announces; CV_SIZE_UNKNOWN: it does not. */
size_t cv_zstd_claim(struct cv_slice in);
/* As in rpc/gzip.h. */
enum cv_inflated cv_zstd_inflate(struct cv_zstd **state, struct cv_slice in, uint8_t *out,
                                 size_t cap, size_t *len);
size_t cv_zstd_compress(struct cv_zstd **state, struct cv_slice in, uint8_t *out, size_t cap);
/* Let go of contexts that the last message made large. */
void cv_zstd_trim(struct cv_zstd *state);

#endif
