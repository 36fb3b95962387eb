#include "commitment/commitment_store.h"

#include "app/date.h"
#include "budget_line/budget_line_store.h"
#include "commitment/payee_store.h"
#include "posted_sum/posted_sum_store.h"

#define SELECT                                                                                     \
    "SELECT " ENTRY_SELECT(                                                                        \
        "c") ", c.line_uid, l.id, a.limit_minor, a.posted_minor, "                                 \
             "a.pending_minor, a.phase, c.payee FROM commitment c "                                \
             "JOIN budget_line l ON l.org_id = c.org_id AND l.project_uid = c.project_uid "        \
             "AND l.uid = c.line_uid "                                                             \
             "LEFT JOIN account a ON a.org_id = c.org_id AND a.uid = c.uid "

const struct account_words COMMITMENT_WORDS = {
    .holder = "the commitment",
    .exceeded = "COMMITMENT_EXCEEDED",
    .in_use = "STILL_DISBURSED",
    .used = "disbursed",
};

/* Of what would take all of it. */
static const struct account_words REVERSAL_WORDS = {
    .holder = "the commitment",
    .exceeded = "STILL_DISBURSED",
    .used = "disbursed",
    .whole = true,
};

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct commitment *commitment)
{
    *commitment = (struct commitment){
        .entry = entry_row(books, stmt),
        .line_uid = cv_stmt_get_uuid(stmt, ENTRY_COLUMNS),
        .line = cv_stmt_get_text(stmt, ENTRY_COLUMNS + 1, books->arena),
        .account = {.limit_minor = cv_stmt_get_int64(stmt, ENTRY_COLUMNS + 2),
                    .posted_minor = cv_stmt_get_int64(stmt, ENTRY_COLUMNS + 3),
                    .pending_minor = cv_stmt_get_int64(stmt, ENTRY_COLUMNS + 4),
                    .phase = (enum account_phase)cv_stmt_get_int64(stmt, ENTRY_COLUMNS + 5)},
        .payee = cv_stmt_get_text(stmt, ENTRY_COLUMNS + 6, books->arena),
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

/* ---- how it moves money ---- */

/* All of it: a reversal, which there can be one of. Else what was left is released. */
static bool cancels_all(const struct record *record, const struct commitment *original)
{
    return record->amount + original->entry.posted_minor == 0;
}

static struct cv_status hold(struct cv_books *books, const struct project_ref *ref, void *thing)
{
    struct commitment *commitment = thing;
    const struct record *record = &commitment->entry.record;
    struct commitment original = {0};
    struct cv_status status;

    if (record->amount > 0) {
        status = account_hold(books, commitment->line_uid, record->amount, record->effective_on,
                              ref->currency, &BUDGET_LINE_WORDS);
        commitment->account = (struct account){.limit_minor = record->amount};
        return cv_ok(status)
                   ? account_open(books, record->uid, record->amount, record->effective_on)
                   : status;
    }
    status = commitment_get(books, ref, record->reverses, NULL, &original);
    if (cv_ok(status) && cancels_all(record, &original))
        status = entry_mark(books, ref, ENTRY_COMMITMENT, record->reverses, "", record->id);
    if (cv_ok(status))
        status = account_hold(books, original.entry.record.uid, -record->amount,
                              record->effective_on, ref->currency, &REVERSAL_WORDS);
    return status;
}

static struct cv_status count_posted(struct cv_books *books, const struct project_ref *ref,
                                     const struct commitment *commitment)
{
    return posted_sum_add(books, ref, commitment->line_uid, POSTED_COMMITTED, &commitment->entry);
}

/* From the commitment back to its line. While a disbursement is still pending, or something has
 * come back since it was submitted, the commitment stays open: that is released later, or paid. */
static struct cv_status post_back(struct cv_books *books, const struct project_ref *ref,
                                  const struct commitment *commitment)
{
    const struct record *record = &commitment->entry.record;
    struct account_step from = {.limit = record->amount, .pending = record->amount};
    const struct account_step to = {.posted = record->amount, .given_on = record->effective_on};
    struct commitment original = {0};
    struct cv_status status = commitment_get(books, ref, record->reverses, NULL, &original);

    if (cv_ok(status))
        status = payee_check_judge(books, ref, original.payee, original.entry.record.recorded_us);
    if (!cv_ok(status))
        return status;
    if (original.account.limit_minor + record->amount == original.account.posted_minor)
        from.phase = cancels_all(record, &original) ? ACCOUNT_REVERSED : ACCOUNT_RELEASED;
    status = account_change(books, original.entry.record.uid, from, &COMMITMENT_WORDS);
    if (cv_ok(status))
        status = account_change(books, commitment->line_uid, to, &BUDGET_LINE_WORDS);
    return cv_ok(status) ? count_posted(books, ref, commitment) : status;
}

static struct cv_status post(struct cv_books *books, const struct project_ref *ref, void *thing)
{
    struct commitment *commitment = thing;
    const struct record *record = &commitment->entry.record;
    const struct account_step taken = {.posted = record->amount, .pending = -record->amount};
    const struct account_step opened = {.phase = ACCOUNT_OPEN};
    struct cv_status status;

    if (record->amount < 0)
        return post_back(books, ref, commitment);
    commitment->account.phase = ACCOUNT_OPEN;
    status = payee_check_judge(books, ref, commitment->payee, record->recorded_us);
    if (cv_ok(status))
        status = account_change(books, commitment->line_uid, taken, &BUDGET_LINE_WORDS);
    if (cv_ok(status))
        status = account_change(books, record->uid, opened, &COMMITMENT_WORDS);
    return cv_ok(status) ? count_posted(books, ref, commitment) : status;
}

static struct cv_status unhold(struct cv_books *books, const struct project_ref *ref, void *thing)
{
    struct commitment *commitment = thing;
    const struct record *record = &commitment->entry.record;
    struct commitment original = {0};
    struct cv_status status;

    if (record->amount > 0) {
        status = account_drop(books, record->uid, &COMMITMENT_WORDS);
        commitment->account = (struct account){0};
        return cv_ok(status) ? account_free(books, commitment->line_uid, record->amount) : status;
    }
    status = commitment_get(books, ref, record->reverses, NULL, &original);
    if (cv_ok(status) && cancels_all(record, &original))
        status = entry_mark(books, ref, ENTRY_COMMITMENT, record->reverses, record->id, "");
    return cv_ok(status) ? account_free(books, original.entry.record.uid, -record->amount) : status;
}

static const struct entry_kind KIND = {ENTRY_COMMITMENT, hold, post, unhold};

/* ---- rows ---- */

static struct cv_status insert_row(struct cv_books *books, const struct project_ref *ref,
                                   struct commitment *commitment)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO commitment (" ENTRY_INSERT ", line_uid, year, payee) "
                                 "VALUES (" ENTRY_VALUES ", $16, $17, $18) "
                                 "ON CONFLICT (org_id, project_uid, id) DO NOTHING");

    entry_bind(books, stmt, ref->uid, &commitment->entry, commitment->draft);
    cv_stmt_uuid(stmt, ENTRY_COLUMNS_FIRST, commitment->line_uid);
    cv_stmt_int64(stmt, ENTRY_COLUMNS_FIRST + 1,
                  cv_date_year(commitment->entry.record.effective_on));
    cv_stmt_text(stmt, ENTRY_COLUMNS_FIRST + 2, commitment->payee);
    return cv_books_insert(books, stmt, "commitment", commitment->entry.record.id);
}

struct cv_status commitment_insert(struct cv_books *books, const struct project_ref *ref,
                                   struct commitment *commitment)
{
    struct cv_status status = budget_line_find(books, ref, commitment->line,
                                               "commitment.budget_line", &commitment->line_uid);

    if (cv_ok(status))
        status = payee_find(books, ref, commitment->payee);
    if (cv_ok(status))
        status = insert_row(books, ref, commitment);
    return cv_ok(status) ? entry_begin(books, ref, &KIND, commitment) : status;
}

struct cv_status commitment_return(struct cv_books *books, const struct project_ref *ref,
                                   const struct commitment *original, const struct entry *refund)
{
    const struct record *record = &refund->record;
    const struct account_step from = {.limit = record->amount, .posted = record->amount};
    const struct account_step to = {.posted = record->amount, .given_on = record->effective_on};
    struct commitment back = *original;
    struct cv_status status;

    back.draft = false;
    back.entry.record.id = cv_arena_printf(books->arena, "%s-of-%s", "refund", record->id);
    back.entry.record.amount = record->amount;
    back.entry.record.effective_on = record->effective_on;
    back.entry.record.reference = record->reference;
    back.entry.record.reverses = original->entry.record.id;
    if (back.entry.record.id == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    status = account_change(books, original->entry.record.uid, from, &COMMITMENT_WORDS);
    if (cv_ok(status))
        status = account_change(books, original->line_uid, to, &BUDGET_LINE_WORDS);
    if (cv_ok(status))
        status = insert_row(books, ref, &back);
    if (cv_ok(status))
        status = entry_follow(books, ref, ENTRY_COMMITMENT, &back.entry, refund);
    return cv_ok(status) ? count_posted(books, ref, &back) : status;
}

struct cv_status commitment_edit(struct cv_books *books, const struct project_ref *ref,
                                 struct commitment *commitment, const char *etag)
{
    struct cv_status status = payee_find(books, ref, commitment->payee);
    struct cv_stmt *stmt;

    if (cv_ok(status))
        status = entry_edit(books, ref, ENTRY_COMMITMENT, &commitment->entry, etag);
    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx, "UPDATE commitment SET payee = $4, year = $5 WHERE org_id = $1 "
                                    "AND project_uid = $2 AND uid = $3");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref->uid);
    cv_stmt_uuid(stmt, 3, commitment->entry.record.uid);
    cv_stmt_text(stmt, 4, commitment->payee);
    cv_stmt_int64(stmt, 5, cv_date_year(commitment->entry.record.effective_on));
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status commitment_move(struct cv_books *books, const struct project_ref *ref,
                                 const struct entry_move *move, struct commitment *commitment)
{
    return entry_move(books, ref, &KIND, commitment, move);
}

/* `all`: a reversal; else a release of what is left. */
static struct cv_status give_back(struct cv_books *books, const struct project_ref *ref,
                                  const char *id, const struct reversal *asked, bool all,
                                  struct commitment *commitment)
{
    struct commitment original = {0};
    struct cv_status status = commitment_get(books, ref, id, NULL, &original);
    int64_t left = original.account.limit_minor - original.account.posted_minor -
                   original.account.pending_minor;

    if (!cv_ok(status))
        return status;
    *commitment = original;
    commitment->account = (struct account){0};
    commitment->draft = false;
    status = entry_reverse(books, &original.entry, asked, &commitment->entry);
    if (!cv_ok(status))
        return status;
    if (!all && left == 0)
        return cv_status(CV_FAILED_PRECONDITION, "NOTHING_LEFT",
                         "all of the commitment is disbursed, or is about to be");
    if (!all)
        commitment->entry.record.amount = -left;
    status = insert_row(books, ref, commitment);
    return cv_ok(status) ? entry_begin(books, ref, &KIND, commitment) : status;
}

struct cv_status commitment_release(struct cv_books *books, const struct project_ref *ref,
                                    const char *id, const struct reversal *asked,
                                    struct commitment *commitment)
{
    return give_back(books, ref, id, asked, false, commitment);
}

struct cv_status commitment_reverse(struct cv_books *books, const struct project_ref *ref,
                                    const char *id, const struct reversal *asked,
                                    struct commitment *commitment)
{
    return give_back(books, ref, id, asked, true, commitment);
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
                   "AND a.limit_minor > a.posted_minor");
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
