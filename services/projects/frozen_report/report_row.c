#include "frozen_report/report_row.h"

#include "app/wire.h"
#include "base/assert.h"
#include "base/time_text.h"
#include "service/rows.h"

#include <inttypes.h>
#include <stdio.h>

struct making {
    struct cv_arena *arena;
    struct report_rows *rows;
};

static void put(const struct making *making, const char *path, const char *value)
{
    struct report_rows *rows = making->rows;
    struct report_row *grown;

    if (path == NULL || value == NULL)
        return;
    grown = cv_rows_grow(making->arena, rows->rows, rows->count, &rows->room, sizeof(*rows->rows));
    if (grown == NULL)
        return;
    rows->rows = grown;
    grown[rows->count++] = (struct report_row){path, value};
}

/* ---- values ---- */

static const void *pointer_at(const void *at)
{
    const void *pointer;

    memcpy(&pointer, at, sizeof(pointer));
    return pointer;
}

static int64_t number_at(const ProtobufCFieldDescriptor *field, const void *at)
{
    int64_t wide;
    int32_t narrow;

    if (field->type == PROTOBUF_C_TYPE_BOOL) {
        protobuf_c_boolean yes;

        memcpy(&yes, at, sizeof(yes));
        return yes;
    }
    if (field->type == PROTOBUF_C_TYPE_INT64) {
        memcpy(&wide, at, sizeof(wide));
        return wide;
    }
    CV_ASSERT(field->type == PROTOBUF_C_TYPE_INT32 || field->type == PROTOBUF_C_TYPE_ENUM);
    memcpy(&narrow, at, sizeof(narrow));
    return narrow;
}

static void put_number(const struct making *making, const char *path,
                       const ProtobufCFieldDescriptor *field, const void *at)
{
    int64_t number = number_at(field, at);
    const ProtobufCEnumValue *word = NULL;

    if (field->type == PROTOBUF_C_TYPE_ENUM)
        word = protobuf_c_enum_descriptor_get_value(field->descriptor, (int)number);
    if (field->type == PROTOBUF_C_TYPE_BOOL)
        put(making, path, number != 0 ? "true" : "false");
    else if (word != NULL)
        put(making, path, word->name);
    else
        put(making, path, cv_arena_printf(making->arena, "%" PRId64, number));
}

static void put_time(const struct making *making, const char *path,
                     const Google__Protobuf__Timestamp *time)
{
    char text[CV_TIME_TEXT_MAX] = "";

    (void)cv_time_text_print_timestamp((struct cv_time_value){time->seconds, time->nanos}, text);
    put(making, path, cv_arena_string(making->arena, text));
}

/* ---- messages ---- */

static void put_fields(const struct making *making, const char *path,
                       const ProtobufCMessage *message);

static const char *join(struct cv_arena *arena, const char *path, const char *name)
{
    const char *joined = cv_arena_printf(arena, "%s%s%s", path, path[0] == '\0' ? "" : ".", name);

    return joined == NULL ? "" : joined;
}

static void put_message(const struct making *making, const char *path,
                        const ProtobufCMessage *message)
{
    if (message->descriptor == &google__type__date__descriptor) {
        const Google__Type__Date *date = (const void *)message;

        put(making, path,
            cv_arena_printf(making->arena, "%04d-%02d-%02d", (int)date->year, (int)date->month,
                            (int)date->day));
    } else if (message->descriptor == &google__protobuf__timestamp__descriptor) {
        put_time(making, path, (const void *)message);
    } else {
        put_fields(making, path, message);
    }
}

static void put_list(const struct making *making, const char *path,
                     const ProtobufCFieldDescriptor *field, const ProtobufCMessage *message)
{
    const ProtobufCMessage *const *list = pointer_at((const char *)message + field->offset);
    size_t count;

    CV_ASSERT(field->type == PROTOBUF_C_TYPE_MESSAGE);
    memcpy(&count, (const char *)message + field->quantifier_offset, sizeof(count));
    for (size_t i = 0; i < count; i++) {
        const ProtobufCFieldDescriptor *first = &list[i]->descriptor->fields[0];
        const char *name = pointer_at((const char *)list[i] + first->offset);
        const char *element;

        CV_ASSERT(first->type == PROTOBUF_C_TYPE_STRING);
        element = cv_arena_printf(making->arena, "%s[%s]", path, name);
        put_fields(making, element == NULL ? "" : element, list[i]);
    }
}

static bool is_set(const ProtobufCFieldDescriptor *field, const ProtobufCMessage *message)
{
    uint32_t chosen;

    if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) == 0)
        return true;
    memcpy(&chosen, (const char *)message + field->quantifier_offset, sizeof(chosen));
    return chosen == field->id;
}

static void put_field(const struct making *making, const char *path,
                      const ProtobufCFieldDescriptor *field, const ProtobufCMessage *message)
{
    const void *at = (const char *)message + field->offset;

    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        put_list(making, path, field, message);
    } else if (field->type == PROTOBUF_C_TYPE_STRING) {
        const char *text = pointer_at(at);

        if (text != NULL && text[0] != '\0')
            put(making, path, text);
    } else if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        if (pointer_at(at) != NULL)
            put_message(making, path, pointer_at(at));
    } else {
        put_number(making, path, field, at);
    }
}

static void put_fields(const struct making *making, const char *path,
                       const ProtobufCMessage *message)
{
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];

        if (is_set(field, message))
            put_field(making, join(making->arena, path, field->name), field, message);
    }
}

void report_rows_make(struct cv_arena *arena, const ProtobufCMessage *report,
                      struct report_rows *rows)
{
    const struct making making = {arena, rows};

    *rows = (struct report_rows){0};
    put_fields(&making, "", report);
}

/* ---- the text ---- */

struct cv_slice report_rows_text(struct cv_arena *arena, const struct report_rows *rows)
{
    size_t len = 0;
    char *text;
    char *at;

    for (size_t i = 0; i < rows->count; i++)
        len += strlen(rows->rows[i].path) + strlen(rows->rows[i].value) + 2;
    text = cv_arena_alloc(arena, len + 1);
    at = text;
    for (size_t i = 0; text != NULL && i < rows->count; i++) {
        at = stpcpy(at, rows->rows[i].path);
        *at++ = '\t';
        at = stpcpy(at, rows->rows[i].value);
        *at++ = '\n';
    }
    return (struct cv_slice){.at = (const uint8_t *)text, .len = text == NULL ? 0 : len};
}

bool report_rows_read(struct cv_arena *arena, struct cv_slice text, struct report_rows *rows)
{
    const struct making making = {arena, rows};
    char *at = cv_arena_string_n(arena, (const char *)text.at, text.len);

    *rows = (struct report_rows){0};
    while (at != NULL && at[0] != '\0') {
        char *tab = strchr(at, '\t');
        char *end = tab == NULL ? NULL : strchr(tab, '\n');

        if (end == NULL)
            return false;
        *tab = '\0';
        *end = '\0';
        put(&making, at, tab + 1);
        at = end + 1;
    }
    return true;
}
