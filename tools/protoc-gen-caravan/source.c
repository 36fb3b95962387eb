/* Writes X.caravan.c: the file's descriptor and symbols, and for each service its method table and
 * the thunks between the untyped rows of rpc/server.h and the typed handlers. */
#include "base/assert.h"
#include "name.h"
#include "plugin.h"

#include <stdlib.h>
#include <string.h>

typedef Google__Protobuf__SourceCodeInfo source_info;
typedef Google__Protobuf__SourceCodeInfo__Location location;

/* ---- symbols ---- */

struct symbols {
    struct cv_arena *arena;
    const char **at;
    size_t count;
    size_t cap;
};

static const char *add_symbol(struct symbols *symbols, const char *scope, const char *name)
{
    const char *full = scope[0] == '\0' ? cv_arena_string(symbols->arena, name)
                                        : cv_arena_printf(symbols->arena, "%s.%s", scope, name);

    if (symbols->count == symbols->cap) {
        symbols->cap = symbols->cap == 0 ? 64 : 2 * symbols->cap;
        symbols->at = realloc(symbols->at, symbols->cap * sizeof(*symbols->at));
    }
    CV_ASSERT(full != NULL && symbols->at != NULL);
    symbols->at[symbols->count++] = full;
    return full;
}

/* The values of an enum are its siblings, as in C++. */
static void add_enum(struct symbols *symbols, const char *scope,
                     const Google__Protobuf__EnumDescriptorProto *type)
{
    add_symbol(symbols, scope, type->name);
    for (size_t i = 0; i < type->n_value; i++)
        add_symbol(symbols, scope, type->value[i]->name);
}

static void add_message(struct symbols *symbols, const char *scope,
                        const Google__Protobuf__DescriptorProto *type)
{
    const char *full = add_symbol(symbols, scope, type->name);

    for (size_t i = 0; i < type->n_field; i++)
        add_symbol(symbols, full, type->field[i]->name);
    for (size_t i = 0; i < type->n_oneof_decl; i++)
        add_symbol(symbols, full, type->oneof_decl[i]->name);
    for (size_t i = 0; i < type->n_extension; i++)
        add_symbol(symbols, full, type->extension[i]->name);
    for (size_t i = 0; i < type->n_enum_type; i++)
        add_enum(symbols, full, type->enum_type[i]);
    for (size_t i = 0; i < type->n_nested_type; i++)
        add_message(symbols, full, type->nested_type[i]);
}

static void add_service(struct symbols *symbols, const char *scope, const service_proto *service)
{
    const char *full = add_symbol(symbols, scope, service->name);

    for (size_t i = 0; i < service->n_method; i++)
        add_symbol(symbols, full, service->method[i]->name);
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void put_symbols(struct plugin *plugin, struct cv_buf *out, const file_proto *file)
{
    struct symbols symbols = {.arena = &plugin->arena};
    const char *scope = file->package == NULL ? "" : file->package;

    for (size_t i = 0; i < file->n_message_type; i++)
        add_message(&symbols, scope, file->message_type[i]);
    for (size_t i = 0; i < file->n_enum_type; i++)
        add_enum(&symbols, scope, file->enum_type[i]);
    for (size_t i = 0; i < file->n_service; i++)
        add_service(&symbols, scope, file->service[i]);
    for (size_t i = 0; i < file->n_extension; i++)
        add_symbol(&symbols, scope, file->extension[i]->name);
    if (symbols.count > 0)
        qsort(symbols.at, symbols.count, sizeof(*symbols.at), compare);
    cv_buf_add_text(out, "\nstatic const char *const SYMBOLS[] = {\n");
    for (size_t i = 0; i < symbols.count; i++)
        cv_buf_printf(out, "    \"%s\",\n", symbols.at[i]);
    cv_buf_add_text(out, "    NULL,\n};\n");
    free(symbols.at);
}

/* ---- the file ---- */

/* The comments are the manual, and reflection hands it out; where everything else stood in the file
 * is left out. What protoc gave stays whole, to be freed as it came. */
static source_info comments_of(struct cv_arena *arena, const source_info *source)
{
    source_info kept = *source;
    location *copies = cv_arena_array(arena, source->n_location + 1, sizeof(*copies));

    kept.location = cv_arena_array(arena, source->n_location + 1, sizeof(location *));
    CV_ASSERT(copies != NULL && kept.location != NULL);
    kept.n_location = 0;
    for (size_t i = 0; i < source->n_location; i++) {
        if (source->location[i]->leading_comments == NULL &&
            source->location[i]->trailing_comments == NULL)
            continue;
        copies[i] = *source->location[i];
        copies[i].n_leading_detached_comments = 0;
        kept.location[kept.n_location++] = &copies[i];
    }
    return kept;
}

static void put_bytes(struct cv_arena *arena, struct cv_buf *out, const file_proto *file)
{
    file_proto whole = *file;
    source_info comments;
    uint8_t *bytes;
    size_t len;

    if (file->source_code_info != NULL) {
        comments = comments_of(arena, file->source_code_info);
        whole.source_code_info = &comments;
    }
    len = google__protobuf__file_descriptor_proto__get_packed_size(&whole);
    bytes = malloc(len + 1);
    CV_ASSERT(bytes != NULL);
    google__protobuf__file_descriptor_proto__pack(&whole, bytes);
    cv_buf_add_text(out, "\nstatic const uint8_t BYTES[] = {");
    for (size_t i = 0; i < len; i++)
        cv_buf_printf(out, "%s%u,", i % 20 == 0 ? "\n    " : " ", bytes[i]);
    cv_buf_add_text(out, "\n};\n");
    free(bytes);
}

static void put_file(struct plugin *plugin, struct cv_buf *out, file_proto *file)
{
    struct cv_arena *arena = &plugin->arena;

    put_bytes(arena, out, file);
    cv_buf_add_text(out, "\nstatic const struct cv_file *const IMPORTS[] = {\n");
    for (size_t i = 0; i < file->n_dependency; i++)
        cv_buf_printf(out, "    &%s_file,\n", name_file(arena, file->dependency[i]));
    cv_buf_add_text(out, "    NULL,\n};\n");
    put_symbols(plugin, out, file);
    cv_buf_printf(out,
                  "\nconst struct cv_file %s_file = {\n"
                  "    .name = \"%s\",\n"
                  "    .bytes = BYTES,\n"
                  "    .len = sizeof(BYTES),\n"
                  "    .imports = IMPORTS,\n"
                  "    .symbols = SYMBOLS,\n"
                  "};\n",
                  name_file(arena, file->name), file->name);
}

/* ---- services ---- */

static const char *kind_name(const method_proto *method)
{
    if (client_streams(method))
        return server_streams(method) ? "CV_BIDI_STREAMING" : "CV_CLIENT_STREAMING";
    return server_streams(method) ? "CV_SERVER_STREAMING" : "CV_UNARY";
}

static void put_methods(struct plugin *plugin, struct cv_buf *out, const file_proto *file,
                        const service_proto *service)
{
    cv_buf_printf(out, "\nstatic const struct cv_method %s_METHODS[] = {\n",
                  service_prefix(plugin, file, service));
    for (size_t i = 0; i < service->n_method; i++) {
        const method_proto *method = service->method[i];

        cv_buf_printf(out,
                      "    {\n"
                      "        .path = \"/%s/%s\",\n"
                      "        .name = \"%s\",\n"
                      "        .kind = %s,\n"
                      "        .request = &%s,\n"
                      "        .response = &%s,\n"
                      "    },\n",
                      service_full_name(plugin, file, service), method->name, method->name,
                      kind_name(method), plugin_message(plugin, method->input_type).descriptor,
                      plugin_message(plugin, method->output_type).descriptor);
    }
    cv_buf_add_text(out, "};\n");
}

static void put_type(struct plugin *plugin, struct cv_buf *out, const file_proto *file,
                     const service_proto *service)
{
    const char *prefix = service_prefix(plugin, file, service);

    cv_buf_printf(out,
                  "\nconst struct cv_service_type %s_type = {\n"
                  "    .name = \"%s\",\n",
                  prefix, service_full_name(plugin, file, service));
    if (service->n_method > 0)
        cv_buf_printf(out, "    .methods = %s_METHODS,\n", prefix);
    cv_buf_printf(out,
                  "    .method_count = %zu,\n"
                  "    .file = &%s_file,\n"
                  "};\n",
                  service->n_method, name_file(&plugin->arena, file->name));
}

/* A handler of this method takes its own message type; calling it through a pointer of another
 * type would be undefined, so a function of the right type stands between. */
static void put_thunk(struct plugin *plugin, struct cv_buf *out, const char *prefix,
                      const method_proto *method)
{
    const char *name = name_snake(&plugin->arena, method->name);

    cv_buf_printf(out,
                  "\nstatic void thunk_%s_%s(struct cv_call *call, void *state,\n"
                  "    const ProtobufCMessage *request)\n"
                  "{\n"
                  "    const struct %s_%s_method *method = cv_call_binding(call);\n\n",
                  prefix, name, prefix, name);
    if (client_streams(method))
        cv_buf_add_text(out, "    (void)request; /* NULL: the handler receives a stream */\n"
                             "    method->handler(call, state);\n}\n");
    else
        cv_buf_printf(out, "    method->handler(call, state, (const %s *)request);\n}\n",
                      plugin_message(plugin, method->input_type).type);
}

static void put_serve(struct plugin *plugin, struct cv_buf *out, const char *prefix,
                      const service_proto *service)
{
    cv_buf_printf(out,
                  "\nstruct cv_status %s_serve(struct cv_server *server,\n"
                  "    const struct %s_handlers *handlers, void *service)\n"
                  "{\n",
                  prefix, prefix);
    if (service->n_method == 0) {
        cv_buf_printf(out,
                      "    (void)handlers;\n"
                      "    return cv_server_add(server, &%s_type, NULL, service);\n}\n",
                      prefix);
        return;
    }
    cv_buf_printf(out, "    struct cv_handler_row rows[%zu] = {{0}};\n\n", service->n_method);
    for (size_t i = 0; i < service->n_method; i++) {
        const char *name = name_snake(&plugin->arena, service->method[i]->name);

        cv_buf_printf(out,
                      "    if (handlers->%s != NULL && handlers->%s->handler != NULL)\n"
                      "        rows[%zu] = (struct cv_handler_row){\n"
                      "            thunk_%s_%s, handlers->%s->state_size, handlers->%s};\n",
                      name, name, i, prefix, name, name, name);
    }
    cv_buf_printf(out, "    return cv_server_add(server, &%s_type, rows, service);\n}\n", prefix);
}

static void put_service(struct plugin *plugin, struct cv_buf *out, const file_proto *file,
                        const service_proto *service)
{
    const char *prefix = service_prefix(plugin, file, service);

    if (service->n_method > 0)
        put_methods(plugin, out, file, service);
    put_type(plugin, out, file, service);
    for (size_t i = 0; i < service->n_method; i++)
        put_thunk(plugin, out, prefix, service->method[i]);
    put_serve(plugin, out, prefix, service);
}

void source_write(struct plugin *plugin, file_proto *file, struct cv_buf *out)
{
    cv_buf_printf(out,
                  "/* Written by protoc-gen-caravan from %s. Do not edit. */\n"
                  "#include \"%s.caravan.h\"\n",
                  file->name, name_stem(&plugin->arena, file->name));
    if (file->n_dependency > 0)
        cv_buf_add_text(out, "\n");
    for (size_t i = 0; i < file->n_dependency; i++)
        cv_buf_printf(out, "#include \"%s.caravan.h\"\n",
                      name_stem(&plugin->arena, file->dependency[i]));
    put_file(plugin, out, file);
    for (size_t i = 0; i < file->n_service; i++)
        put_service(plugin, out, file, file->service[i]);
}
