#include "exchange.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define LENGTH            4
#define MESSAGE_BYTES_MAX (16u * 1024 * 1024) /* the largest of the suite has 1 MiB */

ProtobufCMessage *exchange_read(const ProtobufCMessageDescriptor *type)
{
    ProtobufCMessage *message = NULL;
    uint8_t length[LENGTH];
    uint8_t *bytes;
    size_t len;

    if (fread(length, LENGTH, 1, stdin) != 1)
        return NULL;
    len = (size_t)length[0] << 24 | (size_t)length[1] << 16 | (size_t)length[2] << 8 | length[3];
    bytes = len > MESSAGE_BYTES_MAX ? NULL : malloc(len + 1);
    if (bytes != NULL && fread(bytes, 1, len, stdin) == len)
        message = protobuf_c_message_unpack(type, NULL, len, bytes);
    free(bytes);
    return message;
}

bool exchange_write(const ProtobufCMessage *message)
{
    size_t len = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = malloc(len + LENGTH);
    bool written;

    if (bytes == NULL)
        return false;
    for (unsigned i = 0; i < LENGTH; i++)
        bytes[i] = (uint8_t)(len >> 8 * (LENGTH - 1 - i));
    (void)protobuf_c_message_pack(message, bytes + LENGTH);
    written = fwrite(bytes, len + LENGTH, 1, stdout) == 1 && fflush(stdout) == 0;
    free(bytes);
    return written;
}
