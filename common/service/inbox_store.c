#include "service/inbox_store.h"

#include "base/arena.h"

#include <inttypes.h>
#include <string.h>

#define PRUNE_ROWS 500                  /* of one bite, and those of one delivery more */
#define SKEW_US    INT64_C(86400000000) /* by which two clocks may differ: a day */

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

/* What is known of a subject. */
struct mark {
    int64_t last;      /* number that was accepted */
    int64_t pruned;    /* up to this one they are no longer kept */
    int64_t pruned_us; /* when that was accepted */
};

static struct cv_status mark_of(struct cv_books *books, const char *source, const char *subject,
                                struct mark *mark)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT sequence, pruned, pruned_us FROM event_in_subject "
                                 "WHERE org_id = $1 AND source = $2 AND subject = $3");

    *mark = (struct mark){0};
    bind(stmt, books, source);
    cv_stmt_text(stmt, 3, subject);
    if (cv_stmt_step(stmt))
        *mark = (struct mark){
            .last = cv_stmt_get_int64(stmt, 0),
            .pruned = cv_stmt_get_int64(stmt, 1),
            .pruned_us = cv_stmt_get_int64(stmt, 2),
        };
    return cv_stmt_finish(stmt);
}

static struct cv_status last_set(struct cv_books *books, const char *source, const char *subject,
                                 int64_t last)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO event_in_subject (org_id, source, subject, sequence, pruned, "
                   "pruned_us) VALUES ($1, $2, $3, $4, 0, 0) "
                   "ON CONFLICT (org_id, source, subject) DO UPDATE SET "
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

/* Of one that is no longer kept: it is younger than what was accepted under its number, as when the
 * sender's store is an older copy of itself and counts from there once more. */
static struct cv_status compare_age(const struct mark *mark, const struct cv_inbox_row *row)
{
    return row->recorded_us - SKEW_US > mark->pruned_us ? DIFFERS : CV_STATUS_OK;
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
    struct mark mark;
    struct cv_status status = mark_of(books, source, row->subject, &mark);

    *repeated = cv_ok(status) && row->subject_sequence <= mark.last;
    *expected = mark.last + 1;
    if (*repeated)
        return row->subject_sequence > mark.pruned ? compare(books, source, row)
                                                   : compare_age(&mark, row);
    if (cv_ok(status) && row->subject_sequence > mark.last + 1)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "OUT_OF_ORDER",
                           "event %" PRId64 " of %s has to come first", mark.last + 1,
                           row->subject);
    if (cv_ok(status))
        status = insert(books, source, row);
    return cv_ok(status) ? last_set(books, source, row->subject, row->subject_sequence) : status;
}

/* ---- forgetting ---- */

/* Those of one delivery have one recorded time, and go together. */
static struct cv_status prune_until(struct cv_tx *tx, int64_t before_us, int64_t *until_us)
{
    struct cv_stmt *stmt = cv_tx_prepare(tx, "SELECT recorded_us FROM event_in "
                                             "WHERE recorded_us < $1 ORDER BY recorded_us "
                                             "LIMIT 1 OFFSET $2");

    *until_us = before_us;
    cv_stmt_int64(stmt, 1, before_us);
    cv_stmt_int64(stmt, 2, PRUNE_ROWS);
    if (cv_stmt_step(stmt))
        *until_us = cv_stmt_get_int64(stmt, 0) + 1;
    return cv_stmt_finish(stmt);
}

/* Recorded times grow with the numbers of a subject, so what is left of it is its end. */
static struct cv_status prune_note(struct cv_tx *tx, int64_t until_us)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        tx, "UPDATE event_in_subject SET pruned = old.last, pruned_us = old.last_us "
            "FROM (SELECT org_id, source, subject, MAX(subject_sequence) AS last, "
            "MAX(recorded_us) AS last_us FROM event_in WHERE recorded_us < $1 "
            "GROUP BY org_id, source, subject) AS old WHERE event_in_subject.org_id = old.org_id "
            "AND event_in_subject.source = old.source "
            "AND event_in_subject.subject = old.subject");

    cv_stmt_int64(stmt, 1, until_us);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status cv_inbox_prune(const struct cv_scope *scope, struct cv_tx *tx, bool *more)
{
    int64_t before_us = cv_tx_now_us(tx) - CV_INBOX_KEEP_US;
    int64_t until_us;
    struct cv_stmt *stmt;
    struct cv_status status = prune_until(tx, before_us, &until_us);

    (void)scope;
    *more = cv_ok(status) && until_us < before_us;
    if (cv_ok(status))
        status = prune_note(tx, until_us);
    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(tx, "DELETE FROM event_in WHERE recorded_us < $1");
    cv_stmt_int64(stmt, 1, until_us);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}
