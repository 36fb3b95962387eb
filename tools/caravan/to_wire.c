#include "to_wire.h"

#include "base/number.h"
#include "rpc/base64.h"
#include "suggest.h"

#include <float.h>
#include <math.h>
#include <string.h>

bool to_wire_refuse(struct to_wire *to, const uint8_t *at, const struct path *path,
                    const char *format, ...)
{
    struct cv_arena *arena = to->with->arena;
    const char *field = path_print(path, arena);
    const char *text;
    va_list args;

    va_start(args, format);
    text = cv_arena_vprintf(arena, format, args);
    va_end(args);
    to->status =
        cv_json_refuse(to->reader, arena, at, "%s%s%s", field, field[0] == '\0' ? "" : ": ",
                       text == NULL ? "out of memory" : text);
    to->status.field = field;
    return false;
}

bool to_wire_no_memory(struct to_wire *to)
{
    to->status = cv_status(CV_RESOURCE_EXHAUSTED, "TOO_MUCH_JSON",
                           "the JSON takes more memory than is allowed for it");
    return false;
}

/* ---- numbers ---- */

struct range {
    uint64_t below; /* magnitude of the least */
    uint64_t above;
};

static struct range range_of(enum schema_type type)
{
    switch (type) {
    case SCHEMA_UINT64:
    case SCHEMA_FIXED64:
        return (struct range){0, UINT64_MAX};
    case SCHEMA_UINT32:
    case SCHEMA_FIXED32:
        return (struct range){0, UINT32_MAX};
    case SCHEMA_INT64:
    case SCHEMA_SFIXED64:
    case SCHEMA_SINT64:
        return (struct range){(uint64_t)INT64_MAX + 1, INT64_MAX};
    default:
        return (struct range){(uint64_t)INT32_MAX + 1, INT32_MAX};
    }
}

/* `text` is a number, in quotes or not; `at`: where it stands. */
static bool whole_bits(struct to_wire *to, enum schema_type type, struct cv_slice text,
                       const uint8_t *at, const struct path *path, uint64_t *bits)
{
    struct range range = range_of(type);
    bool negative;
    uint64_t magnitude;

    if (!cv_number_read_whole(text, &negative, &magnitude) ||
        magnitude > (negative ? range.below : range.above))
        return to_wire_refuse(to, at, path, "must be a whole number from %s%llu to %llu",
                              range.below == 0 ? "" : "-", (unsigned long long)range.below,
                              (unsigned long long)range.above);
    *bits = negative ? 0 - magnitude : magnitude;
    if (type == SCHEMA_SINT32 || type == SCHEMA_SINT64) /* zigzag: the sign is the last bit */
        *bits = negative ? (magnitude << 1) - 1 : magnitude << 1;
    return true;
}

static bool float_bits(struct to_wire *to, double value, const struct cv_json *node,
                       const struct path *path, uint64_t *bits)
{
    float narrow;
    uint32_t word;

    /* What rounds to the largest float is in range; half a step further is not. */
    if (isfinite(value) && fabs(value) >= 0x1.ffffffp127)
        return to_wire_refuse(to, node->at, path, "must be a number from %g to %g",
                              -(double)FLT_MAX, (double)FLT_MAX);
    narrow = (float)value;
    memcpy(&word, &narrow, sizeof(word));
    *bits = word;
    return true;
}

static bool real_bits(struct to_wire *to, enum schema_type type, const struct cv_json *node,
                      const struct path *path, uint64_t *bits)
{
    double value = 0;

    if (node->kind == CV_JSON_STRING && cv_slice_is(node->text, "NaN"))
        value = NAN;
    else if (node->kind == CV_JSON_STRING && cv_slice_is(node->text, "Infinity"))
        value = INFINITY;
    else if (node->kind == CV_JSON_STRING && cv_slice_is(node->text, "-Infinity"))
        value = -INFINITY;
    else if ((node->kind != CV_JSON_NUMBER && node->kind != CV_JSON_STRING) ||
             !cv_number_read_real(node->text, &value))
        return to_wire_refuse(
            to, node->at, path,
            "must be a number, or \"NaN\", \"Infinity\" or \"-Infinity\" in quotes");
    if (type == SCHEMA_FLOAT)
        return float_bits(to, value, node, path, bits);
    memcpy(bits, &value, sizeof(value));
    return true;
}

static const char *value_name(const void *type, size_t index)
{
    const struct schema_enum *enumeration = type;

    return index < enumeration->value_count ? enumeration->values[index].name : NULL;
}

static bool enum_bits(struct to_wire *to, const struct schema_enum *type,
                      const struct cv_json *node, const struct path *path, uint64_t *bits)
{
    if (node->kind == CV_JSON_NULL && type->null_value) {
        *bits = 0;
        return true;
    }
    if (node->kind == CV_JSON_NUMBER) {
        if (!whole_bits(to, SCHEMA_INT32, node->text, node->at, path, bits))
            return false;
        if (!type->closed || schema_value_by_number(type, (int32_t)*bits) != NULL)
            return true;
        return to_wire_refuse(to, node->at, path, "%s has no value of that number", type->name);
    }
    if (node->kind != CV_JSON_STRING)
        return to_wire_refuse(to, node->at, path, "must be the name or the number of a %s, not %s",
                              type->name, cv_json_kind_name(node->kind));
    for (size_t i = 0; i < type->value_count; i++) {
        if (cv_slice_is(node->text, type->values[i].name)) {
            *bits = (uint64_t)(int64_t)type->values[i].number;
            return true;
        }
    }
    return to_wire_refuse(to, node->at, path, "%s has no value \"%.64s\"; %s", type->name,
                          (const char *)node->text.at,
                          suggest((const char *)node->text.at, value_name, type, to->with->arena));
}

/* Anything whose wire form is a number. */
static bool scalar_bits(struct to_wire *to, const struct schema_field *field,
                        const struct cv_json *node, const struct path *path, uint64_t *bits)
{
    switch (field->type) {
    case SCHEMA_DOUBLE:
    case SCHEMA_FLOAT:
        return real_bits(to, field->type, node, path, bits);
    case SCHEMA_ENUM:
        return enum_bits(to, field->enumeration, node, path, bits);
    case SCHEMA_BOOL:
        *bits = node->kind == CV_JSON_TRUE;
        return *bits == 1 || node->kind == CV_JSON_FALSE ||
               to_wire_refuse(to, node->at, path, "must be true or false, not %s",
                              cv_json_kind_name(node->kind));
    default:
        if (node->kind == CV_JSON_NUMBER || node->kind == CV_JSON_STRING)
            return whole_bits(to, field->type, node->text, node->at, path, bits);
        return to_wire_refuse(to, node->at, path, "must be a whole number, not %s",
                              cv_json_kind_name(node->kind));
    }
}

/* ---- texts and bytes ---- */

bool to_wire_base64(struct to_wire *to, const struct cv_json *node, const struct path *path,
                    struct cv_slice *bytes)
{
    uint8_t *plain;

    if (node->kind != CV_JSON_STRING)
        return to_wire_refuse(to, node->at, path, "must be bytes as base64 in a string, not %s",
                              cv_json_kind_name(node->kind));
    plain = cv_arena_copy(to->with->arena, node->text.at, node->text.len + 1);
    if (plain == NULL)
        return to_wire_no_memory(to);
    for (size_t i = 0; i < node->text.len; i++) /* the alphabet for URLs, as the one for mail */
        plain[i] = plain[i] == '-' ? '+' : plain[i] == '_' ? '/' : plain[i];
    return cv_base64_decode((struct cv_slice){plain, node->text.len}, to->with->arena, bytes) ||
           to_wire_refuse(to, node->at, path, "must be bytes as base64");
}

static bool text_bytes(struct to_wire *to, const struct schema_field *field,
                       const struct cv_json *node, const struct path *path, struct cv_slice *bytes)
{
    if (field->type == SCHEMA_BYTES)
        return to_wire_base64(to, node, path, bytes);
    if (node->kind != CV_JSON_STRING)
        return to_wire_refuse(to, node->at, path, "must be a string, not %s",
                              cv_json_kind_name(node->kind));
    *bytes = node->text;
    return true;
}

/* ---- fields ---- */

static bool put_message(struct to_wire *to, const struct schema_field *field,
                        const struct cv_json *node, const struct path *path)
{
    bool group = field->type == SCHEMA_GROUP;
    size_t from;

    if (group)
        wire_put_tag(to->out, field->number, WIRE_GROUP);
    from = to->out->len;
    if (!to_wire_message(to, field->message, node, path))
        return false;
    if (group)
        wire_put_tag(to->out, field->number, WIRE_GROUP_END);
    else
        wire_enclose(to->out, field->number, from);
    return true;
}

bool to_wire_field(struct to_wire *to, const struct schema_field *field, const struct cv_json *node,
                   const struct path *path)
{
    enum wire_type wire = schema_wire_type(field->type);
    bool zero_counts = field->presence || field->repeated;
    struct cv_slice bytes;
    uint64_t bits;

    if (field->message != NULL)
        return put_message(to, field, node, path);
    if (wire == WIRE_LENGTH) {
        if (!text_bytes(to, field, node, path, &bytes))
            return false;
        if (zero_counts || bytes.len > 0)
            wire_put_bytes(to->out, field->number, bytes);
        return true;
    }
    if (!scalar_bits(to, field, node, path, &bits))
        return false;
    if (zero_counts || bits != 0) {
        wire_put_tag(to->out, field->number, wire);
        wire_put(to->out, wire, bits);
    }
    return true;
}

static bool takes_null(const struct schema_field *field)
{
    return (field->message != NULL && field->message->known == SCHEMA_VALUE) ||
           (field->enumeration != NULL && field->enumeration->null_value);
}

static bool put_list(struct to_wire *to, const struct schema_field *field,
                     const struct cv_json *node, const struct path *path)
{
    struct path element = {.up = path};
    size_t from = to->out->len;
    uint64_t bits;

    if (node->kind != CV_JSON_ARRAY)
        return to_wire_refuse(to, node->at, path, "must be an array, not %s",
                              cv_json_kind_name(node->kind));
    for (const struct cv_json *at = node->first; at != NULL; at = at->next) {
        if (at->kind == CV_JSON_NULL && !takes_null(field))
            return to_wire_refuse(to, at->at, &element, "null cannot stand in a list");
        if (!field->packed) {
            if (!to_wire_field(to, field, at, &element))
                return false;
        } else if (scalar_bits(to, field, at, &element, &bits)) {
            wire_put(to->out, schema_wire_type(field->type), bits);
        } else {
            return false;
        }
        element.index++;
    }
    if (field->packed && node->count > 0)
        wire_enclose(to->out, field->number, from);
    return true;
}

static bool put_key(struct to_wire *to, const struct schema_field *key,
                    const struct cv_json *member, const struct path *path)
{
    enum wire_type wire = schema_wire_type(key->type);
    uint64_t bits = 0;

    if (key->type == SCHEMA_STRING) {
        wire_put_bytes(to->out, key->number, member->name);
        return true;
    }
    if (key->type == SCHEMA_BOOL) {
        bits = cv_slice_is(member->name, "true");
        if (bits == 0 && !cv_slice_is(member->name, "false"))
            return to_wire_refuse(to, member->name_at, path, "a key must be \"true\" or \"false\"");
    } else if (!whole_bits(to, key->type, member->name, member->name_at, path, &bits)) {
        return false;
    }
    wire_put_tag(to->out, key->number, wire);
    wire_put(to->out, wire, bits);
    return true;
}

static bool put_map(struct to_wire *to, const struct schema_field *field,
                    const struct cv_json *node, const struct path *path)
{
    const struct schema_field *entry = field->message->fields;

    if (node->kind != CV_JSON_OBJECT)
        return to_wire_refuse(to, node->at, path, "must be an object, not %s",
                              cv_json_kind_name(node->kind));
    for (const struct cv_json *at = node->first; at != NULL; at = at->next) {
        struct path element = {.up = path, .key = (const char *)at->name.at};
        size_t from = to->out->len;

        if (at->kind == CV_JSON_NULL && !takes_null(&entry[1]))
            return to_wire_refuse(to, at->at, &element, "null cannot stand in a map");
        if (!put_key(to, &entry[0], at, &element) || !to_wire_field(to, &entry[1], at, &element))
            return false;
        wire_enclose(to->out, field->number, from);
    }
    return true;
}

/* ---- messages ---- */

static const struct schema_field *find_field(const struct schema_message *type,
                                             struct cv_slice name)
{
    for (size_t i = 0; i < type->field_count; i++) {
        if (cv_slice_is(name, type->fields[i].json_name))
            return &type->fields[i];
    }
    for (size_t i = 0; i < type->field_count; i++) {
        if (cv_slice_is(name, type->fields[i].name))
            return &type->fields[i];
    }
    return NULL;
}

static const char *field_name(const void *type, size_t index)
{
    const struct schema_message *message = type;

    return index < message->field_count ? message->fields[index].json_name : NULL;
}

static bool unknown_field(struct to_wire *to, const struct schema_message *type,
                          const struct cv_json *member, const struct path *path)
{
    const char *name = (const char *)member->name.at;

    return to_wire_refuse(to, member->name_at, path, "%s has no field \"%.64s\"; %s", type->name,
                          name, suggest(name, field_name, type, to->with->arena));
}

/* What an object has set so far: by field and by oneof. */
struct seen {
    bool *fields;
    const struct schema_field **oneofs;
};

static bool put_member(struct to_wire *to, const struct schema_message *type, struct seen *seen,
                       const struct cv_json *member, const struct path *up)
{
    const struct schema_field *field = find_field(type, member->name);
    struct path path = {.up = up};

    if (field == NULL)
        return unknown_field(to, type, member, up);
    path.name = field->json_name;
    if (seen->fields[field - type->fields])
        return to_wire_refuse(to, member->name_at, &path, "is here twice, once under each name");
    seen->fields[field - type->fields] = true;
    if (member->kind == CV_JSON_NULL && (field->repeated || !takes_null(field))) {
        seen->fields[field - type->fields] = !field->required;
        return true;
    }
    if (field->oneof >= 0) {
        const struct schema_field **other = &seen->oneofs[field->oneof];

        if (*other != NULL)
            return to_wire_refuse(to, member->name_at, &path,
                                  "only one of the oneof \"%s\" can be set, and \"%s\" is",
                                  type->oneofs[field->oneof], (*other)->json_name);
        *other = field;
    }
    if (schema_is_map(field))
        return put_map(to, field, member, &path);
    return field->repeated ? put_list(to, field, member, &path)
                           : to_wire_field(to, field, member, &path);
}

bool to_wire_members(struct to_wire *to, const struct schema_message *type,
                     const struct cv_json *node, const struct path *path, const char *skip)
{
    struct cv_arena *arena = to->with->arena;
    struct seen seen = {
        .fields = cv_arena_array(arena, type->field_count + 1, sizeof(*seen.fields)),
        .oneofs = cv_arena_array(arena, type->oneof_count + 1, sizeof(struct schema_field *)),
    };

    if (node->kind != CV_JSON_OBJECT)
        return to_wire_refuse(to, node->at, path, "must be an object, not %s",
                              cv_json_kind_name(node->kind));
    if (seen.fields == NULL || seen.oneofs == NULL)
        return to_wire_no_memory(to);
    for (const struct cv_json *at = node->first; at != NULL; at = at->next) {
        if (skip != NULL && cv_slice_is(at->name, skip))
            continue;
        if (!put_member(to, type, &seen, at, path))
            return false;
    }
    for (size_t i = 0; i < type->field_count; i++) {
        if (type->fields[i].required && !seen.fields[i])
            return to_wire_refuse(to, node->at, path, "\"%s\" is required",
                                  type->fields[i].json_name);
    }
    return true;
}

bool to_wire_message(struct to_wire *to, const struct schema_message *type,
                     const struct cv_json *node, const struct path *path)
{
    return type->known == SCHEMA_PLAIN ? to_wire_members(to, type, node, path, NULL)
                                       : to_wire_known(to, type, node, path);
}

struct cv_status transcode_to_wire(const struct transcode *with, const struct schema_message *type,
                                   const struct cv_json_reader *reader, const struct cv_json *node,
                                   struct cv_buf *wire)
{
    struct to_wire to = {.with = with, .reader = reader, .out = wire};
    struct path top = {0};

    if (to_wire_message(&to, type, node, &top) && wire->failed)
        return cv_status(CV_RESOURCE_EXHAUSTED, "TOO_MUCH_JSON",
                         "the message is larger than is allowed");
    return to.status;
}
