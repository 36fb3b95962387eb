#include "period/period_store.h"

#include "app/date.h"
#include "service/rows.h"

/* ---- what is locked ---- */

static struct cv_status locked(struct cv_books *books, const char *id, int32_t date,
                               const char *field)
{
    struct cv_status status;
    char day[CV_DATE_TEXT];

    cv_date_print(date, day);
    status = cv_status_f(books->arena, CV_FAILED_PRECONDITION, "PERIOD_LOCKED",
                         "the period %s is locked, and %s lies in it: date it today and say in its "
                         "reference what it relates to, or have the period unlocked",
                         id, day);
    status.field = field;
    return status;
}

/* "2025", "2025-q1" and "2025-03". Each entry of money asks, so not by printf(). */
struct ids {
    char year[5];
    char quarter[8];
    char month[8];
};

static struct ids ids_of(int32_t date)
{
    struct ids ids = {"yyyy", "yyyy-qn", "yyyy-mm"};
    int32_t year = cv_date_year(date);
    int32_t month = cv_date_month(date);

    for (int i = 3; i >= 0; i--, year /= 10)
        ids.year[i] = ids.quarter[i] = ids.month[i] = (char)('0' + year % 10);
    ids.quarter[6] = (char)('0' + (month + 2) / 3);
    ids.month[5] = (char)('0' + month / 10);
    ids.month[6] = (char)('0' + month % 10);
    return ids;
}

struct cv_status period_check_open(struct cv_books *books, struct cv_uuid programme, int32_t date,
                                   const char *field)
{
    /* From the year to the quarter, with the months in between: one look-up, not three. */
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT id FROM period WHERE org_id = $1 AND programme_uid = $2 AND id >= $3 "
                   "AND id <= $4 AND state <> $6 AND (id = $3 OR id = $4 OR id = $5) ORDER BY id");
    struct ids ids = ids_of(date);
    const char *id = NULL;
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_text(stmt, 3, ids.year);
    cv_stmt_text(stmt, 4, ids.quarter);
    cv_stmt_text(stmt, 5, ids.month);
    cv_stmt_int64(stmt, 6, PERIOD_OPEN);
    if (cv_stmt_step(stmt))
        id = cv_stmt_get_text(stmt, 0, books->arena);
    status = cv_stmt_finish(stmt);
    return cv_ok(status) && id != NULL ? locked(books, id, date, field) : status;
}

/* ---- one period ---- */

#define SELECT "SELECT uid, id, state, version, asked_by FROM period "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct ledger_period *period)
{
    *period = (struct ledger_period){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .state = cv_stmt_get_int64(stmt, 2),
        .version = cv_stmt_get_int64(stmt, 3),
        .asked_by = cv_stmt_get_text(stmt, 4, books->arena),
    };
}

/* With room for one more. */
static struct cv_status read_changes(struct cv_books *books, struct ledger_period *period)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT move, reason, recorded_by, recorded_us FROM period_change "
                                 "WHERE org_id = $1 AND period_uid = $2 ORDER BY version");
    struct period_change *grown = NULL;
    size_t room = 0;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, period->uid);
    for (;;) {
        grown = cv_rows_grow(books->arena, period->changes, period->change_count, &room,
                             sizeof(*grown));
        if (grown == NULL)
            break;
        period->changes = grown;
        if (!cv_stmt_step(stmt))
            break;
        grown[period->change_count++] = (struct period_change){
            .move = cv_stmt_get_int64(stmt, 0),
            .reason = cv_stmt_get_text(stmt, 1, books->arena),
            .subject = cv_stmt_get_text(stmt, 2, books->arena),
            .recorded_us = cv_stmt_get_int64(stmt, 3),
        };
    }
    if (grown != NULL)
        return cv_stmt_finish(stmt);
    (void)cv_stmt_finish(stmt);
    return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
}

struct cv_status period_get(struct cv_books *books, struct cv_uuid programme, const char *id,
                            struct ledger_period *period)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE org_id = $1 AND programme_uid = $2 AND id = $3");
    struct cv_status status;

    *period =
        (struct ledger_period){.uid = cv_uuid7(), .id = id, .state = PERIOD_OPEN, .asked_by = ""};
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_text(stmt, 3, id);
    if (cv_stmt_step(stmt))
        read_row(books, stmt, period);
    status = cv_stmt_finish(stmt);
    return cv_ok(status) ? read_changes(books, period) : status;
}

static struct cv_status write_state(struct cv_books *books, struct cv_uuid programme,
                                    struct ledger_period *period)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx,
        period->version == 0
            ? "INSERT INTO period (org_id, programme_uid, id, uid, state, asked_by, version) "
              "VALUES ($1, $2, $3, $4, $5, $6, $7 + 1) "
              "ON CONFLICT (org_id, programme_uid, id) DO NOTHING"
            : "UPDATE period SET state = $5, asked_by = $6, version = version + 1 WHERE "
              "org_id = $1 AND programme_uid = $2 AND id = $3 AND uid = $4 AND version = $7");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_text(stmt, 3, period->id);
    cv_stmt_uuid(stmt, 4, period->uid);
    cv_stmt_int64(stmt, 5, period->state);
    cv_stmt_text(stmt, 6, period->asked_by);
    cv_stmt_int64(stmt, 7, period->version);
    period->version++;
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status period_write(struct cv_books *books, struct cv_uuid programme,
                              struct ledger_period *period)
{
    struct period_change *change = &period->changes[period->change_count - 1];
    struct cv_status status = write_state(books, programme, period);
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    change->subject = books->subject;
    change->recorded_us = books->recorded_us;
    stmt = cv_tx_prepare(books->tx, "INSERT INTO period_change (org_id, period_uid, version, move, "
                                    "reason, recorded_us, recorded_by) "
                                    "VALUES ($1, $2, $3, $4, $5, $6, $7)");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, period->uid);
    cv_stmt_int64(stmt, 3, period->version);
    cv_stmt_int64(stmt, 4, change->move);
    cv_stmt_text(stmt, 5, change->reason);
    cv_stmt_int64(stmt, 6, change->recorded_us);
    cv_stmt_text(stmt, 7, change->subject);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status period_list(struct cv_books *books, struct cv_uuid programme,
                             struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE org_id = $1 AND programme_uid = $2 AND uid > $3 "
                                        "ORDER BY uid LIMIT $4");
    struct ledger_period *row;
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    status = cv_stmt_finish(stmt);
    row = listed->rows;
    for (size_t i = 0; cv_ok(status) && i < listed->count; i++)
        status = read_changes(books, &row[i]);
    return status;
}
