#include "assignment_entry/assignment_entry_store.h"

#include "app/date.h"
#include "assignment/assignment_store.h"
#include "person/consent_store.h"
#include "service/field.h"
#include "service/rows.h"

#define SELECT                                                                                     \
    "SELECT " RECORD_COLUMNS ", a.id, x.kind, x.days, x.title, x.effective_on, x.reference "       \
    "FROM assignment_entry x JOIN assignment a ON a.org_id = x.org_id "                            \
    "AND a.uid = x.assignment_uid" RECORD_STRUCK "WHERE x.org_id = $1 "
#define OF_ASSIGNMENT                                                                              \
    "FROM assignment_entry x" RECORD_STRUCK                                                        \
    "WHERE x.org_id = $1 AND x.assignment_uid = $2 AND s.uid IS NULL "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct assignment_entry *entry)
{
    *entry = (struct assignment_entry){
        .record = exchange_record_row(books, stmt),
        .assignment = cv_stmt_get_text(stmt, RECORD_NEXT, books->arena),
        .kind = cv_stmt_get_int64(stmt, RECORD_NEXT + 1),
        .days = cv_stmt_get_int64(stmt, RECORD_NEXT + 2),
        .title = cv_stmt_get_text(stmt, RECORD_NEXT + 3, books->arena),
        .effective_on = cv_books_get_date(stmt, RECORD_NEXT + 4),
        .reference = cv_stmt_get_text(stmt, RECORD_NEXT + 5, books->arena),
    };
}

/* ---- what the assignment allows ---- */

static struct cv_status check_day(struct cv_books *books, const struct assignment *assignment,
                                  int32_t day)
{
    const struct assignment_days *days = &assignment->days;

    if (!assignment_began(days->state))
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE",
                         "nothing is done in an assignment that did not begin");
    if (day < days->actual_start || (days->actual_end != CV_DATE_NONE && day > days->actual_end))
        return cv_status_field(
            books->arena, "assignment_entry.effective_date",
            "assignment_entry.effective_date must be in the time of the assignment, from %s to %s",
            cv_field_date_text(books->arena, days->actual_start),
            days->actual_end == CV_DATE_NONE ? "now"
                                             : cv_field_date_text(books->arena, days->actual_end));
    return CV_STATUS_OK;
}

/* Up to no day are there more days worked than days gone by; the new one is among them already. */
static struct cv_status check_days(struct cv_books *books, const struct assignment *assignment)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT x.effective_on, CAST(SUM(x.days) AS BIGINT) " OF_ASSIGNMENT
                                 "GROUP BY x.effective_on ORDER BY x.effective_on");
    int32_t first = cv_date_number(assignment->days.actual_start);
    int64_t sum = 0;
    bool fits = true;
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, assignment->uid);
    while (fits && cv_stmt_step(stmt)) {
        sum += cv_stmt_get_int64(stmt, 1);
        fits = sum <= cv_date_number(cv_books_get_date(stmt, 0)) - first + 1;
    }
    status = cv_stmt_finish(stmt);
    return fits || !cv_ok(status)
               ? status
               : cv_status(CV_FAILED_PRECONDITION, "DAYS_EXCEEDED",
                           "with it, more days were worked than went by since the assignment "
                           "began");
}

/* ---- recording ---- */

static struct cv_status insert_row(struct cv_books *books, struct cv_uuid assignment,
                                   struct assignment_entry *entry)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO assignment_entry (org_id, uid, id, recorded_us, recorded_by, "
                   "assignment_uid, kind, days, title, effective_on, reference) VALUES ($1, $2, "
                   "$3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (org_id, id) DO NOTHING");

    exchange_record_bind(books, stmt, &entry->record);
    cv_stmt_uuid(stmt, RECORD_BOUND, assignment);
    cv_stmt_int64(stmt, RECORD_BOUND + 1, entry->kind);
    cv_stmt_int64(stmt, RECORD_BOUND + 2, entry->days);
    cv_stmt_text(stmt, RECORD_BOUND + 3, entry->title);
    cv_stmt_int64(stmt, RECORD_BOUND + 4, entry->effective_on);
    cv_stmt_text(stmt, RECORD_BOUND + 5, entry->reference);
    return cv_books_insert(books, stmt, "assignment entry", entry->record.id);
}

/* The id first: who sends the same again hears that, whatever happened since. */
struct cv_status assignment_entry_insert(struct cv_books *books, struct assignment_entry *entry)
{
    struct assignment assignment;
    struct cv_status status =
        assignment_get(books, entry->assignment, "assignment_entry.assignment", &assignment);

    if (cv_ok(status))
        status = insert_row(books, assignment.uid, entry);
    if (cv_ok(status))
        status =
            consent_required(books, assignment.person_uid, CONSENT_ASSIGNMENT, CONSENT_ANY_COURSE);
    if (cv_ok(status))
        status = check_day(books, &assignment, entry->effective_on);
    return cv_ok(status) ? check_days(books, &assignment) : status;
}

/* ---- reading ---- */

struct cv_status assignment_entry_get(struct cv_books *books, const char *id,
                                      struct assignment_entry *entry)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "AND x.id = $2");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, entry);
    return cv_books_found(books, stmt, found, NULL, "assignmentEntries/%s", id);
}

struct cv_status assignment_entry_list(struct cv_books *books, struct cv_uuid assignment,
                                       struct cv_listed *listed)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "AND x.assignment_uid = $2 AND "
                                                           "x.uid > $3 ORDER BY x.uid LIMIT $4");
    struct assignment_entry *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, assignment);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}

struct cv_status assignment_entry_last(struct cv_books *books, struct cv_uuid assignment,
                                       int32_t *day)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT COALESCE(MAX(x.effective_on), 0) " OF_ASSIGNMENT);

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, assignment);
    *day = CV_DATE_NONE;
    if (cv_stmt_step(stmt))
        *day = cv_books_get_date(stmt, 0);
    return cv_stmt_finish(stmt);
}

struct cv_status assignment_entry_of(struct cv_books *books, struct cv_uuid person,
                                     struct assignment_entry **rows, size_t *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "AND a.person_uid = $2 ORDER BY x.uid");
    size_t room = 0;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, person);
    while (cv_stmt_step(stmt)) {
        *rows = cv_rows_grow(books->arena, *rows, *count, &room, sizeof(**rows));
        if (*rows == NULL)
            break;
        read_row(books, stmt, &(*rows)[(*count)++]);
    }
    return cv_stmt_finish(stmt);
}
