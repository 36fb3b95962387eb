#include "scan/scan_store.h"

#include "base/arena.h"

#define COLUMNS "seq, reader_no, number, parcel_no, body"

static const struct cv_status DAMAGED = {
    .code = CV_DATA_LOSS,
    .reason = "DAMAGED",
    .message = "a scan in the store cannot be read; run caravan-logistics verify",
};

static bool read_row(struct cv_books *books, struct cv_stmt *stmt, struct scan_kept *kept)
{
    kept->event.seq = cv_stmt_get_int64(stmt, 0);
    kept->event.reader_no = cv_stmt_get_int64(stmt, 1);
    kept->event.number = cv_stmt_get_int64(stmt, 2);
    kept->parcel_no = cv_stmt_get_int64(stmt, 3);
    return scan_get(cv_stmt_get_blob(stmt, 4, books->arena), kept);
}

struct cv_status scan_insert(struct cv_books *books, int64_t hub_no, const struct scan_kept *kept)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO scan (org_id, hub_no, seq, reader_no, number, "
                                 "parcel_no, body) VALUES ($1, $2, $3, $4, $5, $6, $7)");
    uint8_t body[SCAN_BYTES_MAX];

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
    cv_stmt_int64(stmt, 3, kept->event.seq);
    cv_stmt_int64(stmt, 4, kept->event.reader_no);
    cv_stmt_int64(stmt, 5, kept->event.number);
    cv_stmt_int64(stmt, 6, kept->parcel_no);
    cv_stmt_blob(stmt, 7, body, scan_put(body, kept));
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status scan_find(struct cv_books *books, int64_t hub_no, int64_t reader_no,
                           int64_t number, struct scan_kept *kept)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT " COLUMNS " FROM scan WHERE org_id = $1 AND hub_no = $2 "
                                 "AND reader_no = $3 AND number = $4");
    struct cv_status status;
    bool fine = true;

    *kept = (struct scan_kept){0};
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
    cv_stmt_int64(stmt, 3, reader_no);
    cv_stmt_int64(stmt, 4, number);
    if (cv_stmt_step(stmt))
        fine = read_row(books, stmt, kept);
    status = cv_stmt_finish(stmt);
    return cv_ok(status) && !fine ? DAMAGED : status;
}

struct cv_status scan_load(struct cv_books *books, int64_t hub_no, int64_t seq,
                           struct scan_kept *kept)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT " COLUMNS " FROM scan WHERE org_id = $1 AND hub_no = $2 "
                                 "AND seq = $3");
    struct cv_status status;
    bool fine = false;

    *kept = (struct scan_kept){0};
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
    cv_stmt_int64(stmt, 3, seq);
    if (cv_stmt_step(stmt))
        fine = read_row(books, stmt, kept);
    status = cv_stmt_finish(stmt);
    return cv_ok(status) && !fine ? DAMAGED : status;
}

struct cv_status scan_list(struct cv_books *books, int64_t hub_no, int64_t after, size_t max,
                           struct scan_kept *rows, size_t *count)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT " COLUMNS " FROM scan WHERE org_id = $1 AND hub_no = $2 "
                                 "AND seq > $3 ORDER BY seq LIMIT $4");
    struct cv_status status;
    bool fine = true;

    *count = 0;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
    cv_stmt_int64(stmt, 3, after);
    cv_stmt_int64(stmt, 4, (int64_t)max);
    while (fine && cv_stmt_step(stmt))
        fine = read_row(books, stmt, &rows[(*count)++]);
    status = cv_stmt_finish(stmt);
    return cv_ok(status) && !fine ? DAMAGED : status;
}

struct cv_status scan_count(struct cv_books *books, int64_t hub_no, int64_t *count)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT COUNT(*) FROM scan WHERE org_id = $1 AND hub_no = $2");

    *count = 0;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
    if (cv_stmt_step(stmt))
        *count = cv_stmt_get_int64(stmt, 0);
    return cv_stmt_finish(stmt);
}
