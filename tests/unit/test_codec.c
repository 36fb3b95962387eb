/* Hostile bytes before protobuf-c sees them. */
#include "base/arena.h"
#include "base/buf.h"
#include "google/protobuf/descriptor.pb-c.h"
#include "google/protobuf/field_mask.pb-c.h"
#include "google/protobuf/struct.pb-c.h"
#include "google/protobuf/timestamp.pb-c.h"
#include "rpc/codec.h"
#include "rpc/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define BYTES(text)                                                                                \
    {                                                                                              \
        (const uint8_t *)(text), sizeof(text) - 1                                                  \
    }

static enum cv_code decode(const ProtobufCMessageDescriptor *type, struct cv_slice bytes,
                           const char **field)
{
    struct cv_arena arena;
    ProtobufCMessage *message;
    struct cv_status status;

    cv_arena_init(&arena, CV_CALL_MEMORY_MAX);
    status = cv_codec_decode(type, bytes, &arena, &message);
    assert_true(arena.used <= CV_CALL_MEMORY_MAX);
    assert_int_equal(message == NULL, !cv_ok(status));
    if (field != NULL) {
        static char name[200];

        (void)snprintf(name, sizeof(name), "%s", status.field == NULL ? "" : status.field);
        *field = name;
    }
    cv_arena_release(&arena);
    return status.code;
}

static void bytes_that_are_no_message_are_refused(void **state)
{
    static const struct {
        const ProtobufCMessageDescriptor *type;
        struct cv_slice bytes;
        enum cv_code code;
    } CASES[] = {
        {&google__protobuf__timestamp__descriptor, BYTES(""), CV_OK},
        {&google__protobuf__timestamp__descriptor, BYTES("\x08\x01\x10\x02"), CV_OK},
        {&google__protobuf__timestamp__descriptor, BYTES("\x10\x02\x08\x01"), CV_OK},
        {&google__protobuf__timestamp__descriptor, BYTES("\x08"), CV_INTERNAL},
        {&google__protobuf__timestamp__descriptor, BYTES("\x00\x01"), CV_INTERNAL},
        {&google__protobuf__timestamp__descriptor, BYTES("\x0a\x01x"), CV_INTERNAL},
        {&google__protobuf__timestamp__descriptor, BYTES("\x0b"), CV_INTERNAL}, /* a group */
        {&google__protobuf__timestamp__descriptor, BYTES("\x0f"), CV_INTERNAL},
        {&google__protobuf__timestamp__descriptor,
         BYTES("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), CV_OK},
        {&google__protobuf__timestamp__descriptor,
         BYTES("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), CV_INTERNAL},
        {&google__protobuf__timestamp__descriptor, BYTES("\x1a\x03xyz"), CV_OK}, /* unknown */
        {&google__protobuf__timestamp__descriptor, BYTES("\x1d\x01\x02\x03"), CV_INTERNAL},
        {&google__protobuf__field_mask__descriptor, BYTES("\x0a\x05title"), CV_OK},
        {&google__protobuf__field_mask__descriptor, BYTES("\x0a\x06title"), CV_INTERNAL},
        {&google__protobuf__field_mask__descriptor, BYTES("\x0a\xff\xff\xff\xff\x0f"), CV_INTERNAL},
        {&google__protobuf__field_mask__descriptor, BYTES("\x0a\x02\xc0\x80"), CV_INVALID_ARGUMENT},
        {&google__protobuf__field_mask__descriptor, BYTES("\x0a\x03\x61\x00\x62"),
         CV_INVALID_ARGUMENT},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++)
        assert_int_equal(decode(CASES[i].type, CASES[i].bytes, NULL), CASES[i].code);
}

static void bad_text_is_named_by_its_path(void **state)
{
    static const struct cv_slice bytes = BYTES("\x22\x04\x12\x02\x0a\x00" /* fine so far */
                                               "\x22\x05\x12\x03\x0a\x01\xff");
    const char *field;

    (void)state; /* message_type[1].field[0].name */
    assert_int_equal(decode(&google__protobuf__file_descriptor_proto__descriptor, bytes, &field),
                     CV_INVALID_ARGUMENT);
    assert_string_equal(field, "message_type.field.name");
}

/* `depth` lists in each other: Value{list_value: ListValue{values: Value{...}}}. */
static struct cv_slice nested(struct cv_arena *arena, size_t depth)
{
    size_t cap = depth * 12 + 16;
    uint8_t *at = cv_arena_alloc(arena, cap);
    size_t len = 0;

    for (size_t i = 0; i < depth; i++) { /* from the inside out */
        uint8_t head[6] = {i % 2 == 0 ? 0x32 : 0x0a};
        size_t n = 1;
        size_t size = len;

        do {
            head[n++] = (uint8_t)((size & 127) | (size > 127 ? 128 : 0));
            size >>= 7;
        } while (size > 0);
        memmove(at + n, at, len);
        memcpy(at, head, n);
        len += n;
    }
    return (struct cv_slice){at, len};
}

static void nesting_is_bounded_before_it_is_followed(void **state)
{
    const ProtobufCMessageDescriptor *type = &google__protobuf__list_value__descriptor;
    struct cv_arena arena;

    (void)state;
    cv_arena_init(&arena, 64 * 1024 * 1024);
    assert_int_equal(decode(type, nested(&arena, CV_NESTING_MAX - 2), NULL), CV_OK);
    assert_int_equal(decode(type, nested(&arena, CV_NESTING_MAX), NULL), CV_RESOURCE_EXHAUSTED);
    assert_int_equal(decode(type, nested(&arena, 20000), NULL), CV_RESOURCE_EXHAUSTED);
    cv_arena_release(&arena);
}

static void elements_and_unknown_fields_are_counted(void **state)
{
    static uint8_t bytes[CV_MESSAGE_BYTES_MAX];
    struct cv_slice all = {bytes, sizeof(bytes)};

    (void)state;
    for (size_t i = 0; i < sizeof(bytes); i += 2) { /* two million empty values */
        bytes[i] = 0x0a;
        bytes[i + 1] = 0;
    }
    assert_int_equal(decode(&google__protobuf__list_value__descriptor, all, NULL),
                     CV_RESOURCE_EXHAUSTED);
    all.len = 2 * 50000;
    assert_int_equal(decode(&google__protobuf__list_value__descriptor, all, NULL), CV_OK);
    all.len = 2 * (size_t)CV_UNKNOWN_FIELDS_MAX;
    for (size_t i = 0; i < all.len; i += 2) {
        bytes[i] = 0x18; /* field 3 */
        bytes[i + 1] = 1;
    }
    assert_int_equal(decode(&google__protobuf__timestamp__descriptor, all, NULL), CV_OK);
    bytes[all.len] = 0x18;
    bytes[all.len + 1] = 1;
    all.len += 2;
    assert_int_equal(decode(&google__protobuf__timestamp__descriptor, all, NULL),
                     CV_RESOURCE_EXHAUSTED);
}

/* Within the other limits, but more memory than there may be. */
static void unpacking_stays_within_the_budget(void **state)
{
    static uint8_t bytes[2 * 200000];
    struct cv_slice all = {bytes, sizeof(bytes)};
    struct cv_arena arena;
    ProtobufCMessage *message;

    (void)state;
    for (size_t i = 0; i < sizeof(bytes); i += 2) {
        bytes[i] = 0x0a;
        bytes[i + 1] = 0;
    }
    cv_arena_init(&arena, 4 * 1024 * 1024);
    assert_int_equal(
        cv_codec_decode(&google__protobuf__list_value__descriptor, all, &arena, &message).code,
        CV_RESOURCE_EXHAUSTED);
    assert_null(message);
    assert_true(arena.used <= 4 * 1024 * 1024);
    cv_arena_release(&arena);
}

/* Where protobuf-c 1.4 puts the later in the place of the earlier, or refuses both. */
static void a_submessage_that_comes_twice_is_merged(void **state)
{
    /* Value{list_value{values: [null]}}, then Value{list_value{values: [true]}} as one message */
    static const uint8_t bytes[] = {0x32, 4, 0x0a, 2, 0x08, 0, 0x32, 4, 0x0a, 2, 0x20, 1};
    struct cv_arena arena;
    ProtobufCMessage *message;
    const Google__Protobuf__Value *value;

    (void)state;
    cv_arena_init(&arena, 4096);
    assert_int_equal(cv_codec_decode(&google__protobuf__value__descriptor,
                                     (struct cv_slice){bytes, sizeof(bytes)}, &arena, &message)
                         .code,
                     CV_OK);
    value = (const Google__Protobuf__Value *)message;
    assert_int_equal(value->kind_case, GOOGLE__PROTOBUF__VALUE__KIND_LIST_VALUE);
    assert_int_equal(value->list_value->n_values, 2);
    assert_int_equal(value->list_value->values[1]->kind_case,
                     GOOGLE__PROTOBUF__VALUE__KIND_BOOL_VALUE);
    cv_arena_release(&arena);
}

static void unknown_fields_travel_along(void **state)
{
    /* seconds: 1, then fields 7 (varint 300), 8 (text "ab") and 9 (fixed32) */
    static const uint8_t bytes[] = {0x08, 1, 0x38, 0xac, 2, 0x42, 2, 'a', 'b', 0x4d, 1, 2, 3, 4};
    struct cv_arena arena;
    ProtobufCMessage *message;
    struct cv_slice again;

    (void)state;
    cv_arena_init(&arena, 4096);
    assert_int_equal(cv_codec_decode(&google__protobuf__timestamp__descriptor,
                                     (struct cv_slice){bytes, sizeof(bytes)}, &arena, &message)
                         .code,
                     CV_OK);
    assert_int_equal(message->n_unknown_fields, 3);
    again = cv_codec_encode(message, &arena);
    assert_int_equal(again.len, sizeof(bytes));
    assert_memory_equal(again.at, bytes, sizeof(bytes));
    cv_arena_release(&arena);
}

static void what_is_encoded_is_decoded(void **state)
{
    Google__Protobuf__Timestamp time = GOOGLE__PROTOBUF__TIMESTAMP__INIT;
    struct cv_arena arena;
    ProtobufCMessage *back;
    struct cv_slice bytes;

    (void)state;
    cv_arena_init(&arena, 4096);
    bytes = cv_codec_encode(&time.base, &arena);
    assert_non_null(bytes.at); /* empty, but there */
    assert_int_equal(bytes.len, 0);
    time.seconds = -1;
    time.nanos = 999;
    bytes = cv_codec_encode(&time.base, &arena);
    assert_int_equal(
        cv_codec_decode(&google__protobuf__timestamp__descriptor, bytes, &arena, &back).code,
        CV_OK);
    assert_int_equal(((Google__Protobuf__Timestamp *)back)->seconds, -1);
    assert_int_equal(((Google__Protobuf__Timestamp *)back)->nanos, 999);
    cv_arena_release(&arena);
    cv_arena_thread_done();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_that_are_no_message_are_refused),
        cmocka_unit_test(bad_text_is_named_by_its_path),
        cmocka_unit_test(nesting_is_bounded_before_it_is_followed),
        cmocka_unit_test(elements_and_unknown_fields_are_counted),
        cmocka_unit_test(unpacking_stays_within_the_budget),
        cmocka_unit_test(a_submessage_that_comes_twice_is_merged),
        cmocka_unit_test(unknown_fields_travel_along),
        cmocka_unit_test(what_is_encoded_is_decoded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
