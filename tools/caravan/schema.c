#include "schema.h"

#include "rpc/codec.h"
#include "schema_internal.h"

#include <stdlib.h>
#include <string.h>

void schema_init(struct schema *schema, struct cv_arena *arena)
{
    *schema = (struct schema){.arena = arena};
}

bool schema_has_file(const struct schema *schema, const char *name)
{
    for (const struct schema_file *file = schema->files; file != NULL; file = file->next) {
        if (strcmp(file->proto->name, name) == 0)
            return true;
    }
    return false;
}

static struct cv_status over_limit(void)
{
    return cv_status(
        CV_RESOURCE_EXHAUSTED, "SCHEMA_TOO_LARGE",
        "descriptors of over 2048 files, 16384 imports, 16 MiB or the memory set for them");
}

static struct cv_status add_parsed(struct schema *schema,
                                   const Google__Protobuf__FileDescriptorProto *proto)
{
    struct schema_file *file;

    if (proto->name == NULL)
        return cv_status(CV_INVALID_ARGUMENT, "BAD_DESCRIPTOR", "a file descriptor without a name");
    if (schema_has_file(schema, proto->name))
        return CV_STATUS_OK;
    if (schema->file_count == SCHEMA_FILES_MAX ||
        proto->n_dependency > SCHEMA_IMPORTS_MAX - schema->import_count)
        return over_limit();
    schema->import_count += proto->n_dependency;
    file = cv_arena_zalloc(schema->arena, sizeof(*file));
    if (file == NULL)
        return over_limit();
    *file = (struct schema_file){.next = schema->files, .proto = proto};
    schema->files = file;
    schema->file_count++;
    return schema_build(schema, proto);
}

/* Take the added files back out. Nothing that was linked before points to them. */
static void forget_added(struct schema *schema)
{
    while (schema->files != NULL && !schema->files->linked) {
        schema->files = schema->files->next;
        schema->file_count--;
    }
    schema->added_count = 0;
}

static struct cv_status decode(struct schema *schema, const ProtobufCMessageDescriptor *type,
                               struct cv_slice bytes, ProtobufCMessage **message)
{
    struct cv_status status;

    if (bytes.len > SCHEMA_BYTES_MAX - schema->bytes)
        return over_limit();
    schema->bytes += bytes.len;
    status = cv_codec_decode(type, bytes, schema->arena, message);
    if (status.code == CV_INTERNAL)
        return cv_status(CV_INVALID_ARGUMENT, "BAD_DESCRIPTOR", "the bytes are no file descriptor");
    return status;
}

struct cv_status schema_add(struct schema *schema, struct cv_slice file_descriptor_proto)
{
    ProtobufCMessage *message;
    struct cv_status status = decode(schema, &google__protobuf__file_descriptor_proto__descriptor,
                                     file_descriptor_proto, &message);

    if (cv_ok(status))
        status = add_parsed(schema, (const Google__Protobuf__FileDescriptorProto *)message);
    if (!cv_ok(status))
        forget_added(schema);
    return status;
}

struct cv_status schema_add_set(struct schema *schema, struct cv_slice file_descriptor_set)
{
    ProtobufCMessage *message;
    const Google__Protobuf__FileDescriptorSet *set;
    struct cv_status status = decode(schema, &google__protobuf__file_descriptor_set__descriptor,
                                     file_descriptor_set, &message);

    if (!cv_ok(status))
        return status;
    set = (const Google__Protobuf__FileDescriptorSet *)message;
    for (size_t i = 0; cv_ok(status) && i < set->n_file; i++)
        status = add_parsed(schema, set->file[i]);
    if (!cv_ok(status))
        forget_added(schema);
    return status;
}

const char *schema_missing(const struct schema *schema, bool (*skip)(void *arg, const char *name),
                           void *arg)
{
    for (const struct schema_file *file = schema->files; file != NULL && !file->linked;
         file = file->next) {
        for (size_t i = 0; i < file->proto->n_dependency; i++) {
            const char *name = file->proto->dependency[i];

            if (!schema_has_file(schema, name) && !skip(arg, name))
                return name;
        }
    }
    return NULL;
}

struct cv_status schema_link(struct schema *schema)
{
    struct cv_status status = schema_link_added(schema);

    if (!cv_ok(status)) {
        forget_added(schema);
        return status;
    }
    for (struct schema_file *file = schema->files; file != NULL && !file->linked; file = file->next)
        file->linked = true;
    schema->added_count = 0;
    return status;
}

/* ---- looking up ---- */

static int compare_name(const void *key, const void *member)
{
    const struct cv_slice *name = key;
    const char *other = ((const struct schema_symbol *)member)->name;
    size_t len = strnlen(other, name->len); /* a name from outside may hold '\0' itself */
    int order = memcmp(name->at, other, len);

    if (order != 0)
        return order;
    return len < name->len ? 1 : other[len] == '\0' ? 0 : -1;
}

const struct schema_symbol *schema_find(const struct schema *schema, struct cv_slice name)
{
    if (schema->symbol_count == 0 || name.len == 0)
        return NULL;
    return bsearch(&name, schema->symbols, schema->symbol_count, sizeof(*schema->symbols),
                   compare_name);
}

const struct schema_message *schema_find_message(const struct schema *schema, struct cv_slice name)
{
    const struct schema_symbol *symbol = schema_find(schema, name);

    return symbol == NULL || symbol->kind != SCHEMA_IS_MESSAGE ? NULL : symbol->message;
}

const struct schema_field *schema_field_by_number(const struct schema_message *message,
                                                  uint32_t number)
{
    size_t low = 0;
    size_t high = message->field_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (message->fields[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < message->field_count && message->fields[low].number == number
               ? &message->fields[low]
               : NULL;
}

const struct schema_enum_value *schema_value_by_number(const struct schema_enum *enumeration,
                                                       int32_t number)
{
    size_t low = 0;
    size_t high = enumeration->value_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (enumeration->values[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < enumeration->value_count && enumeration->values[low].number == number
               ? &enumeration->values[low]
               : NULL;
}

/* ---- what a type is ---- */

enum wire_type schema_wire_type(enum schema_type type)
{
    switch (type) {
    case SCHEMA_DOUBLE:
    case SCHEMA_FIXED64:
    case SCHEMA_SFIXED64:
        return WIRE_FIXED64;
    case SCHEMA_FLOAT:
    case SCHEMA_FIXED32:
    case SCHEMA_SFIXED32:
        return WIRE_FIXED32;
    case SCHEMA_STRING:
    case SCHEMA_MESSAGE:
    case SCHEMA_BYTES:
        return WIRE_LENGTH;
    case SCHEMA_GROUP:
        return WIRE_GROUP;
    default:
        return WIRE_VARINT;
    }
}

const char *schema_type_name(enum schema_type type)
{
    static const char *const NAMES[SCHEMA_TYPE_COUNT] = {
        "none",    "double",   "float",    "int64",  "uint64",  "int32", "fixed64",
        "fixed32", "bool",     "string",   "group",  "message", "bytes", "uint32",
        "enum",    "sfixed32", "sfixed64", "sint32", "sint64",
    };

    return NAMES[type];
}
