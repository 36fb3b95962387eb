#include "service/message.h"

#include "base/assert.h"

#include <string.h>

static const ProtobufCFieldDescriptor *look_up(const ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);

    CV_ASSERT(field != NULL);
    return field;
}

void *cv_message_field(const ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *field = look_up(message, name);
    void *at;

    CV_ASSERT(field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE);
    memcpy(&at, (const char *)message + field->offset, sizeof(at));
    return at;
}

int32_t cv_message_int32(const ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *field = look_up(message, name);
    int32_t value;

    CV_ASSERT(field->type == PROTOBUF_C_TYPE_INT32);
    memcpy(&value, (const char *)message + field->offset, sizeof(value));
    return value;
}

void cv_message_set_text(ProtobufCMessage *message, const char *name, char *text)
{
    const ProtobufCFieldDescriptor *field = look_up(message, name);

    CV_ASSERT(field->type == PROTOBUF_C_TYPE_STRING);
    memcpy((char *)message + field->offset, &text, sizeof(text));
}

void cv_message_set_things(ProtobufCMessage *message, void **things, size_t count)
{
    const ProtobufCFieldDescriptor *field = message->descriptor->fields;
    const ProtobufCFieldDescriptor *end = field + message->descriptor->n_fields;

    while (field < end && field->label != PROTOBUF_C_LABEL_REPEATED)
        field++;
    CV_ASSERT(field < end && field->type == PROTOBUF_C_TYPE_MESSAGE);
    memcpy((char *)message + field->offset, &things, sizeof(things));
    memcpy((char *)message + field->quantifier_offset, &count, sizeof(count));
}
