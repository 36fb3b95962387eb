#include "consignment/stock_store.h"

#include <inttypes.h>

struct stock stock_row(struct cv_stmt *stmt, int column)
{
    return (struct stock){
        .booked = cv_stmt_get_int64(stmt, column),
        .booked_grams = cv_stmt_get_int64(stmt, column + 1),
        .booked_minor = cv_stmt_get_int64(stmt, column + 2),
        .loaded = cv_stmt_get_int64(stmt, column + 3),
        .landed = cv_stmt_get_int64(stmt, column + 4),
        .delivered = cv_stmt_get_int64(stmt, column + 5),
        .missing = cv_stmt_get_int64(stmt, column + 6),
    };
}

static struct cv_stmt *prepare(struct cv_books *books, const char *sql, struct cv_uuid consignment,
                               int64_t line)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, sql);

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, consignment);
    cv_stmt_int64(stmt, 3, line);
    return stmt;
}

#define OF_LINE "WHERE org_id = $1 AND consignment_uid = $2 AND line = $3 "

struct cv_status stock_resize(struct cv_books *books, struct cv_uuid consignment, int64_t line,
                              int64_t packages, int64_t grams, int64_t minor)
{
    struct cv_stmt *stmt = prepare(
        books,
        "INSERT INTO consignment_stock (org_id, consignment_uid, line, packages, grams, minor, "
        "booked, booked_grams, booked_minor, loaded, landed, delivered, missing) "
        "VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, 0, 0, 0, 0) "
        "ON CONFLICT (org_id, consignment_uid, line) DO UPDATE SET packages = $4, grams = $5, "
        "minor = $6 WHERE consignment_stock.booked <= $4",
        consignment, line);

    cv_stmt_int64(stmt, 4, packages);
    cv_stmt_int64(stmt, 5, grams);
    cv_stmt_int64(stmt, 6, minor);
    return cv_books_change(
        stmt, cv_status_f(books->arena, CV_FAILED_PRECONDITION, "AMENDED_BELOW_BOOKED",
                          "more of line %" PRId64 " is booked than it would have; cancel bookings "
                          "first",
                          line));
}

struct cv_status stock_book(struct cv_books *books, struct cv_uuid consignment, int64_t line,
                            int64_t packages, int64_t grams, int64_t minor)
{
    struct cv_stmt *stmt = prepare(
        books,
        "UPDATE consignment_stock SET booked = booked + $4, booked_grams = booked_grams + $5, "
        "booked_minor = booked_minor + $6 " OF_LINE "AND booked + $4 <= packages "
        "AND booked_grams + $5 <= grams AND booked_minor + $6 <= minor",
        consignment, line);

    cv_stmt_int64(stmt, 4, packages);
    cv_stmt_int64(stmt, 5, grams);
    cv_stmt_int64(stmt, 6, minor);
    return cv_books_change(stmt, cv_status_f(books->arena, CV_FAILED_PRECONDITION, "LINE_EXCEEDED",
                                             "line %" PRId64 " has less left to book than %" PRId64
                                             " packages",
                                             line, packages));
}

struct cv_status stock_rebook(struct cv_books *books, struct cv_uuid consignment, int64_t line,
                              int64_t grams, int64_t minor)
{
    struct cv_stmt *stmt =
        prepare(books, "UPDATE consignment_stock SET booked_grams = $4, booked_minor = $5 " OF_LINE,
                consignment, line);

    cv_stmt_int64(stmt, 4, grams);
    cv_stmt_int64(stmt, 5, minor);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status stock_load(struct cv_books *books, struct cv_uuid consignment, int64_t line,
                            int64_t packages)
{
    struct cv_stmt *stmt = prepare(
        books, "UPDATE consignment_stock SET loaded = loaded + $4 " OF_LINE, consignment, line);

    cv_stmt_int64(stmt, 4, packages);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status stock_land(struct cv_books *books, struct cv_uuid consignment, int64_t line,
                            int64_t packages)
{
    struct cv_stmt *stmt = prepare(
        books, "UPDATE consignment_stock SET landed = landed + $4 " OF_LINE, consignment, line);

    cv_stmt_int64(stmt, 4, packages);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

static struct cv_status not_landed(struct cv_books *books, struct cv_uuid consignment, int64_t line)
{
    struct cv_stmt *stmt =
        prepare(books, "SELECT loaded, landed, delivered + missing FROM consignment_stock " OF_LINE,
                consignment, line);
    struct cv_status status;
    int64_t n[3] = {0};

    if (cv_stmt_step(stmt)) {
        for (int i = 0; i < 3; i++)
            n[i] = cv_stmt_get_int64(stmt, i);
    }
    status = cv_stmt_finish(stmt);
    if (!cv_ok(status))
        return status;
    if (n[0] == 0)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "NEVER_SHIPPED",
                           "nothing of line %" PRId64 " was ever loaded", line);
    return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "NOT_LANDED",
                       "of line %" PRId64 " %" PRId64 " packages have landed, and %" PRId64
                       " of these are accounted for already",
                       line, n[1], n[2]);
}

struct cv_status stock_deliver(struct cv_books *books, struct cv_uuid consignment, int64_t line,
                               int64_t packages, int64_t missing)
{
    const struct cv_status refused = {.code = CV_FAILED_PRECONDITION};
    struct cv_stmt *stmt = prepare(
        books,
        "UPDATE consignment_stock SET delivered = delivered + $4, missing = missing + $5 " OF_LINE
        "AND delivered + missing + $4 + $5 <= landed",
        consignment, line);
    struct cv_status status;

    cv_stmt_int64(stmt, 4, packages);
    cv_stmt_int64(stmt, 5, missing);
    status = cv_books_change(stmt, refused);
    return status.code == CV_FAILED_PRECONDITION ? not_landed(books, consignment, line) : status;
}
