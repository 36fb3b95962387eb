#include "net/address.h"

#include "net/internal.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

static struct cv_status wrong(const char *message)
{
    return cv_status(CV_INVALID_ARGUMENT, "BAD_ADDRESS", message);
}

static bool parse_port(const char *text, uint16_t *port)
{
    unsigned value = 0;

    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9')
            return false;
        value = value * 10 + (unsigned)(*text - '0');
        if (value > UINT16_MAX)
            return false;
    }
    *port = (uint16_t)value;
    return true;
}

static bool name_allowed(const char *name)
{
    for (; *name != '\0'; name++) {
        char c = *name;

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '-' || c == '.' || c == '_'))
            return false;
    }
    return true;
}

/* With a zone or without: "fe80::1%eth0" is an address on that link. */
static bool read_ipv6(const char *host, struct sockaddr_in6 *in6)
{
    char bare[INET6_ADDRSTRLEN];
    size_t len = strcspn(host, "%");
    const char *zone = host + len;

    if (len >= sizeof(bare))
        return false;
    memcpy(bare, host, len);
    bare[len] = '\0';
    if (inet_pton(AF_INET6, bare, &in6->sin6_addr) != 1)
        return false;
    in6->sin6_family = AF_INET6;
    if (*zone == '\0')
        return true;
    if (zone[1] == '\0' || !name_allowed(zone + 1))
        return false;
    in6->sin6_scope_id = if_nametoindex(zone + 1);
    if (in6->sin6_scope_id == 0)
        in6->sin6_scope_id = (uint32_t)strtoul(zone + 1, NULL, 10);
    return true;
}

static bool is_ip(const char *host)
{
    struct sockaddr_in6 in6;
    uint8_t raw[4];

    return inet_pton(AF_INET, host, raw) == 1 || read_ipv6(host, &in6);
}

static struct cv_status parse_unix(enum cv_address_kind kind, const char *name,
                                   struct cv_address *address)
{
    struct sockaddr_un limit;

    if (name[0] == '\0' || strlen(name) >= sizeof(limit.sun_path))
        return wrong(kind == CV_ADDRESS_UNIX ? "unix: takes a path of 1 to 107 bytes"
                                             : "unix-abstract: takes a name of 1 to 107 bytes");
    address->kind = kind;
    memcpy(address->host, name, strlen(name) + 1);
    return CV_STATUS_OK;
}

struct cv_status cv_address_parse(const char *text, struct cv_address *address)
{
    static const char WRONG[] =
        "an address is HOST:PORT, [IPV6]:PORT, unix:PATH or unix-abstract:NAME";
    const char *colon = strrchr(text, ':');
    const char *host = text;
    size_t len;

    *address = (struct cv_address){0};
    if (strncmp(text, "unix:", 5) == 0)
        return parse_unix(CV_ADDRESS_UNIX, text + 5, address);
    if (strncmp(text, "unix-abstract:", 14) == 0)
        return parse_unix(CV_ADDRESS_ABSTRACT, text + 14, address);
    if (colon == NULL || !parse_port(colon + 1, &address->port))
        return wrong(WRONG);
    len = (size_t)(colon - text);
    if (len >= 2 && host[0] == '[' && host[len - 1] == ']') {
        host++;
        len -= 2;
    } else if (memchr(host, ':', len) != NULL) {
        return wrong("an IPv6 address needs brackets: [::1]:7101");
    }
    if (len == 0 || len >= sizeof(address->host))
        return wrong(WRONG);
    memcpy(address->host, host, len);
    address->kind = is_ip(address->host) ? CV_ADDRESS_IP : CV_ADDRESS_NAME;
    if (address->kind == CV_ADDRESS_NAME && (host != text || !name_allowed(address->host)))
        return wrong(WRONG);
    return CV_STATUS_OK;
}

void cv_address_print(const struct cv_address *address, char text[CV_ADDRESS_TEXT_MAX + 16])
{
    if (address->kind == CV_ADDRESS_UNIX)
        (void)snprintf(text, CV_ADDRESS_TEXT_MAX + 16, "unix:%s", address->host);
    else if (address->kind == CV_ADDRESS_ABSTRACT)
        (void)snprintf(text, CV_ADDRESS_TEXT_MAX + 16, "unix-abstract:%s", address->host);
    else if (strchr(address->host, ':') != NULL)
        (void)snprintf(text, CV_ADDRESS_TEXT_MAX + 16, "[%s]:%u", address->host, address->port);
    else
        (void)snprintf(text, CV_ADDRESS_TEXT_MAX + 16, "%s:%u", address->host, address->port);
}

bool cv_address_equal(const struct cv_address *a, const struct cv_address *b)
{
    return a->kind == b->kind && a->port == b->port && strcmp(a->host, b->host) == 0;
}

bool cv_address_is_local(const struct cv_address *address)
{
    uint8_t raw[16];

    if (cv_address_is_unix(address))
        return true;
    if (inet_pton(AF_INET, address->host, raw) == 1)
        return raw[0] == 127;
    return inet_pton(AF_INET6, address->host, raw) == 1 &&
           memcmp(raw, &in6addr_loopback, sizeof(in6addr_loopback)) == 0;
}

socklen_t cv_address_socket(const struct cv_address *address, struct sockaddr_storage *storage)
{
    struct sockaddr_in *in = (struct sockaddr_in *)storage;
    struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)storage;
    struct sockaddr_un *un = (struct sockaddr_un *)storage;

    memset(storage, 0, sizeof(*storage));
    if (address->kind == CV_ADDRESS_UNIX) {
        un->sun_family = AF_UNIX;
        memcpy(un->sun_path, address->host, strlen(address->host) + 1);
        return sizeof(*un);
    }
    if (address->kind == CV_ADDRESS_ABSTRACT) { /* behind a NUL, and as long as it says */
        un->sun_family = AF_UNIX;
        memcpy(un->sun_path + 1, address->host, strlen(address->host));
        return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(address->host));
    }
    if (inet_pton(AF_INET, address->host, &in->sin_addr) == 1) {
        in->sin_family = AF_INET;
        in->sin_port = htons(address->port);
        return sizeof(*in);
    }
    if (read_ipv6(address->host, in6)) {
        in6->sin6_port = htons(address->port);
        return sizeof(*in6);
    }
    return 0;
}

void cv_address_of_socket(const struct sockaddr_storage *storage, struct cv_address *address)
{
    const struct sockaddr_in *in = (const struct sockaddr_in *)storage;
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)storage;

    *address = (struct cv_address){.kind = CV_ADDRESS_IP};
    if (storage->ss_family == AF_INET) {
        (void)inet_ntop(AF_INET, &in->sin_addr, address->host, sizeof(address->host));
        address->port = ntohs(in->sin_port);
    } else if (storage->ss_family == AF_INET6) {
        (void)inet_ntop(AF_INET6, &in6->sin6_addr, address->host, INET6_ADDRSTRLEN);
        if (in6->sin6_scope_id != 0)
            (void)snprintf(address->host + strlen(address->host), 16, "%%%u", in6->sin6_scope_id);
        address->port = ntohs(in6->sin6_port);
    } else {
        address->kind = CV_ADDRESS_UNIX;
    }
}
