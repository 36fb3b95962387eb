#include "child.h"

#include "base/clock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define READY_NS (30 * CV_NS_PER_S)
#define END_NS   (20 * CV_NS_PER_S)
#define LOOK_MS  10 /* nothing tells of its end */

/* ---- its folder ---- */

static bool make_folder(struct child *child)
{
    const char *parent = getenv("TMPDIR");

    if (parent == NULL || *parent == '\0' || strlen(parent) > 32)
        parent = "/tmp";
    (void)snprintf(child->folder, sizeof(child->folder), "%s/caravan-XXXXXX", parent);
    if (mkdtemp(child->folder) != NULL)
        return true;
    (void)fprintf(
        stderr,
        T("caravan: no folder can be made in %s: %s\n", "caravan：无法在 %s 建立临时目录：%s\n"),
        parent, strerror(errno));
    child->folder[0] = '\0';
    return false;
}

/* The service has put files there, and no folders. */
static void remove_folder(struct child *child)
{
    DIR *folder = child->folder[0] == '\0' ? NULL : opendir(child->folder);
    const struct dirent *entry;

    if (folder == NULL)
        return;
    while ((entry = readdir(folder)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            (void)unlinkat(dirfd(folder), entry->d_name, 0);
    }
    (void)closedir(folder);
    (void)rmdir(child->folder);
    child->folder[0] = '\0';
}

/* ---- its life ---- */

static bool become_ready(struct served *served)
{
    uint64_t end_ns = cv_clock_ns() + READY_NS;

    while (served->address == NULL && served->pid != 0 && cv_clock_ns() < end_ns)
        served_wait(served, 1, -1, LOOK_MS);
    return served->address != NULL;
}

static enum exit_code start(struct child *child, const char *program, struct cv_arena *arena)
{
    const char *words[] = {served_program(program, arena),
                           "--store",
                           "sqlite:store.db",
                           "--listen",
                           "127.0.0.1:0",
                           "--log-level",
                           "error",
                           NULL};
    struct served *served = &child->served;
    struct cv_status status;
    sigset_t unblocked;

    (void)sigemptyset(&unblocked);
    if (words[0] == NULL || access(words[0], X_OK) != 0) {
        (void)fprintf(stderr,
                      T("caravan: %s cannot be started: %s\n"
                        "Start it somewhere and name it: --target ADDRESS\n",
                        "caravan：无法启动 %s：%s\n请自行启动，并用 --target 地址 指定\n"),
                      words[0] == NULL ? program : words[0], strerror(errno));
        return EXIT_FAILED;
    }
    status = served_start(served, words, child->folder, &unblocked, arena);
    if (cv_ok(status) && become_ready(served))
        return EXIT_DONE;
    (void)fprintf(stderr, T("caravan: %s did not start: %s\n", "caravan：%s 未能启动：%s\n"),
                  words[0],
                  !cv_ok(status)        ? status.message
                  : served->why != NULL ? served->why
                  : served->pid == 0    ? served_end(served)
                                     : T("it does not say where it listens", "未报告监听地址"));
    return EXIT_FAILED;
}

enum exit_code child_start(struct child *child, const char *program, struct cv_arena *arena)
{
    enum exit_code code = EXIT_FAILED;

    *child = (struct child){.served = {.out.fd = -1, .log.fd = -1}};
    if (make_folder(child))
        code = start(child, program, arena);
    if (code != EXIT_DONE)
        child_stop(child);
    return code;
}

void child_stop(struct child *child)
{
    struct served *served = &child->served;
    uint64_t end_ns = cv_clock_ns() + END_NS;

    if (child->folder[0] == '\0')
        return;
    served_tell(served, SIGTERM);
    while (served->pid != 0 && cv_clock_ns() < end_ns)
        served_wait(served, 1, -1, LOOK_MS);
    served_tell(served, SIGKILL);
    while (served->pid != 0)
        served_wait(served, 1, -1, LOOK_MS);
    served_close(served);
    remove_folder(child);
}
