#include "trip/trip_audit_store.h"

#include "base/arena.h"

static struct cv_status count_trips(struct cv_tx *tx, size_t *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(tx, "SELECT COUNT(*) FROM trip");

    *count = cv_stmt_step(stmt) ? (size_t)cv_stmt_get_int64(stmt, 0) : 0;
    return cv_stmt_finish(stmt);
}

struct cv_status trip_places(struct cv_tx *tx, struct cv_arena *arena, struct trip_place **places,
                             size_t *count)
{
    struct cv_stmt *stmt;
    struct cv_status status;
    size_t room;

    *count = 0;
    status = count_trips(tx, &room);
    if (!cv_ok(status))
        return status;
    *places = cv_arena_array(arena, room + 1, sizeof(**places));
    if (*places == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    stmt = cv_tx_prepare(tx, "SELECT t.org_id, c.id, t.id FROM trip t JOIN corridor c "
                             "ON c.org_id = t.org_id AND c.uid = t.corridor_uid "
                             "ORDER BY t.org_id, t.corridor_uid, t.uid");
    while (*count < room && cv_stmt_step(stmt))
        (*places)[(*count)++] = (struct trip_place){
            .org = cv_stmt_get_text(stmt, 0, arena),
            .corridor = cv_stmt_get_text(stmt, 1, arena),
            .trip = cv_stmt_get_text(stmt, 2, arena),
        };
    return cv_stmt_finish(stmt);
}

struct cv_status trip_off_duty(struct cv_books *books, const struct trip *trip, int64_t *wagons)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT COUNT(*) FROM wagon_duty WHERE org_id = $1 AND trip_uid = $2");
    int64_t due = trip->state.phase >= TRIP_CLOSED ? 0 : (int64_t)trip->wagon_count;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    *wagons = cv_stmt_step(stmt) ? cv_stmt_get_int64(stmt, 0) - due : -due;
    return cv_stmt_finish(stmt);
}
