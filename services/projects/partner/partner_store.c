#include "partner/partner_store.h"

#include "base/arena.h"
#include "service/version.h"

#define SELECT                                                                                     \
    "SELECT p.uid, p.id, p.version, p.created_us, v.recorded_us, v.title, v.title_zh, v.kind, "    \
    "v.contact, v.users FROM partner p JOIN partner_version v "                                    \
    "ON v.org_id = p.org_id AND v.uid = p.uid AND v.version = p.version "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct partner *partner)
{
    *partner = (struct partner){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .version = cv_stmt_get_int64(stmt, 2),
        .created_us = cv_stmt_get_int64(stmt, 3),
        .recorded_us = cv_stmt_get_int64(stmt, 4),
        .title = cv_stmt_get_text(stmt, 5, books->arena),
        .title_zh = cv_stmt_get_text(stmt, 6, books->arena),
        .kind = cv_stmt_get_int64(stmt, 7),
        .contact = cv_stmt_get_text(stmt, 8, books->arena),
        .users = cv_stmt_get_text(stmt, 9, books->arena),
    };
}

struct cv_status partner_find(struct cv_books *books, struct cv_uuid programme, const char *id,
                              const char *field, struct cv_uuid *uid)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT uid FROM partner WHERE org_id = $1 AND programme_uid = $2 AND id = $3");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        *uid = cv_stmt_get_uuid(stmt, 0);
    return cv_books_found(books, stmt, found, field, "partner %s in this programme", id);
}

static struct cv_status insert_version(struct cv_books *books, struct partner *partner)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO partner_version (org_id, uid, version, "
                                 "recorded_us, replaced_us, recorded_by, title, title_zh, "
                                 "kind, contact, users) "
                                 "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");

    partner->recorded_us = books->recorded_us;
    cv_version_bind(books, stmt, partner->uid, partner->version);
    cv_stmt_text(stmt, 7, partner->title);
    cv_stmt_text(stmt, 8, partner->title_zh);
    cv_stmt_int64(stmt, 9, partner->kind);
    cv_stmt_text(stmt, 10, partner->contact);
    cv_stmt_text(stmt, 11, partner->users);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status partner_insert(struct cv_books *books, struct cv_uuid programme,
                                struct partner *partner)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO partner (org_id, programme_uid, uid, id, version, "
                                 "created_us) VALUES ($1, $2, $3, $4, $5, $6) "
                                 "ON CONFLICT (org_id, programme_uid, id) DO NOTHING");
    struct cv_status status;

    partner->uid = cv_uuid7();
    partner->version = 1;
    partner->created_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, partner->uid);
    cv_stmt_text(stmt, 4, partner->id);
    cv_stmt_int64(stmt, 5, partner->version);
    cv_stmt_int64(stmt, 6, partner->created_us);
    status = cv_books_insert(books, stmt, "partner", partner->id);
    return cv_ok(status) ? insert_version(books, partner) : status;
}

struct cv_status partner_get(struct cv_books *books, struct cv_uuid programme, const char *id,
                             struct partner *partner)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, SELECT "WHERE p.org_id = $1 AND p.programme_uid = $2 AND p.id = $3");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, partner);
    return cv_books_found(books, stmt, found, NULL, "partner %s in this programme", id);
}

struct cv_status partner_replace(struct cv_books *books, struct cv_uuid programme,
                                 struct partner *partner)
{
    static const struct cv_versions VERSIONS = CV_VERSIONS_IN(partner, programme_uid);
    struct cv_status status =
        cv_version_next(books, &VERSIONS, &programme, partner->uid, &partner->version);

    return cv_ok(status) ? insert_version(books, partner) : status;
}

struct cv_status partner_list(struct cv_books *books, struct cv_uuid programme,
                              struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE p.org_id = $1 AND p.programme_uid = $2 "
                                        "AND p.uid > $3 ORDER BY p.uid LIMIT $4");
    struct partner *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}
