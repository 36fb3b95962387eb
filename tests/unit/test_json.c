/* JSON as text: what is read, where it stands, what is refused. */
#include "base/json.h"
#include "base/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct cv_arena arena;

static int set_up(void **state)
{
    (void)state;
    cv_arena_init(&arena, 1 << 24);
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

/* A tree as text again: kinds by letter, lengths of what is decoded. */
static void show(const struct cv_json *node, struct cv_buf *out)
{
    static const char LETTERS[] = "zftns[{";

    cv_buf_printf(out, "%c%.*s", LETTERS[node->kind], (int)node->text.len,
                  node->text.at == NULL ? "" : (const char *)node->text.at);
    for (const struct cv_json *at = node->first; at != NULL; at = at->next) {
        if (node->kind == CV_JSON_OBJECT)
            cv_buf_printf(out, "%s=", (const char *)at->name.at);
        show(at, out);
        cv_buf_add_text(out, at->next == NULL ? "" : ",");
    }
    if (node->kind >= CV_JSON_ARRAY)
        cv_buf_printf(out, "%zu%c", node->count, node->kind == CV_JSON_ARRAY ? ']' : '}');
}

static const char *read_all(struct cv_slice text)
{
    struct cv_json_reader reader;
    struct cv_json *node;
    struct cv_status status;
    struct cv_buf out;
    const char *result;

    cv_buf_init(&out, 1 << 20);
    cv_json_open(&reader, text);
    while (cv_ok(status = cv_json_next(&reader, &arena, &node))) {
        show(node, &out);
        cv_buf_add_text(&out, ";");
    }
    if (status.code != CV_NOT_FOUND)
        cv_buf_add_text(&out, status.message);
    result = cv_arena_string_n(&arena, out.len == 0 ? "" : (const char *)out.at, out.len);
    cv_buf_free(&out);
    return result;
}

static void values_are_read_one_after_the_other(void **state)
{
    static const struct {
        const char *text;
        const char *seen;
    } ROWS[] = {
        {"", ""},
        {" \t\r\n", ""},
        {"\xef\xbb\xbf{}", "{0};"},
        {"null true\nfalse 1 \"a\"", "z;t;f;n1;sa;"},
        {"{}{}", "{0};{0};"},
        {"[1,[2],{\"a\":{\"b\":null}}]", "[n1,[n21],{a={b=z1}1}3];"},
        {"-0.5e+10 12345678901234567890123 1E-2", "n-0.5e+10;n12345678901234567890123;n1E-2;"},
        {"{\"b\":1 , \"a\" : 2}", "{b=n1,a=n22};"},
        {"\"\\u00e9\\ud83d\\udc2a\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
         "s\xc3\xa9\xf0\x9f\x90\xaa\"\\/\b\f\n\r\t;"},
        {"{\"\":1}", "{=n11};"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++)
        assert_string_equal(read_all(slice(ROWS[i].text)), ROWS[i].seen);
}

static void what_is_no_json_is_refused_with_its_place(void **state)
{
    static const struct {
        const char *text;
        const char *seen;
    } ROWS[] = {
        {"{", "line 1, column 2: a member's name in double quotes is expected here"},
        {"{\"a\"}", "line 1, column 5: a ':' is expected after the name"},
        {"{\"a\":}", "line 1, column 6: a value is expected here"},
        {"{\"a\":1,}", "line 1, column 8: a member's name in double quotes is expected here"},
        {"{a:1}", "line 1, column 2: a member's name in double quotes is expected here"},
        {"{\"a\":1 \"b\":2}", "line 1, column 8: a ',' or '}' is expected here"},
        {"[1 2]", "line 1, column 4: a ',' or ']' is expected here"},
        {"[1,]", "line 1, column 4: a value is expected here"},
        {"[", "line 1, column 2: the text ends where a value is expected"},
        {"]", "line 1, column 1: a value is expected here"},
        {"\n\n  nul",
         "line 3, column 3: a word that is none of null, true and false; strings stand "
         "in double quotes"},
        {"'a'", "line 1, column 1: strings stand in double quotes"},
        {"01", "line 1, column 1: a number is digits without leading zeros"},
        {"-", "line 1, column 1: a number is digits without leading zeros"},
        {"1.", "line 1, column 1: digits must follow the point of a number"},
        {"1e", "line 1, column 1: digits must follow the exponent of a number"},
        {"\"a", "line 1, column 1: a string that never ends"},
        {"\"a\\", "line 1, column 3: after \\ comes one of \" \\ / b f n r t u"},
        {"\"\\x\"", "line 1, column 2: after \\ comes one of \" \\ / b f n r t u"},
        {"\"\\u12g4\"", "line 1, column 4: \\u takes four hexadecimal digits"},
        {"\"\\u12", "line 1, column 4: \\u takes four hexadecimal digits"},
        {"\"\\ud83d\"", "line 1, column 2: the first half of a surrogate pair without the second"},
        {"\"\\ud83d\\u0041\"",
         "line 1, column 2: the first half of a surrogate pair without the second"},
        {"\"\\udc2a\"", "line 1, column 2: the second half of a surrogate pair without the first"},
        {"\"\xe9\xa9\xbc\x01\"",
         "line 1, column 3: a control character in a string is written as \\u0000"},
        {"\"\xe9\xa9\xbc\xff\"", "line 1, column 3: the text is no UTF-8"},
        {"{\"a\":1,\"b\":2,\"a\":3}", "line 1, column 14: \"a\" is here a second time"},
        {"{\"a\":1,\"\\u0061\":3}", "line 1, column 8: \"a\" is here a second time"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++)
        assert_string_equal(read_all(slice(ROWS[i].text)), ROWS[i].seen);
}

static void nesting_is_bounded(void **state)
{
    char text[2 * (CV_JSON_DEPTH_MAX + 1)];

    (void)state;
    memset(text, '[', CV_JSON_DEPTH_MAX);
    memset(text + CV_JSON_DEPTH_MAX, ']', CV_JSON_DEPTH_MAX);
    assert_null(
        strstr(read_all((struct cv_slice){(uint8_t *)text, 2 * CV_JSON_DEPTH_MAX}), "nested"));
    memset(text, '[', sizeof(text));
    assert_non_null(strstr(read_all((struct cv_slice){(uint8_t *)text, sizeof(text)}),
                           "nested deeper than 210 levels"));
}

static void memory_is_bounded(void **state)
{
    static char text[100000];
    struct cv_arena small;
    struct cv_json_reader reader;
    struct cv_json *node;

    (void)state;
    memset(text, ',', sizeof(text));
    for (size_t i = 1; i < sizeof(text); i += 2)
        text[i] = '1';
    text[0] = '[';
    cv_arena_init(&small, 1 << 20);
    cv_json_open(&reader, (struct cv_slice){(uint8_t *)text, sizeof(text)});
    assert_int_equal(cv_json_next(&reader, &small, &node).code, CV_RESOURCE_EXHAUSTED);
    assert_null(node);
    cv_arena_release(&small);
}

static void numbers_are_read_exactly(void **state)
{
    static const struct {
        const char *text;
        bool fine;
        bool negative;
        uint64_t magnitude;
    } ROWS[] = {
        {"18446744073709551615", true, false, UINT64_MAX},
        {"18446744073709551616", false, false, 0},
        {"-9223372036854775808", true, true, (uint64_t)INT64_MAX + 1},
        {"1844674407370955161.5e1", true, false, UINT64_MAX},
        {"18446744073709551615000e-3", true, false, UINT64_MAX},
        {"18446744073709551615001e-3", false, false, 0},
        {"1e19", true, false, UINT64_C(10000000000000000000)},
        {"1e20", false, false, 0},
        {"-0.0e5", true, false, 0},
        {"0e999999999999999999999", true, false, 0},
        {"1e-1", false, false, 0},
        {"0.1e1", true, false, 1},
        {"+1", false, false, 0},
        {"1 ", false, false, 0},
        {"", false, false, 0},
        {".5", false, false, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        bool negative;
        uint64_t magnitude;

        assert_int_equal(cv_number_read_whole(slice(ROWS[i].text), &negative, &magnitude),
                         ROWS[i].fine);
        if (!ROWS[i].fine)
            continue;
        assert_int_equal(negative, ROWS[i].negative);
        assert_true(magnitude == ROWS[i].magnitude);
    }
}

static void digits_beyond_the_scale_are_cut_off(void **state)
{
    static const struct {
        const char *text;
        bool fine;
        bool negative;
        uint64_t thousandths;
    } ROWS[] = {
        {"0.1", true, false, 100},
        {"1.6055", true, false, 1605},
        {"0.0009", true, false, 0},
        {"-0.0009", true, true, 0},
        {"16055e-4", true, false, 1605},
        {"18446744073709551.6159", true, false, UINT64_MAX},
        {"18446744073709551.616", false, false, 0},
        {"x", false, false, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++) {
        bool negative;
        uint64_t magnitude;

        assert_int_equal(cv_number_read_scaled(slice(ROWS[i].text), 3, &negative, &magnitude),
                         ROWS[i].fine);
        if (!ROWS[i].fine)
            continue;
        assert_int_equal(negative, ROWS[i].negative);
        assert_true(magnitude == ROWS[i].thousandths);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_read_one_after_the_other),
        cmocka_unit_test(what_is_no_json_is_refused_with_its_place),
        cmocka_unit_test(nesting_is_bounded),
        cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(numbers_are_read_exactly),
        cmocka_unit_test(digits_beyond_the_scale_are_cut_off),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
