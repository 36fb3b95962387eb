#include "plugin.h"

#include "base/assert.h"
#include "name.h"

#include <string.h>

enum {
    C_FILE_OPTIONS = 1019, /* protobuf-c/protobuf-c.proto: extension of FileOptions */
    C_PACKAGE = 6,         /* its field c_package */
};

file_proto *plugin_file(const struct plugin *plugin, const char *name)
{
    for (size_t i = 0; i < plugin->request->n_proto_file; i++) {
        if (strcmp(plugin->request->proto_file[i]->name, name) == 0)
            return plugin->request->proto_file[i];
    }
    return NULL;
}

void plugin_refuse(struct plugin *plugin, const char *format, ...)
{
    va_list args;

    if (plugin->error != NULL)
        return;
    va_start(args, format);
    plugin->error = cv_arena_vprintf(&plugin->arena, format, args);
    va_end(args);
}

/* ---- packages ---- */

static uint64_t varint(const uint8_t **at, const uint8_t *end)
{
    uint64_t value = 0;

    for (unsigned shift = 0; *at < end && shift < 64; shift += 7) {
        uint8_t byte = *(*at)++;

        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            break;
    }
    return value;
}

/* The string field `tag` in an encoded message of varints and byte strings; NULL if not there. */
static const char *find_string(struct plugin *plugin, const uint8_t *at, const uint8_t *end,
                               uint64_t tag)
{
    while (at < end) {
        uint64_t key = varint(&at, end);
        uint64_t value = varint(&at, end);

        if ((key & 7) != 2)
            continue;
        if (value > (uint64_t)(end - at))
            return NULL;
        if (key >> 3 == tag)
            return cv_arena_string_n(&plugin->arena, (const char *)at, value);
        at += value;
    }
    return NULL;
}

static const char *c_package(struct plugin *plugin, const file_proto *file)
{
    const ProtobufCMessage *options = (const ProtobufCMessage *)file->options;

    for (unsigned i = 0; options != NULL && i < options->n_unknown_fields; i++) {
        const ProtobufCMessageUnknownField *field = &options->unknown_fields[i];
        const uint8_t *at = field->data;
        const uint8_t *end = field->data + field->len;

        if (field->tag != C_FILE_OPTIONS ||
            field->wire_type != PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED)
            continue;
        varint(&at, end); /* the length, which protobuf-c leaves in front */
        return find_string(plugin, at, end, C_PACKAGE);
    }
    return NULL;
}

/* `full_name` without a leading dot, its package replaced where the file says so. */
static const char *c_full_name(struct plugin *plugin, const file_proto *file, const char *full_name)
{
    const char *package = c_package(plugin, file);
    const char *rest = full_name;

    if (package == NULL)
        return full_name;
    if (file->package != NULL && file->package[0] != '\0')
        rest += strlen(file->package) + 1;
    return package[0] == '\0' ? rest : cv_arena_printf(&plugin->arena, "%s.%s", package, rest);
}

const char *service_full_name(struct plugin *plugin, const file_proto *file,
                              const service_proto *service)
{
    if (file->package == NULL || file->package[0] == '\0')
        return service->name;
    return cv_arena_printf(&plugin->arena, "%s.%s", file->package, service->name);
}

const char *service_prefix(struct plugin *plugin, const file_proto *file,
                           const service_proto *service)
{
    const char *full_name = service_full_name(plugin, file, service);

    return name_lower(&plugin->arena, c_full_name(plugin, file, full_name), "_");
}

/* ---- messages ---- */

/* Whether `message`, or one nested in it, is called `path` ("Outer.Inner"). */
static bool has_message(const Google__Protobuf__DescriptorProto *message, const char *path)
{
    size_t len = strlen(message->name);

    if (strncmp(message->name, path, len) != 0)
        return false;
    if (path[len] == '\0')
        return true;
    for (size_t i = 0; path[len] == '.' && i < message->n_nested_type; i++) {
        if (has_message(message->nested_type[i], path + len + 1))
            return true;
    }
    return false;
}

static bool declares(const file_proto *file, const char *full_name)
{
    size_t len = file->package == NULL ? 0 : strlen(file->package);

    if (len > 0) {
        if (strncmp(file->package, full_name, len) != 0 || full_name[len] != '.')
            return false;
        full_name += len + 1;
    }
    for (size_t i = 0; i < file->n_message_type; i++) {
        if (has_message(file->message_type[i], full_name))
            return true;
    }
    return false;
}

struct message_names plugin_message(struct plugin *plugin, const char *full_name)
{
    struct cv_arena *arena = &plugin->arena;
    const char *name = full_name + (full_name[0] == '.');

    for (size_t i = 0; i < plugin->request->n_proto_file; i++) {
        if (declares(plugin->request->proto_file[i], name)) {
            name = c_full_name(plugin, plugin->request->proto_file[i], name);
            return (struct message_names){
                name_type(arena, name),
                cv_arena_printf(arena, "%s__descriptor", name_lower(arena, name, "__")),
            };
        }
    }
    plugin_refuse(plugin, "message %s is in no file of the request", name);
    return (struct message_names){"", ""};
}

/* ---- what we refuse ---- */

static void check_message(struct plugin *plugin, const file_proto *file,
                          const Google__Protobuf__DescriptorProto *message)
{
    for (size_t i = 0; i < message->n_field; i++) {
        const Google__Protobuf__FieldDescriptorProto *field = message->field[i];

        if (field->has_proto3_optional && field->proto3_optional)
            plugin_refuse(plugin,
                          "%s: %s.%s is a proto3 optional, which protobuf-c does not have; write "
                          "a oneof with this one member instead",
                          file->name, message->name, field->name);
    }
    for (size_t i = 0; i < message->n_nested_type; i++)
        check_message(plugin, file, message->nested_type[i]);
}

/* A C name and the thing in the .proto that leads to it. */
struct c_name {
    const char *name;
    const char *of;
};

struct c_names {
    struct c_name *at;
    size_t count;
};

static void take_name(struct plugin *plugin, const file_proto *file, struct c_names *names,
                      struct c_name taken)
{
    CV_ASSERT(taken.name != NULL);
    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(names->at[i].name, taken.name) == 0)
            plugin_refuse(plugin, "%s: %s and %s would both be %s in C; rename one of them",
                          file->name, names->at[i].of, taken.of, taken.name);
    }
    names->at[names->count++] = taken;
}

static void take_method_names(struct plugin *plugin, const file_proto *file, const char *prefix,
                              const method_proto *method, struct c_names *names)
{
    static const char *const UNARY[] = {"", "_response", "_reply", NULL};
    static const char *const STREAM[] = {
        "_start", "_client_send", "_client_received", "_reply", "_send", "_received", NULL};
    const char *const *ending = client_streams(method) || server_streams(method) ? STREAM : UNARY;
    const char *snake = name_snake(&plugin->arena, method->name);

    if (name_is_reserved(snake))
        plugin_refuse(plugin,
                      "%s: method %s would be a member %s of a C struct, and C keeps that word "
                      "for itself; rename the method",
                      file->name, method->name, snake);
    for (; *ending != NULL; ending++)
        take_name(
            plugin, file, names,
            (struct c_name){cv_arena_printf(&plugin->arena, "%s_%s%s", prefix, snake, *ending),
                            cv_arena_printf(&plugin->arena, "method %s", method->name)});
}

static void check_names(struct plugin *plugin, const file_proto *file)
{
    enum {
        MOST_PER_METHOD = 6,
        MOST_PER_SERVICE = 2
    };
    struct c_names names = {0};
    size_t most = 0;

    for (size_t i = 0; i < file->n_service; i++)
        most += MOST_PER_SERVICE + MOST_PER_METHOD * file->service[i]->n_method;
    names.at = cv_arena_array(&plugin->arena, most + 1, sizeof(*names.at));
    CV_ASSERT(names.at != NULL);
    for (size_t i = 0; i < file->n_service; i++) {
        const service_proto *service = file->service[i];
        const char *prefix = service_prefix(plugin, file, service);
        const char *of = cv_arena_printf(&plugin->arena, "service %s", service->name);

        take_name(plugin, file, &names,
                  (struct c_name){cv_arena_printf(&plugin->arena, "%s_type", prefix), of});
        take_name(plugin, file, &names,
                  (struct c_name){cv_arena_printf(&plugin->arena, "%s_serve", prefix), of});
        for (size_t k = 0; k < service->n_method; k++)
            take_method_names(plugin, file, prefix, service->method[k], &names);
    }
}

void plugin_check(struct plugin *plugin, const file_proto *file)
{
    for (size_t i = 0; i < file->n_message_type; i++)
        check_message(plugin, file, file->message_type[i]);
    check_names(plugin, file);
}
