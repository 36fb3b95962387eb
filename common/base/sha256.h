/* SHA-256 (FIPS 180-4), for names that others compute, too. */
#ifndef CV_BASE_SHA256_H
#define CV_BASE_SHA256_H

#include "base/buf.h"

#define CV_SHA256_BYTES 32

void cv_sha256(struct cv_slice bytes, uint8_t digest[CV_SHA256_BYTES]);

#endif
