#include "service/content.h"

#include "app/date.h"
#include "base/assert.h"
#include "service/field.h"
#include "service/message.h"

#include <inttypes.h>
#include <string.h>

/* What happened to a thing since it was created does not make it another thing. */
static bool is_among(const char *name, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (strcmp(name, *names) == 0)
            return true;
    }
    return false;
}

static bool of_server(const ProtobufCFieldDescriptor *field, const char *const *told)
{
    static const char *const ALWAYS[] = {"etag",          "create_time", "update_time",
                                         "recorded_time", "reversed_by", NULL};

    return is_among(field->name, ALWAYS) || is_among(field->name, told);
}

/* ---- looking into messages ---- */

static size_t size_of(const ProtobufCFieldDescriptor *field)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE:
        return sizeof(void *);
    case PROTOBUF_C_TYPE_INT64:
        return sizeof(int64_t);
    case PROTOBUF_C_TYPE_BOOL:
        return sizeof(protobuf_c_boolean);
    default:
        CV_ASSERT(field->type == PROTOBUF_C_TYPE_INT32 || field->type == PROTOBUF_C_TYPE_ENUM);
        return sizeof(int32_t);
    }
}

static size_t count_of(const ProtobufCFieldDescriptor *field, const ProtobufCMessage *message)
{
    size_t count;

    if (field->label != PROTOBUF_C_LABEL_REPEATED)
        return 1;
    memcpy(&count, (const char *)message + field->quantifier_offset, sizeof(count));
    return count;
}

static const void *pointer_at(const char *at)
{
    const void *pointer;

    memcpy(&pointer, at, sizeof(pointer));
    return pointer;
}

static const char *value_at(const ProtobufCFieldDescriptor *field, const ProtobufCMessage *message,
                            size_t i)
{
    const char *at = (const char *)message + field->offset;

    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        at = pointer_at(at);
    return at + i * size_of(field);
}

static int64_t number_at(const ProtobufCFieldDescriptor *field, const char *at)
{
    int64_t number;
    int32_t small;

    if (size_of(field) == sizeof(number)) {
        memcpy(&number, at, sizeof(number));
        return number;
    }
    memcpy(&small, at, sizeof(small));
    return small;
}

/* ---- comparing ---- */

static const ProtobufCFieldDescriptor *
first_difference(const char *const *told, const ProtobufCMessage *a, const ProtobufCMessage *b);

static bool same_value(const char *const *told, const ProtobufCFieldDescriptor *field,
                       const char *a, const char *b)
{
    const void *one;
    const void *other;

    if (field->type != PROTOBUF_C_TYPE_STRING && field->type != PROTOBUF_C_TYPE_MESSAGE)
        return memcmp(a, b, size_of(field)) == 0;
    one = pointer_at(a);
    other = pointer_at(b);
    if (one == NULL || other == NULL)
        return one == other;
    return field->type == PROTOBUF_C_TYPE_STRING ? strcmp(one, other) == 0
                                                 : first_difference(told, one, other) == NULL;
}

static bool same_field(const char *const *told, const ProtobufCFieldDescriptor *field,
                       const ProtobufCMessage *a, const ProtobufCMessage *b)
{
    size_t count = count_of(field, a);

    if (count != count_of(field, b))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!same_value(told, field, value_at(field, a, i), value_at(field, b, i)))
            return false;
    }
    return true;
}

/* NULL: none. */
static const ProtobufCFieldDescriptor *
first_difference(const char *const *told, const ProtobufCMessage *a, const ProtobufCMessage *b)
{
    for (unsigned i = 0; i < a->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &a->descriptor->fields[i];

        if (!of_server(field, told) && !same_field(told, field, a, b))
            return field;
    }
    return NULL;
}

/* ---- telling ---- */

static const char *date_text(struct cv_arena *arena, const Google__Type__Date *message)
{
    int32_t date = CV_DATE_NONE;

    (void)cv_date_make(message->year, message->month, message->day, &date);
    return cv_field_date_text(arena, date);
}

static const char *message_text(struct cv_arena *arena, const ProtobufCMessage *message)
{
    if (message == NULL)
        return "none";
    if (message->descriptor == &caravan__common__v1__money__descriptor) {
        const Caravan__Common__V1__Money *money = (const void *)message;

        return cv_field_money_text(arena, money->currency, money->minor_units);
    }
    if (message->descriptor == &google__type__date__descriptor)
        return date_text(arena, (const void *)message);
    return message->descriptor->short_name;
}

static const char *value_text(struct cv_arena *arena, const ProtobufCFieldDescriptor *field,
                              const char *at)
{
    const ProtobufCEnumValue *value = NULL;

    if (field->type == PROTOBUF_C_TYPE_STRING)
        return cv_arena_printf(arena, "'%s'", (const char *)pointer_at(at));
    if (field->type == PROTOBUF_C_TYPE_MESSAGE)
        return message_text(arena, pointer_at(at));
    if (field->type == PROTOBUF_C_TYPE_BOOL)
        return number_at(field, at) != 0 ? "true" : "false";
    if (field->type == PROTOBUF_C_TYPE_ENUM)
        value = protobuf_c_enum_descriptor_get_value(field->descriptor, (int)number_at(field, at));
    return value != NULL ? value->name : cv_arena_printf(arena, "%" PRId64, number_at(field, at));
}

static const char *field_text(struct cv_arena *arena, const ProtobufCFieldDescriptor *field,
                              const ProtobufCMessage *message)
{
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        return cv_arena_printf(arena, "%zu of them", count_of(field, message));
    return value_text(arena, field, value_at(field, message, 0));
}

/* Go down to the first element of a list in which two things differ. False: they differ in what is
 * no list of messages, or in its length. */
static bool step_into(const char *const *told, const ProtobufCFieldDescriptor *field,
                      const ProtobufCMessage **there, const ProtobufCMessage **asked, size_t *index)
{
    size_t count = count_of(field, *there);
    size_t i = 0;

    if (field->label != PROTOBUF_C_LABEL_REPEATED || field->type != PROTOBUF_C_TYPE_MESSAGE ||
        count != count_of(field, *asked))
        return false;
    while (same_value(told, field, value_at(field, *there, i), value_at(field, *asked, i)))
        i++;
    *there = pointer_at(value_at(field, *there, i));
    *asked = pointer_at(value_at(field, *asked, i));
    *index = i;
    return true;
}

struct cv_status cv_content_compare(struct cv_arena *arena, const char *thing,
                                    const char *const *told, const ProtobufCMessage *there,
                                    const ProtobufCMessage *asked)
{
    const ProtobufCFieldDescriptor *field = first_difference(told, there, asked);
    const char *name = cv_message_field(there, "name");
    const char *path = thing;
    struct cv_status status;
    size_t index;

    if (field == NULL)
        return CV_STATUS_OK;
    path = cv_arena_printf(arena, "%s.%s", thing, field->name);
    while (step_into(told, field, &there, &asked, &index)) {
        field = first_difference(told, there, asked);
        path = cv_arena_printf(arena, "%s[%zu].%s", path, index, field->name);
    }
    status =
        cv_status_f(arena, CV_ALREADY_EXISTS, "ID_TAKEN", "%s is there already, with %s %s, not %s",
                    name, path, field_text(arena, field, there), field_text(arena, field, asked));
    status.field = path;
    return status;
}
