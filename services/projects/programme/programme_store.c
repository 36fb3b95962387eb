#include "programme/programme_store.h"

#include "base/arena.h"
#include "service/version.h"

#define SELECT                                                                                     \
    "SELECT p.uid, p.id, p.currency, p.version, p.created_us, v.recorded_us, v.title, "            \
    "v.title_zh, v.start_on, v.end_on FROM programme p JOIN programme_version v "                  \
    "ON v.org_id = p.org_id AND v.uid = p.uid AND v.version = p.version "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct programme *programme)
{
    *programme = (struct programme){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .currency = cv_stmt_get_text(stmt, 2, books->arena),
        .version = cv_stmt_get_int64(stmt, 3),
        .created_us = cv_stmt_get_int64(stmt, 4),
        .recorded_us = cv_stmt_get_int64(stmt, 5),
        .title = cv_stmt_get_text(stmt, 6, books->arena),
        .title_zh = cv_stmt_get_text(stmt, 7, books->arena),
        .start_on = cv_books_get_date(stmt, 8),
        .end_on = cv_books_get_date(stmt, 9),
    };
}

struct cv_status programme_find(struct cv_books *books, const char *id, struct programme_ref *ref)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT uid, currency FROM programme WHERE org_id = $1 AND id = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        *ref = (struct programme_ref){
            .uid = cv_stmt_get_uuid(stmt, 0),
            .currency = cv_stmt_get_text(stmt, 1, books->arena),
        };
    return cv_books_found(books, stmt, found, NULL, "programmes/%s", id);
}

static struct cv_status insert_version(struct cv_books *books, struct programme *programme)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO programme_version (org_id, uid, version, "
                                 "recorded_us, replaced_us, recorded_by, title, title_zh, "
                                 "start_on, end_on) "
                                 "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");

    programme->recorded_us = books->recorded_us;
    cv_version_bind(books, stmt, programme->uid, programme->version);
    cv_stmt_text(stmt, 7, programme->title);
    cv_stmt_text(stmt, 8, programme->title_zh);
    cv_stmt_int64(stmt, 9, programme->start_on);
    cv_stmt_int64(stmt, 10, programme->end_on);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status programme_insert(struct cv_books *books, struct programme *programme)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO programme (org_id, uid, id, currency, version, "
                                 "created_us) VALUES ($1, $2, $3, $4, $5, $6) "
                                 "ON CONFLICT (org_id, id) DO NOTHING");
    struct cv_status status;

    programme->uid = cv_uuid7();
    programme->version = 1;
    programme->created_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme->uid);
    cv_stmt_text(stmt, 3, programme->id);
    cv_stmt_text(stmt, 4, programme->currency);
    cv_stmt_int64(stmt, 5, programme->version);
    cv_stmt_int64(stmt, 6, programme->created_us);
    status = cv_books_insert(books, stmt, "programme", programme->id);
    return cv_ok(status) ? insert_version(books, programme) : status;
}

struct cv_status programme_get(struct cv_books *books, const char *id, struct programme *programme)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "WHERE p.org_id = $1 AND p.id = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, programme);
    return cv_books_found(books, stmt, found, NULL, "programmes/%s", id);
}

struct cv_status programme_replace(struct cv_books *books, struct programme *programme)
{
    static const struct cv_versions VERSIONS = CV_VERSIONS(programme);
    struct cv_status status =
        cv_version_next(books, &VERSIONS, NULL, programme->uid, &programme->version);

    return cv_ok(status) ? insert_version(books, programme) : status;
}

struct cv_status programme_list(struct cv_books *books, struct cv_listed *listed)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, SELECT "WHERE p.org_id = $1 AND p.uid > $2 ORDER BY p.uid LIMIT $3");
    struct programme *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, listed->page.after);
    cv_stmt_int64(stmt, 3, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}
