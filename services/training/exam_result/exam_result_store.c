#include "exam_result/exam_result_store.h"

#include "organisation/organisation_store.h"

#define SELECT                                                                                     \
    "SELECT " RECORD_COLUMNS                                                                       \
    ", o0.id, x.subject, x.year, x.paper, x.candidates, x.mean_hundredths, x.effective_on, "       \
    "x.reference FROM exam_result x JOIN organisation o0 ON o0.org_id = x.org_id AND o0.uid = "    \
    "x.organisation_uid" RECORD_STRUCK "WHERE x.org_id = $1 "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct exam_result *exam_result)
{
    *exam_result = (struct exam_result){
        .record = exchange_record_row(books, stmt),
        .organisation = cv_stmt_get_text(stmt, RECORD_NEXT, books->arena),
        .subject = cv_stmt_get_text(stmt, RECORD_NEXT + 1, books->arena),
        .year = cv_stmt_get_int64(stmt, RECORD_NEXT + 2),
        .paper = cv_stmt_get_text(stmt, RECORD_NEXT + 3, books->arena),
        .candidates = cv_stmt_get_int64(stmt, RECORD_NEXT + 4),
        .mean_hundredths = cv_stmt_get_int64(stmt, RECORD_NEXT + 5),
        .effective_on = cv_books_get_date(stmt, RECORD_NEXT + 6),
        .reference = cv_stmt_get_text(stmt, RECORD_NEXT + 7, books->arena),
    };
}

static struct cv_status take_place(struct cv_books *books, struct cv_uuid organisation,
                                   const struct exam_result *exam_result)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO exam_result_place (org_id, organisation_uid, "
                                 "subject, year, exam_result_uid) VALUES ($1, $2, $3, $4, $5) "
                                 "ON CONFLICT (org_id, organisation_uid, subject, year) "
                                 "DO NOTHING");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, organisation);
    cv_stmt_text(stmt, 3, exam_result->subject);
    cv_stmt_int64(stmt, 4, exam_result->year);
    cv_stmt_uuid(stmt, 5, exam_result->record.uid);
    return cv_books_change(stmt, cv_status(CV_ALREADY_EXISTS, "RESULT_EXISTS",
                                           "a result of that organisation, subject and year "
                                           "stands; strike it first"));
}

struct cv_status exam_result_insert(struct cv_books *books, struct exam_result *exam_result)
{
    struct cv_uuid organisation = {0};
    struct cv_status status = organisation_find(books, exam_result->organisation,
                                                "exam_result.organisation", &organisation);
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(
        books->tx,
        "INSERT INTO exam_result (org_id, uid, id, recorded_us, recorded_by, organisation_uid, "
        "subject, year, paper, candidates, mean_hundredths, effective_on, reference) VALUES ($1, "
        "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (org_id, id) DO NOTHING");
    exchange_record_bind(books, stmt, &exam_result->record);
    cv_stmt_uuid(stmt, RECORD_BOUND, organisation);
    cv_stmt_text(stmt, RECORD_BOUND + 1, exam_result->subject);
    cv_stmt_int64(stmt, RECORD_BOUND + 2, exam_result->year);
    cv_stmt_text(stmt, RECORD_BOUND + 3, exam_result->paper);
    cv_stmt_int64(stmt, RECORD_BOUND + 4, exam_result->candidates);
    cv_stmt_int64(stmt, RECORD_BOUND + 5, exam_result->mean_hundredths);
    cv_stmt_int64(stmt, RECORD_BOUND + 6, exam_result->effective_on);
    cv_stmt_text(stmt, RECORD_BOUND + 7, exam_result->reference);
    status = cv_books_insert(books, stmt, "exam result", exam_result->record.id);
    return cv_ok(status) ? take_place(books, organisation, exam_result) : status;
}

struct cv_status exam_result_get(struct cv_books *books, const char *id,
                                 struct exam_result *exam_result)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "AND x.id = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, exam_result);
    return cv_books_found(books, stmt, found, NULL, "examResults/%s", id);
}

struct cv_status exam_result_list(struct cv_books *books, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "AND x.uid > $2 ORDER BY x.uid LIMIT $3");
    struct exam_result *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, listed->page.after);
    cv_stmt_int64(stmt, 3, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}

struct cv_status exam_result_strike(struct cv_books *books, struct exam_result *exam_result,
                                    const char *reason)
{
    struct cv_status status = exchange_record_strike(books, &exam_result->record, reason);
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx, "DELETE FROM exam_result_place WHERE org_id = $1 "
                                    "AND exam_result_uid = $2");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, exam_result->record.uid);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}
