#include "support/child.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define LINE_MAX_BYTES 4096

static void read_line(int fd, char line[LINE_MAX_BYTES])
{
    size_t len = 0;

    while (len + 1 < LINE_MAX_BYTES && read(fd, &line[len], 1) == 1 && line[len] != '\n')
        len++;
    line[len] = '\0';
}

/* The first of "listen":["ADDRESS"...] */
static void find_address(struct child *child, const char *line)
{
    static const char key[] = "\"listen\":[\"";
    const char *at = strstr(line, key);
    size_t len;

    if (at == NULL)
        fail_msg("the child did not start: it said \"%s\"", line);
    else {
        at += sizeof(key) - 1;
        len = strcspn(at, "\"");
        assert_in_range(len, 1, sizeof(child->address) - 1);
        memcpy(child->address, at, len);
        child->address[len] = '\0';
    }
}

void child_start(struct child *child, const char *const *arguments)
{
    char line[LINE_MAX_BYTES];
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    child->pid = fork();
    assert_true(child->pid >= 0);
    if (child->pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)dup2(ends[1], STDOUT_FILENO);
        (void)close(ends[0]);
        (void)close(ends[1]);
        (void)execv(arguments[0], (char *const *)(uintptr_t)arguments);
        _exit(127);
    }
    (void)close(ends[1]);
    child->out = ends[0];
    read_line(child->out, line);
    find_address(child, line);
}

void child_ask(const struct child *child)
{
    (void)kill(child->pid, SIGTERM);
}

int child_wait(struct child *child)
{
    int status = 0;

    assert_int_equal(waitpid(child->pid, &status, 0), child->pid);
    (void)close(child->out);
    child->pid = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void child_kill(struct child *child)
{
    (void)kill(child->pid, SIGKILL);
    (void)child_wait(child);
}
