/* gzip streams (RFC 1952), whole messages at a time. The one user of zlib.
 *
 * Thread   One at a time for each state.
 * Memory   *state is made when it is first needed (NULL before), and is good for the next message
 *          whatever became of this one. */
#ifndef CV_RPC_GZIP_H
#define CV_RPC_GZIP_H

#include "rpc/compressor.h"

struct cv_gzip;

void cv_gzip_free(struct cv_gzip *state); /* NULL is fine */
/* The size the stream's last member claims for itself; CV_SIZE_UNKNOWN: there is none. */
size_t cv_gzip_claim(struct cv_slice in);
/* Inflate all of `in` to `cap` bytes at `out`; *len of them were written. `out` is never NULL. */
enum cv_inflated cv_gzip_inflate(struct cv_gzip **state, struct cv_slice in, uint8_t *out,
                                 size_t cap, size_t *len);
/* Bytes written to `out`; 0: it needs more than `cap`, or there was no memory. */
size_t cv_gzip_compress(struct cv_gzip **state, struct cv_slice in, uint8_t *out, size_t cap);

#endif
