#include "served.h"

#include "base/assert.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define PATH_MAX_BYTES 4096

/* ---- start ---- */

const char *served_program(const char *name, struct cv_arena *arena)
{
    char self[PATH_MAX_BYTES];
    ssize_t len = readlink("/proc/self/exe", self, sizeof(self));

    while (len > 0 && self[len - 1] != '/')
        len--;
    return len <= 0 || name == NULL ? NULL : cv_arena_printf(arena, "%.*s%s", (int)len, self, name);
}

/* CARAVAN_TLS_CERT and others would mean a client's certificate to us and the server's to it. */
static char **child_environment(struct cv_arena *arena)
{
    size_t count = 0;
    size_t kept = 0;
    char **made;

    while (environ[count] != NULL)
        count++;
    made = cv_arena_alloc(arena, (count + 1) * sizeof(*made));
    if (made == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        if (strncmp(environ[i], "CARAVAN_", 8) != 0)
            made[kept++] = environ[i];
    }
    made[kept] = NULL;
    return made;
}

/* In the child, where nothing may be done that needs a lock. */
static void become(const char *const *words, char *const *environment, const char *folder,
                   const sigset_t *unblocked, pid_t parent, const int ends[2])
{
    int null = open("/dev/null", O_RDONLY);

    (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) /* it died before we asked to be told */
        _exit(1);
    (void)setpgid(0, 0);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(ends[0], STDOUT_FILENO) < 0 ||
        dup2(ends[1], STDERR_FILENO) < 0 || chdir(folder) != 0)
        _exit(127);
    (void)sigprocmask(SIG_SETMASK, unblocked, NULL);
    (void)execve(words[0], (char *const *)(uintptr_t)words, environment);
    _exit(127);
}

static bool open_output(struct served_output *output, int *child_end)
{
    int ends[2];

    *output = (struct served_output){.fd = -1};
    *child_end = -1;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    (void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
    output->fd = ends[0];
    *child_end = ends[1];
    return true;
}

struct cv_status served_start(struct served *served, const char *const *words, const char *folder,
                              const sigset_t *unblocked, struct cv_arena *arena)
{
    char **environment = child_environment(arena);
    pid_t self = getpid();
    int ends[2];
    bool opened = open_output(&served->out, &ends[0]);
    pid_t pid;

    opened = open_output(&served->log, &ends[1]) && opened && environment != NULL;
    pid = opened ? fork() : -1;
    if (pid == 0)
        become(words, environment, folder, unblocked, self, ends);
    served->arena = arena;
    served->pid = pid < 0 ? 0 : pid;
    for (size_t i = 0; i < 2; i++) {
        if (ends[i] >= 0)
            (void)close(ends[i]);
    }
    if (pid < 0) {
        served_close(served);
        return cv_status_f(arena, CV_UNAVAILABLE, NULL, T("cannot start %s: %s", "无法启动 %s：%s"),
                           words[0], strerror(errno));
    }
    return CV_STATUS_OK;
}

/* ---- what it says ---- */

/* The text behind `key` in a line of JSON that our own programs wrote, as it stands there. */
static const char *text_behind(const char *line, const char *key, struct cv_arena *arena)
{
    const char *at = strstr(line, key);
    size_t len = 0;

    if (at == NULL)
        return NULL;
    at += strlen(key);
    while (at[len] != '\0' && at[len] != '"')
        len += at[len] == '\\' && at[len + 1] != '\0' ? 2 : 1;
    return cv_arena_string_n(arena, at, len);
}

static void take_line(struct served *served, const struct served_output *output, const char *line)
{
    if (output == &served->log) {
        (void)fputs(line, stderr);
        if (strstr(line, "\"event\":\"failed\"") != NULL)
            served->why = text_behind(line, "\"message\":\"", served->arena);
    } else if (served->address == NULL) {
        served->address = text_behind(line, "\"listen\":[\"", served->arena);
    }
}

/* Whole lines of what has come; what is longer than there is room for counts as one. */
static void take_lines(struct served *served, struct served_output *output)
{
    char *begin = output->line;
    char *end;

    output->line[output->len] = '\0';
    while ((end = strchr(begin, '\n')) != NULL || output->len == SERVED_LINE_MAX) {
        size_t len = end == NULL ? output->len : (size_t)(end - begin) + 1;
        char after = begin[len];

        begin[len] = '\0';
        take_line(served, output, begin);
        begin[len] = after;
        begin += len;
        output->len -= len;
    }
    memmove(output->line, begin, output->len);
}

static void hear(struct served *served, struct served_output *output)
{
    ssize_t got;

    while ((got = read(output->fd, output->line + output->len, SERVED_LINE_MAX - output->len)) >
           0) {
        output->len += (size_t)got;
        take_lines(served, output);
    }
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    (void)close(output->fd);
    output->fd = -1;
}

/* ---- events ---- */

static void reap(struct served *served)
{
    if (served->pid == 0 || waitpid(served->pid, &served->end, WNOHANG) != served->pid)
        return;
    served->pid = 0;
    if (served->log.fd >= 0)
        hear(served, &served->log); /* its last words */
}

void served_wait(struct served *served, size_t count, int fd, int wait_ms)
{
    struct pollfd fds[1 + 2 * SERVED_MAX] = {{.fd = fd, .events = POLLIN}};

    CV_ASSERT_CMP(count, <=, SERVED_MAX);
    for (size_t i = 0; i < count; i++) {
        fds[1 + 2 * i] = (struct pollfd){.fd = served[i].out.fd, .events = POLLIN};
        fds[2 + 2 * i] = (struct pollfd){.fd = served[i].log.fd, .events = POLLIN};
    }
    (void)poll(fds, 1 + 2 * count, wait_ms);
    for (size_t i = 0; i < count; i++) {
        if (fds[1 + 2 * i].revents != 0)
            hear(&served[i], &served[i].out);
        if (fds[2 + 2 * i].revents != 0)
            hear(&served[i], &served[i].log);
        reap(&served[i]);
    }
}

/* ---- end ---- */

void served_tell(struct served *served, int number)
{
    if (served->pid != 0)
        (void)kill(served->pid, number);
}

void served_close(struct served *served)
{
    for (int i = 0; i < 2; i++) {
        struct served_output *output = i == 0 ? &served->out : &served->log;

        if (output->fd >= 0)
            (void)close(output->fd);
        output->fd = -1;
    }
}

const char *served_end(const struct served *served)
{
    return WIFSIGNALED(served->end)
               ? cv_arena_printf(served->arena, T("was killed by signal %d", "被信号 %d 终止"),
                                 WTERMSIG(served->end))
               : cv_arena_printf(served->arena, T("ended with %d", "以退出码 %d 结束"),
                                 WEXITSTATUS(served->end));
}
