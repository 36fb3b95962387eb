#include "trip/trip_store.h"

#include "base/arena.h"
#include "corridor/corridor_store.h"
#include "trip/wagon_store.h"

#include <string.h>

#define SELECT                                                                                     \
    "SELECT corridor_uid, uid, id, number, direction, project, path_version, state, interrupted, " \
    "cause, consist_changed, incidents, last_seq, version, created_us, recorded_us FROM trip "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct trip *trip)
{
    *trip = (struct trip){
        .corridor_uid = cv_stmt_get_uuid(stmt, 0),
        .uid = cv_stmt_get_uuid(stmt, 1),
        .id = cv_stmt_get_text(stmt, 2, books->arena),
        .number = cv_stmt_get_text(stmt, 3, books->arena),
        .direction = cv_stmt_get_int64(stmt, 4),
        .project = cv_stmt_get_text(stmt, 5, books->arena),
        .path_version = cv_stmt_get_int64(stmt, 6),
        .state =
            {
                .phase = cv_stmt_get_int64(stmt, 7),
                .interrupted = cv_stmt_get_int64(stmt, 8) != 0,
                .cause = cv_stmt_get_int64(stmt, 9),
                .consist_changed = cv_stmt_get_int64(stmt, 10) != 0,
                .incidents = cv_stmt_get_int64(stmt, 11),
            },
        .last_seq = cv_stmt_get_int64(stmt, 12),
        .version = cv_stmt_get_int64(stmt, 13),
        .created_us = cv_stmt_get_int64(stmt, 14),
        .recorded_us = cv_stmt_get_int64(stmt, 15),
    };
}

struct cv_status trip_find(struct cv_books *books, const char *corridor, const char *trip,
                           const char *field, struct trip_ref *ref)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT t.corridor_uid, t.uid, t.state, t.direction, "
                   "(SELECT COUNT(*) FROM trip_point p WHERE p.org_id = t.org_id "
                   "AND p.trip_uid = t.uid AND p.last_path > t.path_version) "
                   "FROM corridor c JOIN trip t ON t.org_id = c.org_id AND t.corridor_uid = c.uid "
                   "WHERE c.org_id = $1 AND c.id = $2 AND t.id = $3");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, corridor);
    cv_stmt_text(stmt, 3, trip);
    found = cv_stmt_step(stmt);
    if (found)
        *ref = (struct trip_ref){
            .corridor_uid = cv_stmt_get_uuid(stmt, 0),
            .uid = cv_stmt_get_uuid(stmt, 1),
            .state = cv_stmt_get_int64(stmt, 2),
            .direction = cv_stmt_get_int64(stmt, 3),
            .leg_count = cv_stmt_get_int64(stmt, 4) - 1,
        };
    return cv_books_found(books, stmt, found, field, "corridors/%s/trips/%s", corridor, trip);
}

struct cv_status trip_position(struct cv_books *books, struct cv_uuid trip, struct cv_uuid place,
                               int64_t *position)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT MIN(position) FROM trip_point WHERE org_id = $1 "
                                 "AND trip_uid = $2 AND place_uid = $3 AND last_path = $4");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    cv_stmt_uuid(stmt, 3, place);
    cv_stmt_int64(stmt, 4, TRIP_STILL);
    *position = cv_stmt_step(stmt) && !cv_stmt_is_null(stmt, 0) ? cv_stmt_get_int64(stmt, 0) : -1;
    return cv_stmt_finish(stmt);
}

static struct cv_status load_parts(struct cv_books *books, struct trip *trip)
{
    struct cv_status status = trip_points_load(books, trip);

    if (cv_ok(status))
        status = trip_holds_load(books, trip);
    return cv_ok(status) ? trip_wagons_load(books, trip) : status;
}

struct cv_status trip_get(struct cv_books *books, const char *corridor, const char *id,
                          struct trip *trip)
{
    struct corridor_ref ref;
    struct cv_status status = corridor_find(books, corridor, NULL, &ref);
    struct cv_stmt *stmt;
    bool found;

    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx, SELECT "WHERE org_id = $1 AND corridor_uid = $2 AND id = $3");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, ref.uid);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, trip);
    status = cv_books_found(books, stmt, found, NULL, "corridors/%s/trips/%s", corridor, id);
    return cv_ok(status) ? load_parts(books, trip) : status;
}

struct cv_status trip_insert(struct cv_books *books, struct trip *trip)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO trip (org_id, corridor_uid, uid, id, number, direction, project, "
                   "recorded_us, recorded_by, state, created_us, version, path_version, "
                   "interrupted, cause, consist_changed, incidents, last_seq) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $8, 1, 1, 0, 0, 0, 0, 0) "
                   "ON CONFLICT (org_id, corridor_uid, id) DO NOTHING");
    struct cv_status status;

    trip->uid = cv_uuid7();
    trip->version = 1;
    trip->path_version = 1;
    trip->created_us = books->recorded_us;
    trip->recorded_us = books->recorded_us;
    trip->state.phase = TRIP_PLANNED;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->corridor_uid);
    cv_stmt_uuid(stmt, 3, trip->uid);
    cv_stmt_text(stmt, 4, trip->id);
    cv_stmt_text(stmt, 5, trip->number);
    cv_stmt_int64(stmt, 6, trip->direction);
    cv_stmt_text(stmt, 7, trip->project);
    cv_stmt_int64(stmt, 8, books->recorded_us);
    cv_stmt_text(stmt, 9, books->subject);
    cv_stmt_int64(stmt, 10, trip->state.phase);
    status = cv_books_insert(books, stmt, "trip", trip->id);
    return cv_ok(status) ? trip_points_save(books, trip) : status;
}

struct cv_status trip_list(struct cv_books *books, struct cv_uuid corridor,
                           struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "WHERE org_id = $1 AND corridor_uid = $2 AND uid > $3 "
                                        "ORDER BY uid LIMIT $4");
    struct trip *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, corridor);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}

struct cv_status trip_search(struct cv_books *books, struct cv_uuid corridor,
                             const struct trip_traits *traits, struct cv_listed *listed)
{
    static const struct cv_uuid FIRST_PAGE;
    struct cv_uuid before = listed->page.after;
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx,
        SELECT "WHERE org_id = $1 AND corridor_uid = $2 AND uid < $3 "
               "AND ($5 = '' OR number = $5) "
               "AND ($6 = '' OR EXISTS (SELECT 1 FROM trip_wagon w WHERE w.org_id = trip.org_id "
               "AND w.trip_uid = trip.uid AND w.number = $6)) "
               "AND ($7 = '' OR uid IN (SELECT b.trip_uid FROM consignment c JOIN booking b "
               "ON b.org_id = c.org_id AND b.consignment_uid = c.uid "
               "WHERE c.org_id = $1 AND c.id = $7)) "
               "ORDER BY uid DESC LIMIT $4");
    struct trip *row;

    if (memcmp(&before, &FIRST_PAGE, sizeof(before)) == 0)
        memset(&before, 0xff, sizeof(before));
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, corridor);
    cv_stmt_uuid(stmt, 3, before);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    cv_stmt_text(stmt, 5, traits->number);
    cv_stmt_text(stmt, 6, traits->wagon);
    cv_stmt_text(stmt, 7, traits->consignment);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}

struct cv_status trip_save(struct cv_books *books, struct trip *trip)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE trip SET version = version + 1, recorded_us = $5, recorded_by = $6, "
                   "path_version = $7, state = $8, interrupted = $9, cause = $10, "
                   "consist_changed = $11, incidents = $12, last_seq = $13 "
                   "WHERE org_id = $1 AND corridor_uid = $2 AND uid = $3 AND version = $4");
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->corridor_uid);
    cv_stmt_uuid(stmt, 3, trip->uid);
    cv_stmt_int64(stmt, 4, trip->version);
    cv_stmt_int64(stmt, 5, books->recorded_us);
    cv_stmt_text(stmt, 6, books->subject);
    cv_stmt_int64(stmt, 7, trip->path_version);
    cv_stmt_int64(stmt, 8, trip->state.phase);
    cv_stmt_int64(stmt, 9, trip->state.interrupted);
    cv_stmt_int64(stmt, 10, trip->state.cause);
    cv_stmt_int64(stmt, 11, trip->state.consist_changed);
    cv_stmt_int64(stmt, 12, trip->state.incidents);
    cv_stmt_int64(stmt, 13, trip->last_seq);
    status = cv_books_change(stmt, CV_BOOKS_CHANGED);
    trip->version++;
    trip->recorded_us = books->recorded_us;
    if (cv_ok(status))
        status = trip_points_save(books, trip);
    return cv_ok(status) ? trip_holds_save(books, trip) : status;
}
