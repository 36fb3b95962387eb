#include "course/course_store.h"

#include "base/arena.h"
#include "organisation/organisation_store.h"
#include "service/version.h"

#define SELECT                                                                                     \
    "SELECT o.uid, o.id, o.version, o.created_us, v.recorded_us, v.title, v.title_zh, v.kind, "    \
    "v.minutes, g.id FROM course o JOIN course_version v "                                         \
    "ON v.org_id = o.org_id AND v.uid = o.uid AND v.version = o.version "                          \
    "LEFT JOIN organisation g ON g.org_id = v.org_id AND g.uid = v.organisation_uid "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct course *course)
{
    *course = (struct course){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .version = cv_stmt_get_int64(stmt, 2),
        .created_us = cv_stmt_get_int64(stmt, 3),
        .recorded_us = cv_stmt_get_int64(stmt, 4),
        .title = cv_stmt_get_text(stmt, 5, books->arena),
        .title_zh = cv_stmt_get_text(stmt, 6, books->arena),
        .kind = cv_stmt_get_int64(stmt, 7),
        .minutes = cv_stmt_get_int64(stmt, 8),
        .organisation = cv_stmt_get_text(stmt, 9, books->arena),
    };
}

struct cv_status course_find(struct cv_books *books, const char *id, const char *field,
                             struct cv_uuid *uid)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT uid FROM course WHERE org_id = $1 AND id = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        *uid = cv_stmt_get_uuid(stmt, 0);
    return cv_books_found(books, stmt, found, field, "courses/%s", id);
}

static struct cv_status insert_version(struct cv_books *books, struct course *course)
{
    const struct cv_uuid *organisation;
    struct cv_uuid room;
    struct cv_status status = organisation_find_any(books, course->organisation,
                                                    "course.organisation", &room, &organisation);
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx, "INSERT INTO course_version (org_id, uid, version, "
                                    "recorded_us, replaced_us, recorded_by, title, title_zh, "
                                    "kind, minutes, organisation_uid) "
                                    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
    course->recorded_us = books->recorded_us;
    cv_version_bind(books, stmt, course->uid, course->version);
    cv_stmt_text(stmt, 7, course->title);
    cv_stmt_text(stmt, 8, course->title_zh);
    cv_stmt_int64(stmt, 9, course->kind);
    cv_stmt_int64(stmt, 10, course->minutes);
    organisation_bind(stmt, 11, organisation);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status course_insert(struct cv_books *books, struct course *course)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, "INSERT INTO course (org_id, uid, id, version, "
                                                    "created_us) VALUES ($1, $2, $3, $4, $5) "
                                                    "ON CONFLICT (org_id, id) DO NOTHING");
    struct cv_status status;

    course->uid = cv_uuid7();
    course->version = 1;
    course->created_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, course->uid);
    cv_stmt_text(stmt, 3, course->id);
    cv_stmt_int64(stmt, 4, course->version);
    cv_stmt_int64(stmt, 5, course->created_us);
    status = cv_books_insert(books, stmt, "course", course->id);
    return cv_ok(status) ? insert_version(books, course) : status;
}

struct cv_status course_get(struct cv_books *books, const char *id, struct course *course)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "WHERE o.org_id = $1 AND o.id = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, course);
    return cv_books_found(books, stmt, found, NULL, "courses/%s", id);
}

struct cv_status course_replace(struct cv_books *books, struct course *course)
{
    static const struct cv_versions VERSIONS = CV_VERSIONS(course);
    struct cv_status status =
        cv_version_next(books, &VERSIONS, NULL, course->uid, &course->version);

    return cv_ok(status) ? insert_version(books, course) : status;
}

struct cv_status course_list(struct cv_books *books, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE o.org_id = $1 "
                                        "AND o.uid > $2 ORDER BY o.uid LIMIT $3");
    struct course *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, listed->page.after);
    cv_stmt_int64(stmt, 3, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}
