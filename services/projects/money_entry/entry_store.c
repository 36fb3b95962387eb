#include "money_entry/entry_store.h"

#include "app/date.h"
#include "period/period_store.h"
#include "service/field.h"

struct entry entry_row(struct cv_books *books, struct cv_stmt *stmt)
{
    return (struct entry){
        .record = record_row(books, stmt),
        .approval = {.state = (enum cv_approval_state)cv_stmt_get_int64(stmt, 8),
                     .version = cv_stmt_get_int64(stmt, 9),
                     .makers = cv_stmt_get_text(stmt, 10, books->arena)},
        .posted_minor = cv_stmt_get_int64(stmt, 11),
        .held_us = cv_stmt_get_int64(stmt, 12),
        .resolved_us = cv_stmt_get_int64(stmt, 13),
        .posted_us = cv_stmt_get_int64(stmt, 14),
        .hold_until = cv_books_get_date(stmt, 15),
        .note = cv_stmt_get_text(stmt, 16, books->arena),
        .judged_by = cv_stmt_get_text(stmt, 17, books->arena),
    };
}

void entry_bind(struct cv_books *books, struct cv_stmt *stmt, struct cv_uuid project,
                struct entry *entry, bool draft)
{
    struct record *record = &entry->record;

    record->uid = cv_uuid7();
    record->recorded_us = books->recorded_us;
    record->reversed_by = "";
    entry->approval = cv_approval_begin(books->subject, !draft);
    entry->posted_minor = 0;
    entry->held_us = draft ? 0 : books->recorded_us;
    entry->resolved_us = ENTRY_NEVER;
    entry->posted_us = ENTRY_NEVER;
    entry->note = "";
    entry->judged_by = "";
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, project);
    cv_stmt_uuid(stmt, 3, record->uid);
    cv_stmt_text(stmt, 4, record->id);
    cv_stmt_int64(stmt, 5, record->amount);
    cv_stmt_int64(stmt, 6, record->effective_on);
    cv_stmt_text(stmt, 7, record->reference);
    cv_stmt_text(stmt, 8, record->reverses);
    cv_stmt_int64(stmt, 9, record->recorded_us);
    cv_stmt_text(stmt, 10, books->subject);
    cv_stmt_int64(stmt, 11, entry->approval.state);
    cv_stmt_int64(stmt, 12, entry->approval.version);
    cv_stmt_int64(stmt, 13, entry->held_us);
    cv_stmt_int64(stmt, 14, ENTRY_NEVER);
    cv_stmt_int64(stmt, 15, entry->hold_until);
}

/* ---- moves ---- */

/* The figures of a locked period stay what they are: nothing dated in it comes, or is posted. */
static struct cv_status check_period(struct cv_books *books, const struct project_ref *ref,
                                     const struct entry *entry)
{
    return period_check_open(books, ref->programme, entry->record.effective_on, NULL);
}

struct cv_status entry_begin(struct cv_books *books, const struct project_ref *ref,
                             const struct entry_kind *kind, void *thing)
{
    const struct entry *entry = thing;
    struct cv_status status = check_period(books, ref, entry);

    if (!cv_ok(status) || entry->approval.state == CV_APPROVAL_DRAFT)
        return status;
    return kind->hold(books, ref, thing);
}

#define WRITE(table)                                                                               \
    "UPDATE " table " SET state = $5, version = version + 1, makers = $6, held_us = $7, "          \
    "resolved_us = $8, posted_us = $9, posted_minor = $10, note = $11, judged_by = $12 "           \
    "WHERE org_id = $1 AND project_uid = $2 AND uid = $3 AND version = $4"
#define EDIT(table)                                                                                \
    "UPDATE " table " SET amount_minor = $6, effective_on = $7, reference = $8, hold_until = $9, " \
    "version = version + 1, makers = $5 "                                                          \
    "WHERE org_id = $1 AND project_uid = $2 AND uid = $3 AND version = $4"
#define MARK(table)                                                                                \
    "UPDATE " table " SET reversed_by = $5 WHERE org_id = $1 AND project_uid = $2 AND id = $3 "    \
    "AND reversed_by = $4"

static const struct {
    const char *write, *edit, *mark;
} SQL[ENTRY_TABLES] = {
    [ENTRY_BUDGET_LINE] = {WRITE("budget_line"), EDIT("budget_line"), MARK("budget_line")},
    [ENTRY_BUDGET_CHANGE] = {WRITE("budget_change"), EDIT("budget_change"), MARK("budget_change")},
    [ENTRY_COMMITMENT] = {WRITE("commitment"), EDIT("commitment"), MARK("commitment")},
    [ENTRY_DISBURSEMENT] = {WRITE("disbursement"), EDIT("disbursement"), MARK("disbursement")},
};

static struct cv_stmt *prepare(struct cv_books *books, const char *sql,
                               const struct project_ref *ref, const struct entry *entry)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, sql);

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref->uid);
    cv_stmt_uuid(stmt, 3, entry->record.uid);
    cv_stmt_int64(stmt, 4, entry->approval.version - 1); /* as it was read */
    return stmt;
}

static struct cv_status write(struct cv_books *books, const struct project_ref *ref,
                              enum entry_table table, const struct entry *entry)
{
    struct cv_stmt *stmt = prepare(books, SQL[table].write, ref, entry);

    cv_stmt_int64(stmt, 5, entry->approval.state);
    cv_stmt_text(stmt, 6, entry->approval.makers);
    cv_stmt_int64(stmt, 7, entry->held_us);
    cv_stmt_int64(stmt, 8, entry->resolved_us);
    cv_stmt_int64(stmt, 9, entry->posted_us);
    cv_stmt_int64(stmt, 10, entry->posted_minor);
    cv_stmt_text(stmt, 11, entry->note);
    cv_stmt_text(stmt, 12, entry->judged_by);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status entry_edit(struct cv_books *books, const struct project_ref *ref,
                            enum entry_table table, struct entry *entry, const char *etag)
{
    struct cv_status status;
    struct cv_stmt *stmt;

    if (entry->approval.state != CV_APPROVAL_DRAFT)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "WRONG_STATE",
                           "it is %s, and only a draft can be edited: what it reserved stays what "
                           "is judged",
                           cv_approval_state_name(entry->approval.state));
    status =
        cv_approval_move(books->arena, &entry->approval, CV_APPROVAL_EDIT, books->subject, etag);
    if (!cv_ok(status))
        return status;
    stmt = prepare(books, SQL[table].edit, ref, entry);
    cv_stmt_text(stmt, 5, entry->approval.makers);
    cv_stmt_int64(stmt, 6, entry->record.amount);
    cv_stmt_int64(stmt, 7, entry->record.effective_on);
    cv_stmt_text(stmt, 8, entry->record.reference);
    cv_stmt_int64(stmt, 9, entry->hold_until);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

#define FARTHEST_WEST (-12 * 60)

/* By the latest day on earth, so that nobody loses one. */
bool entry_overdue(const struct cv_books *books, const struct entry *entry)
{
    return entry->approval.state == CV_APPROVAL_SUBMITTED && entry->hold_until != CV_DATE_NONE &&
           cv_date_at(cv_tx_now_us(books->tx), FARTHEST_WEST) > entry->hold_until;
}

static struct cv_status check_time(struct cv_books *books, const struct entry *entry,
                                   const struct entry_move *move)
{
    if (move->move == CV_APPROVAL_APPROVE && entry_overdue(books, entry))
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "HOLD_EXPIRED",
                           "it could be approved until %s; let it expire and record it anew",
                           cv_field_date_text(books->arena, entry->hold_until));
    if (move->move == CV_APPROVAL_EXPIRE && entry->approval.state == CV_APPROVAL_SUBMITTED &&
        !entry_overdue(books, entry))
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE",
                         "it is SUBMITTED, and its time is not over: it cannot expire yet");
    return CV_STATUS_OK;
}

static struct cv_status approve(struct cv_books *books, const struct project_ref *ref,
                                const struct entry_kind *kind, struct entry *entry,
                                const struct entry_move *move)
{
    entry->posted_us = books->recorded_us;
    entry->posted_minor = move->minor == 0 ? entry->record.amount : move->minor;
    if (move->minor != 0 && move->minor > entry->record.amount)
        return cv_status_field(
            books->arena, "amount", "%s was asked for: approve that or less",
            cv_field_money_text(books->arena, ref->currency, entry->record.amount));
    return kind->post(books, ref, entry);
}

struct cv_status entry_move(struct cv_books *books, const struct project_ref *ref,
                            const struct entry_kind *kind, void *thing,
                            const struct entry_move *move)
{
    struct entry *entry = thing;
    struct cv_status status = check_time(books, entry, move);

    if (cv_ok(status))
        status = cv_approval_move(books->arena, &entry->approval, move->move, books->subject,
                                  move->etag);
    if (!cv_ok(status))
        return status;
    if (move->move == CV_APPROVAL_SUBMIT || move->move == CV_APPROVAL_APPROVE)
        status = check_period(books, ref, entry);
    if (!cv_ok(status))
        return status;
    if (move->move == CV_APPROVAL_SUBMIT) {
        entry->held_us = books->recorded_us;
        status = kind->hold(books, ref, thing);
    } else {
        entry->resolved_us = books->recorded_us;
        entry->judged_by = move->move == CV_APPROVAL_EXPIRE ? "" : books->subject;
        entry->note = move->note;
        if (move->move == CV_APPROVAL_APPROVE)
            status = approve(books, ref, kind, entry, move);
        else if (entry->held_us != 0)
            status = kind->free(books, ref, thing);
    }
    return cv_ok(status) ? write(books, ref, kind->table, entry) : status;
}

struct cv_status entry_follow(struct cv_books *books, const struct project_ref *ref,
                              enum entry_table table, struct entry *entry,
                              const struct entry *first)
{
    struct cv_status status = check_period(books, ref, entry);

    if (!cv_ok(status))
        return status;
    entry->approval.state = CV_APPROVAL_APPROVED;
    entry->approval.makers = first->approval.makers;
    entry->approval.version++;
    entry->posted_minor = entry->record.amount;
    entry->posted_us = books->recorded_us;
    entry->resolved_us = books->recorded_us;
    entry->judged_by = books->subject;
    return write(books, ref, table, entry);
}

/* ---- cancelling ---- */

struct cv_status entry_reverse(struct cv_books *books, const struct entry *original,
                               const struct reversal *asked, struct entry *reversal)
{
    struct record posted = original->record;
    struct cv_status status;

    posted.amount = original->posted_minor;
    *reversal = (struct entry){.hold_until = CV_DATE_NONE};
    status = record_reverse(books, &posted, asked, &reversal->record);
    if (cv_ok(status) && original->approval.state != CV_APPROVAL_APPROVED)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "WRONG_STATE",
                           "%s is %s: only what is APPROVED is reversed", original->record.id,
                           cv_approval_state_name(original->approval.state));
    return status;
}

struct cv_status entry_is_reversal(struct cv_books *books, const char *id)
{
    return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "IS_REVERSAL",
                       "%s is itself a reversal: nothing can be taken from it", id);
}

struct cv_status entry_mark(struct cv_books *books, const struct project_ref *ref,
                            enum entry_table table, const char *original, const char *was,
                            const char *reversed_by)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SQL[table].mark);

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref->uid);
    cv_stmt_text(stmt, 3, original);
    cv_stmt_text(stmt, 4, was);
    cv_stmt_text(stmt, 5, reversed_by);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}
