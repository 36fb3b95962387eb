#include "trade_result/trade_result_store.h"

#include "dossier/dossier_store.h"

#include <string.h>

#define LETTER_FIELD "trade_result.letter"

#define SELECT                                                                                     \
    "SELECT t.uid, t.id, t.amount_minor, t.effective_on, t.reference, b.id, r.id, t.recorded_us, " \
    "t.event_uid, d.id, t.kind, t.quantity, t.letter_uid, l.id FROM trade_result t "               \
    "JOIN dossier d ON d.org_id = t.org_id AND d.programme_uid = t.programme_uid "                 \
    "AND d.noun = $3 AND d.uid = t.event_uid "                                                     \
    "LEFT JOIN trade_result b ON b.org_id = t.org_id AND b.programme_uid = t.programme_uid "       \
    "AND b.uid = t.reverses "                                                                      \
    "LEFT JOIN trade_result r ON r.org_id = t.org_id AND r.programme_uid = t.programme_uid "       \
    "AND r.reverses = t.uid "                                                                      \
    "LEFT JOIN trade_result l ON l.org_id = t.org_id AND l.programme_uid = t.programme_uid "       \
    "AND l.uid = t.letter_uid "                                                                    \
    "WHERE t.org_id = $1 AND t.programme_uid = $2 "

static struct cv_stmt *prepare(struct cv_books *books, struct cv_uuid programme, const char *select)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, select);

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_int64(stmt, 3, DOSSIER_TRADE_EVENT);
    return stmt;
}

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct trade_result *result)
{
    *result = (struct trade_result){
        .record = record_row(books, stmt),
        .event_uid = cv_stmt_get_uuid(stmt, 8),
        .event = cv_stmt_get_text(stmt, 9, books->arena),
        .kind = cv_stmt_get_int64(stmt, 10),
        .quantity = cv_stmt_get_int64(stmt, 11),
        .letter_uid = cv_stmt_get_uuid(stmt, 12),
        .letter = cv_stmt_get_text(stmt, 13, books->arena),
    };
}

static struct cv_status find(struct cv_books *books, struct cv_uuid programme, const char *id,
                             const char *field, struct trade_result *result)
{
    struct cv_stmt *stmt = prepare(books, programme, SELECT "AND t.id = $4");
    bool found;

    cv_stmt_text(stmt, 4, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, result);
    return cv_books_found(books, stmt, found, field, "trade result %s in this programme", id);
}

struct cv_status trade_result_get(struct cv_books *books, struct cv_uuid programme, const char *id,
                                  struct trade_result *result)
{
    return find(books, programme, id, NULL, result);
}

static struct cv_status insert_row(struct cv_books *books, struct cv_uuid programme,
                                   struct trade_result *result, const struct cv_uuid *reverses)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO trade_result (org_id, programme_uid, uid, id, amount_minor, "
                   "effective_on, reference, reverses, recorded_us, recorded_by, event_uid, kind, "
                   "quantity, letter_uid) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
                   "ON CONFLICT (org_id, programme_uid, id) DO NOTHING");

    record_bind(books, stmt, programme, &result->record, reverses);
    cv_stmt_uuid(stmt, RECORD_COLUMNS_FIRST, result->event_uid);
    cv_stmt_int64(stmt, RECORD_COLUMNS_FIRST + 1, result->kind);
    cv_stmt_int64(stmt, RECORD_COLUMNS_FIRST + 2, result->quantity);
    if (result->letter[0] == '\0')
        cv_stmt_null(stmt, RECORD_COLUMNS_FIRST + 3);
    else
        cv_stmt_uuid(stmt, RECORD_COLUMNS_FIRST + 3, result->letter_uid);
    return cv_books_insert(books, stmt, "trade result", result->record.id);
}

/* ---- letters that became orders ---- */

/* What counts of the orders that came of these letters, but for that of this id. */
static struct cv_status ordered(struct cv_books *books, struct cv_uuid programme,
                                struct cv_uuid letter, const char *but, int64_t *quantity,
                                int64_t *minor)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT CAST(SUM(t.quantity) AS BIGINT), CAST(SUM(t.amount_minor) AS BIGINT) "
                   "FROM trade_result t WHERE t.org_id = $1 AND t.programme_uid = $2 "
                   "AND t.letter_uid = $3 AND t.id <> $4 AND t.reverses IS NULL "
                   "AND NOT EXISTS (SELECT 1 FROM trade_result r WHERE r.org_id = $1 "
                   "AND r.programme_uid = $2 AND r.reverses = t.uid)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, programme);
    cv_stmt_uuid(stmt, 3, letter);
    cv_stmt_text(stmt, 4, but);
    (void)cv_stmt_step(stmt);
    *quantity = cv_stmt_get_int64(stmt, 0);
    *minor = cv_stmt_get_int64(stmt, 1);
    return cv_stmt_finish(stmt);
}

static struct cv_status check_letter(struct cv_books *books, const struct trade_result *letter,
                                     const struct trade_result *order)
{
    if (letter->kind != TRADE_RESULT_LETTERS ||
        memcmp(&letter->event_uid, &order->event_uid, sizeof(letter->event_uid)) != 0)
        return cv_status_field(books->arena, LETTER_FIELD,
                               "%s are no letters of intent of this event", letter->record.id);
    if (letter->record.effective_on > order->record.effective_on)
        return cv_status_field(books->arena, "trade_result.effective_date",
                               "the letters of intent are of a later day than these orders");
    if (letter->record.reverses[0] != '\0' || letter->record.reversed_by[0] != '\0')
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "ALREADY_REVERSED",
                           "the letters of intent %s do not count any more", letter->record.id);
    return CV_STATUS_OK;
}

/* The orders are of these letters, and with those before them not more than they are. */
static struct cv_status check_room(struct cv_books *books, struct cv_uuid programme,
                                   const struct trade_result *letter,
                                   const struct trade_result *order)
{
    int64_t quantity;
    int64_t minor;
    struct cv_status status = check_letter(books, letter, order);

    if (cv_ok(status))
        status = ordered(books, programme, letter->record.uid, order->record.id, &quantity, &minor);
    if (!cv_ok(status))
        return status;
    if (quantity + order->quantity > letter->quantity ||
        minor + order->record.amount > letter->record.amount)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "LETTER_EXCEEDED",
                           "more orders than letters of intent: what is beyond %s is a row of its "
                           "own, without a letter",
                           letter->record.id);
    return CV_STATUS_OK;
}

/* ---- the others ---- */

/* What could have changed since the same row was sent before is asked last, after the id. */
struct cv_status trade_result_insert(struct cv_books *books, struct cv_uuid programme,
                                     struct trade_result *result)
{
    bool has_letter = result->letter[0] != '\0';
    struct trade_result letter = {0};
    struct dossier event;
    struct cv_status status =
        dossier_get(books, programme, DOSSIER_TRADE_EVENT, "trade event", result->event,
                    "trade_result.trade_event", &DOSSIER_NOW, &event);

    if (cv_ok(status) && has_letter)
        status = find(books, programme, result->letter, LETTER_FIELD, &letter);
    if (!cv_ok(status))
        return status;
    result->event_uid = event.uid;
    result->letter_uid = letter.record.uid;
    status = insert_row(books, programme, result, NULL);
    if (cv_ok(status) && event.state != STATE_HELD)
        status = cv_status_f(books->arena, CV_FAILED_PRECONDITION, "WRONG_STATE",
                             "trade event %s is in the state %s: results are of one that was held",
                             event.id, move_state_name(event.state));
    return cv_ok(status) && has_letter ? check_room(books, programme, &letter, result) : status;
}

struct cv_status trade_result_reverse(struct cv_books *books, struct cv_uuid programme,
                                      const char *id, const struct reversal *asked,
                                      struct trade_result *result)
{
    struct trade_result original = {0};
    int64_t quantity = 0;
    int64_t minor;
    struct cv_status status = find(books, programme, id, NULL, &original);

    if (cv_ok(status) && original.kind == TRADE_RESULT_LETTERS)
        status = ordered(books, programme, original.record.uid, "", &quantity, &minor);
    if (cv_ok(status) && quantity > 0)
        status = cv_status(CV_FAILED_PRECONDITION, "LETTER_ORDERED",
                           "orders came of these letters of intent: reverse them first");
    if (!cv_ok(status))
        return status;
    *result = original;
    status = record_reverse(books, &original.record, asked, &result->record);
    result->record.amount = original.record.amount;
    return cv_ok(status) ? insert_row(books, programme, result, &original.record.uid) : status;
}

struct cv_status trade_result_list(struct cv_books *books, struct cv_uuid programme,
                                   const struct trade_result_choice *choice,
                                   struct cv_listed *listed)
{
    struct cv_stmt *stmt = prepare(books, programme,
                                   SELECT "AND t.uid > $4 AND ($5 = '' OR d.id = $5) "
                                          "AND ($6 = 0 OR t.kind = $6) ORDER BY t.uid LIMIT $7");
    struct trade_result *row;

    cv_stmt_uuid(stmt, 4, listed->page.after);
    cv_stmt_text(stmt, 5, choice->event);
    cv_stmt_int64(stmt, 6, choice->kind);
    cv_stmt_int64(stmt, 7, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}
