/* What the two files that turn wire bytes into JSON share: to_json.c the ordinary messages,
 * to_json_known.c those that JSON writes in a way of their own. */
#ifndef CARAVAN_TO_JSON_H
#define CARAVAN_TO_JSON_H

#include "path.h"
#include "transcode.h"

struct to_json {
    const struct transcode *with;
    struct json_writer *writer;
    unsigned depth; /* of messages */
    struct cv_status status;
};

/* One occurrence of a field. */
struct found {
    const struct found *next;
    uint64_t bits;
    struct cv_slice bytes;
    bool packed; /* `bytes` are a packed list */
};

/* All occurrences of one field that count: the last of a scalar, all of a list, the pieces of a
 * message. */
struct slot {
    const struct found *first;
    struct found *last;
    size_t count;
};

/* The slots of a message, in the order of its fields; NULL: refused. */
struct slot *to_json_scan(struct to_json *to, const struct schema_message *type,
                          struct cv_slice wire, const struct path *path);
/* A message that comes in pieces is their concatenation, and so are text and bytes their last
 * piece; `at` NULL: refused. */
struct cv_slice to_json_joined(struct to_json *to, const struct schema_field *field,
                               const struct slot *slot);
/* What the last occurrence of a number says; 0: none. */
uint64_t to_json_bits(const struct slot *slot);

/* Each writes a value and returns true, or refuses. */
bool to_json_message(struct to_json *to, const struct schema_message *type, struct cv_slice wire,
                     const struct path *path);
bool to_json_members(struct to_json *to, const struct schema_message *type, struct cv_slice wire,
                     const struct path *path);
bool to_json_value(struct to_json *to, const struct schema_field *field, const struct slot *slot,
                   const struct path *path);
/* The text of a map's key, before JSON's escapes. */
bool to_json_key(struct to_json *to, const struct schema_field *field, const struct slot *slot,
                 const struct path *path, struct cv_slice *key);
bool to_json_map(struct to_json *to, const struct schema_field *field, const struct slot *slot,
                 const struct path *path);
/* *written false: the mapping has no text for this one. */
bool to_json_known(struct to_json *to, const struct schema_message *type, struct cv_slice wire,
                   const struct path *path, bool *written);
bool to_json_check_text(struct to_json *to, struct cv_slice bytes, const struct path *path);
void to_json_base64(struct to_json *to, struct cv_slice bytes);

struct cv_slice to_json_slice(const char *text);
bool to_json_refuse(struct to_json *to, const struct path *path, const char *what);
bool to_json_no_memory(struct to_json *to);

#endif
