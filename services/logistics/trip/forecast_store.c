#include "trip/forecast_store.h"

#include "base/arena.h"

static const struct cv_status FULL = {
    .code = CV_RESOURCE_EXHAUSTED,
    .reason = "ANSWER_TOO_LARGE",
    .message = "the forecasts need more memory than a call may have",
};

/* ---- how long earlier ones took ---- */

static struct cv_status save_duration(struct cv_books *books, const struct trip *trip,
                                      const struct trip_point *from, const struct trip_point *to,
                                      const struct trip_times *begin, const struct trip_times *end)
{
    struct cv_stmt *stmt;

    if (begin->actual_us == 0 || end->actual_us < begin->actual_us || begin->inferred ||
        end->inferred)
        return CV_STATUS_OK;
    stmt = cv_tx_prepare(books->tx, "INSERT INTO trip_duration (org_id, from_uid, to_uid, mode, "
                                    "ended_us, trip_uid, minutes) "
                                    "VALUES ($1, $2, $3, $4, $5, $6, $7)");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, from->place_uid);
    cv_stmt_uuid(stmt, 3, to->place_uid);
    cv_stmt_int64(stmt, 4, from == to ? 0 : from->mode);
    cv_stmt_int64(stmt, 5, end->actual_us);
    cv_stmt_uuid(stmt, 6, trip->uid);
    cv_stmt_int64(stmt, 7, (end->actual_us - begin->actual_us) / TRIP_MINUTE);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status durations_save(struct cv_books *books, const struct trip *trip)
{
    const struct trip_state *state = &trip->state;
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "DELETE FROM trip_duration WHERE org_id = $1 AND trip_uid = $2");
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    (void)cv_stmt_step(stmt);
    status = cv_stmt_finish(stmt);
    for (size_t i = 0; i < state->way_count && cv_ok(status); i++) {
        const struct trip_point *point = state->way[i];

        status = save_duration(books, trip, point, point, &point->arrival, &point->departure);
        if (cv_ok(status) && i + 1 < state->way_count)
            status = save_duration(books, trip, point, state->way[i + 1], &point->departure,
                                   &state->way[i + 1]->arrival);
    }
    return status;
}

static struct cv_status find_length(struct cv_books *books, struct cv_uuid from, struct cv_uuid to,
                                    int64_t mode, struct forecast_length *length)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT minutes FROM trip_duration WHERE org_id = $1 AND from_uid = $2 "
                   "AND to_uid = $3 AND mode = $4 ORDER BY ended_us DESC LIMIT $5");
    int64_t minutes[FORECAST_SAMPLES_MAX];
    size_t count = 0;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, from);
    cv_stmt_uuid(stmt, 3, to);
    cv_stmt_int64(stmt, 4, mode);
    cv_stmt_int64(stmt, 5, FORECAST_SAMPLES_MAX);
    while (count < FORECAST_SAMPLES_MAX && cv_stmt_step(stmt))
        minutes[count++] = cv_stmt_get_int64(stmt, 0);
    *length = forecast_length(minutes, count);
    return cv_stmt_finish(stmt);
}

static struct cv_status find_hold_length(struct cv_books *books, int64_t kind,
                                         struct forecast_length *length)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT closed_us - opened_us FROM trip_hold WHERE org_id = $1 AND kind = $2 "
                   "AND closed_us > 0 ORDER BY closed_us DESC LIMIT $3");
    int64_t minutes[FORECAST_SAMPLES_MAX];
    size_t count = 0;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_int64(stmt, 2, kind);
    cv_stmt_int64(stmt, 3, FORECAST_SAMPLES_MAX);
    while (count < FORECAST_SAMPLES_MAX && cv_stmt_step(stmt))
        minutes[count++] = cv_stmt_get_int64(stmt, 0) / TRIP_MINUTE;
    *length = forecast_length(minutes, count);
    return cv_stmt_finish(stmt);
}

static struct cv_status find_held(struct cv_books *books, const struct trip_state *state,
                                  struct forecast_given *given)
{
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; i < state->hold_count && cv_ok(status); i++) {
        const struct trip_hold *hold = &state->holds[i];
        struct forecast_length length;

        if (hold->closed_us != 0 || given->held_until_us < 0)
            continue;
        status = find_hold_length(books, hold->kind, &length);
        if (!length.known)
            given->held_until_us = -1;
        else if (hold->opened_us + length.middle_us > given->held_until_us)
            given->held_until_us = hold->opened_us + length.middle_us;
    }
    return status;
}

struct cv_status forecast_given(struct cv_books *books, const struct trip *trip,
                                struct forecast_given *given)
{
    const struct trip_state *state = &trip->state;
    struct cv_status status = CV_STATUS_OK;
    struct forecast_length *runs;
    struct forecast_length *stays;

    runs = cv_arena_array(books->arena, state->way_count + 1, sizeof(*runs));
    stays = cv_arena_array(books->arena, state->way_count + 1, sizeof(*stays));
    if (runs == NULL || stays == NULL)
        return FULL;
    *given = (struct forecast_given){books->recorded_us, runs, stays, 0};
    if (state->phase >= TRIP_FINAL_ARRIVED)
        return CV_STATUS_OK;
    for (size_t i = state->at; i + 1 < state->way_count && cv_ok(status); i++) {
        const struct trip_point *point = state->way[i];

        status = find_length(books, point->place_uid, state->way[i + 1]->place_uid, point->mode,
                             &runs[i]);
        if (cv_ok(status) && i > 0)
            status = find_length(books, point->place_uid, point->place_uid, 0, &stays[i]);
    }
    return cv_ok(status) ? find_held(books, state, given) : status;
}

/* ---- forecasts ---- */

static struct cv_status newest(struct cv_books *books, const struct trip *trip,
                               const struct trip_point *point, struct forecast_made *made)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT arrival_us, late_us, basis, planned_us FROM trip_estimate "
                                 "WHERE org_id = $1 AND trip_uid = $2 AND point = $3 "
                                 "ORDER BY made_us DESC LIMIT 1");

    *made = (struct forecast_made){.basis = FORECAST_NONE, .slip = point->slip};
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    cv_stmt_int64(stmt, 3, point->position);
    if (cv_stmt_step(stmt)) {
        made->arrival_us = cv_stmt_get_int64(stmt, 0);
        made->late_us = cv_stmt_get_int64(stmt, 1);
        made->basis = cv_stmt_get_int64(stmt, 2);
        made->planned_us = cv_stmt_get_int64(stmt, 3);
    }
    return cv_stmt_finish(stmt);
}

static struct cv_status keep(struct cv_books *books, const struct trip *trip,
                             const struct trip_point *point)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO trip_estimate (org_id, trip_uid, point, made_us, "
                                 "seq, arrival_us, late_us, basis, planned_us, slip) "
                                 "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    cv_stmt_int64(stmt, 3, point->position);
    cv_stmt_int64(stmt, 4, books->recorded_us);
    cv_stmt_int64(stmt, 5, trip->last_seq);
    cv_stmt_int64(stmt, 6, point->forecast_us);
    cv_stmt_int64(stmt, 7, point->forecast_late_us);
    cv_stmt_int64(stmt, 8, point->forecast_basis);
    cv_stmt_int64(stmt, 9, point->arrival.planned_us);
    cv_stmt_int64(stmt, 10, point->slip);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status forecast_keep(struct cv_books *books, struct trip *trip)
{
    struct cv_status status = CV_STATUS_OK;

    for (size_t i = 0; i < trip->point_count && cv_ok(status); i++) {
        struct trip_point *point = &trip->points[i];
        struct forecast_made before;

        if (point->forecast_basis == FORECAST_NONE && point->slip == SLIP_NONE)
            continue;
        status = newest(books, trip, point, &before);
        if (!cv_ok(status) || !forecast_differs(point, &before))
            continue;
        point->slip = forecast_slip(point);
        status = keep(books, trip, point);
    }
    return status;
}

struct cv_status forecasts_load(struct cv_books *books, struct cv_uuid trip,
                                struct forecast_made **made, size_t *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT COUNT(*) FROM trip_estimate WHERE org_id = $1 AND trip_uid = $2");
    struct cv_status status;
    size_t room;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    room = cv_stmt_step(stmt) ? (size_t)cv_stmt_get_int64(stmt, 0) : 0;
    status = cv_stmt_finish(stmt);
    if (!cv_ok(status))
        return status;
    *count = 0;
    *made = cv_arena_array(books->arena, room + 1, sizeof(**made));
    if (*made == NULL)
        return FULL;
    stmt = cv_tx_prepare(books->tx,
                         "SELECT point, made_us, seq, arrival_us, late_us, basis, "
                         "planned_us, slip FROM trip_estimate WHERE org_id = $1 AND trip_uid = $2 "
                         "ORDER BY made_us, point");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    while (*count < room && cv_stmt_step(stmt))
        (*made)[(*count)++] = (struct forecast_made){
            .point = cv_stmt_get_int64(stmt, 0),
            .made_us = cv_stmt_get_int64(stmt, 1),
            .seq = cv_stmt_get_int64(stmt, 2),
            .arrival_us = cv_stmt_get_int64(stmt, 3),
            .late_us = cv_stmt_get_int64(stmt, 4),
            .basis = cv_stmt_get_int64(stmt, 5),
            .planned_us = cv_stmt_get_int64(stmt, 6),
            .slip = cv_stmt_get_int64(stmt, 7),
        };
    return cv_stmt_finish(stmt);
}
