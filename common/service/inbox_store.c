#include "service/inbox_store.h"

#include "base/arena.h"

#include <inttypes.h>
#include <string.h>

static void bind(struct cv_stmt *stmt, const struct cv_books *books, const char *source)
{
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, source);
}

/* ---- who delivers ---- */

static struct cv_status fence_set(struct cv_books *books, const char *source, int64_t fence)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO event_in_source (org_id, source, fence) VALUES ($1, $2, $3) "
                   "ON CONFLICT (org_id, source) DO UPDATE SET fence = excluded.fence");

    bind(stmt, books, source);
    cv_stmt_int64(stmt, 3, fence);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status cv_inbox_fence(struct cv_books *books, const char *source, int64_t fence)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT fence FROM event_in_source WHERE org_id = $1 AND source = $2");
    struct cv_status status;
    int64_t known = 0;

    bind(stmt, books, source);
    if (cv_stmt_step(stmt))
        known = cv_stmt_get_int64(stmt, 0);
    status = cv_stmt_finish(stmt);
    if (!cv_ok(status) || fence == known)
        return status;
    return fence > known ? fence_set(books, source, fence)
                         : cv_status(CV_ABORTED, "STALE_FENCE",
                                     "somebody else delivers the events of this source by now");
}

/* ---- one event ---- */

static struct cv_status last_of(struct cv_books *books, const char *source, const char *subject,
                                int64_t *last)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT sequence FROM event_in_subject WHERE org_id = $1 AND source = $2 "
                   "AND subject = $3");

    bind(stmt, books, source);
    cv_stmt_text(stmt, 3, subject);
    *last = cv_stmt_step(stmt) ? cv_stmt_get_int64(stmt, 0) : 0;
    return cv_stmt_finish(stmt);
}

static struct cv_status last_set(struct cv_books *books, const char *source, const char *subject,
                                 int64_t last)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO event_in_subject (org_id, source, subject, sequence) "
                   "VALUES ($1, $2, $3, $4) ON CONFLICT (org_id, source, subject) DO UPDATE SET "
                   "sequence = excluded.sequence");

    bind(stmt, books, source);
    cv_stmt_text(stmt, 3, subject);
    cv_stmt_int64(stmt, 4, last);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static const struct cv_status DIFFERS = {
    .code = CV_FAILED_PRECONDITION,
    .reason = "EVENT_DIFFERS",
    .message = "another event of this id, or of this number of the subject, was accepted before",
};

static struct cv_status compare(struct cv_books *books, const char *source,
                                const struct cv_inbox_row *row)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT uid FROM event_in WHERE org_id = $1 AND source = $2 "
                                 "AND subject = $3 AND subject_sequence = $4");
    struct cv_status status;
    struct cv_uuid uid = row->uid;

    bind(stmt, books, source);
    cv_stmt_text(stmt, 3, row->subject);
    cv_stmt_int64(stmt, 4, row->subject_sequence);
    if (cv_stmt_step(stmt))
        uid = cv_stmt_get_uuid(stmt, 0);
    status = cv_stmt_finish(stmt);
    return !cv_ok(status) || memcmp(&uid, &row->uid, sizeof(uid)) == 0 ? status : DIFFERS;
}

static struct cv_status insert(struct cv_books *books, const char *source,
                               const struct cv_inbox_row *row)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO event_in (org_id, source, uid, subject, subject_sequence, "
                   "recorded_us) VALUES ($1, $2, $3, $4, $5, $6) "
                   "ON CONFLICT (org_id, source, uid) DO NOTHING");

    bind(stmt, books, source);
    cv_stmt_uuid(stmt, 3, row->uid);
    cv_stmt_text(stmt, 4, row->subject);
    cv_stmt_int64(stmt, 5, row->subject_sequence);
    cv_stmt_int64(stmt, 6, books->recorded_us);
    return cv_books_change(stmt, DIFFERS);
}

struct cv_status cv_inbox_take(struct cv_books *books, const char *source,
                               const struct cv_inbox_row *row, bool *repeated, int64_t *expected)
{
    int64_t last;
    struct cv_status status = last_of(books, source, row->subject, &last);

    *repeated = cv_ok(status) && row->subject_sequence <= last;
    *expected = last + 1;
    if (*repeated)
        return compare(books, source, row);
    if (cv_ok(status) && row->subject_sequence > last + 1)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "OUT_OF_ORDER",
                           "event %" PRId64 " of %s has to come first", last + 1, row->subject);
    if (cv_ok(status))
        status = insert(books, source, row);
    return cv_ok(status) ? last_set(books, source, row->subject, row->subject_sequence) : status;
}
