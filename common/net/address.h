/* Where to listen or connect, as people write it: "127.0.0.1:7101", "[::1]:7101", "localhost:7101"
 * (connect only), "unix:/run/caravan.sock", "unix-abstract:caravan" (a name of Linux that needs no
 * file). Port 0 binds a free one. */
#ifndef CV_NET_ADDRESS_H
#define CV_NET_ADDRESS_H

#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

#define CV_ADDRESS_TEXT_MAX 160

enum cv_address_kind {
    CV_ADDRESS_IP,
    CV_ADDRESS_NAME,
    CV_ADDRESS_UNIX,
    CV_ADDRESS_ABSTRACT,
};

struct cv_address {
    enum cv_address_kind kind;
    char host[CV_ADDRESS_TEXT_MAX]; /* IP without brackets, host name, path, or abstract name */
    uint16_t port;                  /* 0 for unix and abstract */
};

/* INVALID_ARGUMENT says what is allowed; its message is static. */
struct cv_status cv_address_parse(const char *text, struct cv_address *address);

/* "127.0.0.1:7101", "[::1]:7101", "unix:PATH" or "unix-abstract:NAME". */
void cv_address_print(const struct cv_address *address, char text[CV_ADDRESS_TEXT_MAX + 16]);

bool cv_address_equal(const struct cv_address *a, const struct cv_address *b);

/* Reached through a unix socket, by path or abstract name. */
static inline bool cv_address_is_unix(const struct cv_address *address)
{
    return address->kind == CV_ADDRESS_UNIX || address->kind == CV_ADDRESS_ABSTRACT;
}

/* Reachable from this machine only: unix, 127.0.0.0/8 or ::1. */
bool cv_address_is_local(const struct cv_address *address);

#endif
