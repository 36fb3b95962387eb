#include "award/award_store.h"

#include "organisation/organisation_store.h"

#define SELECT                                                                                     \
    "SELECT " RECORD_COLUMNS                                                                       \
    ", o0.id, x.title, x.competition, x.level, x.winners, x.effective_on, x.count, x.reference "   \
    "FROM award x JOIN organisation o0 ON o0.org_id = x.org_id AND o0.uid = "                      \
    "x.organisation_uid" RECORD_STRUCK "WHERE x.org_id = $1 "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct award *award)
{
    *award = (struct award){
        .record = exchange_record_row(books, stmt),
        .organisation = cv_stmt_get_text(stmt, RECORD_NEXT, books->arena),
        .title = cv_stmt_get_text(stmt, RECORD_NEXT + 1, books->arena),
        .competition = cv_stmt_get_text(stmt, RECORD_NEXT + 2, books->arena),
        .level = cv_stmt_get_int64(stmt, RECORD_NEXT + 3),
        .winners = cv_stmt_get_int64(stmt, RECORD_NEXT + 4),
        .effective_on = cv_books_get_date(stmt, RECORD_NEXT + 5),
        .count = cv_stmt_get_int64(stmt, RECORD_NEXT + 6),
        .reference = cv_stmt_get_text(stmt, RECORD_NEXT + 7, books->arena),
    };
}

struct cv_status award_insert(struct cv_books *books, struct award *award)
{
    struct cv_uuid organisation = {0};
    struct cv_status status =
        organisation_find(books, award->organisation, "award.organisation", &organisation);
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(
        books->tx,
        "INSERT INTO award (org_id, uid, id, recorded_us, recorded_by, organisation_uid, title, "
        "competition, level, winners, effective_on, count, reference) VALUES ($1, $2, $3, $4, $5, "
        "$6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (org_id, id) DO NOTHING");
    exchange_record_bind(books, stmt, &award->record);
    cv_stmt_uuid(stmt, RECORD_BOUND, organisation);
    cv_stmt_text(stmt, RECORD_BOUND + 1, award->title);
    cv_stmt_text(stmt, RECORD_BOUND + 2, award->competition);
    cv_stmt_int64(stmt, RECORD_BOUND + 3, award->level);
    cv_stmt_int64(stmt, RECORD_BOUND + 4, award->winners);
    cv_stmt_int64(stmt, RECORD_BOUND + 5, award->effective_on);
    cv_stmt_int64(stmt, RECORD_BOUND + 6, award->count);
    cv_stmt_text(stmt, RECORD_BOUND + 7, award->reference);
    return cv_books_insert(books, stmt, "award", award->record.id);
}

struct cv_status award_get(struct cv_books *books, const char *id, struct award *award)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "AND x.id = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, award);
    return cv_books_found(books, stmt, found, NULL, "awards/%s", id);
}

struct cv_status award_list(struct cv_books *books, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "AND x.uid > $2 ORDER BY x.uid LIMIT $3");
    struct award *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, listed->page.after);
    cv_stmt_int64(stmt, 3, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}
