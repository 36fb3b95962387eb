#include "sales_report/sales_report_store.h"

#include <stdio.h>

#define ROW_BYTES         4096 /* the texts of one row */
#define CLOSED_MONTHS_MAX 1200
#define CURRENCIES_MAX    200

void sales_month_print(int32_t month, char text[SALES_MONTH_TEXT])
{
    (void)snprintf(text, SALES_MONTH_TEXT, "%04d-%02d", (int)(month / 100), (int)(month % 100));
}

static struct sales_sums sums_of(int64_t measure, int64_t minor)
{
    struct sales_sums sums = {0};

    if (measure == SALE_SIGNED)
        sums.agreed = minor;
    else if (measure == SALE_PAID)
        sums.paid = minor;
    else
        sums.refunded = minor;
    return sums;
}

/* ---- the breakdowns ---- */

/* All postings of sales that are alike in every dimension. */
struct fact {
    const char *keys[SALES_BY_MONTH]; /* by enum sales_dimension */
    int32_t month;
    int32_t signed_month; /* 0: signed before the report begins */
    struct sales_sums sums;
};

static bool add_month(struct sales_report *report, struct cv_arena *arena, int32_t month,
                      const struct sales_sums *sums)
{
    char key[SALES_MONTH_TEXT];

    sales_month_print(month, key);
    return sales_table_add(&report->tables[SALES_BY_MONTH], arena, key, sums);
}

/* What is unpaid belongs to the month of the signing, all else to that of its own day. */
static bool take(struct sales_report *report, struct cv_arena *arena, const struct fact *fact)
{
    struct sales_sums whole = fact->sums;
    struct sales_sums unpaid = {0};
    bool fine = add_month(report, arena, fact->month, &fact->sums);

    if (fact->signed_month != 0) {
        unpaid.unpaid = fact->sums.agreed - fact->sums.paid;
        whole.unpaid = unpaid.unpaid;
        fine = fine && add_month(report, arena, fact->signed_month, &unpaid);
    }
    for (int i = 0; fine && i < SALES_BY_MONTH; i++)
        fine = sales_table_add(&report->tables[i], arena, fact->keys[i], &whole);
    sales_sums_add(&report->total, &whole);
    return fine;
}

static struct fact read_fact(struct cv_stmt *stmt, struct cv_arena *arena)
{
    return (struct fact){
        .keys = {[SALES_BY_PRODUCT] = cv_stmt_get_text(stmt, 0, arena),
                 [SALES_BY_CHANNEL] = cv_stmt_get_text(stmt, 1, arena),
                 [SALES_BY_ORIGIN] = cv_stmt_get_text(stmt, 2, arena),
                 [SALES_BY_BUYER_REGION] = cv_stmt_get_text(stmt, 3, arena)},
        .month = (int32_t)cv_stmt_get_int64(stmt, 4),
        .signed_month = (int32_t)cv_stmt_get_int64(stmt, 5),
        .sums = sums_of(cv_stmt_get_int64(stmt, 6), cv_stmt_get_int64(stmt, 7)),
    };
}

static struct cv_status read_facts(struct cv_books *books, const struct sale_view *view,
                                   struct sales_report *report)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx,
        "SELECT COALESCE(NULLIF(s.product, ''), s.hs_code) AS goods, s.channel, s.origin, "
        "s.buyer_region, p.effective_on / 100 AS month, "
        "CASE WHEN s.signed_on >= $3 THEN s.signed_on / 100 ELSE 0 END AS signed_month, "
        "p.measure, CAST(SUM(p.amount_minor) AS BIGINT) FROM sale_posting p "
        "JOIN sale s ON s.org_id = p.org_id AND s.uid = p.sale_uid "
        "WHERE p.org_id = $1 AND s.currency = $2 AND p.effective_on >= $3 "
        "AND p.effective_on <= $4 AND p.recorded_us <= $5 "
        "GROUP BY goods, s.channel, s.origin, s.buyer_region, month, signed_month, p.measure");
    struct cv_arena row;
    bool fine = true;

    cv_arena_init(&row, ROW_BYTES);
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, view->currency);
    cv_stmt_int64(stmt, 3, view->from);
    cv_stmt_int64(stmt, 4, view->through);
    cv_stmt_int64(stmt, 5, view->known_us);
    while (fine && cv_stmt_step(stmt)) {
        struct fact fact = read_fact(stmt, &row);

        fine = take(report, books->arena, &fact);
        cv_arena_release(&row);
    }
    for (int i = 0; i < SALES_DIMENSIONS; i++)
        sales_table_close(&report->tables[i]);
    return cv_stmt_finish(stmt);
}

/* ---- closed months ---- */

static struct cv_status read_closed(struct cv_books *books, const struct sale_view *view,
                                    struct sales_report *report)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT month, MAX(version), MAX(recorded_us) FROM sale_statement "
                   "WHERE org_id = $1 AND month >= $2 AND month <= $3 AND recorded_us <= $4 "
                   "GROUP BY month ORDER BY month LIMIT $5");

    report->closed = cv_arena_array(books->arena, CLOSED_MONTHS_MAX, sizeof(*report->closed));
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, view->from / 100);
    cv_stmt_int64(stmt, 3, view->through / 100);
    cv_stmt_int64(stmt, 4, view->known_us);
    cv_stmt_int64(stmt, 5, CLOSED_MONTHS_MAX);
    while (report->closed != NULL && cv_stmt_step(stmt))
        report->closed[report->closed_count++] = (struct sales_closed_month){
            .month = (int32_t)cv_stmt_get_int64(stmt, 0),
            .version = cv_stmt_get_int64(stmt, 1),
            .stated_us = cv_stmt_get_int64(stmt, 2),
        };
    return cv_stmt_finish(stmt);
}

static struct cv_status read_month(struct cv_books *books, const struct sale_view *view,
                                   struct sales_closed_month *closed)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx,
        "SELECT CASE WHEN p.recorded_us > $5 THEN p.cause ELSE 0 END AS later, p.measure, "
        "CAST(SUM(p.amount_minor) AS BIGINT) FROM sale_posting p "
        "JOIN sale s ON s.org_id = p.org_id AND s.uid = p.sale_uid "
        "WHERE p.org_id = $1 AND s.currency = $2 AND p.effective_on >= $3 "
        "AND p.effective_on <= $4 AND p.recorded_us <= $6 GROUP BY later, p.measure");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, view->currency);
    cv_stmt_int64(stmt, 3, closed->month * 100);
    cv_stmt_int64(stmt, 4, closed->month * 100 + 31);
    cv_stmt_int64(stmt, 5, closed->stated_us);
    cv_stmt_int64(stmt, 6, view->known_us);
    while (cv_stmt_step(stmt)) {
        int64_t cause = cv_stmt_get_int64(stmt, 0);
        struct sales_sums sums = sums_of(cv_stmt_get_int64(stmt, 1), cv_stmt_get_int64(stmt, 2));

        if (cause < SALE_RECORDED || cause > SALE_MATCHED) {
            sales_sums_add(&closed->stated, &sums);
        } else {
            sales_sums_add(&closed->later[cause], &sums);
            closed->has_later[cause] = true;
        }
    }
    return cv_stmt_finish(stmt);
}

/* ---- the whole ---- */

static struct cv_status read_others(struct cv_books *books, const struct sale_view *view,
                                    struct sales_report *report)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT DISTINCT currency FROM sale WHERE org_id = $1 AND currency <> $2 "
                   "AND recorded_us <= $3 ORDER BY currency LIMIT $4");

    report->other_currencies =
        cv_arena_array(books->arena, CURRENCIES_MAX, sizeof(*report->other_currencies));
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, view->currency);
    cv_stmt_int64(stmt, 3, view->known_us);
    cv_stmt_int64(stmt, 4, CURRENCIES_MAX);
    while (report->other_currencies != NULL && cv_stmt_step(stmt))
        report->other_currencies[report->other_count++] = cv_stmt_get_text(stmt, 0, books->arena);
    return cv_stmt_finish(stmt);
}

static bool all_fit(const struct sales_report *report)
{
    bool fits = sales_sums_fit(&report->total);

    for (size_t i = 0; fits && i < report->closed_count; i++) {
        fits = sales_sums_fit(&report->closed[i].stated);
        for (int cause = SALE_RECORDED; fits && cause <= SALE_MATCHED; cause++)
            fits = sales_sums_fit(&report->closed[i].later[cause]);
    }
    for (int t = 0; t < SALES_DIMENSIONS; t++) {
        for (size_t i = 0; fits && i < report->tables[t].count; i++)
            fits = sales_sums_fit(&report->tables[t].rows[i].sums);
    }
    return fits;
}

struct cv_status sales_report_read(struct cv_books *books, const struct sale_view *view,
                                   struct sales_report *report)
{
    struct cv_status status;

    *report = (struct sales_report){0};
    status = read_facts(books, view, report);
    if (cv_ok(status))
        status = read_closed(books, view, report);
    for (size_t i = 0; cv_ok(status) && i < report->closed_count; i++)
        status = read_month(books, view, &report->closed[i]);
    if (cv_ok(status))
        status = read_others(books, view, report);
    if (cv_ok(status) && !all_fit(report))
        status = cv_status(CV_OUT_OF_RANGE, "SUM_TOO_LARGE",
                           "a figure is greater than 9223372036854775807");
    return status;
}
