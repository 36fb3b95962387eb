/* Messages on standard input and output, as connectconformance puts them there: four bytes of
 * length, big-endian, and so many bytes.
 *
 * Thread   One for reading, one for writing; both block.
 * Memory   A message read is the caller's: protobuf_c_message_free_unpacked(). */
#ifndef CONNECT_EXCHANGE_H
#define CONNECT_EXCHANGE_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

/* NULL: nothing more comes, or it was no such message. */
ProtobufCMessage *exchange_read(const ProtobufCMessageDescriptor *type);
bool exchange_write(const ProtobufCMessage *message);

#endif
