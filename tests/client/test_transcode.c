/* Messages between JSON and wire bytes, every kind of field both ways, and what is refused. */
#include "types.h"

#include "transcode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct cv_arena arena;
static struct schema schema;
static struct transcode with;

static int set_up(void **state)
{
    (void)state;
    cv_arena_init(&arena, 1 << 26);
    types_load(&schema, &arena);
    with = (struct transcode){types_find, &schema, &arena};
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

static struct cv_status to_wire(const char *type, const char *json, struct cv_buf *wire)
{
    struct cv_json_reader reader;
    struct cv_json *node;
    struct cv_status status;

    cv_json_open(&reader, slice(json));
    status = cv_json_next(&reader, &arena, &node);
    if (!cv_ok(status))
        return status;
    return transcode_to_wire(&with, types_message(&schema, type), &reader, node, wire);
}

static struct cv_status to_json(const char *type, struct cv_slice wire, bool pretty,
                                const char **json)
{
    struct cv_buf text;
    struct json_writer writer = {.out = &text, .pretty = pretty};
    struct cv_status status;

    cv_buf_init(&text, 1 << 24);
    status = transcode_to_json(&with, types_message(&schema, type), wire, &writer);
    *json = cv_arena_string_n(&arena, (const char *)text.at, text.len);
    cv_buf_free(&text);
    return status;
}

/* `json` read and written again must be `expected`; NULL: `json` itself. */
static void goes_round(const char *type, const char *json, const char *expected)
{
    struct cv_buf wire;
    struct cv_status status;
    const char *written = "";

    cv_buf_init(&wire, 1 << 24);
    status = to_wire(type, json, &wire);
    if (!cv_ok(status))
        fail_msg("%s: %s", json, status.message);
    status = to_json(type, (struct cv_slice){wire.at, wire.len}, false, &written);
    if (!cv_ok(status))
        fail_msg("%s: %s", json, status.message);
    assert_string_equal(written, expected == NULL ? json : expected);
    cv_buf_free(&wire);
}

static void every_kind_of_field_goes_both_ways(void **state)
{
    static const char *const SAME[] = {
        "{}",
        "{\"i32\":-2147483648,\"i64\":\"-9223372036854775808\",\"u32\":4294967295,"
        "\"u64\":\"18446744073709551615\"}",
        "{\"s32\":-2147483648,\"s64\":\"-9223372036854775808\",\"f32\":4294967295,"
        "\"f64\":\"18446744073709551615\",\"sf32\":-2147483648,\"sf64\":\"-9223372036854775808\"}",
        "{\"i32\":2147483647,\"i64\":\"9223372036854775807\",\"s32\":2147483647,"
        "\"s64\":\"9223372036854775807\",\"sf32\":2147483647,\"sf64\":\"9223372036854775807\"}",
        "{\"real\":3.4028235e+38,\"longReal\":1.7976931348623157e+308}",
        "{\"real\":0.1,\"longReal\":0.1}",
        "{\"real\":1.4013e-45,\"longReal\":4.94065645841247e-324}",
        "{\"real\":-0.0,\"longReal\":-0.0}",
        "{\"real\":\"NaN\",\"longReal\":\"NaN\"}",
        "{\"real\":\"Infinity\",\"longReal\":\"-Infinity\"}",
        "{\"yesNo\":true,\"text\":\"\xe9\xa9\xbc\xf0\x9f\x90\xaa\",\"rawBytes\":\"AAH/\"}",
        "{\"text\":\"\\u0000\\b\\f\\n\\r\\t\\\"\\\\/"
        "\\u001b[2J\\u007f\\u0085\\u2028\\u2029\xe2\x80\xaa\"}",
        "{\"rawBytes\":\"/+8=\"}",
        "{\"color\":\"DEEP\"}",
        "{\"color\":17}",
        "{\"kinds\":{\"kinds\":{\"kinds\":{\"i32\":1}}}}",
        "{\"kinds\":{}}",
        "{\"manyI32\":[0,-1,1],\"manyS64\":[\"0\",\"-1\"],\"manyF64\":[\"1\"],"
        "\"manyDouble\":[0,\"NaN\",1.5],\"manyBool\":[true,false],\"manyText\":[\"\",\"a\"],"
        "\"manyBytes\":[\"\",\"AA==\"],\"manyColor\":[\"RED\",99],\"manyKinds\":[{},{\"i32\":1}],"
        "\"unpacked\":[1,0,4294967295]}",
        "{\"textByText\":{\"\":\"\",\"a\":\"b\"},\"kindsByI32\":{\"-1\":{\"i32\":1},\"7\":{}},"
        "\"doubleByBool\":{\"false\":0,\"true\":2.5},\"colorByU64\":{\"18446744073709551615\":"
        "\"RED\"},\"bytesByS64\":{\"-9223372036854775808\":\"AA==\"},"
        "\"valueByText\":{\"n\":null,\"s\":\"x\"}}",
        "{\"choiceText\":\"\"}",
        "{\"choiceI64\":\"0\"}",
        "{\"choiceKinds\":{}}",
        "{\"choiceNull\":null}",
        "{\"choiceColor\":\"COLOR_UNSPECIFIED\"}",
        "{\"maybeI32\":0,\"maybeText\":\"\",\"maybeColor\":\"COLOR_UNSPECIFIED\"}",
        "{\"otherName\":5}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(SAME); i++)
        goes_round("kinds.v1.Kinds", SAME[i], NULL);
}

static void the_messages_json_knows_go_both_ways(void **state)
{
    static const char *const SAME[] = {
        "{\"time\":\"2024-03-05T08:00:00Z\"}",
        "{\"time\":\"0001-01-01T00:00:00Z\"}",
        "{\"time\":\"9999-12-31T23:59:59.999999999Z\"}",
        "{\"time\":\"1969-12-31T23:59:59.500Z\"}",
        "{\"time\":\"1970-01-01T00:00:00Z\",\"times\":[\"2000-02-29T12:00:00.000001Z\"]}",
        "{\"duration\":\"0s\"}",
        "{\"duration\":\"-0.500s\"}",
        "{\"duration\":\"315576000000s\"}",
        "{\"duration\":\"-315576000000s\"}",
        "{\"duration\":\"1.000000001s\"}",
        "{\"mask\":\"\"}",
        "{\"mask\":\"title,unitPrice.currencyCode\"}",
        "{\"object\":{}}",
        "{\"object\":{\"a\":null,\"b\":[1,\"x\",true,{\"c\":{}}],\"d\":-1.5}}",
        "{\"value\":null}",
        "{\"value\":0,\"list\":[]}",
        "{\"value\":false,\"list\":[null,\"\",[[]]]}",
        "{\"value\":{\"k\":\"v\"},\"values\":[null,1,\"NaN\"]}",
        "{\"any\":{}}",
        "{\"any\":{\"@type\":\"type.googleapis.com/kinds.v1.Kinds\",\"i32\":1}}",
        "{\"any\":{\"@type\":\"kinds.v1.Kinds\"}}",
        "{\"any\":{\"@type\":\"type.googleapis.com/google.protobuf.Duration\",\"value\":\"1s\"}}",
        "{\"any\":{\"@type\":\"x/google.protobuf.Value\",\"value\":null}}",
        "{\"any\":{\"@type\":\"x/google.protobuf.Any\",\"value\":"
        "{\"@type\":\"x/google.protobuf.Int64Value\",\"value\":\"7\"}}}",
        "{\"any\":{\"@type\":\"type.googleapis.com/no.such.Type\",\"@value\":\"AAE=\"}}",
        "{\"any\":{\"@type\":\"type.googleapis.com/google.protobuf.Empty\"},\"empty\":{}}",
        "{\"wrappedDouble\":0,\"wrappedFloat\":1.5,\"wrappedI64\":\"-1\",\"wrappedU64\":"
        "\"18446744073709551615\",\"wrappedI32\":-1,\"wrappedU32\":4294967295,"
        "\"wrappedBool\":false,\"wrappedText\":\"\",\"wrappedBytes\":\"\","
        "\"manyWrapped\":[\"0\",\"5\"]}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(SAME); i++)
        goes_round("kinds.v1.Kinds", SAME[i], NULL);
}

static void what_people_write_is_read_too(void **state)
{
    static const struct {
        const char *in;
        const char *out;
    } ROWS[] = {
        {"{\"yes_no\":true,\"many_i32\":[1],\"renamed\":2}",
         "{\"yesNo\":true,\"manyI32\":[1],\"otherName\":2}"},
        {"{\"i64\":9223372036854775807,\"u64\":18446744073709551615,\"s64\":-9223372036854775808}",
         "{\"i64\":\"9223372036854775807\",\"u64\":\"18446744073709551615\","
         "\"s64\":\"-9223372036854775808\"}"},
        {"{\"i32\":\"-12\",\"u32\":1e3,\"s32\":5.0,\"f32\":2.50e1,\"u64\":\"1.8e19\"}",
         "{\"i32\":-12,\"u32\":1000,\"u64\":\"18000000000000000000\",\"s32\":5,\"f32\":25}"},
        {"{\"i32\":0e99999999,\"s32\":-0,\"i64\":0.000}", "{}"},
        {"{\"real\":\"1.5\",\"longReal\":\"-2e-3\"}", "{\"real\":1.5,\"longReal\":-0.002}"},
        {"{\"real\":3.4028235677973e+38}", "{\"real\":3.4028235e+38}"},
        {"{\"rawBytes\":\"_-8\"}", "{\"rawBytes\":\"/+8=\"}"},
        {"{\"rawBytes\":\"_-8=\"}", "{\"rawBytes\":\"/+8=\"}"},
        {"{\"color\":2}", "{\"color\":\"GREEN\"}"},
        {"{\"i32\":null,\"text\":null,\"kinds\":null,\"manyI32\":null,\"textByText\":null,"
         "\"choiceText\":null,\"choiceI64\":1,\"time\":null,\"maybeI32\":null}",
         "{\"choiceI64\":\"1\"}"},
        {"{\"wrappedI32\":null,\"value\":null}", "{\"value\":null}"},
        {"{\"manyI32\":[],\"textByText\":{}}", "{}"},
        {"{\"i32\":0,\"text\":\"\",\"rawBytes\":\"\",\"color\":0,\"yesNo\":false,\"real\":0}",
         "{}"},
        {"{\"text\":\"\\ud83d\\udc2a\\u00e9\\/\"}", "{\"text\":\"\xf0\x9f\x90\xaa\xc3\xa9/\"}"},
        {"{\"time\":\"2024-03-05T16:00:00.5+08:00\"}", "{\"time\":\"2024-03-05T08:00:00.500Z\"}"},
        {"{\"time\":\"2024-03-05t00:00:00-00:30\"}", "{\"time\":\"2024-03-05T00:30:00Z\"}"},
        {"{\"duration\":\"1.5s\"}", "{\"duration\":\"1.500s\"}"},
        {"{\"mask\":\"unit_price,title\"}", "{\"mask\":\"unitPrice,title\"}"},
        {"{\"any\":{\"i32\":3,\"@type\":\"x/kinds.v1.Kinds\"}}",
         "{\"any\":{\"@type\":\"x/kinds.v1.Kinds\",\"i32\":3}}"},
        {"{\"textByText\":{\"b\":\"1\",\"a\":\"2\"}}",
         "{\"textByText\":{\"a\":\"2\",\"b\":\"1\"}}"},
        {"{\"maybeColor\":\"RED\",\"i32\":1}", "{\"i32\":1,\"maybeColor\":\"RED\"}"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++)
        goes_round("kinds.v1.Kinds", ROWS[i].in, ROWS[i].out);
}

static void proto2_goes_both_ways(void **state)
{
    static const char *const SAME[] = {
        "{\"id\":0}",
        "{\"id\":1,\"name\":\"\",\"size\":\"LARGE\",\"numbers\":[1,2],\"packedNumbers\":[3,4]}",
        ("{\"id\":1,\"box\":{\"width\":0,\"inside\":{\"id\":2,\"box\":{}}},"
         "\"leaf\":[{\"text\":\"a\"},{\"text\":\"\"}]}"),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(SAME); i++)
        goes_round("kinds.v1.old.Old", SAME[i], NULL);
}

/* ---- refusals ---- */

static void refuses(const char *type, const char *json, const char *message)
{
    struct cv_buf wire;
    struct cv_status status;

    cv_buf_init(&wire, 1 << 20);
    status = to_wire(type, json, &wire);
    if (status.code != CV_INVALID_ARGUMENT || strstr(status.message, message) == NULL)
        fail_msg("%s\n  was answered: %s\n  expected: %s", json,
                 cv_ok(status) ? "OK" : status.message, message);
    cv_buf_free(&wire);
}

static const struct {
    const char *json;
    const char *message;
} REFUSALS[] = {
    {"{\"i32\": 2147483648}",
     "line 1, column 9: i32: must be a whole number from -2147483648 to 2147483647"},
    {"{\n \"kinds\": {\n  \"manyKinds\": [{}, {\"u32\": -1}]}}",
     "line 3, column 29: kinds.manyKinds[1].u32: must be a whole number from 0 to 4294967295"},
    {"{\"i64\":9223372036854775808}", "from -9223372036854775808 to 9223372036854775807"},
    {"{\"u64\":18446744073709551616}", "from 0 to 18446744073709551615"},
    {"{\"i32\":1.5}", "must be a whole number"},
    {"{\"i32\":\"\"}", "must be a whole number"},
    {"{\"i32\":\" 1\"}", "must be a whole number"},
    {"{\"i32\":\"0x10\"}", "must be a whole number"},
    {"{\"i32\":true}", "i32: must be a whole number, not true"},
    {"{\"i32\":1e99999999999}", "must be a whole number"},
    {"{\"real\":3.5e38}", "must be a number from -3.40282e+38 to 3.40282e+38"},
    {"{\"longReal\":1e400}", "must be a number"},
    {"{\"longReal\":\"nan\"}", "\"NaN\", \"Infinity\""},
    {"{\"yesNo\":\"true\"}", "must be true or false, not a string"},
    {"{\"text\":5}", "text: must be a string, not a number"},
    {"{\"rawBytes\":\"A\"}", "must be bytes as base64"},
    {"{\"rawBytes\":\"AA=A\"}", "must be bytes as base64"},
    {"{\"color\":\"GREN\"}", "kinds.v1.Color has no value \"GREN\"; did you mean \"GREEN\"?"},
    {"{\"color\":2147483648}", "must be a whole number"},
    {"{\"kinds\":[]}", "kinds: must be an object, not an array"},
    {"{\"manyI32\":5}", "manyI32: must be an array, not a number"},
    {"{\"manyI32\":[1,null]}", "manyI32[1]: null cannot stand in a list"},
    {"{\"textByText\":[]}", "must be an object"},
    {"{\"textByText\":{\"a\":null}}", "textByText[\"a\"]: null cannot stand in a map"},
    {"{\"kindsByI32\":{\"x\":{}}}", "kindsByI32[\"x\"]: must be a whole number"},
    {"{\"doubleByBool\":{\"True\":1}}", "a key must be \"true\" or \"false\""},
    {"{\"valeu\":1}", "kinds.v1.Kinds has no field \"valeu\"; did you mean \"value\"? There"},
    {"{\"kinds\":{\"zzzzzzzzzz\":1}}", "line 1, column 11: kinds: kinds.v1.Kinds has no field"},
    {"{\"yesNo\":true,\"yes_no\":true}", "yesNo: is here twice, once under each name"},
    {"{\"choiceText\":\"a\",\"choiceI64\":1}",
     "choiceI64: only one of the oneof \"choice\" can be set, and \"choiceText\" is"},
    {"{\"choiceNull\":null,\"choiceI64\":1}", "only one of the oneof"},
    {"{\"time\":\"2024-02-30T00:00:00Z\"}", "time: must be a time such as"},
    {"{\"time\":\"2024-01-01 00:00:00Z\"}", "must be a time"},
    {"{\"time\":\"2024-01-01T00:00:60Z\"}", "must be a time"},
    {"{\"time\":\"2024-01-01T24:00:00Z\"}", "must be a time"},
    {"{\"time\":\"2024-01-01T00:00:00\"}", "must be a time"},
    {"{\"time\":\"2024-01-01T00:00:00.Z\"}", "must be a time"},
    {"{\"time\":\"2024-01-01T00:00:00.1234567890Z\"}", "must be a time"},
    {"{\"time\":\"0000-12-31T23:59:59Z\"}", "must be a time"},
    {"{\"time\":\"9999-12-31T23:59:59-00:01\"}", "must be a time"},
    {"{\"time\":5}", "must be a time"},
    {"{\"duration\":\"1\"}", "must be a duration"},
    {"{\"duration\":\"s\"}", "must be a duration"},
    {"{\"duration\":\"315576000000.5s\"}", "must be a duration"},
    {"{\"mask\":\"a,,b\"}", "an empty name"},
    {"{\"mask\":\"a,\"}", "an empty name"},
    {"{\"mask\":\",\"}", "an empty name"},
    {"{\"any\":{\"i32\":1}}", "any: must be an object with \"@type\""},
    {"{\"any\":{\"@type\":\"x/no.Such\"}}", "the server knows no message \"no.Such\""},
    {"{\"any\":{\"@type\":\"x/google.protobuf.Duration\"}}", "has \"@type\" and \"value\""},
    {"{\"any\":{\"@type\":\"x/kinds.v1.Kinds\",\"i32\":\"x\"}}", "any.i32: must be a whole"},
    {"{\"object\":[]}", "must be an object"},
    {"{\"list\":{}}", "must be an array"},
    {"{\"value\":{\"a\":[1e999]}}", "value[\"a\"][0]: is too large for a double"},
    {"{\"wrappedI32\":\"x\"}", "wrappedI32: must be a whole number"},
    {"{\"empty\":{\"a\":1}}", "google.protobuf.Empty has no field \"a\"; there are: none"},
    {"5", "line 1, column 1: must be an object, not a number"},
    {"{\"i32\":1,\"i32\":1}", "line 1, column 10: \"i32\" is here a second time"},
};

static void wrong_json_is_refused_where_it_stands(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(REFUSALS); i++)
        refuses("kinds.v1.Kinds", REFUSALS[i].json, REFUSALS[i].message);
    refuses("kinds.v1.old.Old", "{}", "\"id\" is required");
    refuses("kinds.v1.old.Old", "{\"id\":null}", "\"id\" is required");
    refuses("kinds.v1.old.Old", "{\"id\":1,\"size\":3}", "kinds.v1.old.Size has no value of that");
}

/* ---- wire bytes as others may write them ---- */

struct wire_row {
    const char *what;
    const char *type;
    const char *bytes;
    size_t len;
    const char *json; /* or a part of the message */
};
#define WIRE(text) text, sizeof(text) - 1

static const struct wire_row WIRES[] = {
    {"the last scalar counts", "kinds.v1.Kinds", WIRE("\x08\x01\x08\x02"), "{\"i32\":2}"},
    {"a message in pieces", "kinds.v1.Kinds", WIRE("\x8a\x01\x02\x08\x01\x8a\x01\x02\x18\x05"),
     "{\"kinds\":{\"i32\":1,\"u32\":5}}"},
    {"packed and not in one list", "kinds.v1.Kinds",
     WIRE("\xa0\x01\x01\xa2\x01\x02\x02\x03\xa0\x01\x04"), "{\"manyI32\":[1,2,3,4]}"},
    {"an empty packed list", "kinds.v1.Kinds", WIRE("\xa2\x01\x00"), "{}"},
    {"an explicit zero", "kinds.v1.Kinds", WIRE("\x08\x00\x72\x00"), "{}"},
    {"the last of a oneof counts", "kinds.v1.Kinds", WIRE("\x92\x03\x01x\x98\x03\x05"),
     "{\"choiceI64\":\"5\"}"},
    {"a oneof's message begins anew", "kinds.v1.Kinds",
     WIRE("\xa2\x03\x02\x08\x01\x98\x03\x05\xa2\x03\x02\x18\x02"), "{\"choiceKinds\":{\"u32\":2}}"},
    {"an unknown field", "kinds.v1.Kinds", WIRE("\xc0\x3e\x01\x08\x07"), "{\"i32\":7}"},
    {"an unknown group", "kinds.v1.Kinds", WIRE("\xc3\x3e\x0b\x08\x01\x0c\xc4\x3e\x08\x07"),
     "{\"i32\":7}"},
    {"another wire type is unknown", "kinds.v1.Kinds", WIRE("\x0d\x01\x00\x00\x00\x18\x02"),
     "{\"u32\":2}"},
    {"an int32 cut from ten bytes", "kinds.v1.Kinds",
     WIRE("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), "{\"i32\":-1}"},
    {"a map entry without key and value", "kinds.v1.Kinds", WIRE("\xc2\x02\x00"),
     "{\"textByText\":{\"\":\"\"}}"},
    {"the last of a key counts", "kinds.v1.Kinds",
     WIRE("\xc2\x02\x06\x0a\x01k\x12\x01"
          "a\xc2\x02\x06\x0a\x01k\x12\x01"
          "b"),
     "{\"textByText\":{\"k\":\"b\"}}"},
    {"a time of no year", "kinds.v1.Kinds", WIRE("\xb2\x04\x08\x08\x80\xf8\xad\xb8\xff\x07\x10"),
     "time: the bytes are no message"},
    {"a time after 9999 as its fields", "kinds.v1.Kinds",
     WIRE("\xb2\x04\x07\x08\x80\x83\xd1\xff\xaf\x07"), "{\"time\":{\"seconds\":\"253402300800\"}}"},
    {"a mask that JSON has no name for", "kinds.v1.Kinds", WIRE("\xc2\x04\x06\x0a\x04Ti_t"),
     "{\"mask\":{\"paths\":[\"Ti_t\"]}}"},
    {"a value of no kind", "kinds.v1.Kinds", WIRE("\xd2\x04\x00"), "{\"value\":null}"},
    {"a group", "kinds.v1.old.Old", WIRE("\x08\x01\x33\x38\x05\x34"),
     "{\"id\":1,\"box\":{\"width\":5}}"},
    {"cut in a varint", "kinds.v1.Kinds", WIRE("\x08\x80"), "no message of this type"},
    {"a varint of over 64 bits", "kinds.v1.Kinds",
     WIRE("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), "no message of this type"},
    {"cut in a length", "kinds.v1.Kinds", WIRE("\x72\x05hi"), "no message of this type"},
    {"field 0", "kinds.v1.Kinds", WIRE("\x00\x01"), "no message of this type"},
    {"an end without a group", "kinds.v1.Kinds", WIRE("\x0c"), "no message of this type"},
    {"a group that never ends", "kinds.v1.Kinds", WIRE("\x0b\x08\x01"), "no message"},
    {"another group's end", "kinds.v1.Kinds", WIRE("\x0b\x14"), "no message"},
    {"bad UTF-8", "kinds.v1.Kinds", WIRE("\x72\x01\xff"), "text: the text is no UTF-8"},
    {"bad UTF-8 in a mask", "kinds.v1.Kinds", WIRE("\xc2\x04\x03\x0a\x01\xff"),
     "mask: the text is no UTF-8"},
    {"bad UTF-8 in a key", "kinds.v1.Kinds", WIRE("\xc2\x02\x03\x0a\x01\xff"),
     "textByText[0]: the text is no UTF-8"},
    {"bytes of half a double", "kinds.v1.Kinds", WIRE("\xba\x01\x04\x01\x02\x03\x04"),
     "manyDouble: the bytes are no list"},
    {"an Any of wrong bytes", "kinds.v1.Kinds",
     WIRE("\xe2\x04\x15\x0a\x10x/kinds.v1.Kinds\x12\x01\x08"), "any: the bytes are no message"},
};

static void wire_bytes_are_read_by_protobufs_rules(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(WIRES); i++) {
        struct cv_slice wire = {(const uint8_t *)WIRES[i].bytes, WIRES[i].len};
        const char *json;
        struct cv_status status = to_json(WIRES[i].type, wire, false, &json);
        const char *seen = cv_ok(status) ? json : status.message;

        if (strstr(seen, WIRES[i].json) == NULL || cv_ok(status) != (WIRES[i].json[0] == '{'))
            fail_msg("%s: %s instead of %s", WIRES[i].what, seen, WIRES[i].json);
    }
}

/* `depth` messages, each inside the one before. */
static struct cv_slice nested(size_t depth)
{
    struct cv_buf wire;
    struct cv_slice bytes;

    cv_buf_init(&wire, 1 << 20);
    for (size_t i = 1; i < depth; i++)
        wire_enclose(&wire, 17, 0);
    bytes = (struct cv_slice){cv_arena_copy(&arena, wire.at, wire.len), wire.len};
    cv_buf_free(&wire);
    return bytes;
}

static void nesting_is_bounded(void **state)
{
    const char *json;

    (void)state;
    assert_int_equal(to_json("kinds.v1.Kinds", nested(100), false, &json).code, CV_OK);
    assert_int_equal(to_json("kinds.v1.Kinds", nested(101), false, &json).code, CV_INTERNAL);
}

static void memory_is_bounded_both_ways(void **state)
{
    static uint8_t bytes[100000];
    struct cv_arena small;
    struct transcode tight = {types_find, &schema, &small};
    struct cv_buf text;
    struct json_writer writer = {.out = &text};
    const struct schema_message *type = types_message(&schema, "kinds.v1.Kinds");

    (void)state;
    memset(bytes, 0x40, sizeof(bytes)); /* no such field: a varint each two bytes */
    for (size_t i = 0; i + 2 < sizeof(bytes); i += 3)
        memcpy(bytes + i, "\xe2\x01\x00", 3); /* manyKinds: {} */
    cv_arena_init(&small, 1 << 20);
    cv_buf_init(&text, 1 << 24);
    assert_int_equal(transcode_to_json(&tight, type, (struct cv_slice){bytes, 99999}, &writer).code,
                     CV_RESOURCE_EXHAUSTED);
    cv_buf_free(&text);
    cv_buf_init(&text, 100);
    writer = (struct json_writer){.out = &text};
    assert_int_equal(transcode_to_json(&with, type, (struct cv_slice){bytes, 999}, &writer).code,
                     CV_RESOURCE_EXHAUSTED);
    cv_buf_free(&text);
    cv_arena_release(&small);
    cv_buf_init(&text, 10);
    assert_int_equal(to_wire("kinds.v1.Kinds", "{\"text\":\"longer than ten\"}", &text).code,
                     CV_RESOURCE_EXHAUSTED);
    cv_buf_free(&text);
}

static void pretty_output_is_for_people(void **state)
{
    static const char WIRE_BYTES[] = "\x08\x01\x8a\x01\x00\xa2\x01\x02\x01\x02\xe2\x01\x02\x08\x03";
    const char *json;

    (void)state;
    assert_int_equal(to_json("kinds.v1.Kinds",
                             (struct cv_slice){(const uint8_t *)WIRE_BYTES, sizeof(WIRE_BYTES) - 1},
                             true, &json)
                         .code,
                     CV_OK);
    assert_string_equal(json, "{\n"
                              "  \"i32\": 1,\n"
                              "  \"kinds\": {},\n"
                              "  \"manyI32\": [\n"
                              "    1,\n"
                              "    2\n"
                              "  ],\n"
                              "  \"manyKinds\": [\n"
                              "    {\n"
                              "      \"i32\": 3\n"
                              "    }\n"
                              "  ]\n"
                              "}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_field_goes_both_ways),
        cmocka_unit_test(the_messages_json_knows_go_both_ways),
        cmocka_unit_test(what_people_write_is_read_too),
        cmocka_unit_test(proto2_goes_both_ways),
        cmocka_unit_test(wrong_json_is_refused_where_it_stands),
        cmocka_unit_test(wire_bytes_are_read_by_protobufs_rules),
        cmocka_unit_test(nesting_is_bounded),
        cmocka_unit_test(memory_is_bounded_both_ways),
        cmocka_unit_test(pretty_output_is_for_people),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
