/* Whom a channel is for, as people write it. */
#include "rpc/target.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void targets_are_read_as_grpc_writes_them(void **state)
{
    static const struct {
        const char *text;
        bool is_name;
        const char *addresses; /* as printed, with commas */
        const char *authority;
        const char *host;
    } CASES[] = {
        {"host:50051", true, "host:50051", "host:50051", "host"},
        {"127.0.0.1:1", false, "127.0.0.1:1", "127.0.0.1:1", "127.0.0.1"},
        {"[::1]:1", false, "[::1]:1", "[::1]:1", "::1"},
        {"dns:host:50051", true, "host:50051", "host:50051", "host"},
        {"dns:///host.example", true, "host.example:443", "host.example", "host.example"},
        {"dns:///host:1", true, "host:1", "host:1", "host"},
        {"dns:127.0.0.1:5", false, "127.0.0.1:5", "127.0.0.1:5", "127.0.0.1"},
        {"dns:[::1]:5", false, "[::1]:5", "[::1]:5", "::1"},
        {"dns:[::1]", false, "[::1]:443", "[::1]", "::1"},
        {"ipv4:10.0.0.1:5", false, "10.0.0.1:5", "10.0.0.1:5", "10.0.0.1"},
        {"ipv4:10.0.0.1:5,10.0.0.2,10.0.0.3:7", false, "10.0.0.1:5,10.0.0.2:443,10.0.0.3:7",
         "10.0.0.1:5", "10.0.0.1"},
        {"ipv6:[::1]:5,[::2]:6", false, "[::1]:5,[::2]:6", "[::1]:5", "::1"},
        {"ipv6:::1", false, "[::1]:443", "[::1]", "::1"},
        {"unix:/run/x.sock", false, "unix:/run/x.sock", "localhost", "localhost"},
        {"unix:x.sock", false, "unix:x.sock", "localhost", "localhost"},
        {"unix:///run/x.sock", false, "unix:/run/x.sock", "localhost", "localhost"},
        {"unix-abstract:x", false, "unix-abstract:x", "localhost", "localhost"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct cv_target target;
        char all[512] = "";

        assert_int_equal(cv_target_parse(CASES[i].text, &target).code, CV_OK);
        for (size_t j = 0; j < target.count; j++) {
            if (j > 0)
                strcat(all, ",");
            cv_address_print(&target.addresses[j], all + strlen(all));
        }
        assert_int_equal(target.is_name, CASES[i].is_name);
        assert_string_equal(all, CASES[i].addresses);
        assert_string_equal(target.authority, CASES[i].authority);
        assert_string_equal(cv_target_host(&target), CASES[i].host);
    }
}

static void what_is_no_target_is_refused_with_what_is_allowed(void **state)
{
    static const char *const WRONG[] = {
        "",
        "host",
        "http://host:1",
        "dns:",
        "dns:///",
        "dns://8.8.8.8/host",
        "dns:a b",
        "ipv4:",
        "ipv4:host:1",
        "ipv4:10.0.0.1:5,",
        "ipv4:,10.0.0.1:5",
        "ipv4:[::1]:5",
        "ipv4:10.0.0.1:65536",
        "ipv6:10.0.0.1:5",
        "ipv6:::1:zz",
        "unix:",
        "unix://",
        "unix://host/run/x.sock",
        "unix-abstract:",
    };
    char many[400] = "ipv4:10.0.0.1";
    struct cv_target target;

    (void)state;
    for (size_t i = 0; i < COUNT(WRONG); i++) {
        struct cv_status status = cv_target_parse(WRONG[i], &target);

        assert_int_equal(status.code, CV_INVALID_ARGUMENT);
        assert_true(strpbrk(status.message, ":1") != NULL);
    }
    for (int i = 0; i < 15; i++)
        strcat(many, ",10.0.0.1");
    assert_int_equal(cv_target_parse(many, &target).code, CV_OK);
    strcat(many, ",10.0.0.1");
    assert_int_equal(cv_target_parse(many, &target).code, CV_INVALID_ARGUMENT);
    memset(many + 5, '1', 390);
    assert_int_equal(cv_target_parse(many, &target).code, CV_INVALID_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(targets_are_read_as_grpc_writes_them),
        cmocka_unit_test(what_is_no_target_is_refused_with_what_is_allowed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
