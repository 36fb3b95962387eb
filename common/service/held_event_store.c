#include "service/delivery_store.h"

#include "base/arena.h"

#define HELD                                                                                       \
    "SELECT h.sequence, o.uid, o.subject, o.subject_sequence, o.recorded_us, o.body, h.tries, "    \
    "h.due_us, h.parked_us, h.code, h.reason, h.message FROM event_held h "                        \
    "JOIN event_out o ON o.org_id = h.org_id AND o.sequence = h.sequence "                         \
    "WHERE h.org_id = $1 AND h.peer = $2 "

static struct cv_held_event read_row(struct cv_books *books, struct cv_stmt *stmt)
{
    return (struct cv_held_event){
        .sequence = cv_stmt_get_int64(stmt, 0),
        .row =
            {
                .sequence = cv_stmt_get_int64(stmt, 0),
                .uid = cv_stmt_get_uuid(stmt, 1),
                .subject = cv_stmt_get_text(stmt, 2, books->arena),
                .subject_sequence = cv_stmt_get_int64(stmt, 3),
                .recorded_us = cv_stmt_get_int64(stmt, 4),
                .body = cv_stmt_get_blob(stmt, 5, books->arena),
            },
        .tries = cv_stmt_get_int64(stmt, 6),
        .due_us = cv_stmt_get_int64(stmt, 7),
        .parked_us = cv_stmt_get_int64(stmt, 8),
        .code = cv_stmt_get_int64(stmt, 9),
        .reason = cv_stmt_get_text(stmt, 10, books->arena),
        .message = cv_stmt_get_text(stmt, 11, books->arena),
    };
}

struct cv_status cv_held_list(struct cv_books *books, const char *peer, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, HELD "AND h.sequence > $3 ORDER BY h.sequence LIMIT $4");
    struct cv_held_event *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, peer);
    cv_stmt_int64(stmt, 3, cv_page_number(listed->page.after));
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        *row = read_row(books, stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status cv_held_get(struct cv_books *books, const char *peer, struct cv_uuid event,
                             struct cv_held_event *held)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, HELD "AND o.uid = $3");
    char text[CV_UUID_TEXT];
    bool found;

    cv_uuid_print(event, text);
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, peer);
    cv_stmt_uuid(stmt, 3, event);
    found = cv_stmt_step(stmt);
    if (found)
        *held = read_row(books, stmt);
    return cv_books_found(books, stmt, found, "id", "event %s that %s refused", text, peer);
}

struct cv_status cv_held_release(struct cv_books *books, const char *peer,
                                 struct cv_held_event *held)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE event_held SET tries = 0, due_us = $4, parked_us = 0 "
                                 "WHERE org_id = $1 AND peer = $2 AND subject = $3");

    held->tries = 0;
    held->parked_us = 0;
    held->due_us = cv_tx_now_us(books->tx);
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, peer);
    cv_stmt_text(stmt, 3, held->row.subject);
    cv_stmt_int64(stmt, 4, held->due_us);
    (void)cv_stmt_step(stmt);
    cv_tx_tell(books->tx);
    return cv_stmt_finish(stmt);
}

struct cv_status cv_held_drop(struct cv_books *books, const char *peer, struct cv_held_event *held,
                              const char *reason)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO event_dropped (org_id, peer, sequence, reason, recorded_us, "
                   "recorded_by) VALUES ($1, $2, $3, $4, $5, $6) "
                   "ON CONFLICT (org_id, peer, sequence) DO NOTHING");
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, peer);
    cv_stmt_int64(stmt, 3, held->sequence);
    cv_stmt_text(stmt, 4, reason);
    cv_stmt_int64(stmt, 5, books->recorded_us);
    cv_stmt_text(stmt, 6, books->subject);
    (void)cv_stmt_step(stmt);
    status = cv_stmt_finish(stmt);
    return cv_ok(status) ? cv_held_release(books, peer, held) : status;
}
