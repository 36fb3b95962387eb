/* One entry of the audit chain, and its hash. The form that is hashed is told in
 * caravan/common/v1/audit.proto, so that others can compute it, too.
 *
 * Thread   Any.
 * Memory   Texts and bytes are borrowed. */
#ifndef CV_SERVICE_AUDIT_ENTRY_H
#define CV_SERVICE_AUDIT_ENTRY_H

#include "base/sha256.h"

struct cv_audit_entry {
    const char *org;
    int64_t sequence; /* from 1, without a gap */
    int64_t at_us;
    struct cv_slice principal;
    struct cv_slice method;
    struct cv_slice resource;
    struct cv_slice type;
    struct cv_slice before;
    struct cv_slice after;
    uint8_t previous[CV_SHA256_BYTES]; /* hash of the one before; zero for the first */
    uint8_t hash[CV_SHA256_BYTES];
};

void cv_audit_entry_hash(const struct cv_audit_entry *entry, uint8_t hash[CV_SHA256_BYTES]);

#endif
