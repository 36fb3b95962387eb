#include "trip/wagon_store.h"

#include "base/arena.h"

struct cv_status trip_wagon_find(struct cv_books *books, struct cv_uuid trip, const char *number,
                                 const char *field, struct trip_wagon_ref *wagon)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT limit_grams, slots, refused FROM trip_wagon "
                                 "WHERE org_id = $1 AND trip_uid = $2 AND number = $3");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    cv_stmt_text(stmt, 3, number);
    found = cv_stmt_step(stmt);
    if (found)
        *wagon = (struct trip_wagon_ref){
            .limit_grams = cv_stmt_get_int64(stmt, 0),
            .slots = cv_stmt_get_int64(stmt, 1),
            .refused = cv_stmt_get_int64(stmt, 2) != 0,
        };
    return cv_books_found(books, stmt, found, field, "wagon %s in this trip", number);
}

static int64_t count(struct cv_books *books, const struct trip *trip, struct cv_status *status)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT COUNT(*) FROM trip_wagon WHERE org_id = $1 AND trip_uid = $2");
    int64_t rows = 0;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    if (cv_stmt_step(stmt))
        rows = cv_stmt_get_int64(stmt, 0);
    *status = cv_stmt_finish(stmt);
    return rows;
}

struct cv_status trip_wagons_load(struct cv_books *books, struct trip *trip)
{
    struct cv_status status;
    size_t room = (size_t)count(books, trip, &status);
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    trip->wagons = cv_arena_array(books->arena, room + 1, sizeof(*trip->wagons));
    if (trip->wagons == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, "ANSWER_TOO_LARGE",
                         "the trip needs more memory than a call may have");
    stmt = cv_tx_prepare(books->tx, "SELECT number, numbering, type, limit_grams, slots, refused "
                                    "FROM trip_wagon WHERE org_id = $1 AND trip_uid = $2 "
                                    "ORDER BY position");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    while (trip->wagon_count < room && cv_stmt_step(stmt))
        trip->wagons[trip->wagon_count++] = (struct trip_wagon){
            .number = cv_stmt_get_text(stmt, 0, books->arena),
            .numbering = cv_stmt_get_int64(stmt, 1),
            .type = cv_stmt_get_text(stmt, 2, books->arena),
            .limit_grams = cv_stmt_get_int64(stmt, 3),
            .slots = cv_stmt_get_int64(stmt, 4),
            .refused = cv_stmt_get_int64(stmt, 5) != 0,
        };
    return cv_stmt_finish(stmt);
}

static struct cv_status insert(struct cv_books *books, const struct trip *trip, size_t i)
{
    const struct trip_wagon *wagon = &trip->wagons[i];
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO trip_wagon (org_id, trip_uid, position, number, "
                                 "numbering, type, limit_grams, slots, refused) "
                                 "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    cv_stmt_int64(stmt, 3, (int64_t)i);
    cv_stmt_text(stmt, 4, wagon->number);
    cv_stmt_int64(stmt, 5, wagon->numbering);
    cv_stmt_text(stmt, 6, wagon->type);
    cv_stmt_int64(stmt, 7, wagon->limit_grams);
    cv_stmt_int64(stmt, 8, wagon->slots);
    cv_stmt_int64(stmt, 9, wagon->refused);
    (void)cv_stmt_step(stmt);
    status = cv_stmt_finish(stmt);
    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx, "INSERT INTO wagon_duty (org_id, number, trip_uid) "
                                    "VALUES ($1, $2, $3) ON CONFLICT (org_id, number) DO NOTHING");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, wagon->number);
    cv_stmt_uuid(stmt, 3, trip->uid);
    return cv_books_change(
        stmt, cv_status_f(books->arena, CV_FAILED_PRECONDITION, "WAGON_ON_OTHER_TRIP",
                          "wagon %s runs in another trip that is not closed yet", wagon->number));
}

struct cv_status trip_wagons_replace(struct cv_books *books, const struct trip *trip)
{
    struct cv_status status = trip_wagons_release(books, trip->uid);
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx, "DELETE FROM trip_wagon WHERE org_id = $1 AND trip_uid = $2");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    (void)cv_stmt_step(stmt);
    status = cv_stmt_finish(stmt);
    for (size_t i = 0; i < trip->wagon_count && cv_ok(status); i++)
        status = insert(books, trip, i);
    return status;
}

struct cv_status trip_wagons_refuse(struct cv_books *books, const struct trip *trip)
{
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; i < trip->wagon_count && cv_ok(status); i++) {
        struct cv_stmt *stmt =
            cv_tx_prepare(books->tx, "UPDATE trip_wagon SET refused = $4 WHERE org_id = $1 "
                                     "AND trip_uid = $2 AND number = $3");

        cv_stmt_text(stmt, 1, books->org);
        cv_stmt_uuid(stmt, 2, trip->uid);
        cv_stmt_text(stmt, 3, trip->wagons[i].number);
        cv_stmt_int64(stmt, 4, trip->wagons[i].refused);
        (void)cv_stmt_step(stmt);
        status = cv_stmt_finish(stmt);
    }
    return status;
}

struct cv_status trip_wagons_release(struct cv_books *books, struct cv_uuid trip)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "DELETE FROM wagon_duty WHERE org_id = $1 AND trip_uid = $2");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}
