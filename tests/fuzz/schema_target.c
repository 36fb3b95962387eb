/* The types of a hostile server: whatever the descriptors, they are refused or can be walked, by
 * who prints them and by messages of any bytes. */
#include "fuzz.h"
#include "proto_text.h"
#include "transcode.h"

#define PLENTY       ((size_t)64 * 1024 * 1024)
#define MESSAGES_MAX 8

static const struct schema_message *find(void *arg, struct cv_slice name)
{
    return schema_find_message(arg, name);
}

static bool skip_none(void *arg, const char *name)
{
    (void)arg;
    return name[0] == '\0';
}

static void print_symbol(const struct schema_symbol *symbol, FILE *out)
{
    if (symbol->kind == SCHEMA_IS_MESSAGE)
        proto_text_message(symbol->message, out);
    else if (symbol->kind == SCHEMA_IS_ENUM)
        proto_text_enum(symbol->enumeration, out);
    else
        proto_text_service(symbol->service, out);
}

static void send_through(struct schema *schema, const struct schema_message *type,
                         struct cv_slice wire, struct cv_arena *arena)
{
    struct transcode with = {find, schema, arena};
    struct cv_buf json;
    struct cv_buf again;
    struct json_writer writer = {.out = &json};
    struct cv_json_reader reader;
    struct cv_json *node;

    cv_buf_init(&json, 1 << 20);
    cv_buf_init(&again, 1 << 20);
    if (cv_ok(transcode_to_json(&with, type, wire, &writer))) {
        cv_json_open(&reader, (struct cv_slice){json.at, json.len});
        if (cv_ok(cv_json_next(&reader, arena, &node))) /* two names may be one in JSON */
            (void)transcode_to_wire(&with, type, &reader, node, &again);
    }
    cv_buf_free(&json);
    cv_buf_free(&again);
}

static void walk(struct schema *schema, struct cv_slice wire, struct cv_arena *arena)
{
    FILE *nowhere = fopen("/dev/null", "w");
    unsigned messages = 0;

    CV_ASSERT(nowhere != NULL);
    for (size_t i = 0; i < schema->symbol_count; i++) {
        const struct schema_symbol *symbol = &schema->symbols[i];

        CV_ASSERT(schema_find(schema, (struct cv_slice){(const uint8_t *)symbol->name,
                                                        strlen(symbol->name)}) == symbol);
        print_symbol(symbol, nowhere);
        if (symbol->kind == SCHEMA_IS_MESSAGE && messages++ < MESSAGES_MAX)
            send_through(schema, symbol->message, wire, arena);
    }
    (void)fclose(nowhere);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz fuzz = {data, data + size};
    size_t len = fuzz_number(&fuzz, 2);
    struct cv_slice set = fuzz_bytes(&fuzz, len);
    struct cv_arena arena;
    struct schema schema;
    struct cv_status status;

    cv_arena_init(&arena, PLENTY);
    schema_init(&schema, &arena);
    status = schema_add_set(&schema, set);
    if (cv_ok(status)) {
        (void)schema_missing(&schema, skip_none, NULL);
        status = schema_link(&schema);
    }
    if (cv_ok(status)) {
        walk(&schema, fuzz_rest(&fuzz), &arena);
    } else {
        CV_ASSERT_EQ(schema.file_count, 0);
        CV_ASSERT_EQ(schema.symbol_count, 0);
        CV_ASSERT(strlen(status.message) > 0);
    }
    cv_arena_release(&arena);
    return 0;
}
