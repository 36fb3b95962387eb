#include "organisation/organisation_store.h"

#include "base/arena.h"
#include "service/version.h"

#define SELECT                                                                                     \
    "SELECT o.uid, o.id, o.version, o.created_us, v.recorded_us, v.title, v.title_zh, v.kind, "    \
    "v.contact FROM organisation o JOIN organisation_version v "                                   \
    "ON v.org_id = o.org_id AND v.uid = o.uid AND v.version = o.version "

static void read_row(struct cv_books *books, struct cv_stmt *stmt,
                     struct organisation *organisation)
{
    *organisation = (struct organisation){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .version = cv_stmt_get_int64(stmt, 2),
        .created_us = cv_stmt_get_int64(stmt, 3),
        .recorded_us = cv_stmt_get_int64(stmt, 4),
        .title = cv_stmt_get_text(stmt, 5, books->arena),
        .title_zh = cv_stmt_get_text(stmt, 6, books->arena),
        .kind = cv_stmt_get_int64(stmt, 7),
        .contact = cv_stmt_get_text(stmt, 8, books->arena),
    };
}

struct cv_status organisation_find(struct cv_books *books, const char *id, const char *field,
                                   struct cv_uuid *uid)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT uid FROM organisation WHERE org_id = $1 AND id = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        *uid = cv_stmt_get_uuid(stmt, 0);
    return cv_books_found(books, stmt, found, field, "organisations/%s", id);
}

struct cv_status organisation_find_any(struct cv_books *books, const char *id, const char *field,
                                       struct cv_uuid *room, const struct cv_uuid **uid)
{
    *uid = id[0] == '\0' ? NULL : room;
    return *uid == NULL ? CV_STATUS_OK : organisation_find(books, id, field, room);
}

void organisation_bind(struct cv_stmt *stmt, int index, const struct cv_uuid *uid)
{
    if (uid == NULL)
        cv_stmt_null(stmt, index);
    else
        cv_stmt_uuid(stmt, index, *uid);
}

static struct cv_status insert_version(struct cv_books *books, struct organisation *organisation)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO organisation_version (org_id, uid, version, "
                                 "recorded_us, replaced_us, recorded_by, title, title_zh, "
                                 "kind, contact) "
                                 "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");

    organisation->recorded_us = books->recorded_us;
    cv_version_bind(books, stmt, organisation->uid, organisation->version);
    cv_stmt_text(stmt, 7, organisation->title);
    cv_stmt_text(stmt, 8, organisation->title_zh);
    cv_stmt_int64(stmt, 9, organisation->kind);
    cv_stmt_text(stmt, 10, organisation->contact);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status organisation_insert(struct cv_books *books, struct organisation *organisation)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO organisation (org_id, uid, id, version, "
                                 "created_us) VALUES ($1, $2, $3, $4, $5) "
                                 "ON CONFLICT (org_id, id) DO NOTHING");
    struct cv_status status;

    organisation->uid = cv_uuid7();
    organisation->version = 1;
    organisation->created_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, organisation->uid);
    cv_stmt_text(stmt, 3, organisation->id);
    cv_stmt_int64(stmt, 4, organisation->version);
    cv_stmt_int64(stmt, 5, organisation->created_us);
    status = cv_books_insert(books, stmt, "organisation", organisation->id);
    return cv_ok(status) ? insert_version(books, organisation) : status;
}

struct cv_status organisation_get(struct cv_books *books, const char *id,
                                  struct organisation *organisation)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "WHERE o.org_id = $1 AND o.id = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, organisation);
    return cv_books_found(books, stmt, found, NULL, "organisations/%s", id);
}

struct cv_status organisation_replace(struct cv_books *books, struct organisation *organisation)
{
    static const struct cv_versions VERSIONS = CV_VERSIONS(organisation);
    struct cv_status status =
        cv_version_next(books, &VERSIONS, NULL, organisation->uid, &organisation->version);

    return cv_ok(status) ? insert_version(books, organisation) : status;
}

struct cv_status organisation_list(struct cv_books *books, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE o.org_id = $1 "
                                        "AND o.uid > $2 ORDER BY o.uid LIMIT $3");
    struct organisation *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, listed->page.after);
    cv_stmt_int64(stmt, 3, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}
