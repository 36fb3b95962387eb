#include "cargo/carriage_store.h"

#include "identifier/identifier.h"

struct goods {
    const char *hs_code;
    const char *consignor;
    const char *consignor_uscc;
};

static struct cv_status find_goods(struct cv_books *books, const struct booking *booking,
                                   struct goods *goods)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT l.hs_code, v.consignor, v.consignor_uscc FROM consignment c "
                   "JOIN consignment_version v ON v.org_id = c.org_id AND v.uid = c.uid "
                   "AND v.version = c.version "
                   "JOIN consignment_line l ON l.org_id = c.org_id AND l.consignment_uid = c.uid "
                   "AND l.version = c.version AND l.line = $3 WHERE c.org_id = $1 AND c.uid = $2");

    *goods = (struct goods){"", "", ""};
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, booking->consignment_uid);
    cv_stmt_int64(stmt, 3, booking->line);
    if (cv_stmt_step(stmt))
        *goods = (struct goods){
            .hs_code = cv_stmt_get_text(stmt, 0, books->arena),
            .consignor = cv_stmt_get_text(stmt, 1, books->arena),
            .consignor_uscc = cv_stmt_get_text(stmt, 2, books->arena),
        };
    return cv_stmt_finish(stmt);
}

struct cv_status carriage_goods(struct cv_books *books, struct cv_uuid corridor,
                                const struct booking *booking, int64_t packages, int64_t grams,
                                int64_t minor)
{
    struct cv_stmt *stmt;
    struct goods goods;
    struct cv_status status = find_goods(books, booking, &goods);

    if (!cv_ok(status))
        return status;
    stmt = cv_tx_prepare(
        books->tx, "INSERT INTO carriage (org_id, corridor_uid, trip_uid, uid, recorded_us, "
                   "chapter, consignor, consignor_uscc, currency, packages, grams, minor, "
                   "consignment_uid, line, box_uid) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
                   "$10, $11, $12, $13, $14, $15)");
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, corridor);
    cv_stmt_uuid(stmt, 3, booking->trip_uid);
    cv_stmt_uuid(stmt, 4, cv_uuid7());
    cv_stmt_int64(stmt, 5, books->recorded_us);
    cv_stmt_int64(stmt, 6, goods.hs_code[0] == '\0' ? 0 : hs_chapter(goods.hs_code));
    cv_stmt_text(stmt, 7, goods.consignor);
    cv_stmt_text(stmt, 8, goods.consignor_uscc);
    cv_stmt_text(stmt, 9, booking->currency);
    cv_stmt_int64(stmt, 10, packages);
    cv_stmt_int64(stmt, 11, grams);
    cv_stmt_int64(stmt, 12, minor);
    cv_stmt_uuid(stmt, 13, booking->consignment_uid);
    cv_stmt_int64(stmt, 14, booking->line);
    cv_stmt_uuid(stmt, 15, booking->box_uid);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status carriage_box(struct cv_books *books, struct cv_uuid corridor, struct cv_uuid trip,
                              const struct box *box, int64_t boxes, bool empty)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO carriage_box (org_id, corridor_uid, trip_uid, uid, recorded_us, "
                   "box_uid, boxes, units, empty) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, corridor);
    cv_stmt_uuid(stmt, 3, trip);
    cv_stmt_uuid(stmt, 4, cv_uuid7());
    cv_stmt_int64(stmt, 5, books->recorded_us);
    cv_stmt_uuid(stmt, 6, box->uid);
    cv_stmt_int64(stmt, 7, boxes);
    cv_stmt_int64(stmt, 8, boxes * box->units);
    cv_stmt_int64(stmt, 9, empty);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status carriage_consignment(struct cv_books *books, const struct consignment *consignment,
                                      int sign)
{
    struct booking *bookings;
    size_t count;
    struct cv_status status = booking_of_line(books, consignment->uid, 0, &bookings, &count);

    for (size_t i = 0; cv_ok(status) && i < count; i++) {
        const struct booking *booking = &bookings[i];
        struct box_room room;
        bool found;

        status = room_get_box(books, booking->trip_uid, booking->box_uid, &room, &found);
        if (cv_ok(status) && room.loaded)
            status =
                carriage_goods(books, consignment->corridor_uid, booking, sign * booking->packages,
                               sign * booking->grams, sign * booking->minor);
    }
    return status;
}
