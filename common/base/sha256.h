/* SHA-256 (FIPS 180-4), for names that others compute, too. */
#ifndef CV_BASE_SHA256_H
#define CV_BASE_SHA256_H

#include "base/buf.h"

#define CV_SHA256_BYTES 32

void cv_sha256(struct cv_slice bytes, uint8_t digest[CV_SHA256_BYTES]);

/* The same in pieces: begin, add any number of times, end once. */
struct cv_sha256 {
    uint32_t sums[8]; /* private, and all that follows */
    uint64_t len;
    uint8_t block[64];
};
struct cv_sha256 cv_sha256_begin(void);
void cv_sha256_add(struct cv_sha256 *sum, struct cv_slice bytes);
void cv_sha256_end(struct cv_sha256 *sum, uint8_t digest[CV_SHA256_BYTES]);

#endif
