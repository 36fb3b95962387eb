#include "closed_trip/closed_trip_store.h"

#include "app/date.h"
#include "trip/fold.h"

/* ---- what is true now ---- */

struct cv_status closed_trip_is(struct cv_books *books, struct cv_uuid corridor,
                                struct cv_uuid trip, bool *closed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT 1 FROM trip WHERE org_id = $1 AND corridor_uid = $2 "
                                 "AND uid = $3 AND state = $4");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, corridor);
    cv_stmt_uuid(stmt, 3, trip);
    cv_stmt_int64(stmt, 4, TRIP_CLOSED);
    *closed = cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

static struct cv_status get_names(struct cv_books *books, struct closed_trip *trip)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT c.id, t.id, t.direction FROM trip t "
                   "JOIN corridor c ON c.org_id = t.org_id AND c.uid = t.corridor_uid "
                   "WHERE t.org_id = $1 AND t.corridor_uid = $2 AND t.uid = $3");

    trip->corridor = trip->id = "";
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->corridor_uid);
    cv_stmt_uuid(stmt, 3, trip->uid);
    if (cv_stmt_step(stmt)) {
        trip->corridor = cv_stmt_get_text(stmt, 0, books->arena);
        trip->id = cv_stmt_get_text(stmt, 1, books->arena);
        trip->direction = cv_stmt_get_int64(stmt, 2);
    }
    return cv_stmt_finish(stmt);
}

static struct cv_status get_departure(struct cv_books *books, struct closed_trip *trip)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT corrected_us, offset_minutes FROM trip_event WHERE org_id = $1 "
                   "AND trip_uid = $2 AND kind = $3 AND classifier = $4 AND counts = 1 "
                   "ORDER BY corrected_us, seq LIMIT 1");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    cv_stmt_int64(stmt, 3, EVENT_DEPARTED);
    cv_stmt_int64(stmt, 4, EVENT_ACTUAL);
    if (cv_stmt_step(stmt))
        trip->now.left_on = cv_date_at(cv_stmt_get_int64(stmt, 0), (int)cv_stmt_get_int64(stmt, 1));
    return cv_stmt_finish(stmt);
}

static struct cv_status get_sums(struct cv_books *books, struct cv_stmt *stmt,
                                 const struct closed_trip *trip, int64_t *first, int64_t *second)
{
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->corridor_uid);
    cv_stmt_uuid(stmt, 3, trip->uid);
    if (cv_stmt_step(stmt)) {
        *first = cv_stmt_get_int64(stmt, 0);
        *second = cv_stmt_get_int64(stmt, 1);
    }
    return cv_stmt_finish(stmt);
}

#define SUMS(first, second, table)                                                                 \
    "SELECT CAST(COALESCE(SUM(" first "), 0) AS BIGINT), "                                         \
    "CAST(COALESCE(SUM(" second "), 0) AS BIGINT) "                                                \
    "FROM " table " WHERE org_id = $1 AND corridor_uid = $2 AND trip_uid = $3"

struct cv_status closed_trip_get(struct cv_books *books, struct closed_trip *trip)
{
    struct closed_trip_figures *now = &trip->now;
    struct cv_status status = get_names(books, trip);

    *now = (struct closed_trip_figures){0};
    if (cv_ok(status))
        status = get_departure(books, trip);
    if (cv_ok(status))
        status = get_sums(books, cv_tx_prepare(books->tx, SUMS("packages", "grams", "carriage")),
                          trip, &now->packages, &now->grams);
    if (cv_ok(status))
        status = get_sums(books, cv_tx_prepare(books->tx, SUMS("boxes", "units", "carriage_box")),
                          trip, &now->boxes, &now->units);
    return status;
}

/* ---- what was told last ---- */

struct cv_status closed_trip_told(struct cv_books *books, const struct closed_trip *trip,
                                  bool *news)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO trip_told (org_id, trip_uid, left_on, packages, grams, boxes, "
                   "units) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (org_id, trip_uid) "
                   "DO UPDATE SET left_on = excluded.left_on, packages = excluded.packages, "
                   "grams = excluded.grams, boxes = excluded.boxes, units = excluded.units "
                   "WHERE trip_told.left_on <> excluded.left_on "
                   "OR trip_told.packages <> excluded.packages "
                   "OR trip_told.grams <> excluded.grams OR trip_told.boxes <> excluded.boxes "
                   "OR trip_told.units <> excluded.units");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    cv_stmt_int64(stmt, 3, trip->now.left_on);
    cv_stmt_int64(stmt, 4, trip->now.packages);
    cv_stmt_int64(stmt, 5, trip->now.grams);
    cv_stmt_int64(stmt, 6, trip->now.boxes);
    cv_stmt_int64(stmt, 7, trip->now.units);
    (void)cv_stmt_step(stmt);
    *news = cv_stmt_changes(stmt) > 0;
    return cv_stmt_finish(stmt);
}
