#include "message_view.h"

#include "caravan/common/v1/money.pb-c.h"
#include "cell.h"
#include "enum_word.h"
#include "report_view.h"

#include <string.h>

#define DEPTH_MAX 8

struct printing {
    struct cv_arena *arena;
    bool for_people;
};

/* One value of a field: of a repeated one an element. */
struct value {
    const ProtobufCFieldDescriptor *field;
    const void *at;
};

static const void *behind(const ProtobufCMessage *message, unsigned offset)
{
    return (const char *)message + offset;
}

/* ---- one value ---- */

/* An instant, a day or an amount are one text, not messages of fields. */
static bool is_plain(const ProtobufCFieldDescriptor *field)
{
    const ProtobufCMessageDescriptor *type = field->descriptor;

    return field->type != PROTOBUF_C_TYPE_MESSAGE ||
           type == &google__protobuf__timestamp__descriptor ||
           type == &google__type__date__descriptor ||
           type == &caravan__common__v1__money__descriptor;
}

static const char *number_text(int64_t value, const struct printing *printing)
{
    return printing->for_people ? cell_decimal(printing->arena, value, 0)
                                : report_plain(value, 0, printing->arena);
}

static const char *money_text(const Caravan__Common__V1__Money *money,
                              const struct printing *printing)
{
    int decimals = cell_currency_decimals(money->currency);
    const char *amount = printing->for_people
                             ? cell_decimal(printing->arena, money->minor_units, decimals)
                             : report_plain(money->minor_units, decimals, printing->arena);
    const char *whole;

    whole = cv_arena_printf(printing->arena, "%s %s", amount, money->currency);
    return whole == NULL ? "" : whole;
}

static const char *message_value_text(const struct value *value, const struct printing *printing)
{
    const ProtobufCMessage *message = *(ProtobufCMessage *const *)value->at;

    if (message == NULL)
        return "";
    if (message->descriptor == &google__protobuf__timestamp__descriptor)
        return report_time((const Google__Protobuf__Timestamp *)message, printing->arena);
    if (message->descriptor == &google__type__date__descriptor)
        return report_date((const Google__Type__Date *)message, printing->arena);
    if (message->descriptor == &caravan__common__v1__money__descriptor)
        return money_text((const Caravan__Common__V1__Money *)message, printing);
    return "";
}

static const char *string_text(const char *text, const struct printing *printing)
{
    const char *plain = text_printable(text, printing->arena);

    return plain == NULL ? "" : plain;
}

static const char *enum_text(const struct value *value, const struct printing *printing)
{
    int number = *(const int *)value->at;

    if (number == 0)
        return "";
    return printing->for_people ? enum_word(value->field->descriptor, number)
                                : enum_name(value->field->descriptor, number);
}

static const char *value_text(const struct value *value, const struct printing *printing)
{
    switch (value->field->type) {
    case PROTOBUF_C_TYPE_INT64:
        return number_text(*(const int64_t *)value->at, printing);
    case PROTOBUF_C_TYPE_INT32:
        return number_text(*(const int32_t *)value->at, printing);
    case PROTOBUF_C_TYPE_BOOL:
        return *(const protobuf_c_boolean *)value->at ? T("yes", "是") : T("no", "否");
    case PROTOBUF_C_TYPE_ENUM:
        return enum_text(value, printing);
    case PROTOBUF_C_TYPE_STRING:
        return string_text(*(char *const *)value->at, printing);
    case PROTOBUF_C_TYPE_MESSAGE:
        return message_value_text(value, printing);
    default:
        return "";
    }
}

static bool is_zero(const struct value *value)
{
    switch (value->field->type) {
    case PROTOBUF_C_TYPE_INT64:
        return *(const int64_t *)value->at == 0;
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_ENUM:
        return *(const int32_t *)value->at == 0;
    case PROTOBUF_C_TYPE_BOOL:
        return !*(const protobuf_c_boolean *)value->at;
    case PROTOBUF_C_TYPE_STRING:
        return **(char *const *)value->at == '\0';
    default:
        return *(const void *const *)value->at == NULL;
    }
}

static size_t size_of(const ProtobufCFieldDescriptor *field)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT64:
        return sizeof(int64_t);
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_ENUM:
        return sizeof(int32_t);
    case PROTOBUF_C_TYPE_BOOL:
        return sizeof(protobuf_c_boolean);
    default:
        return sizeof(void *);
    }
}

/* ---- the values of a field ---- */

static size_t count_of(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    struct value value = {field, behind(message, field->offset)};

    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        return *(const size_t *)behind(message, field->quantifier_offset);
    if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0)
        return *(const unsigned *)behind(message, field->quantifier_offset) == field->id;
    return !is_zero(&value);
}

static struct value value_of(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
                             size_t index)
{
    const void *at = behind(message, field->offset);

    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        at = *(const char *const *)at + index * size_of(field);
    return (struct value){field, at};
}

/* ---- by path ---- */

/* The part of the path that `*path` begins with, and behind it. */
static const ProtobufCFieldDescriptor *take_part(const ProtobufCMessageDescriptor *type,
                                                 const char **path)
{
    size_t len = strcspn(*path, ".[");
    char name[64];

    if (len >= sizeof(name))
        return NULL;
    memcpy(name, *path, len);
    name[len] = '\0';
    *path += len;
    *path += **path == '[' ? 2 : 0;
    *path += **path == '.';
    return protobuf_c_message_descriptor_get_field_by_name(type, name);
}

const char *message_text(const ProtobufCMessage *message, const char *path, bool for_people,
                         struct cv_arena *arena)
{
    const struct printing printing = {arena, for_people};

    while (message != NULL) {
        const ProtobufCFieldDescriptor *field = take_part(message->descriptor, &path);
        size_t count = field == NULL ? 0 : count_of(message, field);
        const char *text;
        struct value value;

        if (count == 0)
            return "";
        value = value_of(message, field, count - 1);
        if (*path != '\0') {
            message = *(ProtobufCMessage *const *)value.at;
            continue;
        }
        text = value_text(&value, &printing);
        return for_people && field->type == PROTOBUF_C_TYPE_STRING ? report_last_part(text) : text;
    }
    return "";
}

bool message_is_number(const ProtobufCMessageDescriptor *type, const char *path)
{
    const ProtobufCFieldDescriptor *field;

    do {
        field = take_part(type, &path);
        if (field == NULL)
            return false;
        type = field->descriptor;
    } while (*path != '\0');
    return field->type == PROTOBUF_C_TYPE_INT64 || field->type == PROTOBUF_C_TYPE_INT32 ||
           (field->type == PROTOBUF_C_TYPE_MESSAGE &&
            field->descriptor == &caravan__common__v1__money__descriptor);
}

/* ---- whole ---- */

static void print_fields(const ProtobufCMessage *message, const struct printing *printing,
                         int depth, FILE *out)
{
    for (unsigned f = 0; f < message->descriptor->n_fields; f++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[f];
        size_t count = count_of(message, field);

        if (count == 0 || strcmp(field->name, "etag") == 0 ||
            strcmp(field->name, "next_page_token") == 0)
            continue;
        if (is_plain(field)) {
            (void)fprintf(out, "%*s%s:", depth * 2, "", field->name);
            for (size_t i = 0; i < count; i++) {
                struct value value = value_of(message, field, i);

                (void)fprintf(out, "%s %s", i == 0 ? "" : ",", value_text(&value, printing));
            }
            (void)fputc('\n', out);
            continue;
        }
        for (size_t i = 0; i < count && depth < DEPTH_MAX; i++) {
            (void)fprintf(out, "%*s%s:\n", depth * 2, "", field->name);
            print_fields(*(ProtobufCMessage *const *)value_of(message, field, i).at, printing,
                         depth + 1, out);
        }
    }
}

void message_print(const ProtobufCMessage *message, struct cv_arena *arena, FILE *out)
{
    print_fields(message, &(struct printing){arena, true}, 0, out);
}

static void put_value(struct json_out *out, const char *name, const struct value *value,
                      const struct printing *printing)
{
    if (!is_plain(value->field)) {
        json_put_open(out, name, '{');
        message_put_json(out, *(ProtobufCMessage *const *)value->at, printing->arena);
        json_put_close(out, '}');
    } else if (value->field->type == PROTOBUF_C_TYPE_BOOL) {
        json_put_bool(out, name, *(const protobuf_c_boolean *)value->at);
    } else if (value->field->type == PROTOBUF_C_TYPE_INT32) {
        json_put_number(out, name, *(const int32_t *)value->at);
    } else {
        json_put_text(out, name, value_text(value, printing));
    }
}

void message_put_json(struct json_out *out, const ProtobufCMessage *message, struct cv_arena *arena)
{
    const struct printing printing = {arena, false};

    for (unsigned f = 0; f < message->descriptor->n_fields; f++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[f];
        size_t count = count_of(message, field);
        bool list = field->label == PROTOBUF_C_LABEL_REPEATED;

        if (count == 0)
            continue;
        if (list)
            json_put_open(out, field->name, '[');
        for (size_t i = 0; i < count; i++) {
            struct value value = value_of(message, field, i);

            put_value(out, list ? NULL : field->name, &value, &printing);
        }
        if (list)
            json_put_close(out, ']');
    }
}
