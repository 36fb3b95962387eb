/* JSON text (RFC 8259) as a tree that keeps what messages need and most readers drop: where each
 * value stands, numbers as they are written (a uint64, an exact range), members in their order.
 *
 * Memory   Nodes and their texts live in the arena given to cv_json_next(); the source is borrowed.
 * Limits   Nesting: CV_JSON_DEPTH_MAX. Anything else: the arena's budget.
 * Errors   INVALID_ARGUMENT, "line 2, column 7: what is wrong"; RESOURCE_EXHAUSTED. */
#ifndef CV_BASE_JSON_H
#define CV_BASE_JSON_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

/* A message may nest 100 levels, and a repeated or map field takes two of JSON's for one of those.
 */
#define CV_JSON_DEPTH_MAX 210

enum cv_json_kind {
    CV_JSON_NULL,
    CV_JSON_FALSE,
    CV_JSON_TRUE,
    CV_JSON_NUMBER,
    CV_JSON_STRING,
    CV_JSON_ARRAY,
    CV_JSON_OBJECT,
};

struct cv_json {
    enum cv_json_kind kind;
    const uint8_t *at;    /* in the source */
    struct cv_slice name; /* of a member: decoded, a NUL follows */
    const uint8_t *name_at;
    struct cv_slice text; /* string: decoded, a NUL follows. number: as written */
    size_t count;
    struct cv_json *first; /* of array or object */
    struct cv_json *next;  /* in the same array or object */
};

struct cv_json_reader {
    struct cv_slice source;
    const uint8_t *at;
};

/* `source` is UTF-8, with or without BOM: any number of values, white space between them. */
void cv_json_open(struct cv_json_reader *reader, struct cv_slice source);
/* The next value; NOT_FOUND: there are no more. No two members of an object have the same name. */
struct cv_status cv_json_next(struct cv_json_reader *reader, struct cv_arena *arena,
                              struct cv_json **node);

/* INVALID_ARGUMENT: "line 2, column 7: " and the text. Columns are characters. */
struct cv_status cv_json_refuse(const struct cv_json_reader *reader, struct cv_arena *arena,
                                const uint8_t *at, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

const char *cv_json_kind_name(enum cv_json_kind kind); /* "a number" */

#endif
