/* Messages between JSON and their wire bytes, along types learned at run time: the JSON mapping of
 * protobuf (protobuf.dev/programming-guides/json).
 *
 * Read     lowerCamelCase and original names; 64-bit numbers as strings or numbers; bytes in both
 *          alphabets of base64; enums by name or number; null as "not set". Field masks also with
 * the original names. Unknown members, members given twice, numbers out of range are refused.
 * Written  what is set, in the order of the field numbers, lowerCamelCase; map entries by key. What
 * the mapping has no text for (a time after 9999, say) is written as the plain fields it has. Any
 * of a type that transcode.find() does not know: {"@type": ..., "@value": "base64"}, both ways.
 *
 * Thread   Pure functions of their arguments, any thread.
 * Memory   Scratch and texts of errors come from the arena; its budget bounds both ways.
 * Errors   INVALID_ARGUMENT (JSON), INTERNAL (bytes that are no such message): `field` is the path,
 *          and the message names it too. RESOURCE_EXHAUSTED. */
#ifndef CARAVAN_TRANSCODE_H
#define CARAVAN_TRANSCODE_H

#include "base/json.h"
#include "json_write.h"
#include "schema.h"

/* The type of that full name, NULL when there is none. */
typedef const struct schema_message *transcode_find(void *arg, struct cv_slice name);

struct transcode {
    transcode_find *find;
    void *find_arg;
    struct cv_arena *arena;
};

/* Append the message to `wire`. `reader` is where `node` comes from, for positions. */
struct cv_status transcode_to_wire(const struct transcode *with, const struct schema_message *type,
                                   const struct cv_json_reader *reader, const struct cv_json *node,
                                   struct cv_buf *wire);
/* Write the message as the writer's next value. */
struct cv_status transcode_to_json(const struct transcode *with, const struct schema_message *type,
                                   struct cv_slice wire, struct json_writer *writer);

#endif
