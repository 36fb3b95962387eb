#include "base/arena.h"
#include "trip/trip_store.h"

static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .reason = "ANSWER_TOO_LARGE",
    .message = "the trip needs more memory than a call may have",
};

bool trip_make_way(struct cv_arena *arena, struct trip *trip)
{
    trip->state.way = cv_arena_array(arena, trip->point_count + 1, sizeof(*trip->state.way));
    if (trip->state.way == NULL)
        return false;
    trip->state.way_count = 0;
    for (size_t i = 0; i < trip->point_count; i++) {
        if (trip->points[i].last_path == TRIP_STILL)
            trip->state.way[trip->state.way_count++] = &trip->points[i];
    }
    return true;
}

static int64_t count_rows(struct cv_books *books, struct cv_stmt *stmt, const struct trip *trip,
                          struct cv_status *status)
{
    int64_t count = 0;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    if (cv_stmt_step(stmt))
        count = cv_stmt_get_int64(stmt, 0);
    *status = cv_stmt_finish(stmt);
    return count;
}

/* Six columns from `column` on. */
static struct trip_times read_times(struct cv_stmt *stmt, int column)
{
    return (struct trip_times){
        .first_us = cv_stmt_get_int64(stmt, column),
        .planned_us = cv_stmt_get_int64(stmt, column + 1),
        .estimated_us = cv_stmt_get_int64(stmt, column + 2),
        .actual_us = cv_stmt_get_int64(stmt, column + 3),
        .inferred = cv_stmt_get_int64(stmt, column + 4) != 0,
        .cause = cv_stmt_get_int64(stmt, column + 5),
    };
}

static void read_point(struct cv_books *books, struct cv_stmt *stmt, struct trip_point *point)
{
    *point = (struct trip_point){
        .position = cv_stmt_get_int64(stmt, 0),
        .first_path = cv_stmt_get_int64(stmt, 1),
        .last_path = cv_stmt_get_int64(stmt, 2),
        .place_uid = cv_stmt_get_uuid(stmt, 3),
        .place = cv_stmt_get_text(stmt, 4, books->arena),
        .mode = cv_stmt_get_int64(stmt, 5),
        .border = cv_stmt_get_int64(stmt, 6) != 0,
        .arrival = read_times(stmt, 7),
        .departure = read_times(stmt, 13),
        .transshipment = cv_stmt_get_int64(stmt, 19),
        .border_state = cv_stmt_get_int64(stmt, 20),
        .forecast_us = cv_stmt_get_int64(stmt, 21),
        .forecast_late_us = cv_stmt_get_int64(stmt, 22),
        .forecast_basis = cv_stmt_get_int64(stmt, 23),
        .slip = cv_stmt_get_int64(stmt, 24),
    };
}

struct cv_status trip_points_load(struct cv_books *books, struct trip *trip)
{
    struct cv_status status;
    size_t room = (size_t)count_rows(
        books,
        cv_tx_prepare(books->tx,
                      "SELECT COUNT(*) FROM trip_point WHERE org_id = $1 AND trip_uid = $2"),
        trip, &status);
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    trip->point_count = 0;
    trip->points = cv_arena_array(books->arena, room + 1, sizeof(*trip->points));
    if (trip->points == NULL)
        return FULL;
    stmt = cv_tx_prepare(
        books->tx,
        "SELECT p.position, p.first_path, p.last_path, p.place_uid, l.id, p.mode, p.border, "
        "p.arrival_first_us, p.arrival_planned_us, p.arrival_estimated_us, p.arrival_actual_us, "
        "p.arrival_inferred, p.arrival_cause, p.departure_first_us, p.departure_planned_us, "
        "p.departure_estimated_us, p.departure_actual_us, p.departure_inferred, "
        "p.departure_cause, p.transshipment, p.border_state, p.forecast_us, p.forecast_late_us, "
        "p.forecast_basis, p.slip FROM trip_point p JOIN place l ON l.org_id = p.org_id "
        "AND l.uid = p.place_uid WHERE p.org_id = $1 AND p.trip_uid = $2 ORDER BY p.position");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    while (trip->point_count < room && cv_stmt_step(stmt))
        read_point(books, stmt, &trip->points[trip->point_count++]);
    status = cv_stmt_finish(stmt);
    return cv_ok(status) && !trip_make_way(books->arena, trip) ? FULL : status;
}

static void bind_times(struct cv_stmt *stmt, int index, const struct trip_times *times)
{
    cv_stmt_int64(stmt, index, times->first_us);
    cv_stmt_int64(stmt, index + 1, times->planned_us);
    cv_stmt_int64(stmt, index + 2, times->estimated_us);
    cv_stmt_int64(stmt, index + 3, times->actual_us);
    cv_stmt_int64(stmt, index + 4, times->inferred);
    cv_stmt_int64(stmt, index + 5, times->cause);
}

static struct cv_status save_point(struct cv_books *books, const struct trip *trip,
                                   const struct trip_point *point)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx,
        "INSERT INTO trip_point (org_id, trip_uid, position, first_path, last_path, place_uid, "
        "mode, border, arrival_first_us, arrival_planned_us, arrival_estimated_us, "
        "arrival_actual_us, arrival_inferred, arrival_cause, departure_first_us, "
        "departure_planned_us, departure_estimated_us, departure_actual_us, departure_inferred, "
        "departure_cause, transshipment, border_state, forecast_us, forecast_late_us, "
        "forecast_basis, slip) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
        "$14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26) "
        "ON CONFLICT (org_id, trip_uid, position) DO UPDATE SET last_path = excluded.last_path, "
        "mode = excluded.mode, arrival_planned_us = excluded.arrival_planned_us, "
        "arrival_estimated_us = excluded.arrival_estimated_us, "
        "arrival_actual_us = excluded.arrival_actual_us, "
        "arrival_inferred = excluded.arrival_inferred, arrival_cause = excluded.arrival_cause, "
        "departure_planned_us = excluded.departure_planned_us, "
        "departure_estimated_us = excluded.departure_estimated_us, "
        "departure_actual_us = excluded.departure_actual_us, "
        "departure_inferred = excluded.departure_inferred, "
        "departure_cause = excluded.departure_cause, transshipment = excluded.transshipment, "
        "border_state = excluded.border_state, forecast_us = excluded.forecast_us, "
        "forecast_late_us = excluded.forecast_late_us, forecast_basis = excluded.forecast_basis, "
        "slip = excluded.slip");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    cv_stmt_int64(stmt, 3, point->position);
    cv_stmt_int64(stmt, 4, point->first_path);
    cv_stmt_int64(stmt, 5, point->last_path);
    cv_stmt_uuid(stmt, 6, point->place_uid);
    cv_stmt_int64(stmt, 7, point->mode);
    cv_stmt_int64(stmt, 8, point->border);
    bind_times(stmt, 9, &point->arrival);
    bind_times(stmt, 15, &point->departure);
    cv_stmt_int64(stmt, 21, point->transshipment);
    cv_stmt_int64(stmt, 22, point->border_state);
    cv_stmt_int64(stmt, 23, point->forecast_us);
    cv_stmt_int64(stmt, 24, point->forecast_late_us);
    cv_stmt_int64(stmt, 25, point->forecast_basis);
    cv_stmt_int64(stmt, 26, point->slip);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status trip_points_save(struct cv_books *books, struct trip *trip)
{
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; i < trip->point_count && cv_ok(status); i++)
        status = save_point(books, trip, &trip->points[i]);
    return status;
}

struct cv_status trip_holds_load(struct cv_books *books, struct trip *trip)
{
    struct cv_status status;
    size_t room = (size_t)count_rows(
        books,
        cv_tx_prepare(books->tx,
                      "SELECT COUNT(*) FROM trip_hold WHERE org_id = $1 AND trip_uid = $2"),
        trip, &status);
    struct cv_stmt *stmt;

    if (!cv_ok(status))
        return status;
    trip->state.holds = cv_arena_array(books->arena, room + 1, sizeof(*trip->state.holds));
    if (trip->state.holds == NULL)
        return FULL;
    stmt = cv_tx_prepare(books->tx, "SELECT hold, kind, cause, point, opened_us, closed_us "
                                    "FROM trip_hold WHERE org_id = $1 AND trip_uid = $2 "
                                    "ORDER BY opened_us, hold");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    while (trip->state.hold_count < room && cv_stmt_step(stmt))
        trip->state.holds[trip->state.hold_count++] = (struct trip_hold){
            .id = cv_stmt_get_text(stmt, 0, books->arena),
            .kind = cv_stmt_get_int64(stmt, 1),
            .cause = cv_stmt_get_int64(stmt, 2),
            .point = cv_stmt_get_int64(stmt, 3),
            .opened_us = cv_stmt_get_int64(stmt, 4),
            .closed_us = cv_stmt_get_int64(stmt, 5),
        };
    return cv_stmt_finish(stmt);
}

static struct cv_status save_hold(struct cv_books *books, const struct trip *trip,
                                  const struct trip_hold *hold)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO trip_hold (org_id, trip_uid, hold, kind, cause, "
                                 "point, opened_us, closed_us) "
                                 "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    cv_stmt_text(stmt, 3, hold->id);
    cv_stmt_int64(stmt, 4, hold->kind);
    cv_stmt_int64(stmt, 5, hold->cause);
    cv_stmt_int64(stmt, 6, hold->point);
    cv_stmt_int64(stmt, 7, hold->opened_us);
    cv_stmt_int64(stmt, 8, hold->closed_us);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status trip_holds_save(struct cv_books *books, const struct trip *trip)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "DELETE FROM trip_hold WHERE org_id = $1 AND trip_uid = $2");
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    (void)cv_stmt_step(stmt);
    status = cv_stmt_finish(stmt);
    for (size_t i = 0; i < trip->state.hold_count && cv_ok(status); i++)
        status = save_hold(books, trip, &trip->state.holds[i]);
    return status;
}
