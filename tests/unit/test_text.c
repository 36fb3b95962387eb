/* Texts and identities: UTF-8, UUIDs, log lines, statuses; and what stops the process. */
#include "base/arena.h"
#include "base/assert.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/state.h"
#include "base/utf8.h"
#include "base/uuid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void only_utf8_without_nul_is_valid(void **state)
{
    static const struct {
        const char *text;
        size_t len;
        bool valid;
    } CASES[] = {
        {"", 0, true},
        {"plain text, long enough", 23, true},
        {"\xe4\xb8\x87\xe5\x85\x83", 6, true}, /* 万元 */
        {"\xf0\x9f\x9a\x82", 4, true},
        {"\xf4\x8f\xbf\xbf", 4, true},  /* U+10FFFF */
        {"\xf4\x90\x80\x80", 4, false}, /* above it */
        {"\xed\xa0\x80", 3, false},     /* a surrogate */
        {"\xed\x9f\xbf", 3, true},
        {"\xc0\x80", 2, false}, /* overlong */
        {"\xc1\xbf", 2, false},
        {"\xc2\x80", 2, true},
        {"\xe0\x9f\xbf", 3, false},
        {"\xf0\x8f\xbf\xbf", 4, false},
        {"\x80", 1, false},
        {"\xff", 1, false},
        {"\xe4\xb8", 2, false}, /* cut off */
        {"a\0b", 3, false},
        {"12345678\0", 9, false},
        {"1234567\0", 8, false},
        {"1234567\x80", 8, false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++)
        assert_int_equal(cv_utf8_valid((const uint8_t *)CASES[i].text, CASES[i].len),
                         CASES[i].valid);
}

/* Long text is looked at in larger steps. */
static void one_wrong_byte_is_found_wherever_it_is(void **state)
{
    uint8_t text[200];

    (void)state;
    memset(text, 'x', sizeof(text));
    assert_true(cv_utf8_valid(text, sizeof(text)));
    for (size_t at = 0; at < sizeof(text); at++) {
        for (unsigned byte = 0; byte <= UINT8_MAX; byte++) {
            text[at] = (uint8_t)byte;
            assert_int_equal(cv_utf8_valid(text, sizeof(text)), byte > 0 && byte < 0x80);
        }
        text[at] = 'x';
    }
}

/* Against the definition: every code point encoded by hand, everything else refused. */
static void every_code_point_is_valid_in_one_form_only(void **state)
{
    size_t valid = 0;

    (void)state;
    for (uint32_t word = 0; word < 0x1000000; word++) {
        uint8_t b[3] = {(uint8_t)(word >> 16), (uint8_t)(word >> 8), (uint8_t)word};
        uint32_t point = (uint32_t)(b[0] & 15) << 12 | (uint32_t)(b[1] & 63) << 6 | (b[2] & 63u);
        bool form = (b[0] & 0xf0) == 0xe0 && (b[1] & 0xc0) == 0x80 && (b[2] & 0xc0) == 0x80;
        bool expected = form && point >= 0x800 && (point < 0xd800 || point > 0xdfff);

        if ((cv_utf8_length(b, 3) == 3) != expected)
            fail_msg("%06x", (unsigned)word);
        valid += expected;
    }
    assert_int_equal(valid, 0x10000 - 0x800 - 0x800);
}

static int64_t utc_us = INT64_C(1700000000000000);

static uint64_t no_time(void)
{
    return 0;
}

static int64_t set_time(void)
{
    return utc_us;
}

static void uuids_follow_each_other_also_when_the_clock_goes_back(void **state)
{
    static const struct cv_clock CLOCK = {no_time, set_time};
    struct cv_uuid before = {0};

    (void)state;
    cv_clock_set(&CLOCK);
    for (int i = 0; i < 20000; i++) { /* more than one millisecond has numbers for */
        struct cv_uuid uuid = cv_uuid7();
        struct cv_uuid parsed;
        char text[CV_UUID_TEXT];

        assert_true(memcmp(before.bytes, uuid.bytes, 16) < 0);
        assert_int_equal(uuid.bytes[6] >> 4, 7);
        assert_int_equal(uuid.bytes[8] >> 6, 2);
        cv_uuid_print(uuid, text);
        assert_true(cv_uuid_parse(text, &parsed));
        assert_memory_equal(parsed.bytes, uuid.bytes, 16);
        before = uuid;
        utc_us += i % 3 == 0 ? -500 : 100;
    }
    cv_clock_set(NULL);
}

static void what_is_no_uuid_is_refused(void **state)
{
    static const char *const WRONG[] = {
        "",
        "0190a5b0-0000-7000-8000-00000000000",
        "0190a5b0-0000-7000-8000-0000000000000",
        "0190a5b0-0000-7000-8000-00000000000g",
        "0190a5b0+0000-7000-8000-000000000000",
        "0190a5b000000-7000-8000-000000000000",
    };
    struct cv_uuid uuid;

    (void)state;
    for (size_t i = 0; i < COUNT(WRONG); i++)
        assert_false(cv_uuid_parse(WRONG[i], &uuid));
    assert_true(cv_uuid_parse("0190A5B0-0000-7000-8000-00000000000F", &uuid));
    assert_int_equal(uuid.bytes[1], 0x90);
}

static void a_seed_gives_the_same_numbers(void **state)
{
    uint64_t first;
    uint8_t bytes[1000];

    (void)state;
    cv_random_seed(42);
    first = cv_random_u64();
    assert_int_not_equal(cv_random_u64(), first);
    cv_random_seed(42);
    assert_int_equal(cv_random_u64(), first);
    cv_random_seed(0);
    assert_int_not_equal(cv_random_u64(), first); /* one time in 2^64 */
    memset(bytes, 0, sizeof(bytes));
    cv_random_bytes(bytes, sizeof(bytes));
    assert_true(memchr(bytes + 900, 0, 100) == NULL || memchr(bytes + 900, 1, 100) == NULL ||
                bytes[999] != bytes[998]);
}

static void a_log_line_is_json_whatever_is_in_it(void **state)
{
    struct cv_buf buf;

    (void)state;
    cv_buf_init(&buf, 1000);
    cv_log_json_string(&buf, "a\"b\\c\n\x7f\xff\xe5\x85\x83");
    assert_int_equal(buf.len, strlen("\"a\\\"b\\\\c\\u000a\\u007f\\ufffd\xe5\x85\x83\""));
    assert_memory_equal(buf.at, "\"a\\\"b\\\\c\\u000a\\u007f\\ufffd\xe5\x85\x83\"", buf.len);
    cv_buf_free(&buf);
}

static void a_message_without_room_keeps_its_format(void **state)
{
    struct cv_arena none;
    struct cv_status status;

    (void)state;
    cv_arena_init(&none, 0);
    status = cv_status_field(&none, "amount", "must not be %d", 7);
    assert_int_equal(status.code, CV_INVALID_ARGUMENT);
    assert_string_equal(status.field, "amount");
    assert_string_equal(status.message, "must not be %d");
    assert_string_equal(cv_code_name(CV_DATA_LOSS), "DATA_LOSS");
    assert_string_equal(cv_code_name((enum cv_code)17), "UNKNOWN");
    assert_string_equal(cv_code_name((enum cv_code) - 1), "UNKNOWN");
}

/* ---- what stops the process ---- */

enum {
    OPEN,
    SHUT
};

static void move_back(void)
{
    static const struct cv_state_row MOVES[] = {
        [OPEN] = {"open", CV_TO(SHUT)}, [SHUT] = {"shut", 0}};
    unsigned now = OPEN;

    cv_state_move(MOVES, &now, SHUT);
    cv_state_move(MOVES, &now, OPEN);
}

static void compare(void)
{
    CV_ASSERT_CMP(3 + 4, <, 5);
}

static void assert_plain(void)
{
    CV_ASSERT(1 + 1 == 3);
}

/* Run in a process of its own; what it says on stderr before it is gone. */
static void dies_saying(void (*run)(void), const char *first, const char *second)
{
    char said[1024] = {0};
    size_t len = 0;
    ssize_t n;
    int pipe_fd[2];
    int status;
    pid_t child;

    assert_int_equal(pipe(pipe_fd), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)dup2(pipe_fd[1], STDERR_FILENO);
        run();
        _exit(0);
    }
    (void)close(pipe_fd[1]);
    while ((n = read(pipe_fd[0], said + len, sizeof(said) - 1 - len)) > 0)
        len += (size_t)n;
    (void)close(pipe_fd[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
    assert_non_null(strstr(said, first));
    assert_non_null(strstr(said, second));
}

static void programmer_errors_stop_the_process_and_say_why(void **state)
{
    (void)state;
    dies_saying(move_back, "shut", "open");
    dies_saying(compare, "7", "5");
    dies_saying(assert_plain, "test_text.c", "1 + 1 == 3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_utf8_without_nul_is_valid),
        cmocka_unit_test(one_wrong_byte_is_found_wherever_it_is),
        cmocka_unit_test(every_code_point_is_valid_in_one_form_only),
        cmocka_unit_test(uuids_follow_each_other_also_when_the_clock_goes_back),
        cmocka_unit_test(what_is_no_uuid_is_refused),
        cmocka_unit_test(a_seed_gives_the_same_numbers),
        cmocka_unit_test(a_log_line_is_json_whatever_is_in_it),
        cmocka_unit_test(a_message_without_room_keeps_its_format),
        cmocka_unit_test(programmer_errors_stop_the_process_and_say_why),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
