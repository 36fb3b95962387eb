#include "net/socket.h"

#include "net/internal.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

struct cv_status cv_socket_error(void)
{
    return cv_net_status(uv_translate_sys_error(errno));
}

/* A socket file nobody listens behind is left over from a killed process. */
static void remove_stale(const struct sockaddr_storage *storage, socklen_t len, const char *path)
{
    struct stat info;
    int fd;

    if (lstat(path, &info) != 0 || !S_ISSOCK(info.st_mode))
        return;
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return;
    if (connect(fd, (const struct sockaddr *)storage, len) != 0 && errno == ECONNREFUSED)
        (void)unlink(path);
    (void)close(fd);
}

struct cv_status cv_socket_share(const struct cv_address *address, int *out)
{
    struct sockaddr_storage storage;
    socklen_t len = address->kind == CV_ADDRESS_NAME ? 0 : cv_address_socket(address, &storage);
    struct cv_status status;
    int on = 1;
    int fd;

    if (len == 0)
        return cv_status(
            CV_INVALID_ARGUMENT, "BAD_ADDRESS",
            "listening takes an IP address, a unix: path or a unix-abstract: name, not "
            "a host's name");
    if (address->kind == CV_ADDRESS_UNIX)
        remove_stale(&storage, len, address->host);
    fd = socket(storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return cv_socket_error();
    if (address->kind == CV_ADDRESS_IP) {
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on));
    }
    if (storage.ss_family == AF_INET6)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
    if (bind(fd, (const struct sockaddr *)&storage, len) == 0 &&
        listen(fd, CV_SOCKET_BACKLOG) == 0) {
        *out = fd;
        return CV_STATUS_OK;
    }
    status = cv_socket_error();
    (void)close(fd);
    return status;
}

/* With SO_REUSEPORT two processes could bind the same port unnoticed: a first listener binds once
 * without it, unless it is to stand beside another. */
static struct cv_status probe(const struct cv_address *address)
{
    struct sockaddr_storage storage;
    socklen_t len = cv_address_socket(address, &storage);
    struct cv_status status = CV_STATUS_OK;
    int on = 1;
    int fd;

    if (address->kind != CV_ADDRESS_IP || address->port == 0)
        return CV_STATUS_OK;
    fd = socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return cv_socket_error();
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind(fd, (const struct sockaddr *)&storage, len) != 0)
        status = cv_socket_error();
    (void)close(fd);
    return status;
}

struct cv_status cv_socket_listen(const struct cv_address *address, bool beside, int *fd,
                                  struct cv_address *bound)
{
    struct sockaddr_storage storage;
    socklen_t len = sizeof(storage);
    struct cv_status status = beside ? CV_STATUS_OK : probe(address);

    *bound = *address;
    if (cv_ok(status))
        status = cv_socket_share(address, fd);
    if (cv_ok(status) && address->kind == CV_ADDRESS_IP &&
        getsockname(*fd, (struct sockaddr *)&storage, &len) == 0)
        cv_address_of_socket(&storage, bound);
    return status;
}

void cv_socket_forget(const struct cv_address *bound)
{
    if (bound->kind == CV_ADDRESS_UNIX)
        (void)unlink(bound->host);
}

void cv_socket_hang_up(int connection)
{
    (void)shutdown(connection, SHUT_RDWR);
}

struct cv_status cv_socket_tell(const struct cv_address *to, const char *text, size_t len)
{
    struct sockaddr_storage storage;
    socklen_t size = cv_address_socket(to, &storage);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct cv_status status = CV_STATUS_OK;

    if (fd < 0 || sendto(fd, text, len, MSG_NOSIGNAL, (struct sockaddr *)&storage, size) < 0)
        status = cv_socket_error();
    if (fd >= 0)
        (void)close(fd);
    return status;
}
