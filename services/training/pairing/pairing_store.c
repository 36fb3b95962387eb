#include "pairing/pairing_store.h"

#include "organisation/organisation_store.h"

#define SELECT                                                                                     \
    "SELECT " RECORD_COLUMNS                                                                       \
    ", x.kind, o0.id, o1.id, x.starts_on, x.agreed_until, x.agreement, COALESCE(e.ended_on, 0) "   \
    "FROM pairing x JOIN organisation o0 ON o0.org_id = x.org_id AND o0.uid = x.home_uid JOIN "    \
    "organisation o1 ON o1.org_id = x.org_id AND o1.uid = x.host_uid LEFT JOIN pairing_end e ON "  \
    "e.org_id = x.org_id AND e.pairing_uid = x.uid" RECORD_STRUCK "WHERE x.org_id = $1 "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct pairing *pairing)
{
    *pairing = (struct pairing){
        .record = exchange_record_row(books, stmt),
        .kind = cv_stmt_get_int64(stmt, RECORD_NEXT),
        .home = cv_stmt_get_text(stmt, RECORD_NEXT + 1, books->arena),
        .host = cv_stmt_get_text(stmt, RECORD_NEXT + 2, books->arena),
        .starts_on = cv_books_get_date(stmt, RECORD_NEXT + 3),
        .agreed_until = cv_books_get_date(stmt, RECORD_NEXT + 4),
        .agreement = cv_stmt_get_text(stmt, RECORD_NEXT + 5, books->arena),
        .ended_on = cv_books_get_date(stmt, RECORD_NEXT + 6),
    };
}

struct cv_status pairing_insert(struct cv_books *books, struct pairing *pairing)
{
    struct cv_uuid home = {0};
    struct cv_uuid host = {0};
    struct cv_status status = organisation_find(books, pairing->home, "pairing.home", &home);
    struct cv_stmt *stmt;

    if (cv_ok(status))
        status = organisation_find(books, pairing->host, "pairing.host", &host);
    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(
        books->tx, "INSERT INTO pairing (org_id, uid, id, recorded_us, recorded_by, kind, "
                   "home_uid, host_uid, starts_on, agreed_until, agreement) VALUES ($1, $2, $3, "
                   "$4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (org_id, id) DO NOTHING");
    exchange_record_bind(books, stmt, &pairing->record);
    cv_stmt_int64(stmt, RECORD_BOUND, pairing->kind);
    cv_stmt_uuid(stmt, RECORD_BOUND + 1, home);
    cv_stmt_uuid(stmt, RECORD_BOUND + 2, host);
    cv_stmt_int64(stmt, RECORD_BOUND + 3, pairing->starts_on);
    cv_stmt_int64(stmt, RECORD_BOUND + 4, pairing->agreed_until);
    cv_stmt_text(stmt, RECORD_BOUND + 5, pairing->agreement);
    return cv_books_insert(books, stmt, "pairing", pairing->record.id);
}

struct cv_status pairing_get(struct cv_books *books, const char *id, struct pairing *pairing)
{
    return pairing_find(books, id, NULL, pairing);
}

struct cv_status pairing_find(struct cv_books *books, const char *id, const char *field,
                              struct pairing *pairing)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "AND x.id = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, pairing);
    return cv_books_found(books, stmt, found, field, "pairings/%s", id);
}

struct cv_status pairing_list(struct cv_books *books, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "AND x.uid > $2 ORDER BY x.uid LIMIT $3");
    struct pairing *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, listed->page.after);
    cv_stmt_int64(stmt, 3, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}

struct cv_status pairing_end(struct cv_books *books, struct pairing *pairing, int32_t ended_on,
                             const char *reason)
{
    struct cv_stmt *stmt;

    if (pairing->record.struck_us != 0)
        return cv_status(CV_FAILED_PRECONDITION, "ALREADY_STRUCK", "the pairing was struck");
    if (ended_on < pairing->starts_on)
        return cv_status_field(books->arena, "ended_date",
                               "ended_date must not be before the start_date of the pairing");
    stmt = cv_tx_prepare(books->tx, "INSERT INTO pairing_end (org_id, pairing_uid, ended_on, "
                                    "reason, recorded_us, recorded_by) "
                                    "VALUES ($1, $2, $3, $4, $5, $6) "
                                    "ON CONFLICT (org_id, pairing_uid) DO NOTHING");
    pairing->ended_on = ended_on;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, pairing->record.uid);
    cv_stmt_int64(stmt, 3, ended_on);
    cv_stmt_text(stmt, 4, reason);
    cv_stmt_int64(stmt, 5, books->recorded_us);
    cv_stmt_text(stmt, 6, books->subject);
    return cv_books_change(
        stmt, cv_status(CV_FAILED_PRECONDITION, "ALREADY_ENDED", "the pairing was ended before"));
}
