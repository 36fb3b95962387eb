/* The load plan made to agree with what happened. */
#include "load_plan/load_places_store.h"
#include "trip/wagon_store.h"

static struct cv_status trip_unclosed(const struct trip_ref *trip)
{
    if (trip->state < TRIP_CLOSED)
        return CV_STATUS_OK;
    return cv_status(CV_FAILED_PRECONDITION, "TRIP_ENDED",
                     "the trip is closed or was cancelled: its load plan stays as it is");
}

/* Where it was on board from and to; what was not seen must be said. */
static struct cv_status adopt_points(struct cv_books *books, const struct trip_ref *trip,
                                     struct load *load)
{
    struct cv_status status = load_point(books, trip, load->origin, "origin", &load->from_point);

    if (cv_ok(status))
        status = load_point(books, trip, load->destination, "destination", &load->to_point);
    if (cv_ok(status) && load->from_point >= load->to_point)
        status = cv_status_field(books->arena, "destination",
                                 "the trip does not come to destination after origin");
    return status;
}

/* The places it stands in, as far as others have not taken them and there are any. */
static struct cv_status adopt_slots(struct cv_books *books, const struct box *box,
                                    const struct trip_wagon_ref *wagon, int64_t leg,
                                    struct load *load)
{
    struct cv_status status = CV_STATUS_OK;

    for (int64_t i = 0; cv_ok(status) && load->slot > 0 && i < box->units; i++) {
        if (load->slot + i <= wagon->slots)
            status = load_take_slot(books, load, leg, load->slot + i);
        if (load->slot + i > wagon->slots || status.code == CV_FAILED_PRECONDITION) {
            load->anomaly = "SLOT_TAKEN";
            status = CV_STATUS_OK;
        }
    }
    return status;
}

static struct cv_status adopt_room(struct cv_books *books, const struct trip_ref *trip,
                                   const struct box *box, struct load *load)
{
    struct trip_wagon_ref wagon = {0};
    bool excess = false;
    struct cv_status status = trip_wagon_find(books, trip->uid, load->wagon, NULL, &wagon);
    bool none = status.code == CV_NOT_FOUND;

    if (none)
        status = CV_STATUS_OK;
    for (int64_t leg = load->from_point; cv_ok(status) && leg < load->to_point; leg++) {
        status = load_take_leg(books, load, leg);
        if (cv_ok(status))
            status = adopt_slots(books, box, &wagon, leg, load);
        if (cv_ok(status))
            status =
                room_open_wagon(books, trip->uid, load->wagon, leg, wagon.limit_grams, wagon.slots);
        if (cv_ok(status))
            status = room_force_wagon(books, trip->uid, load->wagon, leg,
                                      box->tare_grams + load->booked_grams, box->units, &excess);
    }
    if (excess)
        load->anomaly = "WAGON_FULL";
    if (wagon.refused)
        load->anomaly = "WAGON_REFUSED";
    if (none)
        load->anomaly = "WAGON_NOT_IN_CONSIST";
    return status;
}

static struct cv_status settle(struct cv_books *books, const struct load *load)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE load SET state = $4, reason = $5, anomaly = $6, slot = $7, origin = $8, "
                   "destination = $9, from_point = $10, to_point = $11 "
                   "WHERE org_id = $1 AND trip_uid = $2 AND uid = $3");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, load->trip_uid);
    cv_stmt_uuid(stmt, 3, load->uid);
    cv_stmt_int64(stmt, 4, load->state);
    cv_stmt_text(stmt, 5, load->reason);
    cv_stmt_text(stmt, 6, load->anomaly);
    cv_stmt_int64(stmt, 7, load->slot);
    cv_stmt_text(stmt, 8, load->origin);
    cv_stmt_text(stmt, 9, load->destination);
    cv_stmt_int64(stmt, 10, load->from_point);
    cv_stmt_int64(stmt, 11, load->to_point);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status load_adopt(struct cv_books *books, const struct trip_ref *trip,
                            const struct box *box, struct load *load)
{
    struct cv_status status = trip_unclosed(trip);

    if (cv_ok(status) && (load->state != LOAD_SEEN || load->loaded_us == 0))
        status = cv_status(CV_FAILED_PRECONDITION, "NOT_SEEN",
                           "only a load that was seen on board and that nobody planned is adopted");
    if (cv_ok(status))
        status = adopt_points(books, trip, load);
    if (cv_ok(status))
        status = adopt_room(books, trip, box, load);
    load->state = LOAD_ADOPTED;
    return cv_ok(status) ? settle(books, load) : status;
}

struct cv_status load_overfull(struct cv_books *books, struct cv_uuid trip, struct cv_uuid box)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE load SET anomaly = 'WAGON_FULL' WHERE org_id = $1 AND trip_uid = $2 "
                   "AND box_uid = $3 AND state = 3 AND anomaly = ''");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    cv_stmt_uuid(stmt, 3, box);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status load_leave(struct cv_books *books, const struct trip_ref *trip,
                            const struct box *box, struct load *load)
{
    struct cv_status status = trip_unclosed(trip);

    if (cv_ok(status) && load->state == LOAD_LEFT)
        status = cv_status(CV_FAILED_PRECONDITION, "ALREADY_LEFT", "it was left behind already");
    if (cv_ok(status) && !load_stands(load))
        status = cv_status(CV_FAILED_PRECONDITION, "NOT_PLANNED", "it is not in the load plan");
    if (cv_ok(status) && load->loaded_us != 0)
        status = cv_status(CV_FAILED_PRECONDITION, "ALREADY_LOADED",
                           "the box was loaded: it was not left behind");
    if (cv_ok(status))
        status = load_give_places(books, load, box);
    load->state = LOAD_LEFT;
    return cv_ok(status) ? settle(books, load) : status;
}
