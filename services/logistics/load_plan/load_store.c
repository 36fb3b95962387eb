#include "load_plan/load_places_store.h"
#include "service/rows.h"
#include "trip/wagon_store.h"

struct cv_status load_trip_open(struct cv_books *books, const struct trip_ref *trip)
{
    (void)books;
    if (trip->state < TRIP_FINAL_ARRIVED)
        return CV_STATUS_OK;
    return cv_status(CV_FAILED_PRECONDITION, "TRIP_ENDED",
                     "the trip has arrived or was cancelled: nothing more can be planned on it");
}

bool load_stands(const struct load *load)
{
    return load->state == LOAD_PLANNED || load->state == LOAD_ADOPTED;
}

/* ---- reading ---- */

#define SELECT                                                                                     \
    "SELECT l.uid, l.id, l.trip_uid, l.box_uid, b.id, l.wagon, l.slot, l.origin, l.destination, "  \
    "l.from_point, l.to_point, l.state, l.loaded_us, l.discharged_us, l.discharged_at, "           \
    "COALESCE(r.used_grams, 0), l.recorded_us, l.reason, l.anomaly FROM load l "                   \
    "JOIN box b ON b.org_id = l.org_id AND b.uid = l.box_uid "                                     \
    "LEFT JOIN box_room r ON r.org_id = l.org_id AND r.trip_uid = l.trip_uid "                     \
    "AND r.box_uid = l.box_uid WHERE l.org_id = $1 "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct load *load)
{
    struct cv_arena *arena = books->arena;

    *load = (struct load){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, arena),
        .trip_uid = cv_stmt_get_uuid(stmt, 2),
        .box_uid = cv_stmt_get_uuid(stmt, 3),
        .box = cv_stmt_get_text(stmt, 4, arena),
        .wagon = cv_stmt_get_text(stmt, 5, arena),
        .slot = cv_stmt_get_int64(stmt, 6),
        .origin = cv_stmt_get_text(stmt, 7, arena),
        .destination = cv_stmt_get_text(stmt, 8, arena),
        .from_point = cv_stmt_get_int64(stmt, 9),
        .to_point = cv_stmt_get_int64(stmt, 10),
        .state = cv_stmt_get_int64(stmt, 11),
        .loaded_us = cv_stmt_get_int64(stmt, 12),
        .discharged_us = cv_stmt_get_int64(stmt, 13),
        .discharged_at = cv_stmt_get_int64(stmt, 14),
        .booked_grams = cv_stmt_get_int64(stmt, 15),
        .recorded_us = cv_stmt_get_int64(stmt, 16),
        .reason = cv_stmt_get_text(stmt, 17, arena),
        .anomaly = cv_stmt_get_text(stmt, 18, arena),
        .discrepancy = "",
    };
}

struct cv_status load_get(struct cv_books *books, const struct trip_ref *trip, const char *id,
                          struct load *load)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "AND l.trip_uid = $2 AND l.id = $3");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, load);
    return cv_books_found(books, stmt, found, NULL, "load %s of this trip", id);
}

struct cv_status load_list(struct cv_books *books, const struct trip_ref *trip,
                           struct cv_listed *listed)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, SELECT "AND l.trip_uid = $2 AND l.uid > $3 ORDER BY l.uid LIMIT $4");
    struct load *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}

static void reconcile(struct load *load, const bool *left, bool unloaded)
{
    if (!load_stands(load))
        return;
    if (load->loaded_us == 0 && left[load->from_point])
        load->discrepancy = "NOT_LOADED";
    if (load->loaded_us != 0 && load->discharged_us == 0 && (unloaded || left[load->to_point]))
        load->discrepancy = "NOT_DISCHARGED";
}

struct cv_status load_reconcile(struct cv_books *books, const struct trip_ref *trip,
                                struct load *rows, size_t count)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT position FROM trip_point WHERE org_id = $1 "
                                 "AND trip_uid = $2 AND departure_actual_us > 0");
    bool left[TRIP_POSITION_MAX + 1] = {false};

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    while (cv_stmt_step(stmt))
        left[cv_stmt_get_int64(stmt, 0)] = true;
    for (size_t i = 0; i < count; i++)
        reconcile(&rows[i], left, trip->state >= TRIP_UNLOADED);
    return cv_stmt_finish(stmt);
}

struct cv_status load_of_box(struct cv_books *books, const struct box *box, struct load **rows,
                             size_t *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, SELECT "AND l.box_uid = $2 AND l.from_point >= -1 ORDER BY l.from_point, l.uid");
    size_t room = 0;

    *rows = NULL;
    *count = 0;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, box->uid);
    while (cv_stmt_step(stmt)) {
        struct load *grown = cv_rows_grow(books->arena, *rows, *count, &room, sizeof(*grown));

        if (grown == NULL)
            break;
        *rows = grown;
        read_row(books, stmt, &grown[(*count)++]);
    }
    return cv_stmt_finish(stmt);
}

struct cv_status load_standing(struct cv_books *books, struct cv_uuid trip, struct cv_uuid box,
                               bool *stands, bool *adopted)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT COUNT(*), COALESCE(MIN(l.state), 0) FROM load_leg g "
                                 "JOIN load l ON l.org_id = g.org_id AND l.trip_uid = g.trip_uid "
                                 "AND l.uid = g.load_uid WHERE g.org_id = $1 AND g.trip_uid = $2 "
                                 "AND g.box_uid = $3");

    *stands = false;
    *adopted = false;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    cv_stmt_uuid(stmt, 3, box);
    if (cv_stmt_step(stmt)) {
        *stands = cv_stmt_get_int64(stmt, 0) > 0;
        *adopted = cv_stmt_get_int64(stmt, 1) == LOAD_ADOPTED;
    }
    return cv_stmt_finish(stmt);
}

struct cv_status load_slot_occupied(struct cv_books *books, struct cv_uuid trip, const char *wagon,
                                    int64_t slot, struct cv_uuid but_box, bool *occupied)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT 1 FROM load WHERE org_id = $1 AND trip_uid = $2 AND wagon = $3 "
                   "AND slot = $4 AND box_uid <> $5 AND loaded_us > 0 AND discharged_us = 0");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    cv_stmt_text(stmt, 3, wagon);
    cv_stmt_int64(stmt, 4, slot);
    cv_stmt_uuid(stmt, 5, but_box);
    *occupied = slot != 0 && cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

/* ---- planning ---- */

static struct cv_status insert_row(struct cv_books *books, const struct trip_ref *trip,
                                   struct load *load)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO load (org_id, trip_uid, uid, id, box_uid, wagon, slot, origin, "
                   "destination, from_point, to_point, state, reason, anomaly, loaded_us, "
                   "discharged_us, discharged_at, recorded_us, recorded_by) VALUES ($1, $2, $3, "
                   "$4, $5, $6, $7, $8, $9, $10, $11, $12, '', '', 0, 0, 0, $13, $14) "
                   "ON CONFLICT (org_id, trip_uid, id) DO NOTHING");

    load->uid = cv_uuid7();
    load->trip_uid = trip->uid;
    load->recorded_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    cv_stmt_uuid(stmt, 3, load->uid);
    cv_stmt_text(stmt, 4, load->id);
    cv_stmt_uuid(stmt, 5, load->box_uid);
    cv_stmt_text(stmt, 6, load->wagon);
    cv_stmt_int64(stmt, 7, load->slot);
    cv_stmt_text(stmt, 8, load->origin);
    cv_stmt_text(stmt, 9, load->destination);
    cv_stmt_int64(stmt, 10, load->from_point);
    cv_stmt_int64(stmt, 11, load->to_point);
    cv_stmt_int64(stmt, 12, load->state);
    cv_stmt_int64(stmt, 13, load->recorded_us);
    cv_stmt_text(stmt, 14, books->subject);
    return cv_books_insert(books, stmt, "load", load->id);
}

/* Its places on the wagon, and its weight, on each leg. */
static struct cv_status take_room(struct cv_books *books, const struct load *load,
                                  const struct box *box, const struct trip_wagon_ref *wagon)
{
    struct cv_status status = CV_STATUS_OK;

    for (int64_t leg = load->from_point; cv_ok(status) && leg < load->to_point; leg++) {
        status = load_take_leg(books, load, leg);
        for (int64_t i = 0; cv_ok(status) && i < box->units; i++)
            status = load_take_slot(books, load, leg, load->slot + i);
        if (cv_ok(status))
            status = room_open_wagon(books, load->trip_uid, load->wagon, leg, wagon->limit_grams,
                                     wagon->slots);
        if (cv_ok(status))
            status = room_take_wagon(books, load->trip_uid, load->wagon, leg,
                                     box->tare_grams + load->booked_grams, box->units);
    }
    return status;
}

static struct cv_status check_wagon(struct cv_books *books, const struct load *load,
                                    const struct box *box, const struct trip_wagon_ref *wagon)
{
    if (wagon->refused)
        return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "WAGON_REFUSED",
                           "wagon %s was refused at a hand-over", load->wagon);
    if (load->slot < 1 || load->slot + box->units - 1 > wagon->slots)
        return cv_status_field(books->arena, "load.slot",
                               "the wagon has %d places, and the box takes %d from load.slot on",
                               (int)wagon->slots, (int)box->units);
    return CV_STATUS_OK;
}

struct cv_status load_insert(struct cv_books *books, const struct trip_ref *trip,
                             const struct box *box, struct load *load)
{
    struct cv_status status = load_trip_open(books, trip);
    struct trip_wagon_ref wagon;
    struct box_room room;
    bool found;

    if (cv_ok(status))
        status = load_point(books, trip, load->origin, "load.origin", &load->from_point);
    if (cv_ok(status))
        status = load_point(books, trip, load->destination, "load.destination", &load->to_point);
    if (cv_ok(status) && load->from_point >= load->to_point)
        status = cv_status_field(books->arena, "load.destination",
                                 "the trip does not come to load.destination after load.origin");
    if (cv_ok(status))
        status = trip_wagon_find(books, trip->uid, load->wagon, "load.wagon", &wagon);
    if (cv_ok(status))
        status = check_wagon(books, load, box, &wagon);
    load->box_uid = box->uid;
    load->state = LOAD_PLANNED;
    if (cv_ok(status))
        status = insert_row(books, trip, load);
    if (cv_ok(status))
        status = room_get_box(books, trip->uid, box->uid, &room, &found);
    if (!cv_ok(status))
        return status;
    load->booked_grams = room.used_grams;
    if (!found)
        status = room_open_box(books, trip->uid, trip->corridor_uid, box->uid,
                               box->max_gross_grams - box->tare_grams);
    return cv_ok(status) ? take_room(books, load, box, &wagon) : status;
}

struct cv_status load_insert_seen(struct cv_books *books, const struct trip_ref *trip,
                                  const struct box *box, struct load *load)
{
    struct cv_status status;

    load->state = LOAD_SEEN;
    status = insert_row(books, trip, load);
    return cv_ok(status) ? room_open_box(books, trip->uid, trip->corridor_uid, box->uid,
                                         box->max_gross_grams - box->tare_grams)
                         : status;
}

/* ---- taking it back, and following what happens ---- */

struct cv_status load_delete(struct cv_books *books, const struct trip_ref *trip,
                             const struct load *load, const struct box *box)
{
    struct cv_status status = load_trip_open(books, trip);
    struct cv_stmt *stmt;

    if (cv_ok(status) && load->state == LOAD_LEFT)
        status = cv_status(CV_FAILED_PRECONDITION, "ALREADY_LEFT",
                           "it was left behind, and that stays known");
    if (cv_ok(status) && load->loaded_us != 0)
        status = cv_status(CV_FAILED_PRECONDITION, "ALREADY_LOADED",
                           "the box was loaded; what has happened is not planned away");
    if (cv_ok(status) && load->booked_grams > 0)
        status = cv_status(CV_FAILED_PRECONDITION, "STILL_BOOKED",
                           "goods are booked in the box on this trip: cancel their bookings first");
    if (cv_ok(status))
        status = load_give_places(books, load, box);
    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx,
                         "DELETE FROM load WHERE org_id = $1 AND trip_uid = $2 AND uid = $3");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, load->trip_uid);
    cv_stmt_uuid(stmt, 3, load->uid);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status load_follow(struct cv_books *books, const struct load *load)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE load SET loaded_us = $4, discharged_us = $5, discharged_at = $6 "
                   "WHERE org_id = $1 AND trip_uid = $2 AND uid = $3");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, load->trip_uid);
    cv_stmt_uuid(stmt, 3, load->uid);
    cv_stmt_int64(stmt, 4, load->loaded_us);
    cv_stmt_int64(stmt, 5, load->discharged_us);
    cv_stmt_int64(stmt, 6, load->discharged_at);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}
