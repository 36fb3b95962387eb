/* JSON text (RFC 8259) as a tree that keeps what messages need and most readers drop: where each
 * value stands, numbers as they are written (a uint64, an exact range), members in their order.
 *
 * Memory   Nodes and their texts live in the arena given to json_next(); the source is borrowed.
 * Limits   Nesting: JSON_DEPTH_MAX. Anything else: the arena's budget.
 * Errors   INVALID_ARGUMENT, "line 2, column 7: what is wrong"; RESOURCE_EXHAUSTED. */
#ifndef CARAVAN_JSON_NODE_H
#define CARAVAN_JSON_NODE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

/* A message may nest 100 levels, and a repeated or map field takes two of JSON's for one of those.
 */
#define JSON_DEPTH_MAX 210

enum json_kind {
    JSON_IS_NULL,
    JSON_IS_FALSE,
    JSON_IS_TRUE,
    JSON_IS_NUMBER,
    JSON_IS_STRING,
    JSON_IS_ARRAY,
    JSON_IS_OBJECT,
};

struct json_node {
    enum json_kind kind;
    const uint8_t *at;    /* in the source */
    struct cv_slice name; /* of a member: decoded, a NUL follows */
    const uint8_t *name_at;
    struct cv_slice text; /* string: decoded, a NUL follows. number: as written */
    size_t count;
    struct json_node *first; /* of array or object */
    struct json_node *next;  /* in the same array or object */
};

struct json_reader {
    struct cv_slice source;
    const uint8_t *at;
};

/* `source` is UTF-8, with or without BOM: any number of values, white space between them. */
void json_open(struct json_reader *reader, struct cv_slice source);
/* The next value; NOT_FOUND: there are no more. No two members of an object have the same name. */
struct cv_status json_next(struct json_reader *reader, struct cv_arena *arena,
                           struct json_node **node);

/* INVALID_ARGUMENT: "line 2, column 7: " and the text. Columns are characters. */
struct cv_status json_refuse(const struct json_reader *reader, struct cv_arena *arena,
                             const uint8_t *at, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

const char *json_kind_name(enum json_kind kind); /* "a number" */

#endif
