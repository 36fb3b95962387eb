#include "post_field.h"

#include "base/assert.h"
#include "base/hash.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void post_writer_begin(struct post_writer *writer, ProtobufCMessage *message,
                       struct cv_arena *arena)
{
    *writer = (struct post_writer){.message = message, .arena = arena};
}

void post_writer_next(struct post_writer *writer)
{
    writer->open_count = 0;
}

ProtobufCMessage *post_message(const ProtobufCMessageDescriptor *type, struct cv_arena *arena)
{
    ProtobufCMessage *message = cv_arena_zalloc(arena, type->sizeof_message);

    if (message != NULL)
        type->message_init(message);
    return message;
}

/* The part of the path that `*path` begins with, and behind it. */
static const ProtobufCFieldDescriptor *take_part(const ProtobufCMessageDescriptor *type,
                                                 const char **path)
{
    size_t len = strcspn(*path, ".[");
    char name[64];

    CV_ASSERT_CMP(len, <, sizeof(name));
    memcpy(name, *path, len);
    name[len] = '\0';
    *path += len;
    *path += **path == '[' ? 2 : 0;
    *path += **path == '.';
    return protobuf_c_message_descriptor_get_field_by_name(type, name);
}

const ProtobufCFieldDescriptor *post_field(const ProtobufCMessageDescriptor *type, const char *path)
{
    const ProtobufCFieldDescriptor *field;

    do {
        field = take_part(type, &path);
        if (field == NULL)
            return NULL;
        if (*path != '\0' && field->type != PROTOBUF_C_TYPE_MESSAGE)
            return NULL;
        type = field->descriptor;
    } while (*path != '\0');
    return field;
}

static void *at(ProtobufCMessage *message, unsigned offset)
{
    return (char *)message + offset;
}

/* One more element of `size`; NULL: out of memory. */
static void *append(struct post_writer *writer, ProtobufCMessage *message,
                    const ProtobufCFieldDescriptor *field, size_t size)
{
    size_t *count = at(message, field->quantifier_offset);
    char **list = at(message, field->offset);
    char *bigger = cv_arena_zalloc(writer->arena, (*count + 1) * size);

    if (bigger == NULL)
        return NULL;
    if (*count > 0)
        memcpy(bigger, *list, *count * size);
    *list = bigger;
    return bigger + (*count)++ * size;
}

/* The element of this row: the last one, once it was made for it. */
static ProtobufCMessage *element(struct post_writer *writer, ProtobufCMessage *message,
                                 const ProtobufCFieldDescriptor *field)
{
    void *list = at(message, field->offset);
    ProtobufCMessage **made;

    for (size_t i = 0; i < writer->open_count; i++) {
        if (writer->open[i] == list)
            return (
                *(ProtobufCMessage ***)list)[*(size_t *)at(message, field->quantifier_offset) - 1];
    }
    made = append(writer, message, field, sizeof(ProtobufCMessage *));
    if (made == NULL)
        return NULL;
    CV_ASSERT_CMP(writer->open_count, <, POST_LISTS_MAX);
    writer->open[writer->open_count++] = list;
    *made = post_message(field->descriptor, writer->arena);
    return *made;
}

void post_writer_again(struct post_writer *writer, const char *path)
{
    ProtobufCMessage *message = writer->message;

    while (message != NULL) {
        const ProtobufCFieldDescriptor *field = take_part(message->descriptor, &path);

        CV_ASSERT(field != NULL);
        if (*path != '\0') {
            message = *(ProtobufCMessage **)at(message, field->offset);
            continue;
        }
        CV_ASSERT_CMP(writer->open_count, <, POST_LISTS_MAX);
        if (*(size_t *)at(message, field->quantifier_offset) > 0)
            writer->open[writer->open_count++] = at(message, field->offset);
        return;
    }
}

/* The message that the last part of the path is a field of; NULL: out of memory. */
static ProtobufCMessage *walk(struct post_writer *writer, const char *path,
                              const ProtobufCFieldDescriptor **field)
{
    ProtobufCMessage *message = writer->message;

    for (;;) {
        *field = take_part(message->descriptor, &path);
        CV_ASSERT(*field != NULL);
        if (*path == '\0')
            return message;
        if ((*field)->label == PROTOBUF_C_LABEL_REPEATED) {
            message = element(writer, message, *field);
        } else {
            ProtobufCMessage **inner = at(message, (*field)->offset);

            if (*inner == NULL)
                *inner = post_message((*field)->descriptor, writer->arena);
            message = *inner;
        }
        if (message == NULL)
            return NULL;
    }
}

/* Of a oneof: this one. */
static void choose(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0)
        *(int *)at(message, field->quantifier_offset) = (int)field->id;
}

bool post_set_integer(struct post_writer *writer, const char *path, int64_t value)
{
    const ProtobufCFieldDescriptor *field;
    ProtobufCMessage *message = walk(writer, path, &field);

    if (message == NULL)
        return false;
    choose(message, field);
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT64:
        *(int64_t *)at(message, field->offset) = value;
        break;
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_ENUM:
        *(int32_t *)at(message, field->offset) = (int32_t)value;
        break;
    default:
        CV_ASSERT_EQ(field->type, PROTOBUF_C_TYPE_BOOL);
        *(protobuf_c_boolean *)at(message, field->offset) = value != 0;
        break;
    }
    return true;
}

bool post_set_text(struct post_writer *writer, const char *path, const char *text)
{
    const ProtobufCFieldDescriptor *field;
    ProtobufCMessage *message = walk(writer, path, &field);
    char *copy = cv_arena_string(writer->arena, text);

    if (message == NULL || copy == NULL)
        return false;
    CV_ASSERT_EQ(field->type, PROTOBUF_C_TYPE_STRING);
    choose(message, field);
    *(char **)at(message, field->offset) = copy;
    return true;
}

bool post_set_message(struct post_writer *writer, const char *path, ProtobufCMessage *value)
{
    const ProtobufCFieldDescriptor *field;
    ProtobufCMessage *message = walk(writer, path, &field);

    if (message == NULL)
        return false;
    CV_ASSERT(field->descriptor == value->descriptor);
    choose(message, field);
    *(ProtobufCMessage **)at(message, field->offset) = value;
    return true;
}

bool post_touch(struct post_writer *writer, const char *path)
{
    const ProtobufCFieldDescriptor *field;

    return walk(writer, path, &field) != NULL;
}

bool post_add_enum(struct post_writer *writer, const char *path, int value)
{
    const ProtobufCFieldDescriptor *field;
    ProtobufCMessage *message = walk(writer, path, &field);
    int *made = message == NULL ? NULL : append(writer, message, field, sizeof(int));

    if (made == NULL)
        return false;
    *made = value;
    return true;
}

bool post_add_text(struct post_writer *writer, const char *path, const char *text)
{
    const ProtobufCFieldDescriptor *field;
    ProtobufCMessage *message = walk(writer, path, &field);
    char *copy = cv_arena_string(writer->arena, text);
    char **made =
        message == NULL || copy == NULL ? NULL : append(writer, message, field, sizeof(char *));

    if (made == NULL)
        return false;
    *made = copy;
    return true;
}

bool post_give_request_id(struct post_writer *writer)
{
    const ProtobufCMessage *request = writer->message;
    size_t len = protobuf_c_message_get_packed_size(request);
    uint8_t *bytes = malloc(len + 1);
    uint64_t hash[2];
    const char *id;

    if (bytes == NULL)
        return false;
    (void)protobuf_c_message_pack(request, bytes);
    cv_hash128((struct cv_slice){bytes, len}, hash);
    free(bytes);
    id = cv_arena_printf(writer->arena, "import-%016" PRIx64 "%016" PRIx64, hash[0], hash[1]);
    return id != NULL && post_set_text(writer, "request_id", id);
}
