/* Fields of a message by their paths, such as "trip.legs[].origin": messages on the way are made
 * as they are needed.
 *
 * Memory   In the arena of the writer. */
#ifndef CARAVAN_POST_FIELD_H
#define CARAVAN_POST_FIELD_H

#include "base/arena.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

#define POST_LISTS_MAX 4

struct post_writer {
    ProtobufCMessage *message;
    struct cv_arena *arena;
    const void *open[POST_LISTS_MAX]; /* private: the lists that this row has an element in */
    size_t open_count;
};

void post_writer_begin(struct post_writer *writer, ProtobufCMessage *message,
                       struct cv_arena *arena);
/* What has [] gets another element from now on. */
void post_writer_next(struct post_writer *writer);

/* But the list that the path ends with goes on with the element it has, if it has one. */
void post_writer_again(struct post_writer *writer, const char *path);

/* A new message of this type. NULL: out of memory. */
ProtobufCMessage *post_message(const ProtobufCMessageDescriptor *type, struct cv_arena *arena);
/* The field of that path in a message of this type; NULL: there is none. */
const ProtobufCFieldDescriptor *post_field(const ProtobufCMessageDescriptor *type,
                                           const char *path);

/* Set it. The path is there; false: out of memory. */
bool post_set_integer(struct post_writer *writer, const char *path, int64_t value);
bool post_set_text(struct post_writer *writer, const char *path, const char *text);
bool post_set_message(struct post_writer *writer, const char *path, ProtobufCMessage *message);
/* The message that the last part of the path is a field of is there, if only with nothing in it. */
bool post_touch(struct post_writer *writer, const char *path);
/* One more of a repeated enum. */
bool post_add_enum(struct post_writer *writer, const char *path, int value);
/* One more of a repeated string. */
bool post_add_text(struct post_writer *writer, const char *path, const char *text);
/* A request_id of the request's own content, so that it is the same whenever it is sent. */
bool post_give_request_id(struct post_writer *writer);

#endif
