#include "to_json.h"

#include "base/number.h"
#include "base/utf8.h"
#include "rpc/base64.h"
#include "rpc/limits.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cv_slice to_json_slice(const char *text)
{
    return (struct cv_slice){(const uint8_t *)text, strlen(text)};
}

bool to_json_refuse(struct to_json *to, const struct path *path, const char *what)
{
    const char *field = path_print(path, to->with->arena);

    to->status = cv_status_f(to->with->arena, CV_INTERNAL, "BAD_MESSAGE", "%s%s%s", field,
                             field[0] == '\0' ? "" : ": ", what);
    to->status.field = field;
    return false;
}

bool to_json_no_memory(struct to_json *to)
{
    to->status = cv_status(CV_RESOURCE_EXHAUSTED, "MESSAGE_TOO_COMPLEX",
                           "the message takes more memory than is allowed for it");
    return false;
}

/* ---- reading ---- */

/* A oneof has the member that came last: the one before is forgotten. */
static void forget_other(const struct schema_message *type, struct slot *slots,
                         const struct schema_field **oneofs, const struct schema_field *field)
{
    const struct schema_field **set;

    if (field->oneof < 0)
        return;
    set = &oneofs[field->oneof];
    if (*set != NULL && *set != field)
        slots[*set - type->fields] = (struct slot){0};
    *set = field;
}

static bool keep(struct to_json *to, const struct schema_field *field, struct slot *slot,
                 const struct wire_value *value, bool packed)
{
    struct found *found = slot->last;

    if (field->repeated || field->message != NULL || found == NULL) {
        found = cv_arena_alloc(to->with->arena, sizeof(*found));
        if (found == NULL)
            return to_json_no_memory(to);
        if (slot->last == NULL)
            slot->first = found;
        else
            slot->last->next = found;
        slot->last = found;
        slot->count++;
    }
    *found = (struct found){NULL, value->bits, value->bytes, packed};
    return true;
}

struct slot *to_json_scan(struct to_json *to, const struct schema_message *type,
                          struct cv_slice wire, const struct path *path)
{
    struct cv_arena *arena = to->with->arena;
    struct slot *slots = cv_arena_array(arena, type->field_count + 1, sizeof(*slots));
    const struct schema_field **oneofs =
        cv_arena_array(arena, type->oneof_count + 1, sizeof(*oneofs));
    struct wire_value value;

    if (slots == NULL || oneofs == NULL) {
        (void)to_json_no_memory(to);
        return NULL;
    }
    while (wire_next(&wire, &value)) {
        const struct schema_field *field = schema_field_by_number(type, value.number);
        enum wire_type expected;
        bool packed;

        if (field == NULL)
            continue;
        expected = schema_wire_type(field->type);
        packed = field->repeated && value.type == WIRE_LENGTH && expected != WIRE_LENGTH &&
                 expected != WIRE_GROUP;
        if (value.type != expected && !packed)
            continue; /* by protobuf's rules such a field is an unknown one */
        forget_other(type, slots, oneofs, field);
        if (!keep(to, field, &slots[field - type->fields], &value, packed))
            return NULL;
    }
    if (wire.len > 0) {
        (void)to_json_refuse(to, path, "the bytes are no message of this type");
        return NULL;
    }
    return slots;
}

struct cv_slice to_json_joined(struct to_json *to, const struct schema_field *field,
                               const struct slot *slot)
{
    struct cv_slice whole = {(const uint8_t *)"", 0};
    uint8_t *at;
    size_t len = 0;

    if (slot->count == 0)
        return whole;
    if (slot->count == 1 || field->message == NULL)
        return slot->last->bytes;
    for (const struct found *found = slot->first; found != NULL; found = found->next)
        len += found->bytes.len;
    at = cv_arena_alloc(to->with->arena, len + 1);
    if (at == NULL) {
        (void)to_json_no_memory(to);
        return (struct cv_slice){NULL, 0};
    }
    whole = (struct cv_slice){at, len};
    for (const struct found *found = slot->first; found != NULL; found = found->next) {
        if (found->bytes.len > 0)
            memcpy(at, found->bytes.at, found->bytes.len);
        at += found->bytes.len;
    }
    return whole;
}

uint64_t to_json_bits(const struct slot *slot)
{
    return slot->last == NULL ? 0 : slot->last->bits;
}

/* ---- scalars ---- */

static int64_t zigzag(uint64_t bits)
{
    return (int64_t)(bits >> 1 ^ (0 - (bits & 1)));
}

static void write_real(struct to_json *to, enum schema_type type, uint64_t bits)
{
    char text[CV_NUMBER_TEXT_MAX];
    uint32_t word = (uint32_t)bits;
    double value;
    float narrow;

    memcpy(&value, &bits, sizeof(value));
    memcpy(&narrow, &word, sizeof(narrow));
    if (type == SCHEMA_FLOAT)
        value = (double)narrow;
    if (!isfinite(value)) {
        json_write_text(to->writer, isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        return;
    }
    if (type == SCHEMA_FLOAT)
        cv_number_print_float(narrow, text);
    else
        cv_number_print_double(value, text);
    json_write_bare(to->writer, text);
}

static void write_enum(struct to_json *to, const struct schema_enum *type, int32_t number)
{
    const struct schema_enum_value *value = schema_value_by_number(type, number);
    char text[CV_NUMBER_TEXT_MAX];

    if (type->null_value) {
        json_write_bare(to->writer, "null");
    } else if (value != NULL) {
        json_write_text(to->writer, value->name);
    } else {
        (void)snprintf(text, sizeof(text), "%d", number);
        json_write_bare(to->writer, text);
    }
}

/* A whole number; those of 64 bits stand in quotes, since JSON's readers take them for doubles. */
static void print_whole(enum schema_type type, uint64_t bits, char text[CV_NUMBER_TEXT_MAX],
                        bool *quoted)
{
    int64_t value = (int64_t)bits;

    *quoted = false;
    switch (type) {
    case SCHEMA_UINT64:
    case SCHEMA_FIXED64:
        *quoted = true;
        (void)snprintf(text, CV_NUMBER_TEXT_MAX, "%llu", (unsigned long long)bits);
        return;
    case SCHEMA_UINT32:
    case SCHEMA_FIXED32:
        value = (uint32_t)bits;
        break;
    case SCHEMA_INT64:
    case SCHEMA_SFIXED64:
        *quoted = true;
        break;
    case SCHEMA_SINT64:
        *quoted = true;
        value = zigzag(bits);
        break;
    case SCHEMA_SINT32:
        value = (int32_t)zigzag((uint32_t)bits);
        break;
    default:
        value = (int32_t)bits;
        break;
    }
    (void)snprintf(text, CV_NUMBER_TEXT_MAX, "%lld", (long long)value);
}

static void write_scalar(struct to_json *to, const struct schema_field *field, uint64_t bits)
{
    char text[CV_NUMBER_TEXT_MAX];
    bool quoted;

    switch (field->type) {
    case SCHEMA_DOUBLE:
    case SCHEMA_FLOAT:
        write_real(to, field->type, bits);
        return;
    case SCHEMA_ENUM:
        write_enum(to, field->enumeration, (int32_t)bits);
        return;
    case SCHEMA_BOOL:
        json_write_bare(to->writer, bits != 0 ? "true" : "false");
        return;
    default:
        print_whole(field->type, bits, text, &quoted);
        if (quoted)
            json_write_text(to->writer, text);
        else
            json_write_bare(to->writer, text);
        return;
    }
}

void to_json_base64(struct to_json *to, struct cv_slice bytes)
{
    struct cv_slice text = cv_base64_encode(bytes, to->with->arena);
    size_t room = bytes.len / 3 * 4 + 4; /* the encoder's; padding fits in it */
    char *padded = text.at == NULL ? NULL : cv_arena_alloc(to->with->arena, room + 1);

    if (padded == NULL) {
        (void)to_json_no_memory(to);
        return;
    }
    memcpy(padded, text.at, text.len);
    while (text.len % 4 != 0)
        padded[text.len++] = '=';
    text.at = (const uint8_t *)padded;
    json_write_string(to->writer, text);
}

bool to_json_check_text(struct to_json *to, struct cv_slice bytes, const struct path *path)
{
    size_t n;

    for (size_t i = 0; i < bytes.len; i += n) { /* a NUL is fine, so not cv_utf8_valid() */
        n = cv_utf8_length(bytes.at + i, bytes.len - i);
        if (n == 0)
            return to_json_refuse(to, path, "the text is no UTF-8");
    }
    return true;
}

static bool write_text(struct to_json *to, const struct schema_field *field, struct cv_slice bytes,
                       const struct path *path)
{
    if (field->type == SCHEMA_BYTES) {
        to_json_base64(to, bytes);
        return cv_ok(to->status);
    }
    if (!to_json_check_text(to, bytes, path))
        return false;
    json_write_string(to->writer, bytes);
    return true;
}

bool to_json_key(struct to_json *to, const struct schema_field *field, const struct slot *slot,
                 const struct path *path, struct cv_slice *key)
{
    char text[CV_NUMBER_TEXT_MAX];
    const char *copy;
    bool quoted;

    if (field->type == SCHEMA_STRING) {
        *key = to_json_joined(to, field, slot);
        return to_json_check_text(to, *key, path);
    }
    if (field->type == SCHEMA_BOOL) {
        *key = to_json_slice(to_json_bits(slot) != 0 ? "true" : "false");
        return true;
    }
    print_whole(field->type, to_json_bits(slot), text, &quoted);
    copy = cv_arena_string(to->with->arena, text);
    if (copy == NULL)
        return to_json_no_memory(to);
    *key = to_json_slice(copy);
    return true;
}

bool to_json_value(struct to_json *to, const struct schema_field *field, const struct slot *slot,
                   const struct path *path)
{
    struct cv_slice bytes;

    if (field->message == NULL && schema_wire_type(field->type) != WIRE_LENGTH) {
        write_scalar(to, field, to_json_bits(slot));
        return true;
    }
    bytes = to_json_joined(to, field, slot);
    if (bytes.at == NULL)
        return false;
    return field->message != NULL ? to_json_message(to, field->message, bytes, path)
                                  : write_text(to, field, bytes, path);
}

/* ---- lists ---- */

static bool write_packed(struct to_json *to, const struct schema_field *field,
                         struct cv_slice bytes, const struct path *path)
{
    uint64_t bits;

    while (wire_next_packed(&bytes, schema_wire_type(field->type), &bits))
        write_scalar(to, field, bits);
    return bytes.len == 0 || to_json_refuse(to, path, "the bytes are no list of this type");
}

static bool write_list(struct to_json *to, const struct schema_field *field,
                       const struct slot *slot, const struct path *path)
{
    struct path element = {.up = path};

    json_write_open(to->writer, '[');
    for (const struct found *found = slot->first; found != NULL; found = found->next) {
        struct found alone = *found;
        struct slot one = {&alone, &alone, 1};

        alone.next = NULL;
        if (!(found->packed ? write_packed(to, field, found->bytes, path)
                            : to_json_value(to, field, &one, &element)))
            return false;
        element.index++;
    }
    json_write_close(to->writer, ']');
    return true;
}

static bool only_empty_lists(const struct schema_field *field, const struct slot *slot)
{
    for (const struct found *found = slot->first; found != NULL; found = found->next) {
        if (!found->packed || found->bytes.len > 0)
            return false;
    }
    return field->repeated;
}

/* ---- messages ---- */

/* Of a varint that is too long for its type only the lower half counts. */
static bool is_zero(enum schema_type type, uint64_t bits)
{
    switch (type) {
    case SCHEMA_INT32:
    case SCHEMA_UINT32:
    case SCHEMA_SINT32:
    case SCHEMA_ENUM:
        return (uint32_t)bits == 0;
    default:
        return bits == 0;
    }
}

static bool is_shown(const struct schema_field *field, const struct slot *slot)
{
    if (slot->count == 0)
        return false;
    if (field->repeated)
        return !only_empty_lists(field, slot);
    if (field->presence)
        return true;
    return schema_wire_type(field->type) == WIRE_LENGTH ? slot->last->bytes.len > 0
                                                        : !is_zero(field->type, to_json_bits(slot));
}

bool to_json_members(struct to_json *to, const struct schema_message *type, struct cv_slice wire,
                     const struct path *up)
{
    struct slot *slots = to_json_scan(to, type, wire, up);

    for (size_t i = 0; slots != NULL && i < type->field_count; i++) {
        const struct schema_field *field = &type->fields[i];
        struct path path = {.up = up, .name = field->json_name};
        bool fine;

        if (!is_shown(field, &slots[i]))
            continue;
        json_write_name(to->writer, to_json_slice(field->json_name));
        if (schema_is_map(field))
            fine = to_json_map(to, field, &slots[i], &path);
        else
            fine = field->repeated ? write_list(to, field, &slots[i], &path)
                                   : to_json_value(to, field, &slots[i], &path);
        if (!fine)
            return false;
        if (to->writer->out->failed)
            return to_json_no_memory(to);
    }
    return slots != NULL;
}

bool to_json_message(struct to_json *to, const struct schema_message *type, struct cv_slice wire,
                     const struct path *path)
{
    bool written = false;
    bool fine = true;

    if (to->depth == CV_NESTING_MAX)
        return to_json_refuse(to, path, "nested deeper than 100 levels");
    to->depth++;
    if (type->known != SCHEMA_PLAIN)
        fine = to_json_known(to, type, wire, path, &written);
    if (fine && !written) {
        json_write_open(to->writer, '{');
        fine = to_json_members(to, type, wire, path);
        json_write_close(to->writer, '}');
    }
    to->depth--;
    return fine;
}

struct cv_status transcode_to_json(const struct transcode *with, const struct schema_message *type,
                                   struct cv_slice wire, struct json_writer *writer)
{
    struct to_json to = {.with = with, .writer = writer};
    struct path top = {0};

    if (to_json_message(&to, type, wire, &top) && writer->out->failed)
        (void)to_json_no_memory(&to);
    return to.status;
}
