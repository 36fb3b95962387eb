#include "service/outbox_store.h"

#include "base/arena.h"

#define FORGET_MAX 500 /* rows of one bite */

#define OF_END     "FROM event_out o WHERE o.org_id = e.org_id"
#define OF_SUBJECT "FROM event_out o WHERE o.org_id = s.org_id AND o.subject = s.subject"
#define IN_SUBJECT                                                                                 \
    "FROM event_in i WHERE i.org_id = s.org_id AND i.source = s.source AND i.subject = s.subject"

const struct cv_recount cv_event_recounts[] = {
    CV_RECOUNT("events: one after the other up to the last", "event_out_end e",
               "e.pruned > e.sequence OR e.sequence - e.pruned <> (SELECT COUNT(*) " OF_END
               ") OR e.sequence <> (SELECT COALESCE(MAX(o.sequence), e.pruned) " OF_END ")"),
    CV_RECOUNT("events of a subject: one after the other up to the last", "event_subject s",
               "s.sequence <> (SELECT COALESCE(MAX(o.subject_sequence), s.sequence) " OF_SUBJECT
               ") OR (SELECT COUNT(*) " OF_SUBJECT
               ") <> (SELECT COALESCE(MAX(o.subject_sequence) - MIN(o.subject_sequence) + 1, 0) "
               "" OF_SUBJECT ")"),
    CV_RECOUNT("events given up: no longer than the events", "event_dropped d",
               "NOT EXISTS (SELECT 1 FROM event_out o WHERE o.org_id = d.org_id "
               "AND o.sequence = d.sequence)"),
    CV_RECOUNT("events of others: one after the other up to the last", "event_in_subject s",
               "s.sequence - s.pruned <> (SELECT COUNT(*) " IN_SUBJECT
               ") OR s.sequence <> (SELECT COALESCE(MAX(i.subject_sequence), s.pruned) " IN_SUBJECT
               ")"),
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

/* The last event of the subject, if it was written in this unit of work: recorded times are of one
 * unit each. */
static struct cv_status replace(struct cv_books *books, const struct cv_outbox_row *row,
                                bool *replaced)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE event_out SET body = $5 WHERE org_id = $1 AND subject = $2 "
                   "AND subject_sequence = $3 AND recorded_us = $4 RETURNING 1");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, row->subject);
    cv_stmt_int64(stmt, 3, row->subject_sequence);
    cv_stmt_int64(stmt, 4, books->recorded_us);
    cv_stmt_blob(stmt, 5, row->body.at, row->body.len);
    *replaced = cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status cv_outbox_insert(struct cv_books *books, struct cv_outbox_row *row)
{
    struct cv_outbox_end end;
    bool replaced = false;
    struct cv_status status = cv_outbox_end_get(books, &end);

    if (cv_ok(status))
        status = subject_last(books, row->subject, &row->subject_sequence);
    if (cv_ok(status))
        status = replace(books, row, &replaced);
    if (!cv_ok(status) || replaced)
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

static struct cv_status next_org(struct cv_books *books)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, "SELECT org_id FROM event_out_end "
                                                    "WHERE org_id > $1 ORDER BY org_id LIMIT 1");

    cv_stmt_text(stmt, 1, books->org);
    books->org = cv_stmt_step(stmt) ? cv_stmt_get_text(stmt, 0, books->arena) : NULL;
    return cv_stmt_finish(stmt);
}

/* The number in the only row of the statement, of $1 and $2, which it finishes; or this one. */
static struct cv_status number(struct cv_books *books, struct cv_stmt *stmt, const char *second,
                               int64_t *found)
{
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, second);
    if (cv_stmt_step(stmt) && !cv_stmt_is_null(stmt, 0))
        *found = cv_stmt_get_int64(stmt, 0);
    return cv_stmt_finish(stmt);
}

/* Up to which number this receiver needs none any more. */
static struct cv_status accepted(struct cv_books *books, const char *receiver, int64_t *until)
{
    int64_t held = INT64_MAX;
    int64_t sent = 0;
    struct cv_status status = number(
        books,
        cv_tx_prepare(books->tx, "SELECT sequence FROM event_peer WHERE org_id = $1 AND peer = $2"),
        receiver, &sent);

    if (cv_ok(status))
        status = number(books,
                        cv_tx_prepare(books->tx, "SELECT MIN(o.sequence) FROM event_held h "
                                                 "JOIN event_out o ON o.org_id = h.org_id "
                                                 "AND o.subject = h.subject "
                                                 "AND o.subject_sequence >= h.subject_sequence "
                                                 "WHERE h.org_id = $1 AND h.peer = $2"),
                        receiver, &held);
    if (held <= sent)
        sent = held - 1;
    if (sent < *until)
        *until = sent;
    return status;
}

/* The last that is old enough, some rows on at most. Recorded times grow with the numbers. */
static struct cv_status old(struct cv_books *books, const struct cv_outbox_end *end,
                            int64_t before_us, int64_t *until)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT MAX(sequence) FROM event_out WHERE org_id = $1 AND sequence > $2 "
                   "AND sequence <= $3 AND recorded_us < $4");

    *until = 0;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, end->pruned);
    cv_stmt_int64(stmt, 3, end->pruned + FORGET_MAX);
    cv_stmt_int64(stmt, 4, before_us);
    if (cv_stmt_step(stmt))
        *until = cv_stmt_get_int64(stmt, 0);
    return cv_stmt_finish(stmt);
}

static struct cv_status delete_until(struct cv_books *books, struct cv_stmt *stmt, int64_t until)
{
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, until);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status forget(struct cv_books *books, struct cv_outbox_end *end, int64_t until)
{
    struct cv_status status = delete_until(
        books,
        cv_tx_prepare(books->tx, "DELETE FROM event_out WHERE org_id = $1 AND sequence <= $2"),
        until);

    if (cv_ok(status))
        status = delete_until(books,
                              cv_tx_prepare(books->tx, "DELETE FROM event_dropped "
                                                       "WHERE org_id = $1 AND sequence <= $2"),
                              until);
    end->pruned = until;
    return cv_ok(status) ? end_set(books, end) : status;
}

static struct cv_status forget_of_org(struct cv_books *books, int64_t before_us,
                                      const char *const *receivers, bool *some)
{
    struct cv_outbox_end end;
    int64_t until = 0;
    struct cv_status status = cv_outbox_end_get(books, &end);

    if (cv_ok(status))
        status = old(books, &end, before_us, &until);
    for (size_t i = 0; cv_ok(status) && until > 0 && receivers[i] != NULL; i++)
        status = accepted(books, receivers[i], &until);
    *some = cv_ok(status) && until > end.pruned;
    return *some ? forget(books, &end, until) : status;
}

struct cv_status cv_outbox_forget(struct cv_tx *tx, struct cv_arena *arena, int64_t before_us,
                                  const char *const *receivers, bool *more)
{
    struct cv_books books = {.tx = tx, .arena = arena, .org = "", .subject = ""};
    struct cv_status status = next_org(&books);

    *more = false;
    while (cv_ok(status) && books.org != NULL && !*more) {
        status = forget_of_org(&books, before_us, receivers, more);
        if (cv_ok(status) && !*more)
            status = next_org(&books);
    }
    return status;
}
