#include "hub_report/count_store.h"

#define AMOUNTS                                                                                    \
    "inbound, sorted, missorted, no_read, recirculated, rounds, rejected, dispatched, timed, "     \
    "latency_ms"

static const char ADD[] =
    "INSERT INTO hub_count (org_id, hub_no, kind, day, part, key, " AMOUNTS ") "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) "
    "ON CONFLICT (org_id, hub_no, kind, day, part, key) DO UPDATE SET "
    "inbound = hub_count.inbound + excluded.inbound, "
    "sorted = hub_count.sorted + excluded.sorted, "
    "missorted = hub_count.missorted + excluded.missorted, "
    "no_read = hub_count.no_read + excluded.no_read, "
    "recirculated = hub_count.recirculated + excluded.recirculated, "
    "rounds = hub_count.rounds + excluded.rounds, "
    "rejected = hub_count.rejected + excluded.rejected, "
    "dispatched = hub_count.dispatched + excluded.dispatched, "
    "timed = hub_count.timed + excluded.timed, "
    "latency_ms = hub_count.latency_ms + excluded.latency_ms";

static void bind_cell(struct cv_books *books, struct cv_stmt *stmt, int64_t hub_no,
                      const struct count_cell *cell)
{
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
    cv_stmt_int64(stmt, 3, cell->kind);
    cv_stmt_int64(stmt, 4, cell->day);
    cv_stmt_int64(stmt, 5, cell->part);
    cv_stmt_int64(stmt, 6, cell->key);
}

struct cv_status count_add(struct cv_books *books, int64_t hub_no, const struct count_row *row)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, ADD);

    bind_cell(books, stmt, hub_no, &row->cell);
    for (int i = 0; i < COUNT_WHATS; i++)
        cv_stmt_int64(stmt, 7 + i, row->amounts[i]);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status count_correct(struct cv_books *books, int64_t hub_no, int64_t seq,
                               const struct count_row *row)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO hub_count_correction (org_id, hub_no, kind, day, part, key, "
                   "seq, recorded_us, " AMOUNTS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
                   "$10, $11, $12, $13, $14, $15, $16, $17, $18)");

    bind_cell(books, stmt, hub_no, &row->cell);
    cv_stmt_int64(stmt, 7, seq);
    cv_stmt_int64(stmt, 8, cv_tx_now_us(books->tx));
    for (int i = 0; i < COUNT_WHATS; i++)
        cv_stmt_int64(stmt, 9 + i, row->amounts[i]);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status each(struct cv_books *books, struct cv_stmt *stmt, int64_t hub_no,
                             struct count_cell span, int32_t until, count_take *take, void *arg,
                             bool correction)
{
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, hub_no);
    cv_stmt_int64(stmt, 3, span.kind);
    cv_stmt_int64(stmt, 4, span.day);
    cv_stmt_int64(stmt, 5, until);
    while (cv_stmt_step(stmt)) {
        struct count_row row = {{span.kind, cv_books_get_date(stmt, 0), cv_stmt_get_int64(stmt, 1),
                                 cv_stmt_get_int64(stmt, 2)},
                                {0}};

        for (int i = 0; i < COUNT_WHATS; i++)
            row.amounts[i] = cv_stmt_get_int64(stmt, 3 + i);
        take(arg, &row, correction);
    }
    return cv_stmt_finish(stmt);
}

struct cv_status count_each(struct cv_books *books, int64_t hub_no, int64_t kind, int32_t from,
                            int32_t until, count_take *take, void *arg)
{
    struct count_cell span = {.kind = kind, .day = from};
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT day, part, key, " AMOUNTS " FROM hub_count WHERE "
                                 "org_id = $1 AND hub_no = $2 AND kind = $3 AND day >= $4 AND "
                                 "day <= $5 ORDER BY day, part, key");
    struct cv_status status = each(books, stmt, hub_no, span, until, take, arg, false);

    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx, "SELECT day, part, key, " AMOUNTS " FROM hub_count_correction "
                                    "WHERE org_id = $1 AND hub_no = $2 AND kind = $3 AND "
                                    "day >= $4 AND day <= $5 ORDER BY day, part, key, seq");
    return each(books, stmt, hub_no, span, until, take, arg, true);
}
