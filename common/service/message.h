/* Fields of a message by name, for what requests and answers of one kind have in common. That the
 * field is there and of the kind asked for is the caller's to know.
 *
 * Thread   Any.
 * Memory   What is read is borrowed from the message; what is set is borrowed by it. */
#ifndef CV_SERVICE_MESSAGE_H
#define CV_SERVICE_MESSAGE_H

#include <protobuf-c/protobuf-c.h>

/* The text or message in this field. */
void *cv_message_field(const ProtobufCMessage *message, const char *name);
int32_t cv_message_int32(const ProtobufCMessage *message, const char *name);

void cv_message_set_text(ProtobufCMessage *message, const char *name, char *text);
/* The message's first repeated field, which is of messages, becomes these. */
void cv_message_set_things(ProtobufCMessage *message, void **things, size_t count);

#endif
