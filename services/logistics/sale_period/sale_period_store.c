#include "sale_period/sale_period_store.h"

#include "sale_posting/sale_posting_store.h"

#include <string.h>

#define STATEMENTS_MAX 100 /* of one month; nobody restates it more often */
#define CURRENCIES_MAX 100

/* ---- reading ---- */

static struct cv_status read_statements(struct cv_books *books, struct sale_period *period)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT version, reason, recorded_us, recorded_by FROM sale_statement "
                   "WHERE org_id = $1 AND month = $2 ORDER BY version");

    period->statement_count = 0;
    period->statements = cv_arena_array(books->arena, STATEMENTS_MAX, sizeof(*period->statements));
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, period->month);
    while (period->statements != NULL && period->statement_count < STATEMENTS_MAX &&
           cv_stmt_step(stmt))
        period->statements[period->statement_count++] = (struct sale_statement){
            .version = cv_stmt_get_int64(stmt, 0),
            .reason = cv_stmt_get_text(stmt, 1, books->arena),
            .recorded_us = cv_stmt_get_int64(stmt, 2),
            .recorded_by = cv_stmt_get_text(stmt, 3, books->arena),
        };
    return cv_stmt_finish(stmt);
}

static struct cv_status read_rows(struct cv_books *books, int32_t month,
                                  struct sale_statement *statement)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx,
        "SELECT s.currency, p.measure, CAST(SUM(p.amount_minor) AS BIGINT) FROM sale_posting p "
        "JOIN sale s ON s.org_id = p.org_id AND s.uid = p.sale_uid "
        "WHERE p.org_id = $1 AND p.effective_on >= $2 AND p.effective_on <= $3 "
        "AND p.recorded_us <= $4 GROUP BY s.currency, p.measure ORDER BY s.currency, p.measure");
    struct sale_statement_row *row = NULL;

    statement->rows = cv_arena_array(books->arena, CURRENCIES_MAX, sizeof(*row));
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, month * 100);
    cv_stmt_int64(stmt, 3, month * 100 + 31);
    cv_stmt_int64(stmt, 4, statement->recorded_us);
    while (statement->rows != NULL && cv_stmt_step(stmt)) {
        const char *currency = cv_stmt_get_text(stmt, 0, books->arena);
        int64_t measure = cv_stmt_get_int64(stmt, 1);

        if (row == NULL || strcmp(row->currency, currency) != 0) {
            if (statement->row_count == CURRENCIES_MAX)
                break;
            row = &statement->rows[statement->row_count++];
            *row = (struct sale_statement_row){.currency = currency};
        }
        if (measure >= SALE_SIGNED && measure <= SALE_REFUNDED)
            row->minor[measure] = cv_stmt_get_int64(stmt, 2);
    }
    return cv_stmt_finish(stmt);
}

struct cv_status sale_period_get(struct cv_books *books, int32_t month, struct sale_period *period)
{
    struct cv_status status;

    *period = (struct sale_period){.month = month};
    status = read_statements(books, period);
    if (cv_ok(status) && period->statements != NULL && period->statement_count == 0)
        return cv_books_not_found(books, NULL, "salePeriods/%04d-%02d: the month is not closed",
                                  (int)(month / 100), (int)(month % 100));
    for (size_t i = 0; cv_ok(status) && period->statements != NULL && i < period->statement_count;
         i++)
        status = read_rows(books, month, &period->statements[i]);
    return status;
}

struct cv_status sale_period_list(struct cv_books *books, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT month FROM sale_statement WHERE org_id = $1 "
                                 "AND month > $2 AND version = 1 ORDER BY month LIMIT $3");
    struct sale_period *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, cv_page_number(listed->page.after));
    cv_stmt_int64(stmt, 3, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        *row = (struct sale_period){.month = cv_stmt_get_int64(stmt, 0)};
    return cv_stmt_finish(stmt);
}

/* ---- stating ---- */

static struct cv_status last_statement(struct cv_books *books, int32_t month, int64_t *version,
                                       int64_t *recorded_us)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT version, recorded_us FROM sale_statement "
                                 "WHERE org_id = $1 AND month = $2 ORDER BY version DESC LIMIT 1");

    *version = 0;
    *recorded_us = 0;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, month);
    if (cv_stmt_step(stmt)) {
        *version = cv_stmt_get_int64(stmt, 0);
        *recorded_us = cv_stmt_get_int64(stmt, 1);
    }
    return cv_stmt_finish(stmt);
}

static struct cv_status recorded_since(struct cv_books *books, int32_t month, int64_t since_us,
                                       bool *any)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT 1 FROM sale_posting WHERE org_id = $1 AND effective_on >= $2 "
                   "AND effective_on <= $3 AND recorded_us > $4 LIMIT 1");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, month * 100);
    cv_stmt_int64(stmt, 3, month * 100 + 31);
    cv_stmt_int64(stmt, 4, since_us);
    *any = cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status insert(struct cv_books *books, int32_t month, int64_t version,
                               const char *reason)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO sale_statement (org_id, month, version, reason, recorded_us, "
                   "recorded_by) VALUES ($1, $2, $3, $4, $5, $6)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, month);
    cv_stmt_int64(stmt, 3, version);
    cv_stmt_text(stmt, 4, reason);
    cv_stmt_int64(stmt, 5, books->recorded_us);
    cv_stmt_text(stmt, 6, books->subject);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status sale_period_close(struct cv_books *books, int32_t month)
{
    int64_t recorded_us;
    int64_t version;
    struct cv_status status = last_statement(books, month, &version, &recorded_us);

    if (cv_ok(status) && version > 0)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "PERIOD_CLOSED",
                           "%04d-%02d is closed already; restate it to take in what came later",
                           (int)(month / 100), (int)(month % 100));
    return cv_ok(status) ? insert(books, month, 1, "") : status;
}

struct cv_status sale_period_restate(struct cv_books *books, int32_t month, const char *reason)
{
    int64_t recorded_us;
    int64_t version;
    bool any = false;
    struct cv_status status = last_statement(books, month, &version, &recorded_us);

    if (cv_ok(status) && version == 0)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "PERIOD_NOT_CLOSED",
                           "%04d-%02d is not closed", (int)(month / 100), (int)(month % 100));
    if (cv_ok(status) && version == STATEMENTS_MAX)
        return cv_status(CV_RESOURCE_EXHAUSTED, "TOO_MANY_STATEMENTS",
                         "a month has at most 100 statements");
    if (cv_ok(status))
        status = recorded_since(books, month, recorded_us, &any);
    if (cv_ok(status) && !any)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "NOTHING_TO_RESTATE",
                           "nothing was recorded of %04d-%02d since it was stated",
                           (int)(month / 100), (int)(month % 100));
    return cv_ok(status) ? insert(books, month, version + 1, reason) : status;
}
