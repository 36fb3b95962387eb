#include "service/message.h"

#include "base/assert.h"

#include <string.h>

static const ProtobufCFieldDescriptor *look_up(const ProtobufCMessage *message, const char *name,
                                               bool repeated)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);

    CV_ASSERT(field != NULL);
    CV_ASSERT((field->label == PROTOBUF_C_LABEL_REPEATED) == repeated);
    return field;
}

static void get(const ProtobufCMessage *message, unsigned offset, void *value, size_t size)
{
    memcpy(value, (const char *)message + offset, size);
}

static void set(ProtobufCMessage *message, unsigned offset, const void *value, size_t size)
{
    memcpy((char *)message + offset, value, size);
}

/* Where the only value of this type is. */
static unsigned single(const ProtobufCMessage *message, const char *name, ProtobufCType type)
{
    const ProtobufCFieldDescriptor *field = look_up(message, name, false);

    CV_ASSERT(field->type == type);
    return field->offset;
}

/* ---- reading ---- */

void *cv_message_field(const ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *field = look_up(message, name, false);
    void *value;

    CV_ASSERT(field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE);
    get(message, field->offset, &value, sizeof(value));
    return value;
}

int32_t cv_message_int32(const ProtobufCMessage *message, const char *name)
{
    int32_t value;

    get(message, single(message, name, PROTOBUF_C_TYPE_INT32), &value, sizeof(value));
    return value;
}

bool cv_message_bool(const ProtobufCMessage *message, const char *name)
{
    protobuf_c_boolean value;

    get(message, single(message, name, PROTOBUF_C_TYPE_BOOL), &value, sizeof(value));
    return value != 0;
}

int cv_message_enum(const ProtobufCMessage *message, const char *name)
{
    int value;

    get(message, single(message, name, PROTOBUF_C_TYPE_ENUM), &value, sizeof(value));
    return value;
}

ProtobufCMessage *const *cv_message_rows(const ProtobufCMessage *message, const char *name,
                                         size_t *count)
{
    const ProtobufCFieldDescriptor *field = look_up(message, name, true);
    ProtobufCMessage *const *rows;

    CV_ASSERT(field->type == PROTOBUF_C_TYPE_MESSAGE);
    get(message, field->quantifier_offset, count, sizeof(*count));
    get(message, field->offset, &rows, sizeof(rows));
    return rows;
}

const ProtobufCMessage *cv_message_member(const ProtobufCMessage *message, const char **name)
{
    const ProtobufCFieldDescriptor *field = message->descriptor->fields;
    const ProtobufCMessage *member;
    uint32_t id;

    CV_ASSERT((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0);
    get(message, field->quantifier_offset, &id, sizeof(id));
    field = protobuf_c_message_descriptor_get_field(message->descriptor, id);
    if (field == NULL)
        return NULL;
    *name = field->name;
    get(message, field->offset, &member, sizeof(member));
    return member;
}

/* ---- making ---- */

ProtobufCMessage *cv_message_new(struct cv_arena *arena, const ProtobufCMessageDescriptor *type)
{
    ProtobufCMessage *message = cv_arena_alloc(arena, type->sizeof_message);

    if (message != NULL)
        protobuf_c_message_init(type, message);
    return message;
}

void cv_message_set_text(ProtobufCMessage *message, const char *name, char *text)
{
    set(message, single(message, name, PROTOBUF_C_TYPE_STRING), &text, sizeof(text));
}

void cv_message_set_int32(ProtobufCMessage *message, const char *name, int32_t value)
{
    set(message, single(message, name, PROTOBUF_C_TYPE_INT32), &value, sizeof(value));
}

void cv_message_set_bool(ProtobufCMessage *message, const char *name, bool value)
{
    protobuf_c_boolean as_kept = value;

    set(message, single(message, name, PROTOBUF_C_TYPE_BOOL), &as_kept, sizeof(as_kept));
}

void cv_message_set_enum(ProtobufCMessage *message, const char *name, int value)
{
    set(message, single(message, name, PROTOBUF_C_TYPE_ENUM), &value, sizeof(value));
}

void cv_message_set_message(ProtobufCMessage *message, const char *name, void *value)
{
    set(message, single(message, name, PROTOBUF_C_TYPE_MESSAGE), &value, sizeof(value));
}

void cv_message_set_rows(ProtobufCMessage *message, const char *name, void *rows, size_t count)
{
    const ProtobufCFieldDescriptor *field = look_up(message, name, true);

    CV_ASSERT(field->type == PROTOBUF_C_TYPE_MESSAGE || field->type == PROTOBUF_C_TYPE_ENUM);
    set(message, field->quantifier_offset, &count, sizeof(count));
    set(message, field->offset, &rows, sizeof(rows));
}

const char *cv_message_rows_name(const ProtobufCMessageDescriptor *type)
{
    unsigned i = 0;

    while (type->fields[i].label != PROTOBUF_C_LABEL_REPEATED)
        CV_ASSERT(++i < type->n_fields);
    return type->fields[i].name;
}
