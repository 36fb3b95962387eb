/* Messages between JSON and wire bytes, hostile from both sides: what is taken is written as JSON
 * that reads, and the same again when it is read. */
#include "client/types.h"
#include "fuzz.h"
#include "transcode.h"

#define PLENTY ((size_t)256 * 1024 * 1024)

static struct cv_arena types_arena; /* as long as the process */
static struct schema schema;

static const struct schema_message *type_of(uint8_t pick)
{
    static const char *const NAMES[] = {"kinds.v1.Kinds", "kinds.v1.old.Old", "google.protobuf.Any",
                                        "google.protobuf.Value"};

    if (schema.symbols == NULL) {
        cv_arena_init(&types_arena, PLENTY);
        types_load(&schema, &types_arena);
    }
    return types_message(&schema, NAMES[pick % 4]);
}

static void look_at(struct cv_status status)
{
    CV_ASSERT(status.code == CV_INTERNAL || status.code == CV_INVALID_ARGUMENT ||
              status.code == CV_RESOURCE_EXHAUSTED);
    CV_ASSERT(status.message != NULL && strlen(status.message) > 0);
}

static struct cv_status to_wire(const struct schema_message *type, struct cv_json_reader *reader,
                                struct cv_arena *arena, struct cv_buf *wire)
{
    struct transcode with = {types_find, &schema, arena};
    struct cv_json *node;
    struct cv_status status = cv_json_next(reader, arena, &node);

    return cv_ok(status) ? transcode_to_wire(&with, type, reader, node, wire) : status;
}

static struct cv_status to_json(const struct schema_message *type, struct cv_slice wire,
                                struct cv_arena *arena, struct cv_buf *json)
{
    struct transcode with = {types_find, &schema, arena};
    struct json_writer writer = {.out = json};

    return transcode_to_json(&with, type, wire, &writer);
}

/* What we wrote is JSON. Read as a message it is the same text again, or refused: a time after
 * 9999 is written as its fields, and an enum of proto2 takes no unknown number. */
static void reads_as_itself(const struct schema_message *type, struct cv_slice text,
                            struct cv_arena *arena)
{
    struct cv_json_reader reader;
    struct cv_json *node;
    struct cv_buf wire;
    struct cv_buf again;

    cv_json_open(&reader, text);
    CV_ASSERT(cv_ok(cv_json_next(&reader, arena, &node)));
    CV_ASSERT_EQ(cv_json_next(&reader, arena, &node).code, CV_NOT_FOUND);
    cv_buf_init(&wire, 1 << 24);
    cv_buf_init(&again, 1 << 24);
    cv_json_open(&reader, text);
    if (cv_ok(to_wire(type, &reader, arena, &wire))) {
        CV_ASSERT(cv_ok(to_json(type, (struct cv_slice){wire.at, wire.len}, arena, &again)));
        CV_ASSERT(fuzz_same(text, (struct cv_slice){again.at, again.len}));
    }
    cv_buf_free(&wire);
    cv_buf_free(&again);
}

static void from_wire(const struct schema_message *type, struct cv_slice bytes,
                      struct cv_arena *arena)
{
    struct cv_buf json;
    struct cv_status status;

    cv_buf_init(&json, 1 << 24);
    status = to_json(type, bytes, arena, &json);
    if (cv_ok(status))
        reads_as_itself(type, (struct cv_slice){json.at, json.len}, arena);
    else
        look_at(status);
    cv_buf_free(&json);
}

static void from_json(const struct schema_message *type, struct cv_slice text,
                      struct cv_arena *arena)
{
    struct cv_json_reader reader;
    struct cv_status status = CV_STATUS_OK;

    cv_json_open(&reader, text);
    while (cv_ok(status)) {
        struct cv_buf wire;

        cv_buf_init(&wire, 1 << 24);
        status = to_wire(type, &reader, arena, &wire);
        if (cv_ok(status))
            from_wire(type, (struct cv_slice){wire.at, wire.len}, arena);
        else if (status.code != CV_NOT_FOUND)
            look_at(status);
        cv_buf_free(&wire);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz fuzz = {data, data + size};
    uint8_t how = fuzz_byte(&fuzz);
    const struct schema_message *type = type_of(how >> 1);
    struct cv_arena arena;

    cv_arena_init(&arena, PLENTY);
    if ((how & 1) != 0)
        from_json(type, fuzz_rest(&fuzz), &arena);
    else
        from_wire(type, fuzz_rest(&fuzz), &arena);
    cv_arena_release(&arena);
    return 0;
}
