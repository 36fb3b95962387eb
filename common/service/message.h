/* Fields of a message by name, for what requests and answers of one kind have in common. That the
 * field is there and of the kind asked for is the caller's to know.
 *
 * Thread   Any.
 * Memory   What is read is borrowed from the message; what is set is borrowed by it. */
#ifndef CV_SERVICE_MESSAGE_H
#define CV_SERVICE_MESSAGE_H

#include "base/arena.h"

#include <protobuf-c/protobuf-c.h>

/* ---- reading ---- */

/* The text or message in this field. */
void *cv_message_field(const ProtobufCMessage *message, const char *name);
int32_t cv_message_int32(const ProtobufCMessage *message, const char *name);
bool cv_message_bool(const ProtobufCMessage *message, const char *name);
int cv_message_enum(const ProtobufCMessage *message, const char *name);
/* The messages in this repeated field. */
ProtobufCMessage *const *cv_message_rows(const ProtobufCMessage *message, const char *name,
                                         size_t *count);
/* What a message holds that is one oneof of messages, and the name of that member. NULL: nothing,
 * or a member that this program does not know. */
const ProtobufCMessage *cv_message_member(const ProtobufCMessage *message, const char **name);

/* ---- making ---- */

/* An empty message; NULL when the arena is full. */
ProtobufCMessage *cv_message_new(struct cv_arena *arena, const ProtobufCMessageDescriptor *type);
void cv_message_set_text(ProtobufCMessage *message, const char *name, char *text);
void cv_message_set_int32(ProtobufCMessage *message, const char *name, int32_t value);
void cv_message_set_bool(ProtobufCMessage *message, const char *name, bool value);
void cv_message_set_enum(ProtobufCMessage *message, const char *name, int value);
void cv_message_set_message(ProtobufCMessage *message, const char *name, void *value);
/* A repeated field of messages or of enums (int). */
void cv_message_set_rows(ProtobufCMessage *message, const char *name, void *rows, size_t count);
/* The name of the first repeated field. */
const char *cv_message_rows_name(const ProtobufCMessageDescriptor *type);

#endif
