#include "load_plan/load_places_store.h"

#include "place/place_store.h"

struct cv_status load_point(struct cv_books *books, const struct trip_ref *trip, const char *place,
                            const char *field, int64_t *point)
{
    struct place_ref ref;
    struct cv_status status = place_find(books, place, field, &ref);

    if (cv_ok(status))
        status = trip_position(books, trip->uid, ref.uid, point);
    return cv_ok(status) && *point < 0
               ? cv_status_field(books->arena, field, "the trip does not call at places/%s", place)
               : status;
}

struct cv_status load_place(struct cv_books *books, struct cv_uuid trip, int64_t point,
                            const char **place)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT p.id FROM trip_point t JOIN place p ON p.org_id = t.org_id "
                   "AND p.uid = t.place_uid WHERE t.org_id = $1 AND t.trip_uid = $2 "
                   "AND t.position = $3");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    cv_stmt_int64(stmt, 3, point);
    if (cv_stmt_step(stmt))
        *place = cv_stmt_get_text(stmt, 0, books->arena);
    return cv_stmt_finish(stmt);
}

struct cv_status load_take_leg(struct cv_books *books, const struct load *load, int64_t leg)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "INSERT INTO load_leg (org_id, trip_uid, box_uid, leg, load_uid) "
                                 "VALUES ($1, $2, $3, $4, $5) "
                                 "ON CONFLICT (org_id, trip_uid, box_uid, leg) DO NOTHING");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, load->trip_uid);
    cv_stmt_uuid(stmt, 3, load->box_uid);
    cv_stmt_int64(stmt, 4, leg);
    cv_stmt_uuid(stmt, 5, load->uid);
    return cv_books_change(stmt,
                           cv_status(CV_FAILED_PRECONDITION, "ALREADY_PLANNED",
                                     "the box is planned on a wagon on one of these legs already"));
}

struct cv_status load_take_slot(struct cv_books *books, const struct load *load, int64_t leg,
                                int64_t slot)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO load_slot (org_id, trip_uid, wagon, leg, slot, load_uid) "
                   "VALUES ($1, $2, $3, $4, $5, $6) "
                   "ON CONFLICT (org_id, trip_uid, wagon, leg, slot) DO NOTHING");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, load->trip_uid);
    cv_stmt_text(stmt, 3, load->wagon);
    cv_stmt_int64(stmt, 4, leg);
    cv_stmt_int64(stmt, 5, slot);
    cv_stmt_uuid(stmt, 6, load->uid);
    return cv_books_change(stmt, cv_status(CV_FAILED_PRECONDITION, "SLOT_TAKEN",
                                           "another box is planned in this place of the wagon"));
}

static struct cv_status forget(struct cv_books *books, const struct load *load, const char *sql)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, sql);

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, load->trip_uid);
    cv_stmt_uuid(stmt, 3, load->uid);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

#define OF_LOAD "WHERE org_id = $1 AND trip_uid = $2 AND load_uid = $3"

struct cv_status load_give_places(struct cv_books *books, const struct load *load,
                                  const struct box *box)
{
    struct cv_status status = CV_STATUS_OK;

    for (int64_t leg = load->from_point; cv_ok(status) && leg < load->to_point; leg++)
        status = room_take_wagon(books, load->trip_uid, load->wagon, leg,
                                 -box->tare_grams - load->booked_grams, -box->units);
    if (cv_ok(status))
        status = forget(books, load, "DELETE FROM load_leg " OF_LOAD);
    return cv_ok(status) ? forget(books, load, "DELETE FROM load_slot " OF_LOAD) : status;
}
