#include "service/audit_store.h"

#include "base/arena.h"

#include <string.h>

static void take_hash(struct cv_stmt *stmt, int column, uint8_t hash[CV_SHA256_BYTES])
{
    struct cv_slice bytes = cv_stmt_peek_blob(stmt, column);

    memset(hash, 0, CV_SHA256_BYTES);
    if (bytes.len == CV_SHA256_BYTES)
        memcpy(hash, bytes.at, CV_SHA256_BYTES);
}

/* ---- the end ---- */

static struct cv_status read_head(struct cv_tx *tx, const char *org, void *value)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(tx, "SELECT sequence, hash FROM audit_head WHERE org_id = $1");
    struct cv_audit_head *head = value;

    *head = (struct cv_audit_head){0};
    cv_stmt_text(stmt, 1, org);
    if (cv_stmt_step(stmt)) {
        head->sequence = cv_stmt_get_int64(stmt, 0);
        take_hash(stmt, 1, head->hash);
    }
    return cv_stmt_finish(stmt);
}

static struct cv_status write_head(struct cv_tx *tx, const char *org, const void *value)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(tx, "INSERT INTO audit_head (org_id, sequence, hash) VALUES ($1, $2, $3) "
                          "ON CONFLICT (org_id) DO UPDATE SET sequence = excluded.sequence, "
                          "hash = excluded.hash");
    const struct cv_audit_head *head = value;

    cv_stmt_text(stmt, 1, org);
    cv_stmt_int64(stmt, 2, head->sequence);
    cv_stmt_blob(stmt, 3, head->hash, sizeof(head->hash));
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static const struct cv_note_kind HEAD = {sizeof(struct cv_audit_head), read_head, write_head};

struct cv_status cv_audit_head_get(struct cv_books *books, struct cv_audit_head *head)
{
    return cv_tx_note_get(books->tx, &HEAD, books->org, head);
}

/* ---- appending ---- */

/* A text whose end is known, without looking for it. */
static void bind_text(struct cv_stmt *stmt, int index, struct cv_slice text)
{
    cv_stmt_text(stmt, index, text.len == 0 ? "" : (const char *)text.at);
}

static struct cv_status insert(struct cv_books *books, const struct cv_audit_entry *entry)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO audit_entry (org_id, sequence, at_us, principal, method, resource, "
                   "type, before_form, after_form, previous_hash, hash) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, entry->sequence);
    cv_stmt_int64(stmt, 3, entry->at_us);
    bind_text(stmt, 4, entry->principal);
    bind_text(stmt, 5, entry->method);
    bind_text(stmt, 6, entry->resource);
    bind_text(stmt, 7, entry->type);
    cv_stmt_blob(stmt, 8, entry->before.at, entry->before.len);
    cv_stmt_blob(stmt, 9, entry->after.at, entry->after.len);
    cv_stmt_blob(stmt, 10, entry->previous, sizeof(entry->previous));
    cv_stmt_blob(stmt, 11, entry->hash, sizeof(entry->hash));
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status cv_audit_append(struct cv_books *books, struct cv_audit_entry *entry)
{
    struct cv_audit_head head;
    struct cv_status status = cv_audit_head_get(books, &head);

    if (!cv_ok(status))
        return status;
    entry->org = books->org;
    entry->sequence = head.sequence + 1;
    entry->at_us = books->recorded_us;
    memcpy(entry->previous, head.hash, sizeof(head.hash));
    cv_audit_entry_hash(entry, entry->hash);
    status = insert(books, entry);
    head.sequence = entry->sequence;
    memcpy(head.hash, entry->hash, sizeof(head.hash));
    return cv_ok(status) ? cv_tx_note_set(books->tx, &HEAD, books->org, &head) : status;
}

/* ---- reading ---- */

static struct cv_audit_entry row(const struct cv_books *books, struct cv_stmt *stmt)
{
    struct cv_audit_entry entry = {
        .org = books->org,
        .sequence = cv_stmt_get_int64(stmt, 0),
        .at_us = cv_stmt_get_int64(stmt, 1),
        .principal = cv_stmt_peek_text(stmt, 2),
        .method = cv_stmt_peek_text(stmt, 3),
        .resource = cv_stmt_peek_text(stmt, 4),
        .type = cv_stmt_peek_text(stmt, 5),
        .before = cv_stmt_peek_blob(stmt, 6),
        .after = cv_stmt_peek_blob(stmt, 7),
    };

    take_hash(stmt, 8, entry.previous);
    take_hash(stmt, 9, entry.hash);
    return entry;
}

struct cv_status cv_audit_walk(struct cv_books *books, int64_t after, int64_t rows,
                               cv_audit_show *show, void *arg)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT sequence, at_us, principal, method, resource, type, before_form, "
                   "after_form, previous_hash, hash FROM audit_entry "
                   "WHERE org_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3");
    bool on = true;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, after);
    cv_stmt_int64(stmt, 3, rows);
    while (on && cv_stmt_step(stmt)) {
        struct cv_audit_entry entry = row(books, stmt);

        on = show(arg, &entry);
    }
    return cv_stmt_finish(stmt);
}

/* The time of the first entry from this number on, and its number; INT64_MAX: there is none. */
static struct cv_status time_of(struct cv_books *books, int64_t from, int64_t *sequence,
                                int64_t *at_us)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT sequence, at_us FROM audit_entry WHERE org_id = $1 "
                                 "AND sequence >= $2 ORDER BY sequence LIMIT 1");

    *sequence = INT64_MAX;
    *at_us = INT64_MAX;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, from);
    if (cv_stmt_step(stmt)) {
        *sequence = cv_stmt_get_int64(stmt, 0);
        *at_us = cv_stmt_get_int64(stmt, 1);
    }
    return cv_stmt_finish(stmt);
}

/* Times grow with the numbers. */
struct cv_status cv_audit_since(struct cv_books *books, int64_t at_us, int64_t *sequence)
{
    struct cv_audit_head head;
    struct cv_status status = cv_audit_head_get(books, &head);
    int64_t low = 1;
    int64_t high = head.sequence + 1;

    while (cv_ok(status) && low < high) {
        int64_t middle = low + (high - low) / 2;
        int64_t found;
        int64_t found_us;

        status = time_of(books, middle, &found, &found_us);
        if (found_us >= at_us)
            high = middle;
        else
            low = found + 1;
    }
    *sequence = low;
    return status;
}

static struct cv_status next_of(struct cv_books *books, struct cv_stmt *stmt, const char *after,
                                const char **org)
{
    cv_stmt_text(stmt, 1, after);
    *org = cv_stmt_step(stmt) ? cv_stmt_get_text(stmt, 0, books->arena) : "";
    return cv_stmt_finish(stmt);
}

struct cv_status cv_audit_next_org(struct cv_books *books, const char *after, const char **org)
{
    const char *other;
    struct cv_status status =
        next_of(books,
                cv_tx_prepare(books->tx, "SELECT org_id FROM audit_head WHERE org_id > $1 "
                                         "ORDER BY org_id LIMIT 1"),
                after, org);

    if (!cv_ok(status))
        return status;
    status = next_of(books,
                     cv_tx_prepare(books->tx, "SELECT org_id FROM audit_entry WHERE org_id > $1 "
                                              "ORDER BY org_id LIMIT 1"),
                     after, &other);
    if (**org == '\0' || (*other != '\0' && strcmp(other, *org) < 0))
        *org = other;
    return status;
}
