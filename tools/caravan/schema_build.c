/* From the descriptors of one file to types whose names are not yet resolved. */
#include "rpc/raw.h"
#include "schema_internal.h"

#include <stdlib.h>
#include <string.h>

#define FIELD_NUMBER_MAX 536870911 /* 2^29 - 1: what fits a tag */

typedef Google__Protobuf__DescriptorProto message_proto;
typedef Google__Protobuf__EnumDescriptorProto enum_proto;
typedef Google__Protobuf__FieldDescriptorProto field_proto;
typedef Google__Protobuf__ServiceDescriptorProto service_proto;

struct build {
    struct schema *schema;
    const char *file;
    bool proto2;
    bool proto3;
    struct cv_status status;
};

static bool refuse(struct build *build, const char *what, const char *name)
{
    build->status = cv_status_f(build->schema->arena, CV_INVALID_ARGUMENT, "BAD_DESCRIPTOR",
                                "%.200s: %.200s: %s", build->file, name == NULL ? "" : name, what);
    return false;
}

static bool no_memory(struct build *build)
{
    build->status = cv_status(CV_RESOURCE_EXHAUSTED, "SCHEMA_TOO_LARGE",
                              "the descriptors take more memory than is set for them");
    return false;
}

/* Names are printed to terminals and made into paths: letters, digits and _ only. */
static bool is_identifier(const char *name, bool dots)
{
    bool first = true;

    if (name == NULL || *name == '\0')
        return false;
    for (; *name != '\0'; name++) {
        char c = *name;
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';

        if (dots && c == '.' && !first) {
            first = true;
            continue;
        }
        if (!letter && (first || c < '0' || c > '9'))
            return false;
        first = false;
    }
    return !first;
}

static const char *full_name(struct build *build, const char *prefix, const char *name)
{
    const char *full = NULL;

    if (!is_identifier(name, false))
        (void)refuse(build, "a name must be letters, digits and _", prefix);
    else if (prefix[0] == '\0')
        full = name;
    else if ((full = cv_arena_printf(build->schema->arena, "%s.%s", prefix, name)) == NULL)
        (void)no_memory(build);
    return full;
}

static bool enter(struct build *build, struct schema_symbol symbol)
{
    struct schema *schema = build->schema;

    if (schema->added_count == schema->added_cap) {
        size_t cap = schema->added_cap == 0 ? 64 : schema->added_cap * 2;
        struct schema_symbol *bigger = cv_arena_array(schema->arena, cap, sizeof(*bigger));

        if (bigger == NULL)
            return no_memory(build);
        if (schema->added_count > 0)
            memcpy(bigger, schema->added, schema->added_count * sizeof(*bigger));
        schema->added = bigger;
        schema->added_cap = cap;
    }
    schema->added[schema->added_count++] = symbol;
    return true;
}

/* ---- enums ---- */

static int by_value(const void *a, const void *b)
{
    const struct schema_enum_value *left = a;
    const struct schema_enum_value *right = b;

    if (left->number != right->number)
        return left->number < right->number ? -1 : 1;
    return left->position < right->position ? -1 : 1;
}

static bool build_enum(struct build *build, const char *prefix, const enum_proto *proto)
{
    struct schema_enum *made = cv_arena_zalloc(build->schema->arena, sizeof(*made));
    struct schema_enum_value *values =
        cv_arena_array(build->schema->arena, proto->n_value, sizeof(*values));

    if (made == NULL || values == NULL)
        return no_memory(build);
    made->name = full_name(build, prefix, proto->name);
    if (made->name == NULL)
        return false;
    if (proto->n_value == 0)
        return refuse(build, "an enum needs a value", made->name);
    for (unsigned i = 0; i < proto->n_value; i++) {
        values[i] = (struct schema_enum_value){proto->value[i]->name, proto->value[i]->number, i};
        if (!is_identifier(values[i].name, false))
            return refuse(build, "a name must be letters, digits and _", made->name);
    }
    qsort(values, proto->n_value, sizeof(*values), by_value);
    made->values = values;
    made->value_count = proto->n_value;
    made->closed = build->proto2;
    made->null_value = strcmp(made->name, "google.protobuf.NullValue") == 0;
    return enter(build, (struct schema_symbol){made->name, SCHEMA_IS_ENUM, {.enumeration = made}});
}

/* ---- messages ---- */

/* What protoc makes of a name: "unit_price" is "unitPrice". */
static const char *camel(struct build *build, const char *name)
{
    char *made = cv_arena_string(build->schema->arena, name);
    char *out = made;
    bool upper = false;

    if (made == NULL) {
        (void)no_memory(build);
        return NULL;
    }
    for (; *name != '\0'; name++) {
        bool raise = upper && *name >= 'a' && *name <= 'z';

        upper = *name == '_';
        if (!upper)
            *out++ = raise ? (char)(*name - 'a' + 'A') : *name;
    }
    *out = '\0';
    return made;
}

static bool build_field(struct build *build, const message_proto *owner, const field_proto *proto,
                        struct schema_field *field)
{
    bool synthetic = proto->has_proto3_optional && proto->proto3_optional;

    if (!is_identifier(proto->name, false))
        return refuse(build, "a field's name must be letters, digits and _", owner->name);
    if (proto->number < 1 || proto->number > FIELD_NUMBER_MAX)
        return refuse(build, "a field's number must be 1 to 536870911", proto->name);
    if (proto->has_type &&
        ((unsigned)proto->type < 1 || (unsigned)proto->type >= SCHEMA_TYPE_COUNT))
        return refuse(build, "a field of an unknown type", proto->name);
    if (!proto->has_type && proto->type_name == NULL)
        return refuse(build, "a field without a type", proto->name);
    if (proto->has_oneof_index &&
        (proto->oneof_index < 0 || (size_t)proto->oneof_index >= owner->n_oneof_decl))
        return refuse(build, "a field of a oneof that is not there", proto->name);
    *field = (struct schema_field){
        .name = proto->name,
        .json_name = proto->json_name,
        .number = (uint32_t)proto->number,
        .type = proto->has_type ? (enum schema_type)proto->type : (enum schema_type)0,
        .repeated = proto->label == GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__LABEL__LABEL_REPEATED,
        .required = proto->label == GOOGLE__PROTOBUF__FIELD_DESCRIPTOR_PROTO__LABEL__LABEL_REQUIRED,
        .oneof = proto->has_oneof_index && !synthetic ? proto->oneof_index : -1,
        .type_name = proto->type_name,
    };
    if (field->repeated && field->oneof >= 0)
        return refuse(build, "a repeated field in a oneof", proto->name);
    if (field->json_name == NULL && (field->json_name = camel(build, field->name)) == NULL)
        return false;
    field->presence = !field->repeated && (!build->proto3 || synthetic || field->oneof >= 0);
    field->packed = proto->options != NULL && proto->options->has_packed ? proto->options->packed
                                                                         : !build->proto2;
    return true;
}

static int by_number(const void *a, const void *b)
{
    uint32_t left = ((const struct schema_field *)a)->number;
    uint32_t right = ((const struct schema_field *)b)->number;

    return (left > right) - (left < right);
}

static bool build_fields(struct build *build, const message_proto *proto,
                         struct schema_message *message)
{
    struct schema_field *fields =
        cv_arena_array(build->schema->arena, proto->n_field, sizeof(*fields));
    const char **oneofs =
        cv_arena_array(build->schema->arena, proto->n_oneof_decl, sizeof(*oneofs));

    if (fields == NULL || oneofs == NULL)
        return no_memory(build);
    for (size_t i = 0; i < proto->n_oneof_decl; i++) {
        oneofs[i] = proto->oneof_decl[i]->name;
        if (!is_identifier(oneofs[i], false))
            return refuse(build, "a oneof's name must be letters, digits and _", message->name);
    }
    for (size_t i = 0; i < proto->n_field; i++) {
        if (!build_field(build, proto, proto->field[i], &fields[i]))
            return false;
    }
    qsort(fields, proto->n_field, sizeof(*fields), by_number);
    for (size_t i = 1; i < proto->n_field; i++) {
        if (fields[i - 1].number == fields[i].number)
            return refuse(build, "two fields of one number", message->name);
    }
    message->fields = fields;
    message->field_count = proto->n_field;
    message->oneofs = oneofs;
    message->oneof_count = proto->n_oneof_decl;
    return true;
}

/* Nesting is bounded by what the codec lets through. */
static bool build_message(struct build *build, const char *prefix, const message_proto *proto)
{
    struct schema_message *made = cv_arena_zalloc(build->schema->arena, sizeof(*made));
    bool fine;

    if (made == NULL)
        return no_memory(build);
    made->name = full_name(build, prefix, proto->name);
    if (made->name == NULL)
        return false;
    made->map_entry =
        proto->options != NULL && proto->options->has_map_entry && proto->options->map_entry;
    fine = build_fields(build, proto, made) &&
           enter(build, (struct schema_symbol){made->name, SCHEMA_IS_MESSAGE, {.message = made}});
    for (size_t i = 0; fine && i < proto->n_nested_type; i++)
        fine = build_message(build, made->name, proto->nested_type[i]);
    for (size_t i = 0; fine && i < proto->n_enum_type; i++)
        fine = build_enum(build, made->name, proto->enum_type[i]);
    return fine;
}

/* ---- services ---- */

static bool build_service(struct build *build, const char *prefix, const service_proto *proto)
{
    struct cv_arena *arena = build->schema->arena;
    struct schema_service *made = cv_arena_zalloc(arena, sizeof(*made));
    struct schema_method *methods = cv_arena_array(arena, proto->n_method, sizeof(*methods));

    if (made == NULL || methods == NULL)
        return no_memory(build);
    made->name = full_name(build, prefix, proto->name);
    if (made->name == NULL)
        return false;
    for (size_t i = 0; i < proto->n_method; i++) {
        const Google__Protobuf__MethodDescriptorProto *from = proto->method[i];
        unsigned kind = (from->client_streaming ? CV_CLIENT_STREAMING : 0u) |
                        (from->server_streaming ? CV_SERVER_STREAMING : 0u);

        if (!is_identifier(from->name, false))
            return refuse(build, "a method's name must be letters, digits and _", made->name);
        methods[i].rpc = (struct cv_method){
            .path = cv_arena_printf(arena, "/%s/%s", made->name, from->name),
            .name = from->name,
            .kind = (enum cv_method_kind)kind,
            .request = &cv_raw_descriptor,
            .response = &cv_raw_descriptor,
        };
        if (methods[i].rpc.path == NULL)
            return no_memory(build);
    }
    made->methods = methods;
    made->method_count = proto->n_method;
    made->proto = proto;
    return enter(build, (struct schema_symbol){made->name, SCHEMA_IS_SERVICE, {.service = made}});
}

struct cv_status schema_build(struct schema *schema,
                              const Google__Protobuf__FileDescriptorProto *file)
{
    const char *package = file->package == NULL ? "" : file->package;
    const char *syntax = file->syntax == NULL ? "proto2" : file->syntax;
    struct build build = {
        .schema = schema,
        .file = file->name,
        .proto2 = strcmp(syntax, "proto2") == 0,
        .proto3 = strcmp(syntax, "proto3") == 0,
    };
    bool fine = package[0] == '\0' || is_identifier(package, true) ||
                refuse(&build, "a package must be names joined by dots", "");

    for (size_t i = 0; fine && i < file->n_message_type; i++)
        fine = build_message(&build, package, file->message_type[i]);
    for (size_t i = 0; fine && i < file->n_enum_type; i++)
        fine = build_enum(&build, package, file->enum_type[i]);
    for (size_t i = 0; fine && i < file->n_service; i++)
        fine = build_service(&build, package, file->service[i]);
    return build.status;
}
