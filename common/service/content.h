/* Whether what is there is what a row of an import asks for.
 *
 * Thread   Any.
 * Memory   Texts of the status live in the arena, or are static. */
#ifndef CV_SERVICE_CONTENT_H
#define CV_SERVICE_CONTENT_H

#include "base/arena.h"
#include "base/status.h"

#include <protobuf-c/protobuf-c.h>

/* Compare two things of one type, but for the fields that only the server sets: times, etag,
 * reversed_by, and those of `told` (ends with NULL). ALREADY_EXISTS, ID_TAKEN names the first field
 * that differs, as a path from `thing`, and both values. */
struct cv_status cv_content_compare(struct cv_arena *arena, const char *thing,
                                    const char *const *told, const ProtobufCMessage *there,
                                    const ProtobufCMessage *asked);

#endif
