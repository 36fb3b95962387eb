/* protoc-gen-caravan: the protoc plugin that writes, next to the messages of protoc-gen-c, method
 * tables, typed handlers, typed client stubs and the descriptors for reflection.
 *
 * protoc gives a CodeGeneratorRequest on stdin and takes a CodeGeneratorResponse on stdout; what
 * is wrong with a .proto goes into the response, and the exit code stays 0. */
#include "base/assert.h"
#include "name.h"
#include "plugin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    WHOLE_INPUT = 256 << 20
};

typedef Google__Protobuf__Compiler__CodeGeneratorResponse response_proto;
typedef Google__Protobuf__Compiler__CodeGeneratorResponse__File response_file;

static void add_file(struct plugin *plugin, response_proto *response, const char *name,
                     struct cv_buf *content)
{
    response_file *file = cv_arena_alloc(&plugin->arena, sizeof(*file));

    cv_buf_add(content, "", 1);
    CV_ASSERT(file != NULL && !content->failed);
    google__protobuf__compiler__code_generator_response__file__init(file);
    file->name = cv_arena_string(&plugin->arena, name);
    file->content = cv_arena_string(&plugin->arena, (const char *)content->at);
    CV_ASSERT(file->name != NULL && file->content != NULL);
    response->file[response->n_file++] = file;
}

static void generate(struct plugin *plugin, file_proto *file, response_proto *response)
{
    const char *stem = name_stem(&plugin->arena, file->name);
    struct cv_buf out;

    plugin_check(plugin, file);
    cv_buf_init(&out, WHOLE_INPUT);
    header_write(plugin, file, &out);
    add_file(plugin, response, cv_arena_printf(&plugin->arena, "%s.caravan.h", stem), &out);
    out.len = 0;
    source_write(plugin, file, &out);
    add_file(plugin, response, cv_arena_printf(&plugin->arena, "%s.caravan.c", stem), &out);
    cv_buf_free(&out);
}

static void generate_all(struct plugin *plugin, response_proto *response)
{
    size_t count = plugin->request->n_file_to_generate;

    response->has_supported_features = true; /* taken, so that the refusal is ours and helps */
    response->supported_features =
        GOOGLE__PROTOBUF__COMPILER__CODE_GENERATOR_RESPONSE__FEATURE__FEATURE_PROTO3_OPTIONAL;
    response->file = cv_arena_array(&plugin->arena, 2 * count + 1, sizeof(*response->file));
    CV_ASSERT(response->file != NULL);
    for (size_t i = 0; i < count; i++) {
        file_proto *file = plugin_file(plugin, plugin->request->file_to_generate[i]);

        if (file != NULL)
            generate(plugin, file, response);
        else
            plugin_refuse(plugin, "%s is not in the request", plugin->request->file_to_generate[i]);
    }
    if (plugin->error != NULL) {
        response->error = (char *)plugin->error;
        response->n_file = 0;
    }
}

static void read_all(FILE *from, struct cv_buf *into)
{
    char chunk[65536];
    size_t n;

    while ((n = fread(chunk, 1, sizeof(chunk), from)) > 0)
        cv_buf_add(into, chunk, n);
}

static bool write_response(const response_proto *response, FILE *to)
{
    size_t len = google__protobuf__compiler__code_generator_response__get_packed_size(response);
    uint8_t *bytes = malloc(len + 1);
    bool written;

    CV_ASSERT(bytes != NULL);
    google__protobuf__compiler__code_generator_response__pack(response, bytes);
    written = fwrite(bytes, 1, len, to) == len && fflush(to) == 0;
    free(bytes);
    return written;
}

int main(void)
{
    struct plugin plugin = {0};
    response_proto response = GOOGLE__PROTOBUF__COMPILER__CODE_GENERATOR_RESPONSE__INIT;
    Google__Protobuf__Compiler__CodeGeneratorRequest *request;
    struct cv_buf input;
    bool written;

    cv_buf_init(&input, WHOLE_INPUT);
    read_all(stdin, &input);
    request =
        input.failed
            ? NULL
            : google__protobuf__compiler__code_generator_request__unpack(NULL, input.len, input.at);
    cv_buf_free(&input);
    if (request == NULL) {
        fputs("protoc-gen-caravan: stdin is no CodeGeneratorRequest. Run it through protoc: "
              "protoc --caravan_out=DIR FILE.proto\n",
              stderr);
        return 1;
    }
    cv_arena_init(&plugin.arena, SIZE_MAX);
    plugin.request = request;
    generate_all(&plugin, &response);
    written = write_response(&response, stdout);
    google__protobuf__compiler__code_generator_request__free_unpacked(request, NULL);
    cv_arena_release(&plugin.arena);
    cv_arena_thread_done();
    return written ? 0 : 1;
}
