#include "net/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MODE 0640

/* What errno says; of a file, so not by the words for sockets. */
static struct cv_status trouble(void)
{
    const char *text = errno == ETIMEDOUT ? "nobody reads it" : strerrordesc_np(errno);

    return cv_status(CV_UNAVAILABLE, NULL, text == NULL ? "it cannot be written" : text);
}

static void learn(struct cv_log_file *file)
{
    struct stat now;

    if (fstat(file->fd, &now) != 0)
        return;
    file->device = now.st_dev;
    file->inode = now.st_ino;
    file->is_regular = S_ISREG(now.st_mode);
}

static bool is_stdout(const struct cv_log_file *file)
{
    return strcmp(file->path, "-") == 0;
}

struct cv_status cv_log_file_open(struct cv_log_file *file, const char *path)
{
    *file = (struct cv_log_file){.path = path, .fd = STDOUT_FILENO};
    if (!is_stdout(file))
        file->fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, MODE);
    if (file->fd < 0)
        return trouble();
    learn(file);
    return CV_STATUS_OK;
}

void cv_log_file_close(struct cv_log_file *file)
{
    if (!is_stdout(file) && file->fd >= 0)
        (void)close(file->fd);
    file->fd = -1;
}

void cv_log_file_follow(struct cv_log_file *file)
{
    struct cv_log_file next;
    struct stat now;

    if (is_stdout(file) || !file->is_regular)
        return;
    if (stat(file->path, &now) == 0 && now.st_dev == file->device && now.st_ino == file->inode)
        return;
    if (!cv_ok(cv_log_file_open(&next, file->path)))
        return;
    cv_log_file_close(file);
    *file = next;
}

/* A pipe that poll() says takes something takes PIPE_BUF without waiting. */
static ssize_t write_some(const struct cv_log_file *file, struct cv_slice rest, int patience_ms)
{
    struct pollfd ready = {.fd = file->fd, .events = POLLOUT};
    int count;

    if (file->is_regular)
        return write(file->fd, rest.at, rest.len);
    do {
        count = poll(&ready, 1, patience_ms);
    } while (count < 0 && errno == EINTR);
    if (count == 0)
        errno = ETIMEDOUT;
    return count <= 0 ? -1 : write(file->fd, rest.at, rest.len < PIPE_BUF ? rest.len : PIPE_BUF);
}

struct cv_status cv_log_file_write(struct cv_log_file *file, struct cv_slice *lines,
                                   int patience_ms)
{
    static const uint8_t END = '\n';

    if (file->torn && write_some(file, (struct cv_slice){&END, 1}, patience_ms) != 1)
        return trouble();
    file->torn = false;
    while (lines->len > 0) {
        ssize_t n = write_some(file, *lines, patience_ms);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return trouble();
        lines->at += n;
        lines->len -= (size_t)n;
        file->torn = lines->len > 0 && lines->at[-1] != '\n';
    }
    return CV_STATUS_OK;
}
