#include "budget_line/budget_line_store.h"

#define SELECT                                                                                     \
    "SELECT " ENTRY_SELECT(                                                                        \
        "b") ", b.title, b.title_zh, b.category, b.site, b.year, "                                 \
             "a.limit_minor, a.posted_minor, a.pending_minor, a.phase FROM budget_line b "         \
             "LEFT JOIN account a ON a.org_id = b.org_id AND a.uid = b.uid "

const struct account_words BUDGET_LINE_WORDS = {
    .holder = "the budget line",
    .exceeded = "BUDGET_EXCEEDED",
    .in_use = "STILL_COMMITTED",
    .used = "committed",
};

/* Of what would take all of it. */
static const struct account_words REVERSAL_WORDS = {
    .holder = "the budget line",
    .exceeded = "STILL_COMMITTED",
    .used = "committed",
    .whole = true,
};

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct budget_line *line)
{
    *line = (struct budget_line){
        .entry = entry_row(books, stmt),
        .title = cv_stmt_get_text(stmt, ENTRY_COLUMNS, books->arena),
        .title_zh = cv_stmt_get_text(stmt, ENTRY_COLUMNS + 1, books->arena),
        .category = cv_stmt_get_text(stmt, ENTRY_COLUMNS + 2, books->arena),
        .site = cv_stmt_get_text(stmt, ENTRY_COLUMNS + 3, books->arena),
        .fiscal_year = cv_stmt_get_int64(stmt, ENTRY_COLUMNS + 4),
        .account = {.limit_minor = cv_stmt_get_int64(stmt, ENTRY_COLUMNS + 5),
                    .posted_minor = cv_stmt_get_int64(stmt, ENTRY_COLUMNS + 6),
                    .pending_minor = cv_stmt_get_int64(stmt, ENTRY_COLUMNS + 7),
                    .phase = (enum account_phase)cv_stmt_get_int64(stmt, ENTRY_COLUMNS + 8)},
    };
}

struct cv_status budget_line_find(struct cv_books *books, const struct project_ref *ref,
                                  const char *id, const char *field, struct cv_uuid *uid)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT uid, amount_minor FROM budget_line WHERE org_id = $1 "
                                 "AND project_uid = $2 AND id = $3");
    struct cv_status status;
    int64_t amount = 0;
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref->uid);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found) {
        *uid = cv_stmt_get_uuid(stmt, 0);
        amount = cv_stmt_get_int64(stmt, 1);
    }
    status = cv_books_found(books, stmt, found, field, "budget line %s in this project", id);
    return cv_ok(status) && amount < 0 ? entry_is_reversal(books, id) : status;
}

/* ---- how it moves money ---- */

static struct cv_status hold(struct cv_books *books, const struct project_ref *ref, void *thing)
{
    struct budget_line *line = thing;
    const struct record *record = &line->entry.record;
    struct cv_uuid uid;
    struct cv_status status;

    if (record->amount > 0) {
        line->account = (struct account){.limit_minor = record->amount};
        return account_open(books, record->uid, record->amount, record->effective_on);
    }
    status = budget_line_find(books, ref, record->reverses, NULL, &uid);
    if (cv_ok(status))
        status = entry_mark(books, ref, ENTRY_BUDGET_LINE, record->reverses, "", record->id);
    if (cv_ok(status))
        status = account_hold(books, uid, -record->amount, record->effective_on, ref->currency,
                              &REVERSAL_WORDS);
    return status;
}

static struct cv_status post(struct cv_books *books, const struct project_ref *ref, void *thing)
{
    struct budget_line *line = thing;
    const struct record *record = &line->entry.record;
    const struct account_step opened = {.phase = ACCOUNT_OPEN};
    struct account_step reversed = {.limit = record->amount, .pending = record->amount};
    struct budget_line original = {0};
    struct cv_status status;

    if (record->amount > 0) {
        line->account.phase = ACCOUNT_OPEN;
        return account_change(books, record->uid, opened, &BUDGET_LINE_WORDS);
    }
    status = budget_line_get(books, ref, record->reverses, &original);
    if (!cv_ok(status))
        return status;
    if (original.account.limit_minor + record->amount == 0) /* no increase is left of it */
        reversed.phase = ACCOUNT_REVERSED;
    return account_change(books, original.entry.record.uid, reversed, &BUDGET_LINE_WORDS);
}

static struct cv_status unhold(struct cv_books *books, const struct project_ref *ref, void *thing)
{
    struct budget_line *line = thing;
    const struct record *record = &line->entry.record;
    struct cv_uuid uid;
    struct cv_status status;

    if (record->amount > 0) {
        line->account = (struct account){0};
        return account_drop(books, record->uid, &BUDGET_LINE_WORDS);
    }
    status = budget_line_find(books, ref, record->reverses, NULL, &uid);
    if (cv_ok(status))
        status = entry_mark(books, ref, ENTRY_BUDGET_LINE, record->reverses, record->id, "");
    return cv_ok(status) ? account_free(books, uid, -record->amount) : status;
}

static const struct entry_kind KIND = {ENTRY_BUDGET_LINE, hold, post, unhold};

/* ---- rows ---- */

static struct cv_status insert_row(struct cv_books *books, const struct project_ref *ref,
                                   struct budget_line *line)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO budget_line (" ENTRY_INSERT ", title, title_zh, category, site, "
                   "year) VALUES (" ENTRY_VALUES ", $16, $17, $18, $19, $20) "
                   "ON CONFLICT (org_id, project_uid, id) DO NOTHING");

    entry_bind(books, stmt, ref->uid, &line->entry, line->draft);
    cv_stmt_text(stmt, ENTRY_COLUMNS_FIRST, line->title);
    cv_stmt_text(stmt, ENTRY_COLUMNS_FIRST + 1, line->title_zh);
    cv_stmt_text(stmt, ENTRY_COLUMNS_FIRST + 2, line->category);
    cv_stmt_text(stmt, ENTRY_COLUMNS_FIRST + 3, line->site);
    cv_stmt_int64(stmt, ENTRY_COLUMNS_FIRST + 4, line->fiscal_year);
    return cv_books_insert(books, stmt, "budget line", line->entry.record.id);
}

struct cv_status budget_line_insert(struct cv_books *books, const struct project_ref *ref,
                                    struct budget_line *line)
{
    struct cv_status status = project_site_find(books, ref, line->site, "budget_line.site");

    if (cv_ok(status))
        status = insert_row(books, ref, line);
    return cv_ok(status) ? entry_begin(books, ref, &KIND, line) : status;
}

struct cv_status budget_line_move(struct cv_books *books, const struct project_ref *ref,
                                  const struct entry_move *move, struct budget_line *line)
{
    return entry_move(books, ref, &KIND, line, move);
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
    line->account = (struct account){0};
    line->draft = false;
    status = entry_reverse(books, &original.entry, asked, &line->entry);
    if (cv_ok(status))
        status = insert_row(books, ref, line);
    if (cv_ok(status))
        status = entry_begin(books, ref, &KIND, line);
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
