/* Writes X.caravan.h: for each service its table, typed handlers, typed answers and client stubs.
 */
#include "name.h"
#include "plugin.h"

#include <ctype.h>
#include <string.h>

/* One method with every name its C code is made of. */
struct method {
    const char *prefix; /* "a_b_v1_s_do_it" */
    const char *type;   /* "a_b_v1_s_type" */
    size_t index;
    const char *request;  /* "A__B__V1__DoItRequest" */
    const char *response; /* "A__B__V1__DoItResponse" */
};

static void put_binding(struct cv_buf *out, const struct method *m, const method_proto *proto)
{
    cv_buf_printf(out,
                  "\n/* rpc %s(%s%s) returns (%s%s) */\n"
                  "struct %s_method {\n"
                  "    void (*handler)(struct cv_call *call, void *state",
                  proto->name, client_streams(proto) ? "stream " : "", proto->input_type + 1,
                  server_streams(proto) ? "stream " : "", proto->output_type + 1, m->prefix);
    if (!client_streams(proto))
        cv_buf_printf(out, ",\n                    const %s *request", m->request);
    cv_buf_add_text(out, ");\n    size_t state_size;\n};\n");
}

/* The typed view of what cv_call_receive() took: on the server `end` is "", on the client
 * "_client". */
static void put_received(struct cv_buf *out, const struct method *m, const char *end,
                         const char *message)
{
    cv_buf_printf(out,
                  "\nstatic inline const %s *%s%s_received(const struct cv_receive *op)\n"
                  "{\n"
                  "    return (const %s *)op->message;\n"
                  "}\n",
                  message, m->prefix, end, message);
}

static void put_send(struct cv_buf *out, const struct method *m, const char *end,
                     const char *message)
{
    cv_buf_printf(out,
                  "\nstatic inline void %s%s_send(struct cv_call *call, struct cv_send *op,\n"
                  "    const %s *message)\n"
                  "{\n"
                  "    cv_call_send(call, op, (const ProtobufCMessage *)message);\n"
                  "}\n",
                  m->prefix, end, message);
}

static void put_server_side(struct cv_buf *out, const struct method *m, const method_proto *proto)
{
    if (client_streams(proto))
        put_received(out, m, "", m->request);
    if (server_streams(proto)) {
        put_send(out, m, "", m->response);
        return;
    }
    cv_buf_printf(out,
                  "\nstatic inline void %s_reply(struct cv_call *call, const %s *response)\n"
                  "{\n"
                  "    cv_call_reply(call, (const ProtobufCMessage *)response);\n"
                  "}\n",
                  m->prefix, m->response);
}

static void put_unary_stub(struct cv_buf *out, const struct method *m)
{
    cv_buf_printf(out,
                  "\nstatic inline void %s(struct cv_channel *channel, struct cv_unary *op,\n"
                  "    const %s *request)\n"
                  "{\n"
                  "    op->start.method = &%s.methods[%zu];\n"
                  "    op->request = (const ProtobufCMessage *)request;\n"
                  "    cv_unary_submit(channel, op);\n"
                  "}\n",
                  m->prefix, m->request, m->type, m->index);
    cv_buf_printf(out,
                  "\nstatic inline const %s *%s_response(const struct cv_unary *op)\n"
                  "{\n"
                  "    return (const %s *)op->response;\n"
                  "}\n",
                  m->response, m->prefix, m->response);
}

static void put_stream_stubs(struct cv_buf *out, const struct method *m)
{
    cv_buf_printf(out,
                  "\nstatic inline void %s_start(struct cv_channel *channel, struct cv_start *op)\n"
                  "{\n"
                  "    op->method = &%s.methods[%zu];\n"
                  "    cv_call_start(channel, op);\n"
                  "}\n",
                  m->prefix, m->type, m->index);
    put_send(out, m, "_client", m->request);
    put_received(out, m, "_client", m->response);
}

static void put_method(struct cv_buf *out, const struct method *m, const method_proto *proto)
{
    put_binding(out, m, proto);
    put_server_side(out, m, proto);
    if (client_streams(proto) || server_streams(proto))
        put_stream_stubs(out, m);
    else
        put_unary_stub(out, m);
}

static void put_handlers(struct plugin *plugin, struct cv_buf *out, const char *prefix,
                         const service_proto *service)
{
    cv_buf_printf(out, "\nstruct %s_handlers {\n", prefix);
    for (size_t i = 0; i < service->n_method; i++) {
        const char *name = name_snake(&plugin->arena, service->method[i]->name);

        cv_buf_printf(out, "    const struct %s_%s_method *%s;\n", prefix, name, name);
    }
    cv_buf_printf(
        out,
        "};\n\n"
        "/* Adds the service to the server. What `handlers` points to is borrowed for the "
        "life of the\n"
        " * server, the table itself only until return. FAILED_PRECONDITION names a "
        "missing one. */\n"
        "struct cv_status %s_serve(struct cv_server *server,\n"
        "    const struct %s_handlers *handlers, void *service);\n",
        prefix, prefix);
}

static void put_service(struct plugin *plugin, struct cv_buf *out, const file_proto *file,
                        const service_proto *service)
{
    struct cv_arena *arena = &plugin->arena;
    const char *prefix = service_prefix(plugin, file, service);
    const char *type = cv_arena_printf(arena, "%s_type", prefix);

    cv_buf_printf(out, "\n/* ---- %s ---- */\n\nextern const struct cv_service_type %s;\n",
                  service_full_name(plugin, file, service), type);
    for (size_t i = 0; i < service->n_method; i++) {
        const method_proto *method = service->method[i];

        put_method(
            out,
            &(struct method){
                .prefix = cv_arena_printf(arena, "%s_%s", prefix, name_snake(arena, method->name)),
                .type = type,
                .index = i,
                .request = plugin_message(plugin, method->input_type).type,
                .response = plugin_message(plugin, method->output_type).type,
            },
            method);
    }
    put_handlers(plugin, out, prefix, service);
}

void header_write(struct plugin *plugin, const file_proto *file, struct cv_buf *out)
{
    const char *name = name_file(&plugin->arena, file->name);
    char *guard = cv_arena_printf(&plugin->arena, "CARAVAN_%s_H", name);

    for (char *at = guard; *at != '\0'; at++)
        *at = (char)toupper((unsigned char)*at);
    cv_buf_printf(out,
                  "/* Written by protoc-gen-caravan from %s. Do not edit. */\n"
                  "#ifndef %s\n#define %s\n\n",
                  file->name, guard, guard);
    if (file->n_service > 0)
        cv_buf_printf(out,
                      "#include \"%s.pb-c.h\"\n"
                      "#include \"rpc/call.h\"\n"
                      "#include \"rpc/channel.h\"\n"
                      "#include \"rpc/server.h\"\n",
                      name_stem(&plugin->arena, file->name));
    else
        cv_buf_add_text(out, "#include \"rpc/method.h\"\n");
    cv_buf_printf(out, "\nextern const struct cv_file %s_file;\n", name);
    for (size_t i = 0; i < file->n_service; i++)
        put_service(plugin, out, file, file->service[i]);
    cv_buf_add_text(out, "\n#endif\n");
}
