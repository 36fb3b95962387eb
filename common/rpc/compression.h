/* How the messages of a call are compressed on the wire. gRPC doc/compression.md; gzip is RFC 1952,
 * zstd RFC 8878, each message a stream of its own.
 *
 * Thread   Any.
 * Errors   A message that does not inflate ends its call with INTERNAL, one that would become too
 *          large with RESOURCE_EXHAUSTED. */
#ifndef CV_RPC_COMPRESSION_H
#define CV_RPC_COMPRESSION_H

#include "base/buf.h"

enum cv_encoding {
    CV_IDENTITY, /* not compressed */
    CV_GZIP,
    CV_ZSTD,
    CV_ENCODING_COUNT,
};

/* As on the wire: "identity", "gzip", "zstd". */
const char *cv_encoding_name(enum cv_encoding encoding);
/* False: none of them. */
bool cv_encoding_parse(struct cv_slice name, enum cv_encoding *encoding);

/* What a peer takes, as it lists it in grpc-accept-encoding: a bit (1 << encoding) for each that we
 * know. Identity is always among them. */
unsigned cv_encoding_list(struct cv_slice list);

#endif
