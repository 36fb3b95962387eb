#include "booking/booking_store.h"

#include "booking/resplit.h"
#include "service/rows.h"

#include <inttypes.h>
#include <string.h>

/* ---- reading ---- */

#define SELECT                                                                                     \
    "SELECT k.uid, k.id, k.trip_uid, k.box_uid, b.id, c.id, k.consignment_uid, k.line, "           \
    "k.packages, k.grams, k.minor, v.currency, k.cancelled_us, k.recorded_us FROM booking k "      \
    "JOIN box b ON b.org_id = k.org_id AND b.uid = k.box_uid "                                     \
    "JOIN consignment c ON c.org_id = k.org_id AND c.uid = k.consignment_uid "                     \
    "JOIN consignment_version v ON v.org_id = c.org_id AND v.uid = c.uid "                         \
    "AND v.version = c.version WHERE k.org_id = $1 "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct booking *booking)
{
    struct cv_arena *arena = books->arena;

    *booking = (struct booking){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, arena),
        .trip_uid = cv_stmt_get_uuid(stmt, 2),
        .box_uid = cv_stmt_get_uuid(stmt, 3),
        .box = cv_stmt_get_text(stmt, 4, arena),
        .consignment = cv_stmt_get_text(stmt, 5, arena),
        .consignment_uid = cv_stmt_get_uuid(stmt, 6),
        .line = cv_stmt_get_int64(stmt, 7),
        .packages = cv_stmt_get_int64(stmt, 8),
        .grams = cv_stmt_get_int64(stmt, 9),
        .minor = cv_stmt_get_int64(stmt, 10),
        .currency = cv_stmt_get_text(stmt, 11, arena),
        .cancelled = cv_stmt_get_int64(stmt, 12) != 0,
        .recorded_us = cv_stmt_get_int64(stmt, 13),
    };
}

struct cv_status booking_get(struct cv_books *books, const struct trip_ref *trip, const char *id,
                             struct booking *booking)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "AND k.trip_uid = $2 AND k.id = $3");
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    cv_stmt_text(stmt, 3, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, booking);
    return cv_books_found(books, stmt, found, NULL, "booking %s of this trip", id);
}

struct cv_status booking_list(struct cv_books *books, const struct trip_ref *trip,
                              struct cv_listed *listed)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, SELECT "AND k.trip_uid = $2 AND k.uid > $3 ORDER BY k.uid LIMIT $4");
    struct booking *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip->uid);
    cv_stmt_uuid(stmt, 3, listed->page.after);
    cv_stmt_int64(stmt, 4, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    return cv_stmt_finish(stmt);
}

static struct cv_status read_all(struct cv_books *books, struct cv_stmt *stmt,
                                 struct booking **rows, size_t *count)
{
    size_t room = 0;

    *rows = NULL;
    *count = 0;
    while (cv_stmt_step(stmt)) {
        struct booking *grown = cv_rows_grow(books->arena, *rows, *count, &room, sizeof(*grown));

        if (grown == NULL)
            break;
        *rows = grown;
        read_row(books, stmt, &grown[(*count)++]);
    }
    return cv_stmt_finish(stmt);
}

struct cv_status booking_of_box(struct cv_books *books, struct cv_uuid trip, struct cv_uuid box,
                                struct booking **rows, size_t *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "AND k.trip_uid = $2 AND k.box_uid = $3 "
                                                           "AND k.cancelled_us = 0 ORDER BY k.uid");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    cv_stmt_uuid(stmt, 3, box);
    return read_all(books, stmt, rows, count);
}

struct cv_status booking_of_line(struct cv_books *books, struct cv_uuid consignment, int64_t line,
                                 struct booking **rows, size_t *count)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "AND k.consignment_uid = $2 AND k.line >= $3 "
                                        "AND k.line <= $4 AND k.cancelled_us = 0 "
                                        "ORDER BY k.line, k.uid");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, consignment);
    cv_stmt_int64(stmt, 3, line);
    cv_stmt_int64(stmt, 4, line == 0 ? INT64_MAX : line);
    return read_all(books, stmt, rows, count);
}

/* ---- booking ---- */

static struct cv_status insert_row(struct cv_books *books, struct booking *booking)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO booking (org_id, trip_uid, uid, id, box_uid, consignment_uid, "
                   "line, packages, grams, minor, cancelled_us, recorded_us, recorded_by) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12) "
                   "ON CONFLICT (org_id, trip_uid, id) DO NOTHING");

    booking->uid = cv_uuid7();
    booking->recorded_us = books->recorded_us;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, booking->trip_uid);
    cv_stmt_uuid(stmt, 3, booking->uid);
    cv_stmt_text(stmt, 4, booking->id);
    cv_stmt_uuid(stmt, 5, booking->box_uid);
    cv_stmt_uuid(stmt, 6, booking->consignment_uid);
    cv_stmt_int64(stmt, 7, booking->line);
    cv_stmt_int64(stmt, 8, booking->packages);
    cv_stmt_int64(stmt, 9, booking->grams);
    cv_stmt_int64(stmt, 10, booking->minor);
    cv_stmt_int64(stmt, 11, booking->recorded_us);
    cv_stmt_text(stmt, 12, books->subject);
    return cv_books_insert(books, stmt, "booking", booking->id);
}

static struct cv_status check_consignment(struct cv_books *books, const struct trip_ref *trip,
                                          const struct consignment *consignment,
                                          const struct booking *booking)
{
    if (memcmp(&consignment->corridor_uid, &trip->corridor_uid, sizeof(trip->corridor_uid)) != 0)
        return cv_status_field(books->arena, "booking.consignment",
                               "the consignment is for another corridor");
    if (consignment->state < CONSIGNMENT_SUBMITTED || consignment->state > CONSIGNMENT_IN_TRANSIT)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_STATE",
                         "a consignment is booked after it was submitted and before it arrived");
    if (consignment->direction != trip->direction)
        return cv_status(CV_FAILED_PRECONDITION, "WRONG_DIRECTION",
                         "the trip goes the other way than the consignment");
    if ((uint64_t)booking->line > consignment->line_count)
        return cv_status_field(books->arena, "booking.line", "the consignment has %zu lines",
                               consignment->line_count);
    return CV_STATUS_OK;
}

/* *late: booked after the fact. */
static struct cv_status check_box(struct cv_books *books, const struct box *box,
                                  const struct trip_ref *trip, const struct box_room *room,
                                  bool *late)
{
    const struct cv_uuid none = {0};
    bool elsewhere = memcmp(&box->state.trip_uid, &none, sizeof(none)) != 0 &&
                     memcmp(&box->state.trip_uid, &trip->uid, sizeof(none)) != 0;
    bool stands;
    struct cv_status status = load_standing(books, trip->uid, box->uid, &stands, late);

    if (!cv_ok(status))
        return status;
    if (!stands)
        return cv_status(CV_FAILED_PRECONDITION, "NOT_PLANNED",
                         "the box is not in the load plan of this trip");
    if (*late && trip->state < TRIP_CLOSED)
        return CV_STATUS_OK;
    status = load_trip_open(books, trip);
    if (!cv_ok(status))
        return status;
    if (room->loaded)
        return cv_status(CV_FAILED_PRECONDITION, "ALREADY_LOADED",
                         "the box was loaded on this trip already");
    if (box->state.seal == BOX_SEALED && !elsewhere)
        return cv_status(CV_FAILED_PRECONDITION, "BOX_SEALED",
                         "the box is sealed: nothing more goes into it");
    return CV_STATUS_OK;
}

static struct cv_status take(struct cv_books *books, struct booking *booking,
                             const struct goods_line *line, bool late)
{
    const struct stock *stock = &line->stock;
    int64_t left = line->packages - stock->booked;
    bool excess = false;
    struct cv_status status;

    booking->grams = booking_share(line->grams - stock->booked_grams, booking->packages, left);
    booking->minor = booking_share(line->minor - stock->booked_minor, booking->packages, left);
    status = stock_book(books, booking->consignment_uid, booking->line, booking->packages,
                        booking->grams, booking->minor);
    if (cv_ok(status))
        status = insert_row(books, booking);
    if (cv_ok(status))
        status = room_take_box(books, booking->trip_uid, booking->box_uid, booking->grams,
                               booking->minor, booking->packages, late ? &excess : NULL);
    return cv_ok(status) && excess ? load_overfull(books, booking->trip_uid, booking->box_uid)
                                   : status;
}

struct cv_status booking_insert(struct cv_books *books, const struct trip_ref *trip,
                                struct booking *booking)
{
    struct consignment consignment;
    struct box_room room;
    struct box box;
    bool found;
    bool late = false;
    struct cv_status status = box_get(books, booking->box, "booking.box", &box);

    if (cv_ok(status))
        status = consignment_get(books, booking->consignment, "booking.consignment", &consignment);
    if (cv_ok(status))
        status = check_consignment(books, trip, &consignment, booking);
    if (cv_ok(status))
        status = room_get_box(books, trip->uid, box.uid, &room, &found);
    if (cv_ok(status))
        status = check_box(books, &box, trip, &room, &late);
    if (!cv_ok(status))
        return status;
    booking->trip_uid = trip->uid;
    booking->box_uid = box.uid;
    booking->consignment_uid = consignment.uid;
    booking->currency = consignment.currency;
    booking->loaded = room.loaded;
    booking->landed = room.landed;
    return take(books, booking, &consignment.lines[booking->line - 1], late);
}

struct cv_status booking_cancel(struct cv_books *books, struct booking *booking)
{
    const struct cv_status again =
        cv_status(CV_FAILED_PRECONDITION, "ALREADY_CANCELLED", "the booking was cancelled already");
    struct box_room room;
    struct cv_stmt *stmt;
    bool found;
    struct cv_status status =
        room_get_box(books, booking->trip_uid, booking->box_uid, &room, &found);

    if (cv_ok(status) && booking->cancelled)
        return again;
    if (cv_ok(status) && room.loaded)
        return cv_status(CV_FAILED_PRECONDITION, "ALREADY_LOADED",
                         "the box was loaded with it; goods do not vanish from a loaded box");
    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(books->tx, "UPDATE booking SET cancelled_us = $4 WHERE org_id = $1 "
                                    "AND trip_uid = $2 AND uid = $3 AND cancelled_us = 0");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, booking->trip_uid);
    cv_stmt_uuid(stmt, 3, booking->uid);
    cv_stmt_int64(stmt, 4, books->recorded_us);
    status = cv_books_change(stmt, again);
    if (cv_ok(status))
        status = stock_book(books, booking->consignment_uid, booking->line, -booking->packages,
                            -booking->grams, -booking->minor);
    if (cv_ok(status))
        status = room_take_box(books, booking->trip_uid, booking->box_uid, -booking->grams,
                               -booking->minor, -booking->packages, NULL);
    booking->cancelled = true;
    return status;
}

struct cv_status booking_weigh(struct cv_books *books, const struct booking *booking)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE booking SET grams = $4, minor = $5 "
                                 "WHERE org_id = $1 AND trip_uid = $2 AND uid = $3");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, booking->trip_uid);
    cv_stmt_uuid(stmt, 3, booking->uid);
    cv_stmt_int64(stmt, 4, booking->grams);
    cv_stmt_int64(stmt, 5, booking->minor);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}
