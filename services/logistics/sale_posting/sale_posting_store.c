#include "sale_posting/sale_posting_store.h"

static struct cv_status insert(struct cv_books *books, struct cv_uuid sale,
                               const struct cv_uuid *entry, const struct cv_uuid *match,
                               const struct sale_posting *posting)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO sale_posting (org_id, uid, sale_uid, entry_uid, match_uid, "
                   "measure, cause, amount_minor, effective_on, recorded_us) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cv_uuid7());
    cv_stmt_uuid(stmt, 3, sale);
    if (entry == NULL)
        cv_stmt_null(stmt, 4);
    else
        cv_stmt_uuid(stmt, 4, *entry);
    if (match == NULL)
        cv_stmt_null(stmt, 5);
    else
        cv_stmt_uuid(stmt, 5, *match);
    cv_stmt_int64(stmt, 6, posting->measure);
    cv_stmt_int64(stmt, 7, posting->cause);
    cv_stmt_int64(stmt, 8, posting->amount);
    cv_stmt_int64(stmt, 9, posting->effective_on);
    cv_stmt_int64(stmt, 10, books->recorded_us);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status sale_posting_add(struct cv_books *books, struct cv_uuid sale,
                                  const struct cv_uuid *entry, const struct sale_posting *posting)
{
    return insert(books, sale, entry, NULL, posting);
}

/* ---- matches ---- */

/* What a sale adds to each day still, one row a measure and day; those of one match, or all. */
#define SUMS(of)                                                                                   \
    "SELECT measure, effective_on, CAST(SUM(amount_minor) AS BIGINT) FROM sale_posting "           \
    "WHERE org_id = $1 AND sale_uid = $2 " of "GROUP BY measure, effective_on "                    \
    "HAVING SUM(amount_minor) <> 0 ORDER BY effective_on, measure"

struct sums {
    struct sale_posting *rows;
    size_t count;
};

static struct cv_status read_sums(struct cv_books *books, struct cv_stmt *stmt, struct sums *sums)
{
    size_t room = 0;

    *sums = (struct sums){0};
    while (cv_stmt_step(stmt)) {
        if (sums->count == room) {
            struct sale_posting *more;

            room = room == 0 ? 8 : room * 2;
            more = cv_arena_array(books->arena, room, sizeof(*more));
            if (more == NULL)
                break;
            for (size_t i = 0; i < sums->count; i++)
                more[i] = sums->rows[i];
            sums->rows = more;
        }
        sums->rows[sums->count++] = (struct sale_posting){
            .measure = cv_stmt_get_int64(stmt, 0),
            .cause = SALE_MATCHED,
            .amount = -cv_stmt_get_int64(stmt, 2),
            .effective_on = cv_books_get_date(stmt, 1),
        };
    }
    return cv_stmt_finish(stmt);
}

static struct cv_status post_sums(struct cv_books *books, struct cv_stmt *stmt, struct cv_uuid sale,
                                  struct cv_uuid match)
{
    struct sums sums;
    struct cv_status status = read_sums(books, stmt, &sums);

    for (size_t i = 0; cv_ok(status) && i < sums.count; i++)
        status = insert(books, sale, NULL, &match, &sums.rows[i]);
    return cv_ok(status) && books->arena->exhausted
               ? cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory")
               : status;
}

struct cv_status sale_posting_take_out(struct cv_books *books, struct cv_uuid sale,
                                       struct cv_uuid match)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SUMS(""));

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, sale);
    return post_sums(books, stmt, sale, match);
}

struct cv_status sale_posting_put_back(struct cv_books *books, struct cv_uuid sale,
                                       struct cv_uuid match)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SUMS("AND match_uid = $3 "));

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, sale);
    cv_stmt_uuid(stmt, 3, match);
    return post_sums(books, stmt, sale, match);
}

/* ---- reading ---- */

struct cv_status sale_posting_list(struct cv_books *books, const struct sale_view *view,
                                   struct cv_listed *listed)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx,
        "SELECT p.uid, s.id, e.id, p.measure, p.cause, p.amount_minor, p.effective_on, "
        "p.recorded_us FROM sale_posting p "
        "JOIN sale s ON s.org_id = p.org_id AND s.uid = p.sale_uid "
        "LEFT JOIN sale_entry e ON e.org_id = p.org_id AND e.sale_uid = p.sale_uid "
        "AND e.uid = p.entry_uid "
        "WHERE p.org_id = $1 AND p.uid > $2 AND s.currency = $3 AND p.effective_on >= $4 "
        "AND p.effective_on <= $5 AND p.recorded_us <= $6 "
        "AND ($7 = '' OR COALESCE(NULLIF(s.product, ''), s.hs_code) = $7) "
        "AND ($8 = '' OR s.channel = $8) AND ($9 = '' OR s.origin = $9) "
        "AND ($10 = '' OR s.buyer_region = $10) ORDER BY p.uid LIMIT $11");
    struct sale_posting *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, listed->page.after);
    cv_stmt_text(stmt, 3, view->currency);
    cv_stmt_int64(stmt, 4, view->from);
    cv_stmt_int64(stmt, 5, view->through);
    cv_stmt_int64(stmt, 6, view->known_us);
    cv_stmt_text(stmt, 7, view->product);
    cv_stmt_text(stmt, 8, view->channel);
    cv_stmt_text(stmt, 9, view->origin);
    cv_stmt_text(stmt, 10, view->buyer_region);
    cv_stmt_int64(stmt, 11, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        *row = (struct sale_posting){
            .uid = cv_stmt_get_uuid(stmt, 0),
            .sale = cv_stmt_get_text(stmt, 1, books->arena),
            .entry = cv_stmt_get_text(stmt, 2, books->arena),
            .measure = cv_stmt_get_int64(stmt, 3),
            .cause = cv_stmt_get_int64(stmt, 4),
            .amount = cv_stmt_get_int64(stmt, 5),
            .effective_on = cv_books_get_date(stmt, 6),
            .recorded_us = cv_stmt_get_int64(stmt, 7),
        };
    return cv_stmt_finish(stmt);
}
