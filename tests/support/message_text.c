#include "support/message_text.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    const char *at;
    struct cv_arena *arena;
    const char *problem; /* the first one */
    bool compare;        /* with what is there, instead of writing it */
};

union value {
    int64_t number;
    const char *text;
    ProtobufCMessage *message;
};

static void read_fields(struct reader *reader, const ProtobufCMessageDescriptor *type,
                        uint8_t *message, char end);

static void fail(struct reader *reader, const char *format, const char *what)
{
    if (reader->problem == NULL)
        reader->problem = cv_arena_printf(reader->arena, "%s%s, before: %.60s", format, what,
                                          reader->at[0] == '\0' ? "the end" : reader->at);
}

/* ---- words ---- */

static char peek(struct reader *reader)
{
    while (isspace((unsigned char)reader->at[0]))
        reader->at++;
    return reader->problem != NULL ? '\0' : reader->at[0];
}

static bool take(struct reader *reader, char c)
{
    bool there = peek(reader) == c;

    reader->at += there;
    return there;
}

static const char *word(struct reader *reader)
{
    const char *from;

    (void)peek(reader);
    from = reader->at;
    while (isalnum((unsigned char)reader->at[0]) || reader->at[0] == '_' || reader->at[0] == '-')
        reader->at++;
    if (reader->at == from)
        fail(reader, "a word is missing", "");
    return cv_arena_string_n(reader->arena, from, (size_t)(reader->at - from));
}

static const char *quoted(struct reader *reader)
{
    const char *from;
    const char *end;

    if (!take(reader, '\'') || (end = strchr(reader->at, '\'')) == NULL) {
        fail(reader, "a text in '' is missing", "");
        return "";
    }
    from = reader->at;
    reader->at = end + 1;
    return cv_arena_string_n(reader->arena, from, (size_t)(end - from));
}

/* ---- values ---- */

static int64_t enum_value(struct reader *reader, const ProtobufCEnumDescriptor *type)
{
    const char *name = word(reader);
    const ProtobufCEnumValue *found = protobuf_c_enum_descriptor_get_value_by_name(type, name);

    if (found != NULL)
        return found->value;
    if (name[0] != '-' && !isdigit((unsigned char)name[0]))
        fail(reader, "no value of this enum: ", name);
    return strtoll(name, NULL, 10);
}

static bool is_type(const ProtobufCMessageDescriptor *type, const char *name)
{
    return strcmp(type->name, name) == 0;
}

/* What a date or an amount is short for. */
static const char *spelled_out(struct reader *reader, const ProtobufCMessageDescriptor *type)
{
    const char *short_form = word(reader);
    int year, month, day;

    if (is_type(type, "caravan.common.v1.Money"))
        return cv_arena_printf(reader->arena, "minor_units: %s", short_form);
    if (is_type(type, "google.type.Date") &&
        sscanf(short_form, "%d-%d-%d", &year, &month, &day) == 3)
        return cv_arena_printf(reader->arena, "year: %d month: %d day: %d", year, month, day);
    fail(reader, "no short form of its type: ", short_form);
    return "";
}

static ProtobufCMessage *read_message(struct reader *reader, const ProtobufCMessageDescriptor *type,
                                      ProtobufCMessage *there)
{
    ProtobufCMessage *message = there;

    if (there == NULL && reader->compare) {
        fail(reader, "not there: ", type->name);
        return NULL;
    }
    if (there == NULL) {
        message = cv_arena_alloc(reader->arena, type->sizeof_message);
        type->message_init(message);
    }
    if (take(reader, '{')) {
        read_fields(reader, type, (uint8_t *)message, '}');
    } else {
        const char *text = spelled_out(reader, type);
        const char *rest = reader->at;

        reader->at = text;
        read_fields(reader, type, (uint8_t *)message, '\0');
        reader->at = rest;
    }
    return message;
}

static union value read_value(struct reader *reader, const ProtobufCFieldDescriptor *field,
                              const void *there)
{
    const char *text;

    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        return (union value){.text = quoted(reader)};
    case PROTOBUF_C_TYPE_MESSAGE:
        return (union value){
            .message = read_message(reader, field->descriptor,
                                    there == NULL ? NULL : *(ProtobufCMessage *const *)there)};
    case PROTOBUF_C_TYPE_ENUM:
        return (union value){.number = enum_value(reader, field->descriptor)};
    default:
        text = word(reader);
        if (strcmp(text, "true") == 0)
            return (union value){.number = 1};
        return (union value){.number = strtoll(text, NULL, 10)};
    }
}

/* ---- where they are in the message ---- */

static size_t size_of(const ProtobufCFieldDescriptor *field)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE:
        return sizeof(void *);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64:
        return sizeof(int64_t);
    default:
        return sizeof(int32_t); /* bool and enum, too: protobuf_c_boolean is an int */
    }
}

static void put(const ProtobufCFieldDescriptor *field, void *slot, union value value)
{
    int32_t small = (int32_t)value.number;

    if (size_of(field) == sizeof(int32_t))
        memcpy(slot, &small, sizeof(small));
    else
        memcpy(slot, &value, sizeof(value));
}

static void compare(struct reader *reader, const ProtobufCFieldDescriptor *field, const void *slot,
                    union value want)
{
    const char *text;
    int64_t number;

    if (field->type == PROTOBUF_C_TYPE_MESSAGE || reader->problem != NULL)
        return; /* compared field by field */
    if (field->type == PROTOBUF_C_TYPE_STRING) {
        memcpy(&text, slot, sizeof(text));
        if (strcmp(text, want.text) != 0)
            reader->problem = cv_arena_printf(reader->arena, "%s is '%s', not '%s'", field->name,
                                              text, want.text);
        return;
    }
    number = size_of(field) == sizeof(int32_t) ? *(const int32_t *)slot : *(const int64_t *)slot;
    if (number != want.number)
        reader->problem = cv_arena_printf(reader->arena, "%s is %" PRId64 ", not %" PRId64,
                                          field->name, number, want.number);
}

/* One more element. The array has room for a power of two of them. */
static void *append(struct reader *reader, const ProtobufCFieldDescriptor *field, uint8_t *message)
{
    size_t *count = (size_t *)(void *)(message + field->quantifier_offset);
    void **array = (void **)(void *)(message + field->offset);
    uint8_t *elements = *array;

    if ((*count & (*count - 1)) == 0) {
        elements = cv_arena_array(reader->arena, *count == 0 ? 1 : 2 * *count, size_of(field));
        if (*count > 0)
            memcpy(elements, *array, *count * size_of(field));
        *array = elements;
    }
    return elements + (*count)++ * size_of(field);
}

/* The element to compare with: each time the next one, as the text names them. */
static const void *element(struct reader *reader, const ProtobufCFieldDescriptor *field,
                           const uint8_t *message, size_t index)
{
    size_t count = *(const size_t *)(const void *)(message + field->quantifier_offset);
    const uint8_t *array = *(uint8_t *const *)(const void *)(message + field->offset);

    if (index >= count) {
        fail(reader, "too few elements: ", field->name);
        return NULL;
    }
    return array + index * size_of(field);
}

static void read_one(struct reader *reader, const ProtobufCFieldDescriptor *field, uint8_t *message,
                     size_t index)
{
    bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
    bool one_of = (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
    uint32_t *chosen = (uint32_t *)(void *)(message + field->quantifier_offset);

    if (reader->compare) {
        const void *slot =
            repeated ? element(reader, field, message, index) : message + field->offset;

        if (one_of && *chosen != field->id)
            fail(reader, "another one was chosen than ", field->name);
        if (reader->problem == NULL)
            compare(reader, field, slot, read_value(reader, field, slot));
        return;
    }
    if (one_of && *chosen != field->id)
        put(field, message + field->offset, (union value){.number = 0});
    if (one_of)
        *chosen = field->id;
    if (repeated)
        put(field, append(reader, field, message), read_value(reader, field, NULL));
    else
        put(field, message + field->offset, read_value(reader, field, message + field->offset));
}

/* As a fresh message has it. */
static void clear(const ProtobufCMessageDescriptor *type, const ProtobufCFieldDescriptor *field,
                  uint8_t *message)
{
    uint8_t fresh[1024];

    type->message_init((ProtobufCMessage *)(void *)fresh);
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        *(size_t *)(void *)(message + field->quantifier_offset) = 0;
    else
        memcpy(message + field->offset, fresh + field->offset, size_of(field));
}

static void read_fields(struct reader *reader, const ProtobufCMessageDescriptor *type,
                        uint8_t *message, char end)
{
    size_t seen[64] = {0}; /* of each field, by its place in the descriptor */

    while (reader->problem == NULL && peek(reader) != '\0' && peek(reader) != end) {
        bool without = take(reader, '!');
        const char *name = word(reader);
        const ProtobufCFieldDescriptor *field =
            protobuf_c_message_descriptor_get_field_by_name(type, name);
        size_t place;

        if (field == NULL) {
            fail(reader, "no such field: ", name);
            return;
        }
        if (without) {
            clear(type, field, message);
            continue;
        }
        place = (size_t)(field - type->fields);
        (void)take(reader, ':');
        read_one(reader, field, message, place < 64 ? seen[place]++ : 0);
    }
    if (end != '\0' && !take(reader, end))
        fail(reader, "} is missing", "");
}

ProtobufCMessage *message_from_text(const ProtobufCMessageDescriptor *type, const char *text,
                                    struct cv_arena *arena, const char **problem)
{
    struct reader reader = {.at = text, .arena = arena};
    ProtobufCMessage *message = cv_arena_alloc(arena, type->sizeof_message);

    type->message_init(message);
    read_fields(&reader, type, (uint8_t *)message, '\0');
    *problem = reader.problem;
    return reader.problem == NULL ? message : NULL;
}

const char *message_differs(const ProtobufCMessage *message, const char *text,
                            struct cv_arena *arena)
{
    struct reader reader = {.at = text, .arena = arena, .compare = true};

    read_fields(&reader, message->descriptor, (uint8_t *)(uintptr_t)message, '\0');
    return reader.problem;
}
