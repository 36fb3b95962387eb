/* Between the suite's messages and the library's own: metadata and errors.
 *
 * Memory   Results live in the arena given; NULL or an error status when it is full. */
#ifndef CONNECT_CONVERT_H
#define CONNECT_CONVERT_H

#include "base/arena.h"
#include "connectrpc/conformance/v1/compat.pb-c.h"
#include "rpc/metadata.h"

/* A list of Header as metadata: values of names in "-bin" are base64 there, bytes here. */
struct cv_status headers_read(Connectrpc__Conformance__V1__Header *const *headers, size_t count,
                              struct cv_arena *arena, struct cv_metadata *metadata);
/* And back; what has one name becomes one Header. */
size_t headers_print(const struct cv_metadata *metadata, struct cv_arena *arena,
                     Connectrpc__Conformance__V1__Header ***headers);

/* An Error as a status, with room for one more detail that comes last. */
struct cv_status error_read(const Connectrpc__Conformance__V1__Error *error,
                            const struct cv_detail *last, struct cv_arena *arena);
/* The status a call has ended with as an Error. `details` is the google.rpc.Status that came with
 * it, which says more than fits into a cv_status. */
Connectrpc__Conformance__V1__Error *error_print(struct cv_status status, struct cv_slice details,
                                                struct cv_arena *arena);

/* A copy that lives as long as the arena, of a message that does not. */
ProtobufCMessage *message_copy(const ProtobufCMessage *message, struct cv_arena *arena);
/* The message's bytes, and its type as their name. */
Google__Protobuf__Any *any_of(const ProtobufCMessage *message, struct cv_arena *arena);

#endif
