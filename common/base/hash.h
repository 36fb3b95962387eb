/* 128 bits to tell requests, migrations and rows apart. Not against an adversary: who makes two of
 * his own collide fools only himself. What was hashed is kept in files, so it never changes. */
#ifndef CV_BASE_HASH_H
#define CV_BASE_HASH_H

#include "base/buf.h"

void cv_hash128(struct cv_slice bytes, uint64_t hash[2]);

#endif
