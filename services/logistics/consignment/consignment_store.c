#include "consignment/consignment_store.h"

#include "consignment/version_store.h"

#define SELECT                                                                                     \
    "SELECT c.uid, c.id, c.corridor_uid, c.corridor, c.version, c.created_us, c.recorded_us, "     \
    "c.state, c.flags, c.returns, c.returned_by FROM consignment c WHERE c.org_id = $1 "

static void read_row(struct cv_books *books, struct cv_stmt *stmt, struct consignment *consignment)
{
    *consignment = (struct consignment){
        .uid = cv_stmt_get_uuid(stmt, 0),
        .id = cv_stmt_get_text(stmt, 1, books->arena),
        .corridor_uid = cv_stmt_get_uuid(stmt, 2),
        .corridor = cv_stmt_get_text(stmt, 3, books->arena),
        .version = cv_stmt_get_int64(stmt, 4),
        .created_us = cv_stmt_get_int64(stmt, 5),
        .recorded_us = cv_stmt_get_int64(stmt, 6),
        .state = cv_stmt_get_int64(stmt, 7),
        .flags = cv_stmt_get_int64(stmt, 8),
        .returns = cv_stmt_get_text(stmt, 9, books->arena),
        .returned_by = cv_stmt_get_text(stmt, 10, books->arena),
    };
}

struct cv_status consignment_insert(struct cv_books *books, struct consignment *consignment)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO consignment (org_id, uid, id, corridor_uid, corridor, version, "
                   "created_us, recorded_us, state, flags, returns, returned_by) "
                   "VALUES ($1, $2, $3, $4, $5, 1, $6, $6, $7, 0, $8, '') "
                   "ON CONFLICT (org_id, id) DO NOTHING");
    struct cv_status status;

    consignment->uid = cv_uuid7();
    consignment->version = 1;
    consignment->state = CONSIGNMENT_DRAFT;
    consignment->flags = 0;
    consignment->created_us = books->recorded_us;
    consignment->returned_by = "";
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, consignment->uid);
    cv_stmt_text(stmt, 3, consignment->id);
    cv_stmt_uuid(stmt, 4, consignment->corridor_uid);
    cv_stmt_text(stmt, 5, consignment->corridor);
    cv_stmt_int64(stmt, 6, books->recorded_us);
    cv_stmt_int64(stmt, 7, consignment->state);
    cv_stmt_text(stmt, 8, consignment->returns);
    status = cv_books_insert(books, stmt, "consignment", consignment->id);
    return cv_ok(status) ? version_insert(books, consignment) : status;
}

struct cv_status consignment_get(struct cv_books *books, const char *id, const char *field,
                                 struct consignment *consignment)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, SELECT "AND c.id = $2");
    struct cv_status status;
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_text(stmt, 2, id);
    found = cv_stmt_step(stmt);
    if (found)
        read_row(books, stmt, consignment);
    status = cv_books_found(books, stmt, found, field, "consignment %s", id);
    return cv_ok(status) ? version_get(books, consignment) : status;
}

struct cv_status consignment_list(struct cv_books *books, struct cv_listed *listed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, SELECT "AND c.uid > $2 ORDER BY c.uid LIMIT $3");
    struct cv_status status;
    struct consignment *row;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, listed->page.after);
    cv_stmt_int64(stmt, 3, listed->page.size + 1);
    while ((row = cv_listed_next(listed, books, stmt, sizeof(*row))) != NULL)
        read_row(books, stmt, row);
    status = cv_stmt_finish(stmt);
    row = listed->rows;
    for (size_t i = 0; cv_ok(status) && i < listed->count; i++)
        status = version_get(books, &row[i]);
    return status;
}

struct cv_status consignment_replace(struct cv_books *books, struct consignment *consignment)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE consignment SET version = version + 1, recorded_us = $4 "
                                 "WHERE org_id = $1 AND uid = $2 AND version = $3");
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, consignment->uid);
    cv_stmt_int64(stmt, 3, consignment->version);
    cv_stmt_int64(stmt, 4, books->recorded_us);
    status = cv_books_change(stmt, CV_BOOKS_CHANGED);
    consignment->version++;
    if (cv_ok(status))
        status = consignment_release(books, consignment->uid);
    return cv_ok(status) ? version_insert(books, consignment) : status;
}

struct cv_status consignment_move(struct cv_books *books, const struct consignment *consignment)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE consignment SET state = $3, flags = $4, returned_by = $5, "
                                 "recorded_us = $6 WHERE org_id = $1 AND uid = $2");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, consignment->uid);
    cv_stmt_int64(stmt, 3, consignment->state);
    cv_stmt_int64(stmt, 4, consignment->flags);
    cv_stmt_text(stmt, 5, consignment->returned_by);
    cv_stmt_int64(stmt, 6, books->recorded_us);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}

struct cv_status consignment_note(struct cv_books *books, const struct consignment *consignment,
                                  int64_t state, int64_t flag, bool opened, const char *reason)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO consignment_event (org_id, consignment_uid, uid, state, flag, "
                   "opened, reason, recorded_us, recorded_by) "
                   "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, consignment->uid);
    cv_stmt_uuid(stmt, 3, cv_uuid7());
    cv_stmt_int64(stmt, 4, state);
    cv_stmt_int64(stmt, 5, flag);
    cv_stmt_int64(stmt, 6, opened);
    cv_stmt_text(stmt, 7, reason);
    cv_stmt_int64(stmt, 8, books->recorded_us);
    cv_stmt_text(stmt, 9, books->subject);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status consignment_release(struct cv_books *books, struct cv_uuid uid)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "DELETE FROM package_claim WHERE org_id = $1 AND consignment_uid = $2");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, uid);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

/* The farthest of its trips that has left, and the least far of those that carry it: states as in
 * TripState, of which 4 is DEPARTED and 6 FINAL_ARRIVED. Whatever was loaded counts. Lines begin
 * with 1: saying so leads an engine without statistics to booking_line, not to every booking. */
#define FOLLOW                                                                                     \
    "UPDATE consignment SET recorded_us = $3, state = (SELECT CASE WHEN s.loaded = 0 THEN 3 "      \
    "WHEN s.landed = s.loaded OR t.least >= 6 THEN 6 WHEN t.most >= 4 THEN 5 ELSE 4 END FROM "     \
    "(SELECT SUM(loaded) AS loaded, SUM(landed) AS landed FROM consignment_stock "                 \
    "WHERE org_id = $1 AND consignment_uid = $2) s, "                                              \
    "(SELECT MAX(p.state) AS most, MIN(p.state) AS least FROM booking b "                          \
    "JOIN box_room r ON r.org_id = b.org_id AND r.trip_uid = b.trip_uid "                          \
    "AND r.box_uid = b.box_uid AND r.loaded = 1 "                                                  \
    "JOIN trip p ON p.org_id = b.org_id AND p.corridor_uid = r.corridor_uid "                      \
    "AND p.uid = b.trip_uid "                                                                      \
    "WHERE b.org_id = $1 AND b.consignment_uid = $2 AND b.line > 0 AND b.cancelled_us = 0) t) "    \
    "WHERE org_id = $1 AND uid = $2 AND state BETWEEN 3 AND 6"

struct cv_status consignment_follow(struct cv_books *books, struct cv_uuid uid)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, FOLLOW);

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, uid);
    cv_stmt_int64(stmt, 3, books->recorded_us);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}
