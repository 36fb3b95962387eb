#include "account/account_store.h"

#include "app/date.h"
#include "field.h"

struct account {
    int64_t limit_minor;
    int64_t used_minor;
    int32_t opened_on;
    int32_t floor_on;
};

struct cv_status account_open(struct cv_books *books, struct cv_uuid uid, int64_t limit_minor,
                              int32_t opened_on)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO account (org_id, uid, limit_minor, used_minor, opened_on, "
                   "floor_on) VALUES ($1, $2, $3, 0, $4, 0)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, uid);
    cv_stmt_int64(stmt, 3, limit_minor);
    cv_stmt_int64(stmt, 4, opened_on);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

/* All zero: there is none. */
static struct cv_status get(struct cv_books *books, struct cv_uuid uid, struct account *account)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT limit_minor, used_minor, opened_on, floor_on "
                                 "FROM account WHERE org_id = $1 AND uid = $2");

    *account = (struct account){0};
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, uid);
    if (cv_stmt_step(stmt))
        *account = (struct account){
            .limit_minor = cv_stmt_get_int64(stmt, 0),
            .used_minor = cv_stmt_get_int64(stmt, 1),
            .opened_on = cv_books_get_date(stmt, 2),
            .floor_on = cv_books_get_date(stmt, 3),
        };
    return cv_stmt_finish(stmt);
}

/* Why a day is too early; OK if it is not. */
static struct cv_status check_day(struct cv_books *books, const struct account *account, int32_t on,
                                  const struct account_words *words)
{
    if (on < account->opened_on)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "BACKDATED",
                           "%s is of %s; nothing can be dated %s, before it", words->holder,
                           cv_field_date_text(books->arena, account->opened_on),
                           cv_field_date_text(books->arena, on));
    if (on < account->floor_on)
        return cv_status_f(
            books->arena, CV_FAILED_PRECONDITION, "BACKDATED",
            "something of %s was reversed as of %s; %s is before that, and the limit "
            "could have been passed in between",
            words->holder, cv_field_date_text(books->arena, account->floor_on),
            cv_field_date_text(books->arena, on));
    return CV_STATUS_OK;
}

static struct cv_status explain_take(struct cv_books *books, struct cv_uuid uid, int64_t minor,
                                     int32_t on, const char *currency,
                                     const struct account_words *words)
{
    struct cv_arena *arena = books->arena;
    struct account account;
    struct cv_status status = get(books, uid, &account);

    if (cv_ok(status) && account.opened_on == CV_DATE_NONE)
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "IS_REVERSAL",
                           "%s is itself a reversal: nothing can be taken from it", words->holder);
    if (cv_ok(status) && account.limit_minor == 0)
        return cv_status_f(arena, CV_FAILED_PRECONDITION, "ALREADY_REVERSED", "%s was reversed",
                           words->holder);
    if (cv_ok(status))
        status = check_day(books, &account, on, words);
    if (!cv_ok(status))
        return status;
    return cv_status_f(
        arena, CV_FAILED_PRECONDITION, words->exceeded,
        "%s has %s left of %s; %s is more than that", words->holder,
        cv_field_money_text(arena, currency, account.limit_minor - account.used_minor),
        cv_field_money_text(arena, currency, account.limit_minor),
        cv_field_money_text(arena, currency, minor));
}

struct cv_status account_take(struct cv_books *books, struct cv_uuid uid, int64_t minor, int32_t on,
                              const char *currency, const struct account_words *words)
{
    const struct cv_status refused = {.code = CV_FAILED_PRECONDITION};
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE account SET used_minor = used_minor + $3 WHERE org_id = $1 "
                   "AND uid = $2 AND used_minor + $3 <= limit_minor AND opened_on <= $4 "
                   "AND floor_on <= $4");
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, uid);
    cv_stmt_int64(stmt, 3, minor);
    cv_stmt_int64(stmt, 4, on);
    status = cv_books_change(stmt, refused);
    return status.code == CV_FAILED_PRECONDITION
               ? explain_take(books, uid, minor, on, currency, words)
               : status;
}

struct cv_status account_give_back(struct cv_books *books, struct cv_uuid uid, int64_t minor,
                                   int32_t on)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE account SET used_minor = used_minor - $3, floor_on = CASE "
                                 "WHEN floor_on > $4 THEN floor_on ELSE $4 END "
                                 "WHERE org_id = $1 AND uid = $2 AND used_minor >= $3");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, uid);
    cv_stmt_int64(stmt, 3, minor);
    cv_stmt_int64(stmt, 4, on);
    return cv_books_change(stmt, cv_status(CV_DATA_LOSS, "ACCOUNT_DOES_NOT_MATCH",
                                           "the account holds less than was taken from it"));
}

static struct cv_status explain_close(struct cv_books *books, struct cv_uuid uid, int32_t on,
                                      const char *currency, const struct account_words *words)
{
    struct account account;
    struct cv_status status = get(books, uid, &account);

    if (cv_ok(status) && account.used_minor == 0)
        return check_day(books, &account, on, words);
    if (!cv_ok(status))
        return status;
    return cv_status_f(books->arena, CV_FAILED_PRECONDITION, words->in_use,
                       "%s has %s %s; reverse that first", words->holder,
                       cv_field_money_text(books->arena, currency, account.used_minor),
                       words->used);
}

struct cv_status account_close(struct cv_books *books, struct cv_uuid uid, int32_t on,
                               const char *currency, const struct account_words *words)
{
    const struct cv_status refused = {.code = CV_FAILED_PRECONDITION};
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE account SET limit_minor = 0 WHERE org_id = $1 "
                                 "AND uid = $2 AND used_minor = 0 AND opened_on <= $3 "
                                 "AND floor_on <= $3");
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, uid);
    cv_stmt_int64(stmt, 3, on);
    status = cv_books_change(stmt, refused);
    return status.code == CV_FAILED_PRECONDITION ? explain_close(books, uid, on, currency, words)
                                                 : status;
}
