#include "rpc/target.h"

#include <stdio.h>
#include <string.h>

#define DEFAULT_PORT "443"

static struct cv_status wrong(const char *message)
{
    return cv_status(CV_INVALID_ARGUMENT, "BAD_TARGET", message);
}

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* One host, with a port or without. */
static struct cv_status add_host(struct cv_target *target, const char *text, size_t len)
{
    char whole[CV_ADDRESS_TEXT_MAX + 16];
    const char *colon = memchr(text, ':', len);
    const char *last = memrchr(text, ':', len);
    const char *bracket = memrchr(text, ']', len);
    bool bare_ipv6 = len > 0 && text[0] != '[' && colon != last;
    bool has_port = !bare_ipv6 && last != NULL && (bracket == NULL || last > bracket);

    if (target->count == CV_TARGET_ADDRESSES_MAX)
        return wrong("a target has at most 16 addresses");
    if (len == 0 || len >= CV_ADDRESS_TEXT_MAX)
        return wrong("a host in a target has 1 to 159 bytes");
    (void)snprintf(whole, sizeof(whole), "%s%.*s%s%s", bare_ipv6 ? "[" : "", (int)len, text,
                   bare_ipv6 ? "]" : "", has_port ? "" : ":" DEFAULT_PORT);
    if (target->count == 0) {
        size_t said = strlen(whole) - (has_port ? 0 : sizeof(DEFAULT_PORT));

        memcpy(target->authority, whole, said);
        target->authority[said] = '\0';
    }
    return cv_address_parse(whole, &target->addresses[target->count++]);
}

static struct cv_status parse_dns(const char *text, struct cv_target *target)
{
    struct cv_status status;

    if (starts(text, "///"))
        text += 3;
    else if (text[0] == '/')
        return wrong(
            "dns: is followed by HOST:PORT or ///HOST:PORT; a name server cannot be given");
    status = add_host(target, text, strlen(text));
    if (cv_ok(status))
        target->is_name = target->addresses[0].kind == CV_ADDRESS_NAME;
    return status;
}

static struct cv_status parse_list(const char *text, bool ipv6, struct cv_target *target)
{
    for (;;) {
        size_t len = strcspn(text, ",");
        struct cv_status status = add_host(target, text, len);
        const struct cv_address *address;

        if (!cv_ok(status))
            return status;
        address = &target->addresses[target->count - 1];
        if (address->kind != CV_ADDRESS_IP || ipv6 != (strchr(address->host, ':') != NULL))
            return wrong(ipv6 ? "ipv6: takes [ADDRESS]:PORT, more of them after commas"
                              : "ipv4: takes ADDRESS:PORT, more of them after commas");
        if (text[len] == '\0')
            return CV_STATUS_OK;
        text += len + 1;
    }
}

static struct cv_status parse_plain(const char *text, struct cv_target *target)
{
    struct cv_status status = cv_address_parse(text, &target->addresses[0]);

    if (!cv_ok(status) && starts(text, "unix"))
        return status;
    if (!cv_ok(status))
        return wrong("a target is HOST:PORT, [IPV6]:PORT, dns:HOST:PORT, ipv4:ADDRESS:PORT, "
                     "ipv6:[ADDRESS]:PORT, unix:PATH or unix-abstract:NAME");
    target->count = 1;
    target->is_name = target->addresses[0].kind == CV_ADDRESS_NAME;
    if (cv_address_is_unix(&target->addresses[0]))
        memcpy(target->authority, "localhost", sizeof("localhost"));
    else
        cv_address_print(&target->addresses[0], target->authority);
    return CV_STATUS_OK;
}

static struct cv_status parse_unix_url(const char *text, struct cv_target *target)
{
    char plain[CV_ADDRESS_TEXT_MAX];

    if (text[0] != '/')
        return wrong("unix:// is followed by an absolute path: unix:///run/x.sock");
    if (strlen(text) >= sizeof(plain) - 5)
        return wrong("unix: takes a path of 1 to 107 bytes");
    (void)snprintf(plain, sizeof(plain), "unix:%s", text);
    return parse_plain(plain, target);
}

struct cv_status cv_target_parse(const char *text, struct cv_target *target)
{
    target->is_name = false;
    target->count = 0;
    if (starts(text, "dns:"))
        return parse_dns(text + 4, target);
    if (starts(text, "ipv4:"))
        return parse_list(text + 5, false, target);
    if (starts(text, "ipv6:"))
        return parse_list(text + 5, true, target);
    if (starts(text, "unix://"))
        return parse_unix_url(text + 7, target);
    return parse_plain(text, target);
}

bool cv_target_is_local(const struct cv_target *target)
{
    bool local = true;

    for (size_t i = 0; local && i < target->count; i++)
        local = cv_address_is_local(&target->addresses[i]) ||
                strcmp(target->addresses[i].host, "localhost") == 0;
    return local;
}

const char *cv_target_host(const struct cv_target *target)
{
    return cv_address_is_unix(&target->addresses[0]) ? "localhost" : target->addresses[0].host;
}
