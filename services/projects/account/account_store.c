#include "account/account_store.h"

#include "app/date.h"
#include "field.h"

static const struct cv_status DAMAGED = {
    .code = CV_DATA_LOSS,
    .reason = "ACCOUNT_DOES_NOT_MATCH",
    .message = "the account holds less than was taken from it",
};

struct cv_status account_open(struct cv_books *books, struct cv_uuid uid, int64_t limit_minor,
                              int32_t opened_on)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO account (org_id, uid, limit_minor, posted_minor, pending_minor, "
                   "phase, opened_on, floor_on) VALUES ($1, $2, $3, 0, 0, 0, $4, 0)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, uid);
    cv_stmt_int64(stmt, 3, limit_minor);
    cv_stmt_int64(stmt, 4, opened_on);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status account_get(struct cv_books *books, struct cv_uuid uid,
                                    struct account *account)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT limit_minor, posted_minor, pending_minor, phase, opened_on, floor_on "
                   "FROM account WHERE org_id = $1 AND uid = $2");

    *account = (struct account){0};
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, uid);
    if (cv_stmt_step(stmt))
        *account = (struct account){
            .limit_minor = cv_stmt_get_int64(stmt, 0),
            .posted_minor = cv_stmt_get_int64(stmt, 1),
            .pending_minor = cv_stmt_get_int64(stmt, 2),
            .phase = (enum account_phase)cv_stmt_get_int64(stmt, 3),
            .opened_on = cv_books_get_date(stmt, 4),
            .floor_on = cv_books_get_date(stmt, 5),
        };
    return cv_stmt_finish(stmt);
}

static struct cv_status check_opened(struct cv_books *books, const struct account *account,
                                     int32_t on, const struct account_words *words)
{
    if (on < account->opened_on)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "BACKDATED",
                           "%s is of %s; nothing can be dated %s, before it", words->holder,
                           cv_field_date_text(books->arena, account->opened_on),
                           cv_field_date_text(books->arena, on));
    return CV_STATUS_OK;
}

/* Why a day is too early to take something; OK if it is not. */
static struct cv_status check_day(struct cv_books *books, const struct account *account, int32_t on,
                                  const struct account_words *words)
{
    struct cv_status status = check_opened(books, account, on, words);

    if (cv_ok(status) && on < account->floor_on)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "BACKDATED",
                           "something was given to %s as of %s; %s is before that, and the limit "
                           "could have been passed in between",
                           words->holder, cv_field_date_text(books->arena, account->floor_on),
                           cv_field_date_text(books->arena, on));
    return status;
}

static struct cv_status check_phase(struct cv_books *books, const struct account *account,
                                    const struct account_words *words)
{
    if (account->opened_on == CV_DATE_NONE)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "NOT_SUBMITTED",
                           "nothing can be taken from %s: it is a draft, or was refused",
                           words->holder);
    if (account->phase == ACCOUNT_REVERSED)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "ALREADY_REVERSED",
                           "%s was reversed", words->holder);
    if (account->phase == ACCOUNT_RELEASED)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "ALREADY_RELEASED",
                           "what was left of %s was released", words->holder);
    return CV_STATUS_OK;
}

struct cv_status account_check(struct cv_books *books, struct cv_uuid uid, int32_t on,
                               const struct account_words *words)
{
    struct account account;
    struct cv_status status = account_get(books, uid, &account);

    if (cv_ok(status))
        status = check_phase(books, &account, words);
    return cv_ok(status) ? check_opened(books, &account, on, words) : status;
}

static struct cv_status explain_hold(struct cv_books *books, struct cv_uuid uid, int64_t minor,
                                     int32_t on, const char *currency,
                                     const struct account_words *words)
{
    struct cv_arena *arena = books->arena;
    struct account account;
    struct cv_status status = account_get(books, uid, &account);

    if (cv_ok(status))
        status = check_phase(books, &account, words);
    if (cv_ok(status) && words->whole && account.posted_minor + account.pending_minor > 0)
        return cv_status_f(
            arena, CV_FAILED_PRECONDITION, words->exceeded,
            "of %s %s is %s, or reserved to be; reverse or refuse that first", words->holder,
            cv_field_money_text(arena, currency, account.posted_minor + account.pending_minor),
            words->used);
    if (cv_ok(status))
        status = check_day(books, &account, on, words);
    if (!cv_ok(status))
        return status;
    return cv_status_f(
        arena, CV_FAILED_PRECONDITION, words->exceeded,
        "%s has %s left of %s; %s is more than that", words->holder,
        cv_field_money_text(arena, currency,
                            account.limit_minor - account.posted_minor - account.pending_minor),
        cv_field_money_text(arena, currency, account.limit_minor),
        cv_field_money_text(arena, currency, minor));
}

struct cv_status account_hold(struct cv_books *books, struct cv_uuid uid, int64_t minor, int32_t on,
                              const char *currency, const struct account_words *words)
{
    const struct cv_status refused = {.code = CV_FAILED_PRECONDITION};
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE account SET pending_minor = pending_minor + $3 WHERE org_id = $1 "
                   "AND uid = $2 AND posted_minor + pending_minor + $3 <= limit_minor "
                   "AND opened_on <= $4 AND floor_on <= $4 AND phase <= 1");
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, uid);
    cv_stmt_int64(stmt, 3, minor);
    cv_stmt_int64(stmt, 4, on);
    status = cv_books_change(stmt, refused);
    return status.code == CV_FAILED_PRECONDITION
               ? explain_hold(books, uid, minor, on, currency, words)
               : status;
}

struct cv_status account_free(struct cv_books *books, struct cv_uuid uid, int64_t minor)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE account SET pending_minor = pending_minor - $3 "
                                 "WHERE org_id = $1 AND uid = $2 AND pending_minor >= $3");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, uid);
    cv_stmt_int64(stmt, 3, minor);
    return cv_books_change(stmt, DAMAGED);
}

static struct cv_status explain_change(struct cv_books *books, struct cv_uuid uid,
                                       const struct account_words *words)
{
    struct account account;
    struct cv_status status = account_get(books, uid, &account);

    if (cv_ok(status) && account.opened_on == CV_DATE_NONE)
        return check_phase(books, &account, words);
    if (cv_ok(status) && account.phase == ACCOUNT_WAITING)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "NOT_APPROVED",
                           "%s is not approved yet: approve it first", words->holder);
    return cv_ok(status) ? DAMAGED : status;
}

struct cv_status account_change(struct cv_books *books, struct cv_uuid uid,
                                struct account_step step, const struct account_words *words)
{
    const struct cv_status refused = {.code = CV_FAILED_PRECONDITION};
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx,
        "UPDATE account SET limit_minor = limit_minor + $3, posted_minor = posted_minor + $4, "
        "pending_minor = pending_minor + $5, phase = CASE WHEN $6 = 0 THEN phase ELSE $6 END, "
        "floor_on = CASE WHEN floor_on > $7 THEN floor_on ELSE $7 END "
        "WHERE org_id = $1 AND uid = $2 AND posted_minor + $4 >= 0 AND pending_minor + $5 >= 0 "
        "AND posted_minor + $4 + pending_minor + $5 <= limit_minor + $3 "
        "AND (phase > 0 OR $6 = 1)");
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, uid);
    cv_stmt_int64(stmt, 3, step.limit);
    cv_stmt_int64(stmt, 4, step.posted);
    cv_stmt_int64(stmt, 5, step.pending);
    cv_stmt_int64(stmt, 6, step.phase);
    cv_stmt_int64(stmt, 7, step.given_on);
    status = cv_books_change(stmt, refused);
    return status.code == CV_FAILED_PRECONDITION ? explain_change(books, uid, words) : status;
}

struct cv_status account_drop(struct cv_books *books, struct cv_uuid uid,
                              const struct account_words *words)
{
    struct cv_status refused =
        cv_status_f(books->arena, CV_FAILED_PRECONDITION, words->in_use,
                    "something submitted waits to be %s from %s: refuse or withdraw that first",
                    words->used, words->holder);
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "DELETE FROM account WHERE org_id = $1 AND uid = $2 "
                                 "AND phase = 0 AND pending_minor = 0");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, uid);
    return cv_books_change(stmt, refused);
}
