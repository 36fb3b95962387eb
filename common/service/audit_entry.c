#include "service/audit_entry.h"

static void add_number(struct cv_sha256 *sum, uint64_t number)
{
    uint8_t bytes[8];

    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)(number >> (56 - 8 * i));
    cv_sha256_add(sum, (struct cv_slice){bytes, sizeof(bytes)});
}

static void add_bytes(struct cv_sha256 *sum, struct cv_slice bytes)
{
    add_number(sum, bytes.len);
    cv_sha256_add(sum, bytes);
}

void cv_audit_entry_hash(const struct cv_audit_entry *entry, uint8_t hash[CV_SHA256_BYTES])
{
    struct cv_sha256 sum = cv_sha256_begin();

    cv_sha256_add(&sum, (struct cv_slice){entry->previous, sizeof(entry->previous)});
    add_number(&sum, (uint64_t)entry->sequence);
    add_number(&sum, (uint64_t)entry->at_us);
    add_bytes(&sum, (struct cv_slice){(const uint8_t *)entry->org, strlen(entry->org)});
    add_bytes(&sum, entry->principal);
    add_bytes(&sum, entry->method);
    add_bytes(&sum, entry->resource);
    add_bytes(&sum, entry->type);
    add_bytes(&sum, entry->before);
    add_bytes(&sum, entry->after);
    cv_sha256_end(&sum, hash);
}
