#include "commitment/commitment_store.h"

#include "app/date.h"
#include "budget_line/budget_line_store.h"

#define SELECT                                                                                     \
    "SELECT c.uid, c.id, c.amount_minor, c.effective_on, c.reference, o.id, r.id, "                \
    "c.recorded_us, c.line_uid, l.id, a.used_minor FROM commitment c "                             \
    "JOIN budget_line l ON l.org_id = c.org_id AND l.project_uid = c.project_uid "                 \
    "AND l.uid = c.line_uid "                                                                      \
    "LEFT JOIN commitment o ON o.org_id = c.org_id AND o.project_uid = c.project_uid "             \
    "AND o.uid = c.reverses "                                                                      \
    "LEFT JOIN commitment r ON r.org_id = c.org_id AND r.project_uid = c.project_uid "             \
    "AND r.reverses = c.uid "                                                                      \
    "LEFT JOIN account a ON a.org_id = c.org_id AND a.uid = c.uid "

const struct account_words COMMITMENT_WORDS = {
    .holder = "the commitment",
    .exceeded = "COMMITMENT_EXCEEDED",
    .in_use = "STILL_DISBURSED",
    .used = "disbursed",
};

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct commitment *commitment)
{
    *commitment = (struct commitment){
        .record = record_row(books, stmt),
        .line_uid = cv_stmt_get_uuid(stmt, 8),
        .line = cv_stmt_get_text(stmt, 9, books->arena),
        .disbursed_minor = cv_stmt_get_int64(stmt, 10),
    };
}

struct cv_status commitment_get(struct cv_books *books, const struct project_ref *ref,
                                const char *id, const char *field, struct commitment *commitment)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE c.org_id = $1 AND c.project_uid = $2 AND c.id = $3");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref->uid);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, commitment);
    return cv_books_found(books, stmt, found, field, "commitment %s in this project", id);
}

static struct cv_status insert_row(struct cv_books *books, const struct project_ref *ref,
                                   struct commitment *commitment, const struct cv_uuid *reverses)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO commitment (org_id, project_uid, uid, id, amount_minor, "
                   "effective_on, reference, reverses, recorded_us, recorded_by, line_uid, year) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
                   "ON CONFLICT (org_id, project_uid, id) DO NOTHING");

    record_bind(books, stmt, ref->uid, &commitment->record, reverses);
    cv_stmt_uuid(stmt, RECORD_COLUMNS_FIRST, commitment->line_uid);
    cv_stmt_int64(stmt, RECORD_COLUMNS_FIRST + 1, cv_date_year(commitment->record.effective_on));
    return cv_books_insert(books, stmt, "commitment", commitment->record.id);
}

struct cv_status commitment_insert(struct cv_books *books, const struct project_ref *ref,
                                   struct commitment *commitment)
{
    struct record *record = &commitment->record;
    struct cv_status status = budget_line_find(books, ref, commitment->line,
                                               "commitment.budget_line", &commitment->line_uid);

    if (cv_ok(status))
        status = insert_row(books, ref, commitment, NULL);
    if (cv_ok(status))
        status = account_take(books, commitment->line_uid, record->amount, record->effective_on,
                              ref->currency, &BUDGET_LINE_WORDS);
    if (cv_ok(status))
        status = account_open(books, record->uid, record->amount, record->effective_on);
    return status;
}

struct cv_status commitment_reverse(struct cv_books *books, const struct project_ref *ref,
                                    const char *id, const struct reversal *asked,
                                    struct commitment *commitment)
{
    struct commitment original = {0};
    struct cv_status status = commitment_get(books, ref, id, NULL, &original);

    if (!cv_ok(status))
        return status;
    *commitment = original;
    commitment->disbursed_minor = 0;
    status = record_reverse(books, &original.record, asked, &commitment->record);
    if (cv_ok(status))
        status = account_close(books, original.record.uid, commitment->record.effective_on,
                               ref->currency, &COMMITMENT_WORDS);
    if (cv_ok(status))
        status = account_give_back(books, original.line_uid, original.record.amount,
                                   commitment->record.effective_on);
    if (cv_ok(status))
        status = insert_row(books, ref, commitment, &original.record.uid);
    return status;
}

struct cv_status commitment_list(struct cv_books *books, const struct project_ref *ref,
                                 struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE c.org_id = $1 AND c.project_uid = $2 "
                                        "AND c.uid > $3 ORDER BY c.uid LIMIT $4");
    struct commitment *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref->uid);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}

struct cv_status commitment_open(struct cv_books *books, struct cv_uuid project, const char **what)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT COUNT(*) FROM commitment c JOIN account a ON a.org_id = c.org_id "
                   "AND a.uid = c.uid WHERE c.org_id = $1 AND c.project_uid = $2 "
                   "AND a.limit_minor > a.used_minor");
    int64_t count = 0;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, project);
    if (cv_stmt_step(stmt))
        count = cv_stmt_get_int64(stmt, 0);
    if (count > 0)
        *what = cv_arena_printf(books->arena, "%d commitments that are not wholly disbursed",
                                (int)count);
    return cv_stmt_finish(stmt);
}
