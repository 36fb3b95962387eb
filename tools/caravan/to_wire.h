/* What the two files that turn JSON into wire bytes share: to_wire.c the ordinary messages,
 * to_wire_known.c those that JSON writes in a way of their own. */
#ifndef CARAVAN_TO_WIRE_H
#define CARAVAN_TO_WIRE_H

#include "path.h"
#include "transcode.h"

struct to_wire {
    const struct transcode *with;
    const struct cv_json_reader *reader;
    struct cv_buf *out;
    struct cv_status status; /* of the first refusal */
};

/* Each appends and returns true, or refuses. */
bool to_wire_message(struct to_wire *to, const struct schema_message *type,
                     const struct cv_json *node, const struct path *path);
/* The members of an object; `skip`: a name that is no field, or NULL. */
bool to_wire_members(struct to_wire *to, const struct schema_message *type,
                     const struct cv_json *node, const struct path *path, const char *skip);
/* Tag and value of one element. */
bool to_wire_field(struct to_wire *to, const struct schema_field *field, const struct cv_json *node,
                   const struct path *path);
bool to_wire_known(struct to_wire *to, const struct schema_message *type,
                   const struct cv_json *node, const struct path *path);

bool to_wire_refuse(struct to_wire *to, const uint8_t *at, const struct path *path,
                    const char *format, ...) __attribute__((format(printf, 4, 5)));
bool to_wire_no_memory(struct to_wire *to);
bool to_wire_base64(struct to_wire *to, const struct cv_json *node, const struct path *path,
                    struct cv_slice *bytes);

#endif
