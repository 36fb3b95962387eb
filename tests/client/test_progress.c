/* The progress line, on a pseudo terminal and in virtual time. */
#include "base/clock.h"
#include "progress.h"

#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static uint64_t now_ns;

static uint64_t virtual_ns(void)
{
    return now_ns;
}

static int64_t virtual_us(void)
{
    return 0;
}

static const struct cv_clock CLOCK = {virtual_ns, virtual_us};

struct terminal {
    int master;
    FILE *out;
    char seen[4096];
};

static int set_up(void **state)
{
    static struct terminal terminal;
    int slave;

    terminal = (struct terminal){0};
    assert_int_equal(openpty(&terminal.master, &slave, NULL, NULL, NULL), 0);
    terminal.out = fdopen(slave, "w");
    assert_non_null(terminal.out);
    now_ns = 50 * CV_NS_PER_S;
    cv_clock_set(&CLOCK);
    *state = &terminal;
    return 0;
}

static int tear_down(void **state)
{
    struct terminal *terminal = *state;

    cv_clock_set(NULL);
    (void)fclose(terminal->out);
    (void)close(terminal->master);
    return 0;
}

/* What has come to the screen since the last look; a mark ends it, so that reading never waits. */
static const char *screen(struct terminal *terminal)
{
    size_t len = 0;

    (void)fputc('$', terminal->out);
    (void)fflush(terminal->out);
    do {
        ssize_t n = read(terminal->master, terminal->seen + len, sizeof(terminal->seen) - len - 1);

        assert_true(n > 0);
        len += (size_t)n;
    } while (terminal->seen[len - 1] != '$');
    terminal->seen[len - 1] = '\0';
    return terminal->seen;
}

static void nothing_is_shown_of_what_is_quick(void **state)
{
    struct terminal *terminal = *state;
    struct progress progress;

    progress_start(&progress, "reading", terminal->out);
    now_ns += 999 * CV_NS_PER_MS;
    progress_show(&progress, 1, 2);
    progress_end(&progress);
    assert_string_equal(screen(terminal), "");
}

static void a_bar_grows_and_goes(void **state)
{
    struct terminal *terminal = *state;
    struct progress progress;

    progress_start(&progress, "reading", terminal->out);
    now_ns += 1500 * CV_NS_PER_MS;
    progress_show(&progress, 1, 2);
    assert_string_equal(screen(terminal), "\rreading [###############---------------]  50 %  1 s");
    now_ns += 50 * CV_NS_PER_MS; /* too soon to draw again */
    progress_show(&progress, 2, 2);
    assert_string_equal(screen(terminal), "");
    now_ns += CV_NS_PER_S;
    progress_show(&progress, 2, 2);
    assert_string_equal(screen(terminal), "\rreading [##############################] 100 %  2 s");
    progress_end(&progress);
    assert_string_equal(screen(terminal), "\r\033[K");
}

static void a_block_wanders_while_nobody_knows(void **state)
{
    struct terminal *terminal = *state;
    struct progress progress;

    progress_start(&progress, "recording", terminal->out);
    now_ns += 2600 * CV_NS_PER_MS;
    progress_show(&progress, 0, 0);
    assert_string_equal(screen(terminal), "\rrecording [-######-----------------------] 2 s");
    progress_end(&progress);
    (void)screen(terminal);
}

static void nothing_is_shown_where_there_is_no_terminal(void **state)
{
    struct progress progress;
    FILE *file = tmpfile();
    long size;

    (void)state;
    assert_non_null(file);
    progress_start(&progress, "reading", file);
    now_ns += 10 * CV_NS_PER_S;
    progress_show(&progress, 1, 2);
    progress_end(&progress);
    (void)fflush(file);
    size = ftell(file);
    (void)fclose(file);
    assert_int_equal(size, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_shown_of_what_is_quick, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_bar_grows_and_goes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_block_wanders_while_nobody_knows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_is_shown_where_there_is_no_terminal, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
