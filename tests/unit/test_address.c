/* Addresses as people write them. */
#include "net/address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void addresses_are_read_and_printed_alike(void **state)
{
    static const struct {
        const char *text;
        enum cv_address_kind kind;
        const char *host;
        uint16_t port;
        bool local;
    } CASES[] = {
        {"127.0.0.1:7101", CV_ADDRESS_IP, "127.0.0.1", 7101, true},
        {"127.9.9.9:0", CV_ADDRESS_IP, "127.9.9.9", 0, true},
        {"0.0.0.0:7101", CV_ADDRESS_IP, "0.0.0.0", 7101, false},
        {"192.0.2.1:65535", CV_ADDRESS_IP, "192.0.2.1", 65535, false},
        {"[::1]:7101", CV_ADDRESS_IP, "::1", 7101, true},
        {"[::]:7101", CV_ADDRESS_IP, "::", 7101, false},
        {"[2001:db8::1]:1", CV_ADDRESS_IP, "2001:db8::1", 1, false},
        {"[fe80::1%lo]:7101", CV_ADDRESS_IP, "fe80::1%lo", 7101, false},
        {"[fe80::1%3]:7101", CV_ADDRESS_IP, "fe80::1%3", 7101, false},
        {"localhost:80", CV_ADDRESS_NAME, "localhost", 80, false},
        {"projects.example:7101", CV_ADDRESS_NAME, "projects.example", 7101, false},
        {"unix:/run/caravan.sock", CV_ADDRESS_UNIX, "/run/caravan.sock", 0, true},
        {"unix-abstract:caravan", CV_ADDRESS_ABSTRACT, "caravan", 0, true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct cv_address address;
        char text[CV_ADDRESS_TEXT_MAX + 16];

        assert_int_equal(cv_address_parse(CASES[i].text, &address).code, CV_OK);
        assert_int_equal(address.kind, CASES[i].kind);
        assert_string_equal(address.host, CASES[i].host);
        assert_int_equal(address.port, CASES[i].port);
        assert_int_equal(cv_address_is_local(&address), CASES[i].local);
        cv_address_print(&address, text);
        assert_string_equal(text, CASES[i].text);
    }
}

static void what_is_no_address_is_refused_with_what_is_allowed(void **state)
{
    static const char *const WRONG[] = {
        "",
        "localhost",
        ":7101",
        "127.0.0.1:",
        "127.0.0.1:65536",
        "::1:7101",
        "[::1]",
        "[name]:7101",
        "host name:7101",
        "127.0.0.1:-1",
        "unix:",
        "[]:1",
        "a/b:7101",
        "127.0.0.1:7x",
        "host\n:1",
        "unix-abstract:",
        "[fe80::1%]:1",
        "[fe80::1%a b]:1",
        "[%lo]:1",
        "127.0.0.1%lo:1",
    };
    char longest[400] = "unix:/";

    (void)state;
    for (size_t i = 0; i < COUNT(WRONG); i++) {
        struct cv_address address;
        struct cv_status status = cv_address_parse(WRONG[i], &address);

        assert_int_equal(status.code, CV_INVALID_ARGUMENT);
        assert_true(strstr(status.message, ":") != NULL);
    }
    memset(longest + 6, 'a', 102); /* with the slash 103 bytes, sun_path holds 107 and a NUL */
    assert_int_equal(cv_address_parse(longest, &(struct cv_address){0}).code, CV_OK);
    memset(longest + 6, 'a', 107);
    assert_int_equal(cv_address_parse(longest, &(struct cv_address){0}).code, CV_INVALID_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read_and_printed_alike),
        cmocka_unit_test(what_is_no_address_is_refused_with_what_is_allowed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
