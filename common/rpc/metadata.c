#include "rpc/metadata.h"

#include "rpc/base64.h"
#include "rpc/limits.h"
#include "rpc/metadata_wire.h"

#include <string.h>

static bool is_binary(struct cv_slice key)
{
    return key.len >= 4 && memcmp(key.at + key.len - 4, "-bin", 4) == 0;
}

static bool key_allowed(struct cv_slice key)
{
    for (size_t i = 0; i < key.len; i++) {
        uint8_t c = key.at[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.'))
            return false;
    }
    return key.len > 0;
}

static bool text_allowed(struct cv_slice value)
{
    for (size_t i = 0; i < value.len; i++) {
        if (value.at[i] < 0x20 || value.at[i] > 0x7e)
            return false;
    }
    return true;
}

static struct cv_status append(struct cv_metadata *metadata, struct cv_arena *arena,
                               struct cv_slice key, struct cv_slice value)
{
    struct cv_metadatum *entry;
    uint8_t *at;

    if (metadata->count >= CV_METADATA_COUNT_MAX) /* one joined field may be many */
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "more than 128 metadata fields");
    entry = cv_arena_alloc(arena, sizeof(*entry) + key.len + value.len + 2);
    if (entry == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "no memory for metadata");
    at = (uint8_t *)(entry + 1);
    *entry = (struct cv_metadatum){
        .key = {at, key.len},
        .value = {at + key.len + 1, value.len},
    };
    memcpy(at, key.at, key.len);
    at[key.len] = '\0';
    if (value.len > 0)
        memcpy(at + key.len + 1, value.at, value.len);
    at[key.len + 1 + value.len] = '\0';
    if (metadata->last == NULL)
        metadata->first = entry;
    else
        metadata->last->next = entry;
    metadata->last = entry;
    metadata->count++;
    return CV_STATUS_OK;
}

struct cv_status cv_metadata_add(struct cv_metadata *metadata, struct cv_arena *arena,
                                 const char *key, const void *value, size_t len)
{
    struct cv_slice name = {(const uint8_t *)key, strlen(key)};
    struct cv_slice bytes = {value, len};

    if (!key_allowed(name))
        return cv_status(CV_INVALID_ARGUMENT, NULL, "a metadata name is made of [0-9a-z_.-]");
    if (name.len >= 5 && memcmp(name.at, "grpc-", 5) == 0)
        return cv_status(CV_INVALID_ARGUMENT, NULL, "metadata names in grpc- belong to gRPC");
    if (!is_binary(name) && !text_allowed(bytes))
        return cv_status(CV_INVALID_ARGUMENT, NULL,
                         "a metadata value is printable ASCII, or its name ends in -bin");
    return append(metadata, arena, name, bytes);
}

struct cv_status cv_metadata_add_text(struct cv_metadata *metadata, struct cv_arena *arena,
                                      const char *key, const char *value)
{
    return cv_metadata_add(metadata, arena, key, value, strlen(value));
}

const struct cv_metadatum *cv_metadata_find(const struct cv_metadata *metadata, const char *key)
{
    for (const struct cv_metadatum *at = metadata->first; at != NULL; at = at->next) {
        if (strcmp((const char *)at->key.at, key) == 0)
            return at;
    }
    return NULL;
}

/* Who joins fields puts a comma and often a blank between them (RFC 9110, 5.3). */
static struct cv_slice trim(struct cv_slice text)
{
    while (text.len > 0 && text.at[0] == ' ')
        text = (struct cv_slice){text.at + 1, text.len - 1};
    while (text.len > 0 && text.at[text.len - 1] == ' ')
        text.len--;
    return text;
}

static struct cv_status add_binary(struct cv_metadata *metadata, struct cv_arena *arena,
                                   struct cv_slice key, struct cv_slice value)
{
    struct cv_status status = CV_STATUS_OK;

    while (cv_ok(status)) {
        const uint8_t *comma = value.len == 0 ? NULL : memchr(value.at, ',', value.len);
        struct cv_slice part = {value.at, comma == NULL ? value.len : (size_t)(comma - value.at)};
        struct cv_slice bytes;

        if (!cv_base64_decode(trim(part), arena, &bytes))
            return cv_status(CV_INVALID_ARGUMENT, NULL, "a -bin metadata value must be base64");
        status = append(metadata, arena, key, bytes);
        if (comma == NULL)
            break;
        value = (struct cv_slice){comma + 1, value.len - part.len - 1};
    }
    return status;
}

struct cv_status cv_metadata_add_wire(struct cv_metadata *metadata, struct cv_arena *arena,
                                      struct cv_slice key, struct cv_slice value)
{
    if (is_binary(key))
        return add_binary(metadata, arena, key, value);
    if (!text_allowed(value))
        return cv_status(CV_INVALID_ARGUMENT, NULL, "a metadata value must be printable ASCII");
    return append(metadata, arena, key, value);
}

struct cv_slice cv_metadata_wire_value(const struct cv_metadatum *entry, struct cv_arena *arena)
{
    return is_binary(entry->key) ? cv_base64_encode(entry->value, arena) : entry->value;
}
