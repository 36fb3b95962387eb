/* Types learned from file descriptors, most of them wrong. The descriptors are written as JSON:
 * what reads them was learned from the descriptor of descriptors. */
#include "types.h"

#include "google/protobuf/descriptor.caravan.h"
#include "transcode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct cv_arena arena;
static struct schema descriptors;

static int set_up(void **state)
{
    const struct cv_file *file = &google_protobuf_descriptor_file;

    (void)state;
    cv_arena_init(&arena, 1 << 26);
    schema_init(&descriptors, &arena);
    assert_true(cv_ok(schema_add(&descriptors, (struct cv_slice){file->bytes, file->len})));
    assert_true(cv_ok(schema_link(&descriptors)));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cv_arena_release(&arena);
    cv_arena_thread_done();
    return 0;
}

static struct cv_slice slice(const char *text)
{
    return (struct cv_slice){(const uint8_t *)text, strlen(text)};
}

/* A FileDescriptorProto of this JSON, in the arena. */
static struct cv_slice file_of(const char *json)
{
    struct transcode with = {types_find, &descriptors, &arena};
    struct cv_json_reader reader;
    struct cv_json *node;
    struct cv_buf wire;
    struct cv_status status;
    struct cv_slice bytes;

    cv_buf_init(&wire, 1 << 20);
    cv_json_open(&reader, slice(json));
    status = cv_json_next(&reader, &arena, &node);
    if (cv_ok(status))
        status = transcode_to_wire(
            &with, types_message(&descriptors, "google.protobuf.FileDescriptorProto"), &reader,
            node, &wire);
    if (!cv_ok(status))
        fail_msg("%s: %s", json, status.message);
    bytes = (struct cv_slice){cv_arena_copy(&arena, wire.at, wire.len), wire.len};
    cv_buf_free(&wire);
    return bytes;
}

static bool none(void *arg, const char *name)
{
    (void)arg;
    (void)name;
    return false;
}

static void types_are_found_by_full_name(void **state)
{
    struct schema schema;
    const struct schema_message *kinds;
    const struct schema_symbol *echo;

    (void)state;
    types_load(&schema, &arena);
    kinds = types_message(&schema, "kinds.v1.Kinds");
    assert_string_equal(schema_field_by_number(kinds, 63)->json_name, "otherName");
    assert_null(schema_field_by_number(kinds, 64));
    assert_true(schema_field_by_number(kinds, 60)->presence);
    assert_int_equal(schema_field_by_number(kinds, 60)->oneof, -1);
    assert_false(schema_field_by_number(kinds, 1)->presence);
    assert_true(schema_field_by_number(kinds, 20)->packed);
    assert_false(schema_field_by_number(kinds, 29)->packed);
    assert_true(schema_is_map(schema_field_by_number(kinds, 40)));
    assert_int_equal(schema_field_by_number(kinds, 70)->message->known, SCHEMA_TIMESTAMP);
    echo = schema_find(&schema, slice("kinds.v1.Echo"));
    assert_non_null(echo);
    assert_int_equal(echo->kind, SCHEMA_IS_SERVICE);
    assert_string_equal(echo->service->methods[3].rpc.path, "/kinds.v1.Echo/Chat");
    assert_int_equal(echo->service->methods[3].rpc.kind, CV_BIDI_STREAMING);
    assert_ptr_equal(echo->service->methods[3].request, kinds);
    assert_null(schema_find(&schema, slice("kinds.v1.Ech")));
    assert_null(schema_find(&schema, slice("kinds.v1.Echo2")));
    assert_null(schema_find(&schema, (struct cv_slice){(const uint8_t *)"kinds.v1.Echo\0000", 15}));
}

static void imports_may_come_late_and_in_a_circle(void **state)
{
    struct schema schema;

    (void)state;
    schema_init(&schema, &arena);
    assert_true(cv_ok(schema_add(
        &schema, file_of("{\"name\":\"a\",\"dependency\":[\"b\"],\"messageType\":[{\"name\":\"A\","
                         "\"field\":[{\"name\":\"b\",\"number\":1,\"typeName\":\".B\"}]}]}"))));
    assert_string_equal(schema_missing(&schema, none, NULL), "b");
    assert_true(cv_ok(schema_add(
        &schema, file_of("{\"name\":\"b\",\"dependency\":[\"a\"],\"messageType\":[{\"name\":\"B\","
                         "\"field\":[{\"name\":\"a\",\"number\":1,\"typeName\":\".A\"}]}]}"))));
    assert_null(schema_missing(&schema, none, NULL));
    assert_true(cv_ok(schema_link(&schema)));
    assert_ptr_equal(types_message(&schema, "A")->fields[0].message, types_message(&schema, "B"));
}

static void a_bad_file_leaves_the_others_as_they_were(void **state)
{
    struct schema schema;

    (void)state;
    schema_init(&schema, &arena);
    assert_true(cv_ok(schema_add(&schema, file_of("{\"name\":\"a\",\"messageType\":[{\"name\":"
                                                  "\"A\"}]}"))));
    assert_true(cv_ok(schema_link(&schema)));
    assert_true(cv_ok(schema_add(&schema, file_of("{\"name\":\"b\",\"messageType\":[{\"name\":"
                                                  "\"B\"}]}"))));
    assert_true(cv_ok(schema_add(&schema, file_of("{\"name\":\"c\",\"messageType\":[{\"name\":"
                                                  "\"A\"}]}"))));
    assert_int_equal(schema_link(&schema).code, CV_INVALID_ARGUMENT);
    assert_non_null(schema_find(&schema, slice("A")));
    assert_null(schema_find(&schema, slice("B")));
    assert_false(schema_has_file(&schema, "b"));
    assert_true(schema_has_file(&schema, "a"));
}

#define FIELD(rest) "{\"name\":\"f\",\"messageType\":[{\"name\":\"M\",\"field\":[" rest "]}]}"
#define MAP(entry)                                                                                 \
    "{\"name\":\"f\",\"messageType\":[{\"name\":\"M\",\"nestedType\":[{\"name\":\"E\","            \
    "\"options\":{\"mapEntry\":true},\"field\":[" entry "]}]}]}"

static void what_does_not_fit_together_is_refused(void **state)
{
    static const struct {
        const char *file;
        const char *message;
    } ROWS[] = {
        {"{}", "without a name"},
        {"{\"name\":\"f\",\"package\":\"a..b\"}", "a package must be names joined by dots"},
        {"{\"name\":\"f\",\"messageType\":[{}]}", "a name must be letters, digits and _"},
        {"{\"name\":\"f\",\"messageType\":[{\"name\":\"a\\u001b[2J\"}]}", "a name must be letters"},
        {"{\"name\":\"f\",\"messageType\":[{\"name\":\"A\"},{\"name\":\"A\"}]}",
         "two files define"},
        {"{\"name\":\"f\",\"enumType\":[{\"name\":\"E\"}]}", "an enum needs a value"},
        {"{\"name\":\"f\",\"enumType\":[{\"name\":\"E\",\"value\":[{\"number\":1}]}]}",
         "a name must be letters"},
        {FIELD("{\"number\":1,\"type\":\"TYPE_INT32\"}"), "a field's name must be letters"},
        {FIELD("{\"name\":\"x\",\"number\":0,\"type\":\"TYPE_INT32\"}"), "1 to 536870911"},
        {FIELD("{\"name\":\"x\",\"number\":536870912,\"type\":\"TYPE_INT32\"}"), "1 to 536870911"},
        {FIELD("{\"name\":\"x\",\"number\":1}"), "a field without a type"},
        {FIELD("{\"name\":\"x\",\"number\":1,\"type\":\"TYPE_MESSAGE\"}"), "none of the files"},
        {FIELD("{\"name\":\"x\",\"number\":1,\"typeName\":\"M\"}"), "none of the files"},
        {FIELD("{\"name\":\"x\",\"number\":1,\"typeName\":\".N\"}"), "none of the files"},
        {FIELD("{\"name\":\"x\",\"number\":1,\"type\":\"TYPE_ENUM\",\"typeName\":\".M\"}"),
         "of another kind"},
        {FIELD("{\"name\":\"x\",\"number\":1,\"type\":\"TYPE_INT32\",\"oneofIndex\":0}"),
         "a oneof that is not there"},
        {FIELD("{\"name\":\"x\",\"number\":1,\"type\":\"TYPE_INT32\"},"
               "{\"name\":\"y\",\"number\":1,\"type\":\"TYPE_INT32\"}"),
         "two fields of one number"},
        {MAP("{\"name\":\"key\",\"number\":1,\"type\":\"TYPE_INT32\"}"), "an entry is a key"},
        {MAP("{\"name\":\"key\",\"number\":1,\"type\":\"TYPE_BYTES\"},"
             "{\"name\":\"value\",\"number\":2,\"type\":\"TYPE_INT32\"}"),
         "a key is a whole number"},
        {MAP("{\"name\":\"key\",\"number\":1,\"type\":\"TYPE_INT32\"},"
             "{\"name\":\"value\",\"number\":2,\"type\":\"TYPE_INT32\",\"label\":"
             "\"LABEL_REPEATED\"}"),
         "an entry is a key"},
        {"{\"name\":\"f\",\"service\":[{\"name\":\"S\",\"method\":[{\"name\":\"m\","
         "\"inputType\":\".N\",\"outputType\":\".N\"}]}]}",
         "its messages are in none of the files"},
        {"{\"name\":\"f\",\"service\":[{\"name\":\"S\",\"method\":[{\"name\":\"m/n\"}]}]}",
         "a method's name must be letters"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        struct schema schema;
        struct cv_status status;

        schema_init(&schema, &arena);
        status = schema_add(&schema, file_of(ROWS[i].file));
        if (cv_ok(status))
            status = schema_link(&schema);
        if (status.code != CV_INVALID_ARGUMENT || strstr(status.message, ROWS[i].message) == NULL)
            fail_msg("%s: %s", ROWS[i].file, cv_ok(status) ? "OK" : status.message);
        assert_int_equal(schema.file_count, 0);
        assert_int_equal(schema.symbol_count, 0);
    }
}

/* A message of a well-known name with other fields is treated as any other. */
static void a_false_timestamp_is_an_ordinary_message(void **state)
{
    struct schema schema;

    (void)state;
    schema_init(&schema, &arena);
    assert_true(cv_ok(schema_add(
        &schema, file_of("{\"name\":\"f\",\"package\":\"google.protobuf\",\"messageType\":[{"
                         "\"name\":\"Timestamp\",\"field\":[{\"name\":\"seconds\",\"number\":1,"
                         "\"type\":\"TYPE_STRING\"}]},{\"name\":\"Struct\"}]}"))));
    assert_true(cv_ok(schema_link(&schema)));
    assert_int_equal(types_message(&schema, "google.protobuf.Timestamp")->known, SCHEMA_PLAIN);
    assert_int_equal(types_message(&schema, "google.protobuf.Struct")->known, SCHEMA_PLAIN);
}

static void bytes_and_files_are_bounded(void **state)
{
    static uint8_t zeros[SCHEMA_BYTES_MAX + 1];
    struct schema schema;

    (void)state;
    schema_init(&schema, &arena);
    assert_int_equal(schema_add(&schema, (struct cv_slice){zeros, sizeof(zeros)}).code,
                     CV_RESOURCE_EXHAUSTED);
    assert_int_equal(schema_add(&schema, (struct cv_slice){zeros, 2}).code, CV_INVALID_ARGUMENT);
    for (unsigned i = 0; i <= SCHEMA_FILES_MAX; i++) {
        char json[40];

        (void)snprintf(json, sizeof(json), "{\"name\":\"%u\"}", i);
        assert_int_equal(schema_add(&schema, file_of(json)).code,
                         i < SCHEMA_FILES_MAX ? CV_OK : CV_RESOURCE_EXHAUSTED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_are_found_by_full_name),
        cmocka_unit_test(imports_may_come_late_and_in_a_circle),
        cmocka_unit_test(a_bad_file_leaves_the_others_as_they_were),
        cmocka_unit_test(what_does_not_fit_together_is_refused),
        cmocka_unit_test(a_false_timestamp_is_an_ordinary_message),
        cmocka_unit_test(bytes_and_files_are_bounded),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
