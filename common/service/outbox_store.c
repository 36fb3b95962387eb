#include "service/outbox_store.h"

#include "base/arena.h"

#define FORGET_MAX 500 /* rows of one bite */

#define OF_END     "FROM event_out o WHERE o.org_id = e.org_id"
#define OF_SUBJECT "FROM event_out o WHERE o.org_id = s.org_id AND o.subject = s.subject"

const struct cv_recount cv_event_recounts[] = {
    CV_RECOUNT("events: one after the other up to the last", "event_out_end e",
               "e.pruned > e.sequence OR e.sequence - e.pruned <> (SELECT COUNT(*) " OF_END
               ") OR e.sequence <> (SELECT COALESCE(MAX(o.sequence), e.pruned) " OF_END ")"),
    CV_RECOUNT("events of a subject: one after the other up to the last", "event_subject s",
               "s.sequence <> (SELECT COALESCE(MAX(o.subject_sequence), s.sequence) " OF_SUBJECT
               ") OR (SELECT COUNT(*) " OF_SUBJECT
               ") <> (SELECT COALESCE(MAX(o.subject_sequence) - MIN(o.subject_sequence) + 1, 0) "
               "" OF_SUBJECT ")"),
    {NULL, NULL},
};

struct cv_status cv_outbox_end_get(struct cv_books *books, struct cv_outbox_end *end)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT sequence, pruned FROM event_out_end WHERE org_id = $1");

    *end = (struct cv_outbox_end){0};
    cv_stmt_text(stmt, 1, books->org);
    if (cv_stmt_step(stmt)) {
        end->sequence = cv_stmt_get_int64(stmt, 0);
        end->pruned = cv_stmt_get_int64(stmt, 1);
    }
    return cv_stmt_finish(stmt);
}

static struct cv_status end_set(struct cv_books *books, const struct cv_outbox_end *end)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO event_out_end (org_id, sequence, pruned) "
                                 "VALUES ($1, $2, $3) ON CONFLICT (org_id) DO UPDATE SET "
                                 "sequence = excluded.sequence, pruned = excluded.pruned");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, end->sequence);
    cv_stmt_int64(stmt, 3, end->pruned);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

/* ---- adding ---- */

static struct cv_status subject_last(struct cv_books *books, const char *subject, int64_t *last)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT sequence FROM event_subject WHERE org_id = $1 AND subject = $2");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, subject);
    *last = cv_stmt_step(stmt) ? cv_stmt_get_int64(stmt, 0) : 0;
    return cv_stmt_finish(stmt);
}

static struct cv_status subject_set(struct cv_books *books, const char *subject, int64_t last)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO event_subject (org_id, subject, sequence) "
                                 "VALUES ($1, $2, $3) ON CONFLICT (org_id, subject) DO UPDATE SET "
                                 "sequence = excluded.sequence");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, subject);
    cv_stmt_int64(stmt, 3, last);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status insert(struct cv_books *books, const struct cv_outbox_row *row)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO event_out (org_id, sequence, uid, subject, subject_sequence, "
                   "recorded_us, body) VALUES ($1, $2, $3, $4, $5, $6, $7)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, row->sequence);
    cv_stmt_uuid(stmt, 3, row->uid);
    cv_stmt_text(stmt, 4, row->subject);
    cv_stmt_int64(stmt, 5, row->subject_sequence);
    cv_stmt_int64(stmt, 6, row->recorded_us);
    cv_stmt_blob(stmt, 7, row->body.at, row->body.len);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status cv_outbox_insert(struct cv_books *books, struct cv_outbox_row *row)
{
    struct cv_outbox_end end;
    struct cv_status status = cv_outbox_end_get(books, &end);

    if (cv_ok(status))
        status = subject_last(books, row->subject, &row->subject_sequence);
    if (!cv_ok(status))
        return status;
    row->uid = cv_uuid7();
    row->sequence = ++end.sequence;
    row->subject_sequence++;
    row->recorded_us = books->recorded_us;
    status = insert(books, row);
    if (cv_ok(status))
        status = subject_set(books, row->subject, row->subject_sequence);
    return cv_ok(status) ? end_set(books, &end) : status;
}

/* ---- reading ---- */

struct cv_status cv_outbox_after(struct cv_books *books, int64_t sequence, size_t count,
                                 struct cv_outbox_row *rows, size_t *found)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT sequence, uid, subject, subject_sequence, recorded_us, body "
                   "FROM event_out WHERE org_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3");

    *found = 0;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, sequence);
    cv_stmt_int64(stmt, 3, (int64_t)count);
    while (*found < count && cv_stmt_step(stmt))
        rows[(*found)++] = (struct cv_outbox_row){
            .sequence = cv_stmt_get_int64(stmt, 0),
            .uid = cv_stmt_get_uuid(stmt, 1),
            .subject = cv_stmt_get_text(stmt, 2, books->arena),
            .subject_sequence = cv_stmt_get_int64(stmt, 3),
            .recorded_us = cv_stmt_get_int64(stmt, 4),
            .body = cv_stmt_get_blob(stmt, 5, books->arena),
        };
    return cv_stmt_finish(stmt);
}

/* ---- forgetting ---- */

/* The first organisation that keeps something so old, and the last of it that is, FORGET_MAX rows
 * on at most. Recorded times grow with the numbers. */
static struct cv_status find_old(struct cv_books *books, int64_t before_us, int64_t *until)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT e.org_id, MAX(o.sequence) FROM event_out_end e "
                   "JOIN event_out o ON o.org_id = e.org_id AND o.sequence > e.pruned "
                   "AND o.sequence <= e.pruned + $2 AND o.recorded_us < $1 "
                   "GROUP BY e.org_id ORDER BY e.org_id LIMIT 1");

    *until = 0;
    cv_stmt_int64(stmt, 1, before_us);
    cv_stmt_int64(stmt, 2, FORGET_MAX);
    if (cv_stmt_step(stmt)) {
        books->org = cv_stmt_get_text(stmt, 0, books->arena);
        *until = cv_stmt_get_int64(stmt, 1);
    }
    return cv_stmt_finish(stmt);
}

struct cv_status cv_outbox_forget(struct cv_tx *tx, struct cv_arena *arena, int64_t before_us,
                                  bool *more)
{
    struct cv_books books = {.tx = tx, .arena = arena, .org = "", .subject = ""};
    struct cv_outbox_end end;
    struct cv_stmt *stmt;
    int64_t until;
    struct cv_status status = find_old(&books, before_us, &until);

    *more = until > 0;
    if (!cv_ok(status) || until == 0)
        return status;
    stmt = cv_tx_prepare(tx, "DELETE FROM event_out WHERE org_id = $1 AND sequence <= $2");
    cv_stmt_text(stmt, 1, books.org);
    cv_stmt_int64(stmt, 2, until);
    (void)cv_stmt_step(stmt);
    status = cv_stmt_finish(stmt);
    if (cv_ok(status))
        status = cv_outbox_end_get(&books, &end);
    end.pruned = until;
    return cv_ok(status) ? end_set(&books, &end) : status;
}
