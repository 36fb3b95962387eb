#include "budget_line/budget_line_store.h"

#define SELECT                                                                                     \
    "SELECT b.uid, b.id, b.amount_minor, b.effective_on, b.reference, o.id, r.id, "                \
    "b.recorded_us, b.title, b.title_zh, b.category, b.site, b.year, a.used_minor "                \
    "FROM budget_line b "                                                                          \
    "LEFT JOIN budget_line o ON o.org_id = b.org_id AND o.project_uid = b.project_uid "            \
    "AND o.uid = b.reverses "                                                                      \
    "LEFT JOIN budget_line r ON r.org_id = b.org_id AND r.project_uid = b.project_uid "            \
    "AND r.reverses = b.uid "                                                                      \
    "LEFT JOIN account a ON a.org_id = b.org_id AND a.uid = b.uid "

const struct account_words BUDGET_LINE_WORDS = {
    .holder = "the budget line",
    .exceeded = "BUDGET_EXCEEDED",
    .in_use = "STILL_COMMITTED",
    .used = "committed",
};

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct budget_line *line)
{
    *line = (struct budget_line){
        .record = record_row(books, stmt),
        .title = cv_stmt_get_text(stmt, 8, books->arena),
        .title_zh = cv_stmt_get_text(stmt, 9, books->arena),
        .category = cv_stmt_get_text(stmt, 10, books->arena),
        .site = cv_stmt_get_text(stmt, 11, books->arena),
        .fiscal_year = cv_stmt_get_int64(stmt, 12),
        .committed_minor = cv_stmt_get_int64(stmt, 13),
    };
}

struct cv_status budget_line_find(struct cv_books *books, const struct project_ref *ref,
                                  const char *id, const char *field, struct cv_uuid *uid)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, "SELECT uid FROM budget_line WHERE org_id = $1 "
                                                    "AND project_uid = $2 AND id = $3");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref->uid);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        *uid = cv_stmt_get_uuid(stmt, 0);
    return cv_books_found(books, stmt, found, field, "budget line %s in this project", id);
}

static struct cv_status insert_row(struct cv_books *books, const struct project_ref *ref,
                                   struct budget_line *line, const struct cv_uuid *reverses)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO budget_line (org_id, project_uid, uid, id, amount_minor, "
                   "effective_on, reference, reverses, recorded_us, recorded_by, title, title_zh, "
                   "category, site, year) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
                   "$12, $13, $14, $15) ON CONFLICT (org_id, project_uid, id) DO NOTHING");

    record_bind(books, stmt, ref->uid, &line->record, reverses);
    cv_stmt_text(stmt, RECORD_COLUMNS_FIRST, line->title);
    cv_stmt_text(stmt, RECORD_COLUMNS_FIRST + 1, line->title_zh);
    cv_stmt_text(stmt, RECORD_COLUMNS_FIRST + 2, line->category);
    cv_stmt_text(stmt, RECORD_COLUMNS_FIRST + 3, line->site);
    cv_stmt_int64(stmt, RECORD_COLUMNS_FIRST + 4, line->fiscal_year);
    return cv_books_insert(books, stmt, "budget line", line->record.id);
}

struct cv_status budget_line_insert(struct cv_books *books, const struct project_ref *ref,
                                    struct budget_line *line)
{
    struct cv_status status = project_site_find(books, ref, line->site, "budget_line.site");

    if (cv_ok(status))
        status = insert_row(books, ref, line, NULL);
    if (cv_ok(status))
        status =
            account_open(books, line->record.uid, line->record.amount, line->record.effective_on);
    return status;
}

struct cv_status budget_line_get(struct cv_books *books, const struct project_ref *ref,
                                 const char *id, struct budget_line *line)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE b.org_id = $1 AND b.project_uid = $2 AND b.id = $3");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref->uid);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, line);
    return cv_books_found(books, stmt, found, NULL, "budget line %s in this project", id);
}

struct cv_status budget_line_reverse(struct cv_books *books, const struct project_ref *ref,
                                     const char *id, const struct reversal *asked,
                                     struct budget_line *line)
{
    struct budget_line original = {0};
    struct cv_status status = budget_line_get(books, ref, id, &original);

    if (!cv_ok(status))
        return status;
    *line = original;
    line->committed_minor = 0;
    status = record_reverse(books, &original.record, asked, &line->record);
    if (cv_ok(status))
        status = account_close(books, original.record.uid, line->record.effective_on, ref->currency,
                               &BUDGET_LINE_WORDS);
    if (cv_ok(status))
        status = insert_row(books, ref, line, &original.record.uid);
    return status;
}

struct cv_status budget_line_list(struct cv_books *books, const struct project_ref *ref,
                                  struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE b.org_id = $1 AND b.project_uid = $2 "
                                        "AND b.uid > $3 ORDER BY b.uid LIMIT $4");
    struct budget_line *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref->uid);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}
