/* Opening what --call-log and --otlp ask for, where something fails: the error names the option,
 * and nothing stays open. Under the address sanitizer nothing stays in memory either. */
#include "app/tracer.h"
#include "base/arena.h"
#include "base/fault.h"
#include "base/metric.h"
#include "rpc/server.h"
#include "support/certificates.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define NEVER_REACHED 1000000UL
#define NOBODY        "127.0.0.1:1" /* asked for when there is a span to send, so never */
#define COUNT(array)  (sizeof(array) / sizeof((array)[0]))

static char folder[] = "/tmp/caravan-tracer-XXXXXX";
static char log_path[64];
static char ca_path[64];

struct opened {
    struct cv_server *server;
    struct cv_arena arena;
    struct cv_metrics metrics;
    struct cv_tracer *tracer;
    struct cv_status status;
    unsigned long points; /* passed */
    bool fired;
};

/* Only what opens the tracer meets the fault. */
static void open_with(struct opened *opened, const struct cv_trace_options *options,
                      unsigned long nth)
{
    const struct cv_server_config server = {.threads = 2};
    struct cv_tracer_config config = {
        .service = "test",
        .version = "1",
        .threads = 2,
        .options = options,
        .metrics = &opened->metrics,
    };

    memset(opened, 0, sizeof(*opened));
    cv_arena_init(&opened->arena, (size_t)1024 * 1024);
    cv_metrics_init(&opened->metrics);
    assert_true(cv_ok(cv_server_new(&server, &opened->server)));
    config.server = opened->server;
    cv_fault_arm(CV_FAULT_ANY, nth);
    opened->status = cv_tracer_open(&config, &opened->arena, &opened->tracer);
    opened->points = cv_fault_passed();
    opened->fired = cv_fault_fired();
    cv_fault_off();
}

static void close_all(struct opened *opened)
{
    cv_server_free(opened->server);
    cv_tracer_close(opened->tracer);
    cv_arena_release(&opened->arena);
}

static unsigned open_files(void)
{
    DIR *list = opendir("/proc/self/fd");
    unsigned count = 0;

    assert_non_null(list);
    while (readdir(list) != NULL)
        count++;
    assert_int_equal(closedir(list), 0);
    return count;
}

static bool names(const struct cv_status *status, const char *option, const char *value)
{
    return status->field != NULL && strcmp(status->field, option) == 0 &&
           strncmp(status->message, option, strlen(option)) == 0 &&
           strstr(status->message, value) != NULL;
}

/* Of an option that was given. */
static void judge(const struct cv_status *status, const struct cv_trace_options *options)
{
    if ((options->call_log != NULL && names(status, "--call-log", options->call_log)) ||
        (options->otlp != NULL && names(status, "--otlp", options->otlp)))
        assert_int_equal(status->code, CV_RESOURCE_EXHAUSTED);
    else
        fail_msg("names no option that was given: %s", status->message);
}

static void whatever_fails_names_the_option_and_leaves_nothing(void **state)
{
    const struct cv_trace_options cases[] = {
        {.call_log = log_path},
        {.otlp = NOBODY},
        {.otlp = "localhost:1", .otlp_ca = ca_path},
        {.call_log = log_path, .otlp = NOBODY, .otlp_ca = ca_path},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        unsigned failed = 0;
        unsigned before = 0;
        struct opened opened = {.fired = true};

        for (unsigned long nth = 1; opened.fired; nth++) {
            open_with(&opened, &cases[i], nth);
            if (cv_ok(opened.status)) {
                assert_non_null(opened.tracer);
            } else {
                assert_true(opened.fired);
                assert_null(opened.tracer);
                judge(&opened.status, &cases[i]);
                failed++;
            }
            close_all(&opened);
            if (nth == 1)
                before = open_files(); /* and those that the first loop opens for good */
            assert_int_equal(open_files(), before);
        }
        assert_true(cv_ok(opened.status));
        assert_true(failed >= 5);
    }
}

static void what_is_not_there_is_told_with_its_option(void **state)
{
    static const struct {
        struct cv_trace_options options;
        const char *told;
    } CASES[] = {
        {{.call_log = "/nowhere/calls"}, "--call-log /nowhere/calls: No such file"},
        {{.otlp = NOBODY, .otlp_ca = "/nowhere/ca.pem"}, "--otlp " NOBODY ": "},
        {{.call_log = "-", .log_methods = {{"a.B/C", 1}}, .log_method_count = 1},
         "--call-log-sample a.B/C: this service has no such method"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct opened opened;

        open_with(&opened, &CASES[i].options, NEVER_REACHED);
        assert_false(cv_ok(opened.status));
        if (strncmp(opened.status.message, CASES[i].told, strlen(CASES[i].told)) != 0)
            fail_msg("%s", opened.status.message);
        assert_null(opened.tracer);
        close_all(&opened);
    }
}

static void who_asks_for_nothing_pays_nothing(void **state)
{
    const struct cv_trace_options none = {.call_log = NULL};
    struct opened opened;

    (void)state;
    open_with(&opened, &none, NEVER_REACHED);
    assert_true(cv_ok(opened.status));
    assert_null(opened.tracer);
    assert_int_equal(opened.points, 0);
    assert_int_equal(opened.arena.used, 0);
    close_all(&opened);
}

static int make_files(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(log_path, sizeof(log_path), "%s/calls", folder);
    (void)snprintf(ca_path, sizeof(ca_path), "%s/ca.pem", folder);
    certificates_make(folder);
    return 0;
}

static int remove_files(void **state)
{
    DIR *list = opendir(folder);
    const struct dirent *file;

    (void)state;
    assert_non_null(list);
    while ((file = readdir(list)) != NULL)
        (void)unlinkat(dirfd(list), file->d_name, 0);
    assert_int_equal(closedir(list), 0);
    assert_int_equal(rmdir(folder), 0);
    cv_arena_thread_done();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_fails_names_the_option_and_leaves_nothing),
        cmocka_unit_test(what_is_not_there_is_told_with_its_option),
        cmocka_unit_test(who_asks_for_nothing_pays_nothing),
    };

    return cmocka_run_group_tests(tests, make_files, remove_files);
}
