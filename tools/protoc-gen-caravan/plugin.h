/* What the writers of the plugin share: the request they work from, and the names it settles.
 *
 * Memory   Everything lives in the arena until the program ends. */
#ifndef CARAVAN_GEN_PLUGIN_H
#define CARAVAN_GEN_PLUGIN_H

#include "base/arena.h"
#include "base/buf.h"
#include "google/protobuf/compiler/plugin.pb-c.h"

typedef Google__Protobuf__FileDescriptorProto file_proto;
typedef Google__Protobuf__ServiceDescriptorProto service_proto;
typedef Google__Protobuf__MethodDescriptorProto method_proto;

struct plugin {
    struct cv_arena arena;
    const Google__Protobuf__Compiler__CodeGeneratorRequest *request;
    const char *error; /* the first thing we refuse, or NULL */
};

/* Both C names of a message named in a method. */
struct message_names {
    const char *type;       /* "A__B__Request" */
    const char *descriptor; /* "a__b__request__descriptor" */
};

/* The file of that name in the request; NULL if there is none. */
file_proto *plugin_file(const struct plugin *plugin, const char *name);

/* `full_name` as a method spells it, with the leading dot. */
struct message_names plugin_message(struct plugin *plugin, const char *full_name);

/* Keep the first error; the program goes on, so that there is one way out. */
void plugin_refuse(struct plugin *plugin, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Refuse what the generated code could not carry: proto3 optional, two equal C names. */
void plugin_check(struct plugin *plugin, const file_proto *file);

const char *service_full_name(struct plugin *plugin, const file_proto *file,
                              const service_proto *service);
/* "a_b_v1_s" of a.b.v1.S, or what the file's c_package makes of it. */
const char *service_prefix(struct plugin *plugin, const file_proto *file,
                           const service_proto *service);

static inline bool client_streams(const method_proto *method)
{
    return method->has_client_streaming && method->client_streaming;
}

static inline bool server_streams(const method_proto *method)
{
    return method->has_server_streaming && method->server_streaming;
}

void header_write(struct plugin *plugin, const file_proto *file, struct cv_buf *out);
void source_write(struct plugin *plugin, file_proto *file, struct cv_buf *out);

#endif
