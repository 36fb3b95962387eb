#include "channels.h"

#include "base/arena.h"
#include "credentials.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    struct cv_list link;
    struct channels *owner;
    struct cv_arena arena; /* what follows lives in it */
    char target[CV_ADDRESS_TEXT_MAX + 16];
    struct credentials credentials;
    struct cv_tls *tls; /* NULL: cleartext */
    struct cv_channel *channel;
};

void channels_init(struct channels *channels, struct cv_loop *loop)
{
    channels->loop = loop;
    cv_list_init(&channels->all);
}

static bool same(const ProtobufCBinaryData *a, const ProtobufCBinaryData *b)
{
    return a->len == b->len && (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

static ProtobufCBinaryData copy(const ProtobufCBinaryData *from, struct cv_arena *arena)
{
    uint8_t *at = cv_arena_copy(arena, from->data, from->len);

    return (ProtobufCBinaryData){at == NULL ? 0 : from->len, at};
}

static struct credentials
credentials_of(const Connectrpc__Conformance__V1__ClientCompatRequest *request)
{
    struct credentials credentials = {.ca = request->server_tls_cert};

    if (request->client_tls_creds != NULL) {
        credentials.cert = request->client_tls_creds->cert;
        credentials.key = request->client_tls_creds->key;
    }
    return credentials;
}

static struct entry *entry_find(const struct channels *channels, const char *target,
                                const struct credentials *credentials)
{
    CV_LIST_EACH(node, &channels->all)
    {
        struct entry *entry = CV_CONTAINER_OF(node, struct entry, link);

        if (strcmp(entry->target, target) == 0 && same(&entry->credentials.ca, &credentials->ca) &&
            same(&entry->credentials.cert, &credentials->cert))
            return entry;
    }
    return NULL;
}

static void entry_free(struct entry *entry)
{
    cv_tls_free(entry->tls);
    cv_arena_release(&entry->arena);
    free(entry);
}

static struct cv_status entry_open(struct entry *entry, uint32_t message_max,
                                   struct cv_arena *arena)
{
    struct cv_channel_config config = {
        .target = entry->target,
        .receive_message_max = message_max,
    };
    struct cv_status status = CV_STATUS_OK;

    if (entry->credentials.ca.len > 0)
        status = credentials_client(&entry->credentials, arena, &entry->tls);
    config.tls = entry->tls;
    if (cv_ok(status))
        status = cv_channel_open(entry->owner->loop, &config, &entry->channel);
    return status;
}

static struct entry *entry_new(struct channels *channels, const char *target,
                               const struct credentials *credentials)
{
    struct entry *entry = calloc(1, sizeof(*entry));

    if (entry == NULL)
        return NULL;
    entry->owner = channels;
    cv_arena_init(&entry->arena, 1024 * 1024);
    (void)snprintf(entry->target, sizeof(entry->target), "%s", target);
    entry->credentials.ca = copy(&credentials->ca, &entry->arena);
    entry->credentials.cert = copy(&credentials->cert, &entry->arena);
    entry->credentials.key = copy(&credentials->key, &entry->arena);
    return entry;
}

struct cv_status channels_find(struct channels *channels,
                               const Connectrpc__Conformance__V1__ClientCompatRequest *request,
                               struct cv_arena *arena, struct cv_channel **channel)
{
    struct credentials credentials = credentials_of(request);
    const char *target = cv_arena_printf(arena, "%s:%u", request->host, request->port);
    struct entry *entry = target == NULL ? NULL : entry_find(channels, target, &credentials);
    struct cv_status status;

    if (entry == NULL) {
        entry = target == NULL ? NULL : entry_new(channels, target, &credentials);
        if (entry == NULL)
            return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
        status = entry_open(entry, request->message_receive_limit, arena);
        if (!cv_ok(status)) {
            entry_free(entry);
            return status;
        }
        cv_list_push(&channels->all, &entry->link);
    }
    *channel = entry->channel;
    return CV_STATUS_OK;
}

static void entry_closed(void *arg)
{
    struct entry *entry = arg;
    struct channels *channels = entry->owner;

    cv_list_remove(&entry->link);
    entry_free(entry);
    if (cv_list_empty(&channels->all))
        channels->closed(channels);
}

void channels_close(struct channels *channels, void (*closed)(struct channels *channels))
{
    channels->closed = closed;
    if (cv_list_empty(&channels->all))
        closed(channels);
    CV_LIST_EACH(node, &channels->all)
    {
        struct entry *entry = CV_CONTAINER_OF(node, struct entry, link);

        cv_channel_close(entry->channel, entry_closed, entry);
    }
}
