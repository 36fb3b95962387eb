#include "net/inherited.h"

#include "net/internal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define FIRST     3   /* of the descriptors that are handed over */
#define COUNT_MAX 256 /* of them */

static long number_of(const char *variable)
{
    const char *text = getenv(variable);

    return text == NULL ? 0 : strtol(text, NULL, 10);
}

static int count(void)
{
    long told = number_of("LISTEN_PID") == (long)getpid() ? number_of("LISTEN_FDS") : 0;

    return told > 0 && told <= COUNT_MAX ? (int)told : 0;
}

/* Nobody has taken it: what is handed over stays open in a child, and nothing of ours does. */
static bool is_free(int fd)
{
    int flags = fcntl(fd, F_GETFD);
    int listens = 0;
    socklen_t len = sizeof(listens);

    return flags >= 0 && (flags & FD_CLOEXEC) == 0 &&
           getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &len) == 0 && listens != 0;
}

static bool address_of(int fd, struct cv_address *address)
{
    union {
        struct sockaddr_storage any;
        struct sockaddr_un un;
    } at = {0};
    socklen_t len = sizeof(at);
    size_t path;

    if (getsockname(fd, (struct sockaddr *)&at, &len) != 0)
        return false;
    cv_address_of_socket(&at.any, address);
    if (at.any.ss_family != AF_UNIX)
        return true;
    path = len - offsetof(struct sockaddr_un, sun_path);
    if (path > 0 && at.un.sun_path[0] == '\0') {
        address->kind = CV_ADDRESS_ABSTRACT;
        memcpy(address->host, at.un.sun_path + 1, path - 1);
    } else {
        memcpy(address->host, at.un.sun_path, strnlen(at.un.sun_path, path));
    }
    return true;
}

int cv_inherited_take(const struct cv_address *address)
{
    struct cv_address wanted = *address;
    struct cv_address found;
    struct sockaddr_storage storage;

    /* An IP address may be written in several ways. */
    if (address->kind == CV_ADDRESS_IP && cv_address_socket(address, &storage) > 0)
        cv_address_of_socket(&storage, &wanted);
    for (int fd = FIRST; fd < FIRST + count(); fd++) {
        if (is_free(fd) && address_of(fd, &found) && cv_address_equal(&found, &wanted) &&
            fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && fcntl(fd, F_SETFL, O_NONBLOCK) == 0)
            return fd;
    }
    return -1;
}

bool cv_inherited_left(struct cv_address *address)
{
    for (int fd = FIRST; fd < FIRST + count(); fd++) {
        if (is_free(fd) && address_of(fd, address))
            return true;
    }
    return false;
}
