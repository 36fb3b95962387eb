/* Message, enum and service types learned at run time from FileDescriptorProtos.
 *
 * The files come from a server one has not chosen: whatever does not fit together is refused here,
 * so that who walks the types need not look again. Imports may come in any order and in a circle.
 *
 * Memory   Everything lives in the arena given to schema_init().
 * Editions Files of an edition are read with its defaults: fields have presence, lists are packed;
 *          features that change the encoding are not looked at.
 * Errors   INVALID_ARGUMENT names the file and what is wrong; RESOURCE_EXHAUSTED over a limit. On
 * an error all files added since the last link are gone again. */
#ifndef CARAVAN_SCHEMA_H
#define CARAVAN_SCHEMA_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"
#include "rpc/method.h"
#include "wire.h"

/* All descriptors of one server; Google's largest public API is under 8 MiB. */
#define SCHEMA_BYTES_MAX   (16u * 1024 * 1024)
#define SCHEMA_FILES_MAX   2048u
#define SCHEMA_IMPORTS_MAX 16384u

/* The numbers of FieldDescriptorProto.Type. */
enum schema_type {
    SCHEMA_DOUBLE = 1,
    SCHEMA_FLOAT = 2,
    SCHEMA_INT64 = 3,
    SCHEMA_UINT64 = 4,
    SCHEMA_INT32 = 5,
    SCHEMA_FIXED64 = 6,
    SCHEMA_FIXED32 = 7,
    SCHEMA_BOOL = 8,
    SCHEMA_STRING = 9,
    SCHEMA_GROUP = 10,
    SCHEMA_MESSAGE = 11,
    SCHEMA_BYTES = 12,
    SCHEMA_UINT32 = 13,
    SCHEMA_ENUM = 14,
    SCHEMA_SFIXED32 = 15,
    SCHEMA_SFIXED64 = 16,
    SCHEMA_SINT32 = 17,
    SCHEMA_SINT64 = 18,
    SCHEMA_TYPE_COUNT = 19,
};

/* The messages that JSON writes in a way of their own. A type has such a mark only when its fields
 * are those of the original, so a field can be taken for granted. */
enum schema_known {
    SCHEMA_PLAIN,
    SCHEMA_ANY,
    SCHEMA_DURATION,
    SCHEMA_FIELD_MASK,
    SCHEMA_LIST_VALUE,
    SCHEMA_STRUCT,
    SCHEMA_TIMESTAMP,
    SCHEMA_VALUE,
    SCHEMA_WRAPPER, /* DoubleValue, Int64Value ... */
};

struct schema_enum_value {
    const char *name;
    int32_t number;
    unsigned position; /* in the file: the first of an alias counts */
};

struct schema_enum {
    const char *name;
    const struct schema_enum_value *values; /* by number, then position; at least one */
    size_t value_count;
    bool closed;     /* proto2: no other numbers */
    bool null_value; /* google.protobuf.NullValue: JSON's null */
};

struct schema_message;

struct schema_field {
    const char *name;
    const char *json_name;
    uint32_t number;
    enum schema_type type;
    bool repeated;
    bool packed;
    bool required;
    bool presence;                         /* a zero is something else than not set */
    int oneof;                             /* of message->oneofs; -1: none */
    const char *type_name;                 /* as the file has it, for linking */
    const struct schema_message *message;  /* of MESSAGE and GROUP */
    const struct schema_enum *enumeration; /* of ENUM */
};

struct schema_message {
    const char *name;            /* full: "caravan.projects.v1.Project" */
    struct schema_field *fields; /* by number */
    size_t field_count;
    const char *const *oneofs;
    size_t oneof_count;
    enum schema_known known;
    bool map_entry; /* two fields: 1 is the key, 2 the value */
};

struct schema_method {
    struct cv_method rpc; /* of raw messages */
    const struct schema_message *request;
    const struct schema_message *response;
};

struct schema_service {
    const char *name;
    struct schema_method *methods;
    size_t method_count;
    const void *proto; /* Google__Protobuf__ServiceDescriptorProto */
};

enum schema_kind {
    SCHEMA_IS_ENUM,
    SCHEMA_IS_MESSAGE,
    SCHEMA_IS_SERVICE,
};

struct schema_symbol {
    const char *name;
    enum schema_kind kind;
    union {
        struct schema_enum *enumeration;
        struct schema_message *message;
        struct schema_service *service;
    };
};

struct schema_file;

struct schema {
    struct cv_arena *arena;
    struct schema_file *files; /* newest first */
    size_t file_count;
    size_t import_count;
    size_t bytes;
    struct schema_symbol *symbols; /* by name; linked */
    size_t symbol_count;
    struct schema_symbol *added; /* since the last link */
    size_t added_count;
    size_t added_cap;
};

void schema_init(struct schema *schema, struct cv_arena *arena);

/* Add a file; one that is here already is passed over. Call schema_link() when all are added. */
struct cv_status schema_add(struct schema *schema, struct cv_slice file_descriptor_proto);
/* Add every file of a FileDescriptorSet, as protoc --descriptor_set_out writes it. */
struct cv_status schema_add_set(struct schema *schema, struct cv_slice file_descriptor_set);
bool schema_has_file(const struct schema *schema, const char *name);
/* An import of the added files that is not here and for which `skip` is false; NULL: none. */
const char *schema_missing(const struct schema *schema, bool (*skip)(void *arg, const char *name),
                           void *arg);
/* Resolve names; from then on the types can be found. */
struct cv_status schema_link(struct schema *schema);

/* Linked symbols by full name, NULL when unknown. */
const struct schema_symbol *schema_find(const struct schema *schema, struct cv_slice name);
const struct schema_message *schema_find_message(const struct schema *schema, struct cv_slice name);

const struct schema_field *schema_field_by_number(const struct schema_message *message,
                                                  uint32_t number);
const struct schema_enum_value *schema_value_by_number(const struct schema_enum *enumeration,
                                                       int32_t number);

static inline bool schema_is_map(const struct schema_field *field)
{
    return field->repeated && field->message != NULL && field->message->map_entry;
}

enum wire_type schema_wire_type(enum schema_type type);
const char *schema_type_name(enum schema_type type); /* "sfixed64" */

#endif
