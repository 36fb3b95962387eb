#include "session/session_store.h"

#include "base/arena.h"
#include "service/version.h"

#define SELECT                                                                                     \
    "SELECT s.uid, s.cohort_uid, h.course_uid, c.id, h.id, s.id, v.title, v.title_zh, v.held_on, " \
    "v.minutes, s.closed_us, s.version, s.created_us, v.recorded_us FROM session s "               \
    "JOIN session_version v ON v.org_id = s.org_id AND v.uid = s.uid AND v.version = s.version "   \
    "JOIN cohort h ON h.org_id = s.org_id AND h.uid = s.cohort_uid "                               \
    "JOIN course c ON c.org_id = s.org_id AND c.uid = h.course_uid "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct session *session)
{
    *session = (struct session){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .cohort_uid = cv_stmt_get_uuid(stmt, 1),
        .course_uid = cv_stmt_get_uuid(stmt, 2),
        .course = cv_stmt_get_text(stmt, 3, books->arena),
        .cohort = cv_stmt_get_text(stmt, 4, books->arena),
        .id = cv_stmt_get_text(stmt, 5, books->arena),
        .title = cv_stmt_get_text(stmt, 6, books->arena),
        .title_zh = cv_stmt_get_text(stmt, 7, books->arena),
        .held_on = cv_books_get_date(stmt, 8),
        .minutes = cv_stmt_get_int64(stmt, 9),
        .closed_us = cv_stmt_get_int64(stmt, 10),
        .version = cv_stmt_get_int64(stmt, 11),
        .created_us = cv_stmt_get_int64(stmt, 12),
        .recorded_us = cv_stmt_get_int64(stmt, 13),
    };
}

static struct cv_status insert_version(struct cv_books *books, struct session *session)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO session_version (org_id, uid, version, recorded_us, replaced_us, "
                   "recorded_by, title, title_zh, held_on, minutes) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");

    session->recorded_us = books->recorded_us;
    cv_version_bind(books, stmt, session->uid, session->version);
    cv_stmt_text(stmt, 7, session->title);
    cv_stmt_text(stmt, 8, session->title_zh);
    cv_stmt_int64(stmt, 9, session->held_on);
    cv_stmt_int64(stmt, 10, session->minutes);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status session_insert(struct cv_books *books, struct session *session)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO session (org_id, uid, cohort_uid, id, version, "
                                 "created_us, closed_us) VALUES ($1, $2, $3, $4, $5, $6, 0) "
                                 "ON CONFLICT (org_id, cohort_uid, id) DO NOTHING");
    struct cv_status status;

    session->uid = cv_uuid7();
    session->version = 1;
    session->created_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, session->uid);
    cv_stmt_uuid(stmt, 3, session->cohort_uid);
    cv_stmt_text(stmt, 4, session->id);
    cv_stmt_int64(stmt, 5, session->version);
    cv_stmt_int64(stmt, 6, session->created_us);
    status = cv_books_insert(books, stmt, "session", session->id);
    return cv_ok(status) ? insert_version(books, session) : status;
}

struct cv_status session_get(struct cv_books *books, const char *course, const char *cohort,
                             const char *id, struct session *session)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, SELECT "WHERE c.org_id = $1 AND c.id = $2 AND h.org_id = $1 AND h.id = $3 AND "
                          "s.org_id = $1 AND s.id = $4");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, course);
    cv_stmt_text(stmt, 3, cohort);
    cv_stmt_text(stmt, 4, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, session);
    return cv_books_found(books, stmt, found, NULL, "courses/%s/cohorts/%s/sessions/%s", course,
                          cohort, id);
}

struct cv_status session_replace(struct cv_books *books, struct session *session)
{
    static const struct cv_versions VERSIONS = CV_VERSIONS(session);
    struct cv_status status =
        cv_version_next(books, &VERSIONS, NULL, session->uid, &session->version);

    return cv_ok(status) ? insert_version(books, session) : status;
}

struct cv_status session_close(struct cv_books *books, struct session *session)
{
    static const struct cv_status CLOSED = {
        .code = CV_FAILED_PRECONDITION,
        .reason = "ATTENDANCE_CLOSED",
        .message = "the list of those present was closed already",
    };
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE session SET closed_us = $3 WHERE org_id = $1 "
                                 "AND uid = $2 AND closed_us = 0");
    struct cv_status status;

    session->closed_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, session->uid);
    cv_stmt_int64(stmt, 3, session->closed_us);
    status = cv_books_change(stmt, CLOSED);
    return cv_ok(status) ? session_replace(books, session) : status;
}

struct cv_status session_list(struct cv_books *books, struct cv_uuid cohort,
                              struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE s.org_id = $1 AND s.cohort_uid = $2 "
                                        "AND s.uid > $3 ORDER BY s.uid LIMIT $4");
    struct session *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cohort);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}
