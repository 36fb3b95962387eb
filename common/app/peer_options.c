#include "app/peer_options.h"

#include "base/arena.h"
#include "rpc/target.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_MAX 256

static struct cv_status add(struct cv_peer_options *options, const char *name, const char *target,
                            struct cv_arena *arena)
{
    struct cv_target parsed;
    struct cv_status status = cv_target_parse(target, &parsed);
    size_t i = 0;

    if (!cv_ok(status))
        return cv_status_field(arena, "--peer", "%s: %s", target, status.message);
    while (i < options->count && strcmp(options->list[i].name, name) != 0)
        i++;
    if (i == CV_PEERS_MAX)
        return cv_status_field(arena, "--peer", "at most %d of them", CV_PEERS_MAX);
    options->list[i] = (struct cv_peer_config){name, target};
    options->count += i == options->count;
    return CV_STATUS_OK;
}

struct cv_status cv_peer_option(struct cv_peer_options *options, const char *value,
                                struct cv_arena *arena)
{
    size_t len = strcspn(value, "=");
    const char *name = cv_arena_string_n(arena, value, len);

    if (name == NULL || len == 0 || value[len] == '\0')
        return cv_status_field(arena, "--peer", "%s: must be NAME=ADDRESS", value);
    return add(options, name, value + len + 1, arena);
}

struct cv_status cv_peer_options_env(struct cv_peer_options *options, const char *const *known,
                                     struct cv_arena *arena)
{
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; cv_ok(status) && known != NULL && known[i] != NULL; i++) {
        char *variable = cv_arena_printf(arena, "CARAVAN_PEER_%s", known[i]);
        const char *value;

        for (char *at = variable; at != NULL && *at != '\0'; at++)
            *at = (char)toupper((unsigned char)*at);
        value = variable == NULL ? NULL : getenv(variable);
        if (value == NULL || *value == '\0')
            continue;
        status = add(options, known[i], value, arena);
        if (!cv_ok(status)) /* name what the reader has set */
            status.field = variable;
    }
    return status;
}

static bool is_local(const char *text)
{
    struct cv_target target;

    return cv_ok(cv_target_parse(text, &target)) && cv_target_is_local(&target);
}

static bool is_known(const char *const *known, const char *name)
{
    size_t i = 0;

    while (known[i] != NULL && strcmp(known[i], name) != 0)
        i++;
    return known[i] != NULL;
}

const char *cv_peer_options_known(const char *const *known, char *text, size_t cap)
{
    size_t len = 0;

    text[0] = '\0';
    for (size_t i = 0; known[i] != NULL && len < cap; i++)
        len += (size_t)snprintf(text + len, cap - len, "%s%s", i == 0 ? "" : ", ", known[i]);
    return text;
}

/* What a peer is asked, and in whose name, is nothing for others on the way. */
struct cv_status cv_peer_options_check(const struct cv_peer_options *options,
                                       const char *const *known, bool far, struct cv_arena *arena)
{
    char names[NAMES_MAX];

    for (size_t i = 0; i < options->count; i++) {
        const struct cv_peer_config *peer = &options->list[i];

        if (!is_known(known, peer->name))
            return cv_status_field(arena, "--peer", "%s: must be one of %s", peer->name,
                                   cv_peer_options_known(known, names, sizeof(names)));
        if (!far && !is_local(peer->target))
            return cv_status_field(arena, "--peer",
                                   "%s is on another machine: --tls-cert keeps others from "
                                   "listening, --insecure-network lets them",
                                   peer->target);
    }
    return CV_STATUS_OK;
}
