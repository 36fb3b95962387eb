/* Metadata of a call: names and values in the order they were sent.
 *
 * A name ending in "-bin" carries bytes: here they are always the bytes themselves; the base64 of
 * the wire (grpc doc/PROTOCOL-HTTP2.md) does not show. Other values are printable ASCII. Names are
 * lower case [0-9a-z_.-]; those starting with "grpc-" belong to gRPC and are refused.
 *
 * Memory   Entries live in the arena they were added with. */
#ifndef CV_RPC_METADATA_H
#define CV_RPC_METADATA_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

struct cv_metadatum {
    const struct cv_metadatum *next;
    struct cv_slice key;   /* NUL follows */
    struct cv_slice value; /* NUL follows, for ASCII values */
};

struct cv_metadata {
    const struct cv_metadatum *first;
    struct cv_metadatum *last;
    size_t count;
};

/* Append a copy. INVALID_ARGUMENT for a name or value the wire forbids (texts static);
 * RESOURCE_EXHAUSTED when the arena is full. */
struct cv_status cv_metadata_add(struct cv_metadata *metadata, struct cv_arena *arena,
                                 const char *key, const void *value, size_t len);
struct cv_status cv_metadata_add_text(struct cv_metadata *metadata, struct cv_arena *arena,
                                      const char *key, const char *value);

/* The first value of `key`, or NULL. */
const struct cv_metadatum *cv_metadata_find(const struct cv_metadata *metadata, const char *key);

#endif
