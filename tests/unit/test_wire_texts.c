/* What gRPC writes into header fields: timeouts, percent coding, base64, metadata, details; and the
 * five bytes before a message. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/random.h"
#include "rpc/base64.h"
#include "rpc/error_details.h"
#include "rpc/frame.h"
#include "rpc/limits.h"
#include "rpc/metadata.h"
#include "rpc/metadata_wire.h"
#include "rpc/percent.h"
#include "rpc/timeout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct cv_slice slice(const char *text)
{
    return (struct cv_slice){(const uint8_t *)text, strlen(text)};
}

static int begin(void **state)
{
    static struct cv_arena arena;

    cv_arena_init(&arena, 64 * 1024 * 1024);
    *state = &arena;
    return 0;
}

static int end(void **state)
{
    cv_arena_release(*state);
    cv_arena_thread_done();
    return 0;
}

static void timeouts_are_read_by_the_letter(void **state)
{
    static const struct {
        const char *text;
        uint64_t ns;
    } GOOD[] = {
        {"1n", 1},
        {"0S", 0},
        {"00000007m", 7 * CV_NS_PER_MS},
        {"20S", 20 * CV_NS_PER_S},
        {"3M", 180 * CV_NS_PER_S},
        {"5124095H", UINT64_C(5124095) * 3600 * CV_NS_PER_S},
        {"5124096H", UINT64_MAX}, /* 584 years are all that 64 bits of nanoseconds hold */
        {"99999999H", UINT64_MAX},
        {"5u", 5000},
    };
    static const char *const WRONG[] = {"",    "S",   "1",   "1s",         "-1S", "1.5S",
                                        " 1S", "1S ", "1 S", "123456789S", "1SS", "0x1S"};
    uint64_t ns;

    (void)state;
    for (size_t i = 0; i < COUNT(GOOD); i++) {
        assert_true(cv_timeout_parse(slice(GOOD[i].text), &ns));
        assert_int_equal(ns, GOOD[i].ns);
    }
    for (size_t i = 0; i < COUNT(WRONG); i++)
        assert_false(cv_timeout_parse(slice(WRONG[i]), &ns));
}

/* What is sent is never less than what is left, and at most one in 100,000 more. */
static void a_printed_timeout_is_never_too_short(void **state)
{
    (void)state;
    cv_random_seed(3);
    for (int i = 0; i < 100000; i++) {
        uint64_t ns = cv_random_u64() >> (cv_random_u64() % 64);
        uint64_t back;
        char text[CV_TIMEOUT_TEXT];
        size_t len = cv_timeout_print(ns, text);

        assert_true(cv_timeout_parse((struct cv_slice){(uint8_t *)text, len}, &back));
        assert_true(back >= ns);
        assert_true(back - ns <= ns / 100000 + 1);
    }
    cv_random_seed(0);
}

static void messages_are_percent_coded_both_ways(void **state)
{
    static const struct {
        const char *plain;
        const char *coded;
    } CASES[] = {
        {"", ""},
        {"all ASCII ~!", "all ASCII ~!"},
        {"100%", "100%25"},
        {"a\nb\tc", "a%0Ab%09c"},
        {"\xe4\xb8\x87", "%E4%B8%87"},
        {"\x7f", "%7F"},
    };
    static const struct {
        const char *coded;
        const char *plain;
    } ODD[] = {{"%", "%"},
               {"%4", "%4"},
               {"%zz%41", "%zzA"},
               {"%e4%b8%87", "\xe4\xb8\x87"},
               {"%%41", "%A"}};

    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct cv_slice coded = cv_percent_encode(slice(CASES[i].plain), *state);

        assert_int_equal(coded.len, strlen(CASES[i].coded));
        assert_memory_equal(coded.at, CASES[i].coded, coded.len);
        assert_string_equal(cv_percent_decode(coded, *state), CASES[i].plain);
    }
    for (size_t i = 0; i < COUNT(ODD); i++)
        assert_string_equal(cv_percent_decode(slice(ODD[i].coded), *state), ODD[i].plain);
}

static void base64_has_one_text_for_one_value(void **state)
{
    /* RFC 4648, section 10, without the padding that gRPC leaves away. */
    static const struct {
        const char *bytes;
        const char *text;
        const char *padded;
    } CASES[] = {
        {"", "", ""},
        {"f", "Zg", "Zg=="},
        {"fo", "Zm8", "Zm8="},
        {"foo", "Zm9v", "Zm9v"},
        {"foobar", "Zm9vYmFy", "Zm9vYmFy"},
        {"\xfb\xff", "+/8", "+/8="},
    };
    static const char *const WRONG[] = {
        "A", "AAAAA", "Zh", "Zm9", "Z===", "Zg=", "Zg=A", "Zg==\n", "-_8", "Z g", "====", "="};
    struct cv_slice out;

    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct cv_slice text = cv_base64_encode(slice(CASES[i].bytes), *state);

        assert_int_equal(text.len, strlen(CASES[i].text));
        assert_memory_equal(text.at, CASES[i].text, text.len);
        assert_true(cv_base64_decode(text, *state, &out));
        assert_int_equal(out.len, strlen(CASES[i].bytes));
        assert_memory_equal(out.at, CASES[i].bytes, out.len);
        assert_true(cv_base64_decode(slice(CASES[i].padded), *state, &out));
        assert_int_equal(out.len, strlen(CASES[i].bytes));
    }
    for (size_t i = 0; i < COUNT(WRONG); i++)
        assert_false(cv_base64_decode(slice(WRONG[i]), *state, &out));
}

static void metadata_the_wire_forbids_is_refused(void **state)
{
    static const struct {
        const char *key;
        const char *value;
        enum cv_code code;
    } CASES[] = {
        {"trace-id_1.x", "any ASCII ~", CV_OK},       {"", "x", CV_INVALID_ARGUMENT},
        {"Upper", "x", CV_INVALID_ARGUMENT},          {":path", "x", CV_INVALID_ARGUMENT},
        {"with space", "x", CV_INVALID_ARGUMENT},     {"grpc-mine", "x", CV_INVALID_ARGUMENT},
        {"text", "line\nbreak", CV_INVALID_ARGUMENT}, {"text", "\xe4\xb8\x87", CV_INVALID_ARGUMENT},
        {"bytes-bin", "\xe4\xb8\n", CV_OK},
    };
    struct cv_metadata metadata = {0};

    for (size_t i = 0; i < COUNT(CASES); i++)
        assert_int_equal(cv_metadata_add_text(&metadata, *state, CASES[i].key, CASES[i].value).code,
                         CASES[i].code);
    assert_int_equal(metadata.count, 2);
    while (metadata.count < CV_METADATA_COUNT_MAX)
        assert_int_equal(cv_metadata_add_text(&metadata, *state, "k", "v").code, CV_OK);
    assert_int_equal(cv_metadata_add_text(&metadata, *state, "k", "v").code, CV_RESOURCE_EXHAUSTED);
}

static void joined_bytes_come_apart_and_texts_stay_whole(void **state)
{
    struct cv_metadata metadata = {0};
    const struct cv_metadatum *at;
    char many[2 * CV_METADATA_COUNT_MAX] = {0};

    memset(many, ',', sizeof(many) - 1);
    assert_int_equal(
        cv_metadata_add_wire(&metadata, *state, slice("a-bin"), slice("Zg,Zm8=, Zm9v")).code,
        CV_OK);
    assert_int_equal(cv_metadata_add_wire(&metadata, *state, slice("list"), slice("a,b")).code,
                     CV_OK);
    assert_int_equal(metadata.count, 4);
    at = metadata.first;
    assert_string_equal((const char *)at->key.at, "a-bin");
    assert_memory_equal(at->value.at, "f", 2);
    assert_memory_equal(at->next->value.at, "fo", 3);
    assert_memory_equal(at->next->next->value.at, "foo", 4);
    assert_string_equal((const char *)cv_metadata_find(&metadata, "list")->value.at, "a,b");
    assert_null(cv_metadata_find(&metadata, "lis"));
    assert_int_equal(cv_metadata_add_wire(&metadata, *state, slice("c-bin"), slice(many)).code,
                     CV_RESOURCE_EXHAUSTED);
    assert_int_equal(cv_metadata_add_wire(&metadata, *state, slice("b-bin"), slice("Z")).code,
                     CV_INVALID_ARGUMENT);
}

static void a_status_survives_its_details(void **state)
{
    static const uint8_t value[] = {10, 1, 'x'};
    struct cv_detail second = {.type_url = "type.googleapis.com/b.B", .value = value};
    struct cv_detail first = {
        .next = &second, .type_url = "type.googleapis.com/a.A", .value = value, .value_len = 3};
    struct cv_status status = {.code = CV_INVALID_ARGUMENT,
                               .message = "too much",
                               .reason = "TOO_MUCH",
                               .field = "amount",
                               .details = &first};
    struct cv_status back = {.code = CV_INVALID_ARGUMENT};
    struct cv_slice bytes = cv_error_details_encode(&status, *state);

    cv_error_details_decode(bytes, *state, &back);
    assert_string_equal(back.reason, "TOO_MUCH");
    assert_string_equal(back.field, "amount");
    assert_string_equal(back.details->type_url, first.type_url);
    assert_int_equal(back.details->value_len, 3);
    assert_string_equal(back.details->next->type_url, second.type_url);
    assert_null(back.details->next->next);
    back = (struct cv_status){.code = CV_NOT_FOUND};
    cv_error_details_decode(slice("\xff\xff no status"), *state, &back);
    assert_null(back.reason);
    assert_int_equal(back.code, CV_NOT_FOUND);
}

/* Three messages, cut into pieces of every size: the same three come out. */
static void messages_come_out_of_pieces_of_any_size(void **state)
{
    static const uint8_t BYTES[] = {0, 0, 0, 0, 3, 'a', 'b', 'c', 0,   0,   0,  0,
                                    0, 0, 0, 0, 0, 5,   'd', 'e', 'f', 'g', 'h'};
    static const char *const EXPECTED[] = {"abc", "", "defgh"};

    for (size_t piece = 1; piece <= sizeof(BYTES); piece++) {
        struct cv_frame_reader reader = {.max = 5};
        size_t found = 0;

        for (size_t from = 0; from < sizeof(BYTES); from += piece) {
            const uint8_t *at = BYTES + from;
            size_t left = from + piece > sizeof(BYTES) ? sizeof(BYTES) - from : piece;

            while (left > 0) {
                struct cv_slice message = {NULL, 0};
                struct cv_status status;

                if (cv_frame_feed(&reader, &at, &left, *state, &message, &status) == CV_FRAME_MORE)
                    continue;
                assert_in_range(found, 0, 2);
                assert_int_equal(message.len, strlen(EXPECTED[found]));
                assert_memory_equal(message.at, EXPECTED[found], message.len);
                found++;
            }
        }
        assert_int_equal(found, 3);
        assert_int_equal(reader.prefix_len, 0);
    }
}

static void a_bad_prefix_is_refused_before_its_message(void **state)
{
    static const struct {
        uint8_t prefix[5];
        enum cv_code code;
    } CASES[] = {
        {{1, 0, 0, 0, 1}, CV_INTERNAL},
        {{2, 0, 0, 0, 1}, CV_INTERNAL},
        {{0, 0, 0, 0, 101}, CV_RESOURCE_EXHAUSTED},
        {{0, 0xff, 0xff, 0xff, 0xff}, CV_RESOURCE_EXHAUSTED},
    };

    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct cv_frame_reader reader = {.max = 100};
        const uint8_t *at = CASES[i].prefix;
        struct cv_slice message;
        struct cv_status status;
        size_t left = 5;

        assert_int_equal(cv_frame_feed(&reader, &at, &left, *state, &message, &status),
                         CV_FRAME_REFUSED);
        assert_int_equal(status.code, CASES[i].code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timeouts_are_read_by_the_letter),
        cmocka_unit_test(a_printed_timeout_is_never_too_short),
        cmocka_unit_test(messages_are_percent_coded_both_ways),
        cmocka_unit_test(base64_has_one_text_for_one_value),
        cmocka_unit_test(metadata_the_wire_forbids_is_refused),
        cmocka_unit_test(joined_bytes_come_apart_and_texts_stay_whole),
        cmocka_unit_test(a_status_survives_its_details),
        cmocka_unit_test(messages_come_out_of_pieces_of_any_size),
        cmocka_unit_test(a_bad_prefix_is_refused_before_its_message),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
