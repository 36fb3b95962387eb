#include "cohort/funding_store.h"

#include "service/field.h"
#include "service/saga_store.h"

#include <string.h>

struct cv_status funding_get(struct cv_books *books, struct cv_uuid cohort, struct funding *funding)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT number, state, known, budget_line, currency, amount_minor, opened_on, "
                   "opened_by, actual_minor, pay_minor, ended_by FROM cohort_funding "
                   "WHERE org_id = $1 AND cohort_uid = $2");

    *funding = (struct funding){.cohort = cohort};
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, cohort);
    if (cv_stmt_step(stmt))
        *funding = (struct funding){
            .cohort = cohort,
            .number = cv_stmt_get_int64(stmt, 0),
            .state = cv_stmt_get_int64(stmt, 1),
            .known = cv_stmt_get_int64(stmt, 2),
            .budget_line = cv_stmt_get_text(stmt, 3, books->arena),
            .currency = cv_stmt_get_text(stmt, 4, books->arena),
            .amount_minor = cv_stmt_get_int64(stmt, 5),
            .opened_on = cv_books_get_date(stmt, 6),
            .opened_by = cv_stmt_get_text(stmt, 7, books->arena),
            .actual_minor = cv_stmt_get_int64(stmt, 8),
            .pay_minor = cv_stmt_get_int64(stmt, 9),
            .ended_by = cv_stmt_get_text(stmt, 10, books->arena),
        };
    return cv_stmt_finish(stmt);
}

struct cv_status funding_put(struct cv_books *books, const struct funding *funding)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO cohort_funding (org_id, cohort_uid, number, state, known, "
                   "budget_line, currency, amount_minor, opened_on, opened_by, actual_minor, "
                   "pay_minor, ended_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
                   "$12, $13) ON CONFLICT (org_id, cohort_uid) DO UPDATE SET "
                   "number = excluded.number, state = excluded.state, known = excluded.known, "
                   "budget_line = excluded.budget_line, currency = excluded.currency, "
                   "amount_minor = excluded.amount_minor, opened_on = excluded.opened_on, "
                   "opened_by = excluded.opened_by, actual_minor = excluded.actual_minor, "
                   "pay_minor = excluded.pay_minor, ended_by = excluded.ended_by");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, funding->cohort);
    cv_stmt_int64(stmt, 3, funding->number);
    cv_stmt_int64(stmt, 4, funding->state);
    cv_stmt_int64(stmt, 5, funding->known);
    cv_stmt_text(stmt, 6, funding->budget_line);
    cv_stmt_text(stmt, 7, funding->currency);
    cv_stmt_int64(stmt, 8, funding->amount_minor);
    cv_stmt_int64(stmt, 9, funding->opened_on);
    cv_stmt_text(stmt, 10, funding->opened_by);
    cv_stmt_int64(stmt, 11, funding->actual_minor);
    cv_stmt_int64(stmt, 12, funding->pay_minor);
    cv_stmt_text(stmt, 13, funding->ended_by);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status want(struct cv_books *books, const struct funding *funding)
{
    struct cv_status status = funding_put(books, funding);

    return cv_ok(status) ? cv_saga_want(books, FUNDING_SAGA, funding->cohort) : status;
}

struct cv_status funding_reserve(struct cv_books *books, const struct cohort *cohort, int32_t today)
{
    struct funding funding;
    struct cv_status status = funding_get(books, cohort->uid, &funding);

    if (!cv_ok(status))
        return status;
    if (funding.state != 0 && funding.state != FUNDING_REFUSED)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE",
                         "its reservation is asked for; it opens once that is there");
    funding = (struct funding){
        .cohort = cohort->uid,
        .number = funding.number + 1,
        .state = FUNDING_RESERVING,
        .budget_line = cohort->budget_line,
        .currency = cohort->estimate_currency,
        .amount_minor = cohort->estimate_minor,
        .opened_on = today,
        .opened_by = books->subject,
        .ended_by = "",
    };
    return want(books, &funding);
}

struct cv_status funding_release(struct cv_books *books, const struct cohort *cohort)
{
    struct funding funding;
    struct cv_status status = funding_get(books, cohort->uid, &funding);

    if (!cv_ok(status) || (funding.state != FUNDING_RESERVING && funding.state != FUNDING_RESERVED))
        return status;
    funding.state = FUNDING_RELEASING;
    funding.ended_by = books->subject;
    return want(books, &funding);
}

struct cv_status funding_settle(struct cv_books *books, const struct cohort *cohort,
                                const char *currency, int64_t actual_minor)
{
    struct funding funding;
    struct cv_status status = funding_get(books, cohort->uid, &funding);

    if (!cv_ok(status) || funding.state != FUNDING_RESERVED)
        return status;
    if (currency[0] != '\0' && funding.currency[0] != '\0' &&
        strcmp(currency, funding.currency) != 0)
        return cv_status_field(books->arena, "actual_cost.currency", "must be %s, as the estimate",
                               funding.currency);
    if (actual_minor > funding.amount_minor)
        return cv_status_f(
            books->arena, CV_FAILED_PRECONDITION, "COST_ABOVE_ESTIMATE",
            "only %s is reserved for it: commit the rest in the project first, and settle so much",
            cv_field_money_text(books->arena, funding.currency, funding.amount_minor));
    funding.state = FUNDING_SETTLING;
    funding.actual_minor = actual_minor < 0 ? funding.amount_minor : actual_minor;
    funding.ended_by = books->subject;
    return want(books, &funding);
}
