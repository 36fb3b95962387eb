#include "budget_change/budget_change_store.h"

#include "account/account_store.h"
#include "budget_line/budget_line_store.h"

#include <string.h>

#define SELECT                                                                                     \
    "SELECT " ENTRY_SELECT(                                                                        \
        "b") ", b.line_uid, l.id, b.year, b.pair_project_uid, b.pair_id, "                         \
             "o.id, k.id, b.kind, r.state FROM budget_change b "                                   \
             "JOIN budget_line l ON l.org_id = b.org_id AND l.project_uid = b.project_uid "        \
             "AND l.uid = b.line_uid "                                                             \
             "LEFT JOIN budget_change p ON p.org_id = b.org_id AND p.project_uid = "               \
             "b.pair_project_uid "                                                                 \
             "AND p.id = b.pair_id "                                                               \
             "LEFT JOIN budget_line k ON k.org_id = p.org_id AND k.project_uid = p.project_uid "   \
             "AND k.uid = p.line_uid "                                                             \
             "LEFT JOIN project o ON o.org_id = p.org_id AND o.programme_uid = $4 AND o.uid = "    \
             "p.project_uid "                                                                      \
             "LEFT JOIN budget_change r ON r.org_id = b.org_id AND r.project_uid = b.project_uid " \
             "AND r.id = b.reversed_by "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct budget_change *change)
{
    *change = (struct budget_change){
        .entry = entry_row(books, stmt),
        .line_uid = cv_stmt_get_uuid(stmt, ENTRY_COLUMNS),
        .line = cv_stmt_get_text(stmt, ENTRY_COLUMNS + 1, books->arena),
        .year = cv_stmt_get_int64(stmt, ENTRY_COLUMNS + 2),
        .pair_project = cv_stmt_get_uuid(stmt, ENTRY_COLUMNS + 3),
        .pair_id = cv_stmt_get_text(stmt, ENTRY_COLUMNS + 4, books->arena),
        .pair_project_id = cv_stmt_get_text(stmt, ENTRY_COLUMNS + 5, books->arena),
        .pair_line = cv_stmt_get_text(stmt, ENTRY_COLUMNS + 6, books->arena),
        .kind = (enum budget_change_kind)cv_stmt_get_int64(stmt, ENTRY_COLUMNS + 7),
        .reversed = cv_stmt_get_int64(stmt, ENTRY_COLUMNS + 8) == CV_APPROVAL_APPROVED,
    };
}

struct cv_status budget_change_get(struct cv_books *books, const struct project_ref *ref,
                                   const char *id, struct budget_change *change)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE b.org_id = $1 AND b.project_uid = $2 AND b.id = $3");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref->uid);
    cv_stmt_text(stmt, 3, id);
    cv_stmt_uuid(stmt, 4, ref->programme);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, change);
    return cv_books_found(books, stmt, found, NULL, "budget change %s in this project", id);
}

/* ---- how it moves money ---- */

static struct cv_status hold(struct cv_books *books, const struct project_ref *ref, void *thing)
{
    const struct budget_change *change = thing;
    const struct record *record = &change->entry.record;
    struct cv_status status = CV_STATUS_OK;

    if (record->reverses[0] != '\0')
        status = entry_mark(books, ref, ENTRY_BUDGET_CHANGE, record->reverses, "", record->id);
    if (!cv_ok(status))
        return status;
    if (record->amount < 0)
        return account_hold(books, change->line_uid, -record->amount, record->effective_on,
                            ref->currency, &BUDGET_LINE_WORDS);
    return account_check(books, change->line_uid, record->effective_on, &BUDGET_LINE_WORDS);
}

static struct cv_status post(struct cv_books *books, const struct project_ref *ref, void *thing)
{
    const struct budget_change *change = thing;
    const struct record *record = &change->entry.record;
    const struct account_step less = {.limit = record->amount, .pending = record->amount};
    const struct account_step more = {.limit = record->amount, .given_on = record->effective_on};
    struct cv_status status;

    (void)ref;
    if (record->amount < 0)
        return account_change(books, change->line_uid, less, &BUDGET_LINE_WORDS);
    /* Nothing was reserved that would have kept the line as it was. */
    status = account_check(books, change->line_uid, record->effective_on, &BUDGET_LINE_WORDS);
    return cv_ok(status) ? account_change(books, change->line_uid, more, &BUDGET_LINE_WORDS)
                         : status;
}

static struct cv_status unhold(struct cv_books *books, const struct project_ref *ref, void *thing)
{
    const struct budget_change *change = thing;
    const struct record *record = &change->entry.record;
    struct cv_status status = CV_STATUS_OK;

    if (record->reverses[0] != '\0')
        status = entry_mark(books, ref, ENTRY_BUDGET_CHANGE, record->reverses, record->id, "");
    return cv_ok(status) && record->amount < 0
               ? account_free(books, change->line_uid, -record->amount)
               : status;
}

static const struct entry_kind KIND = {ENTRY_BUDGET_CHANGE, hold, post, unhold};

/* ---- rows ---- */

static struct cv_status insert_row(struct cv_books *books, const struct project_ref *ref,
                                   struct budget_change *change)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO budget_change (" ENTRY_INSERT ", line_uid, year, kind, "
                   "pair_project_uid, pair_id) VALUES (" ENTRY_VALUES ", $16, $17, $18, $19, $20) "
                   "ON CONFLICT (org_id, project_uid, id) DO NOTHING");
    struct cv_status status;

    entry_bind(books, stmt, ref->uid, &change->entry, change->draft);
    cv_stmt_uuid(stmt, ENTRY_COLUMNS_FIRST, change->line_uid);
    cv_stmt_int64(stmt, ENTRY_COLUMNS_FIRST + 1, change->year);
    cv_stmt_int64(stmt, ENTRY_COLUMNS_FIRST + 2, change->kind);
    cv_stmt_uuid(stmt, ENTRY_COLUMNS_FIRST + 3, change->pair_project);
    cv_stmt_text(stmt, ENTRY_COLUMNS_FIRST + 4, change->pair_id);
    status = cv_books_insert(books, stmt, "budget change", change->entry.record.id);
    return cv_ok(status) ? entry_begin(books, ref, &KIND, change) : status;
}

static struct cv_status find_line(struct cv_books *books, const struct project_ref *ref,
                                  const char *field, struct budget_change *change)
{
    struct budget_line found = {.fiscal_year = 0};
    struct cv_status status = budget_line_find(books, ref, change->line, field, &change->line_uid);

    if (cv_ok(status))
        status = budget_line_get(books, ref, change->line, &found);
    change->year = found.fiscal_year;
    return status;
}

/* The other one of a pair: what this line loses, that line gets. */
static struct cv_status make_pair(struct cv_books *books, const struct project_ref *ref,
                                  const char *project, const struct budget_side *to,
                                  struct budget_change *change, struct budget_change *pair)
{
    const char *id = cv_arena_printf(books->arena, "%s-in", change->entry.record.id);
    struct cv_status status;

    if (id == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    *pair = *change;
    pair->kind = BUDGET_CHANGE_TRANSFER_IN;
    pair->entry.record.id = id;
    pair->entry.record.amount = -change->entry.record.amount;
    pair->line = to->line;
    pair->pair_project = ref->uid;
    pair->pair_project_id = project;
    pair->pair_id = change->entry.record.id;
    pair->pair_line = change->line;
    change->pair_project = to->ref.uid;
    change->pair_project_id = to->project;
    change->pair_id = id;
    change->pair_line = to->line;
    status = find_line(books, &to->ref, "budget_change.to_budget_line", pair);
    if (cv_ok(status) && memcmp(&pair->line_uid, &change->line_uid, sizeof(pair->line_uid)) == 0)
        return cv_status_field(books->arena, "budget_change.to_budget_line",
                               "a transfer is between two lines, not within one");
    return status;
}

/* As ALREADY_EXISTS it would say that the transfer itself is there. */
static struct cv_status insert_pair(struct cv_books *books, const struct project_ref *ref,
                                    const char *field, struct budget_change *pair)
{
    struct cv_status status = insert_row(books, ref, pair);

    if (status.code != CV_ALREADY_EXISTS)
        return status;
    return cv_status_field(books->arena, field,
                           "the counterpart would be %s, which is taken: choose another id",
                           pair->entry.record.id);
}

struct cv_status budget_change_insert(struct cv_books *books, const struct project_ref *ref,
                                      const char *project, const struct budget_side *to,
                                      struct budget_change *change)
{
    struct cv_status status = find_line(books, ref, "budget_change.budget_line", change);
    struct budget_change pair;

    change->pair_id = change->pair_project_id = change->pair_line = "";
    if (!cv_ok(status))
        return status;
    if (to == NULL)
        return insert_row(books, ref, change);
    status = make_pair(books, ref, project, to, change, &pair);
    if (cv_ok(status))
        status = insert_row(books, ref, change);
    return cv_ok(status) ? insert_pair(books, &to->ref, "budget_change_id", &pair) : status;
}

struct cv_status budget_change_move(struct cv_books *books, const struct project_ref *ref,
                                    const struct entry_move *move, struct budget_change *change)
{
    struct project_ref other = *ref;
    struct budget_change pair = {.draft = false};
    struct entry_move same = *move;
    struct cv_status status = entry_move(books, ref, &KIND, change, move);

    if (!cv_ok(status) || change->pair_id[0] == '\0')
        return status;
    other.uid = change->pair_project;
    same.etag = ""; /* both change together */
    status = budget_change_get(books, &other, change->pair_id, &pair);
    return cv_ok(status) ? entry_move(books, &other, &KIND, &pair, &same) : status;
}

/* ---- reversal ---- */

/* The reversal of the pair of `original`, beside that of itself. */
static struct cv_status reverse_pair(struct cv_books *books, const struct project_ref *ref,
                                     const char *project, const struct budget_change *original,
                                     struct budget_change *change)
{
    struct project_ref other = *ref;
    struct budget_change pair = {.draft = false};
    const char *reverses;
    struct cv_status status;

    other.uid = original->pair_project;
    status = budget_change_get(books, &other, original->pair_id, &pair);
    if (!cv_ok(status))
        return status;
    change->pair_id = cv_arena_printf(books->arena, "%s-in", change->entry.record.id);
    if (change->pair_id == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    reverses = pair.entry.record.id;
    pair.entry.record = change->entry.record;
    pair.entry.record.id = change->pair_id;
    pair.entry.record.amount = -change->entry.record.amount;
    pair.entry.record.reverses = reverses;
    pair.entry.hold_until = change->entry.hold_until;
    pair.reversed = false;
    pair.pair_id = change->entry.record.id;
    pair.pair_project = ref->uid;
    pair.pair_project_id = project;
    status = insert_row(books, ref, change);
    return cv_ok(status) ? insert_pair(books, &other, "reversal_id", &pair) : status;
}

struct cv_status budget_change_reverse(struct cv_books *books, const struct project_ref *ref,
                                       const char *project, const char *id,
                                       const struct reversal *asked, struct budget_change *change)
{
    struct budget_change original = {.pair_id = ""};
    struct cv_status status = budget_change_get(books, ref, id, &original);

    if (!cv_ok(status))
        return status;
    *change = original;
    change->reversed = false;
    if (original.kind == BUDGET_CHANGE_TRANSFER_IN)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "WRONG_STATE",
                           "%s is what a line got in a transfer: reverse the transfer, %s", id,
                           original.pair_id);
    status = entry_reverse(books, &original.entry, asked, &change->entry);
    if (!cv_ok(status))
        return status;
    return original.pair_id[0] == '\0' ? insert_row(books, ref, change)
                                       : reverse_pair(books, ref, project, &original, change);
}

struct cv_status budget_change_list(struct cv_books *books, const struct project_ref *ref,
                                    struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE b.org_id = $1 AND b.project_uid = $2 "
                                        "AND b.uid > $3 ORDER BY b.uid LIMIT $5");
    struct budget_change *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref->uid);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_uuid(stmt, 4, ref->programme);
    cv_stmt_int64(stmt, 5, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}
