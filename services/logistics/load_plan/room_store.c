#include "load_plan/room_store.h"

#include <inttypes.h>

struct cv_status room_open_wagon(struct cv_books *books, struct cv_uuid trip, const char *wagon,
                                 int64_t leg, int64_t limit_grams, int64_t limit_slots)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO wagon_room (org_id, trip_uid, wagon, leg, limit_grams, used_grams, "
                   "limit_slots, used_slots, forced) "
                   "VALUES ($1, $2, $3, $4, $5, 0, $6, 0, 0) "
                   "ON CONFLICT (org_id, trip_uid, wagon, leg) DO NOTHING");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    cv_stmt_text(stmt, 3, wagon);
    cv_stmt_int64(stmt, 4, leg);
    cv_stmt_int64(stmt, 5, limit_grams);
    cv_stmt_int64(stmt, 6, limit_slots);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status room_open_box(struct cv_books *books, struct cv_uuid trip, struct cv_uuid corridor,
                               struct cv_uuid box, int64_t limit_grams)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "INSERT INTO box_room (org_id, trip_uid, box_uid, corridor_uid, limit_grams, "
                   "used_grams, minor, packages, loaded, landed) "
                   "VALUES ($1, $2, $3, $4, $5, 0, 0, 0, 0, 0) "
                   "ON CONFLICT (org_id, trip_uid, box_uid) DO NOTHING");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    cv_stmt_uuid(stmt, 3, box);
    cv_stmt_uuid(stmt, 4, corridor);
    cv_stmt_int64(stmt, 5, limit_grams);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

/* ---- wagons ---- */

static struct cv_status wagon_full(struct cv_books *books, struct cv_uuid trip, const char *wagon,
                                   int64_t leg, int64_t grams, int64_t slots)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT limit_grams - used_grams, limit_slots - used_slots FROM wagon_room "
                   "WHERE org_id = $1 AND trip_uid = $2 AND wagon = $3 AND leg = $4");
    struct cv_status status;
    int64_t left[2] = {0};

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    cv_stmt_text(stmt, 3, wagon);
    cv_stmt_int64(stmt, 4, leg);
    if (cv_stmt_step(stmt)) {
        left[0] = cv_stmt_get_int64(stmt, 0);
        left[1] = cv_stmt_get_int64(stmt, 1);
    }
    status = cv_stmt_finish(stmt);
    return !cv_ok(status) ? status
                          : cv_status_f(books->arena, CV_FAILED_PRECONDITION, "WAGON_FULL",
                                        "wagon %s has %" PRId64 " g and %" PRId64
                                        " places left on the leg from point %" PRId64 "; %" PRId64
                                        " g and %" PRId64 " places are more than that",
                                        wagon, left[0], left[1], leg, grams, slots);
}

/* Then: whether the wagon is beyond its limits, when it is within them. */
#define TAKE                                                                                       \
    "UPDATE wagon_room SET used_grams = used_grams + $5, used_slots = used_slots + $6, "           \
    "forced = CASE WHEN used_grams + $5 <= limit_grams AND used_slots + $6 <= limit_slots THEN "
#define OF_WAGON "WHERE org_id = $1 AND trip_uid = $2 AND wagon = $3 AND leg = $4 "

static void bind_taking(struct cv_books *books, struct cv_stmt *stmt, struct cv_uuid trip,
                        const char *wagon, int64_t leg, int64_t grams, int64_t slots)
{
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    cv_stmt_text(stmt, 3, wagon);
    cv_stmt_int64(stmt, 4, leg);
    cv_stmt_int64(stmt, 5, grams);
    cv_stmt_int64(stmt, 6, slots);
}

struct cv_status room_take_wagon(struct cv_books *books, struct cv_uuid trip, const char *wagon,
                                 int64_t leg, int64_t grams, int64_t slots)
{
    const struct cv_status refused = {.code = CV_FAILED_PRECONDITION};
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, TAKE "0 ELSE forced END " OF_WAGON
                                      "AND ($5 <= 0 OR used_grams + $5 <= limit_grams) "
                                      "AND ($6 <= 0 OR used_slots + $6 <= limit_slots)");
    struct cv_status status;

    bind_taking(books, stmt, trip, wagon, leg, grams, slots);
    status = cv_books_change(stmt, refused);
    return status.code == CV_FAILED_PRECONDITION ? wagon_full(books, trip, wagon, leg, grams, slots)
                                                 : status;
}

struct cv_status room_force_wagon(struct cv_books *books, struct cv_uuid trip, const char *wagon,
                                  int64_t leg, int64_t grams, int64_t slots, bool *excess)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, TAKE "0 ELSE 1 END " OF_WAGON
                                      "RETURNING CASE WHEN ($5 > 0 AND used_grams > limit_grams) "
                                      "OR ($6 > 0 AND used_slots > limit_slots) THEN 1 ELSE 0 END");
    bool found;
    struct cv_status status;

    bind_taking(books, stmt, trip, wagon, leg, grams, slots);
    found = cv_stmt_step(stmt);
    *excess = *excess || (found && cv_stmt_get_int64(stmt, 0) != 0);
    status = cv_stmt_finish(stmt);
    return cv_ok(status) && !found ? CV_BOOKS_CHANGED : status;
}

/* The wagon and leg of each leg on which the box is planned. */
struct leg {
    const char *wagon;
    int64_t leg;
};

#define LEGS_MAX 256

static struct cv_status legs_of(struct cv_books *books, struct cv_uuid trip, struct cv_uuid box,
                                struct leg *legs, size_t *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT l.wagon, g.leg FROM load_leg g JOIN load l ON l.org_id = g.org_id "
                   "AND l.trip_uid = g.trip_uid AND l.uid = g.load_uid "
                   "WHERE g.org_id = $1 AND g.trip_uid = $2 AND g.box_uid = $3 ORDER BY g.leg");

    *count = 0;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    cv_stmt_uuid(stmt, 3, box);
    while (*count < LEGS_MAX && cv_stmt_step(stmt))
        legs[(*count)++] = (struct leg){
            .wagon = cv_stmt_get_text(stmt, 0, books->arena),
            .leg = cv_stmt_get_int64(stmt, 1),
        };
    return cv_stmt_finish(stmt);
}

/* ---- boxes ---- */

static struct cv_status box_full(struct cv_books *books, struct cv_uuid trip, struct cv_uuid box,
                                 int64_t grams)
{
    struct box_room room;
    bool found;
    struct cv_status status = room_get_box(books, trip, box, &room, &found);

    if (!cv_ok(status))
        return status;
    if (!found)
        return cv_status(CV_FAILED_PRECONDITION, "NOT_PLANNED",
                         "the box is not in the load plan of this trip");
    return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "BOX_FULL",
                       "the box has %" PRId64 " g left of %" PRId64 "; %" PRId64
                       " g are more than that",
                       room.limit_grams - room.used_grams, room.limit_grams, grams);
}

static struct cv_status take_box(struct cv_books *books, struct cv_uuid trip, struct cv_uuid box,
                                 int64_t grams, int64_t minor, int64_t packages)
{
    const struct cv_status refused = {.code = CV_FAILED_PRECONDITION};
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE box_room SET used_grams = used_grams + $4, minor = minor + $5, "
                   "packages = packages + $6 WHERE org_id = $1 AND trip_uid = $2 "
                   "AND box_uid = $3 AND used_grams + $4 <= limit_grams");
    struct cv_status status;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    cv_stmt_uuid(stmt, 3, box);
    cv_stmt_int64(stmt, 4, grams);
    cv_stmt_int64(stmt, 5, minor);
    cv_stmt_int64(stmt, 6, packages);
    status = cv_books_change(stmt, refused);
    return status.code == CV_FAILED_PRECONDITION ? box_full(books, trip, box, grams) : status;
}

struct cv_status room_take_box(struct cv_books *books, struct cv_uuid trip, struct cv_uuid box,
                               int64_t grams, int64_t minor, int64_t packages, bool *excess)
{
    struct leg legs[LEGS_MAX];
    size_t count = 0;
    struct cv_status status = take_box(books, trip, box, grams, minor, packages);

    if (cv_ok(status))
        status = legs_of(books, trip, box, legs, &count);
    for (size_t i = 0; cv_ok(status) && i < count; i++)
        status = excess == NULL
                     ? room_take_wagon(books, trip, legs[i].wagon, legs[i].leg, grams, 0)
                     : room_force_wagon(books, trip, legs[i].wagon, legs[i].leg, grams, 0, excess);
    return status;
}

struct cv_status room_get_box(struct cv_books *books, struct cv_uuid trip, struct cv_uuid box,
                              struct box_room *room, bool *found)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT limit_grams, used_grams, minor, packages, loaded, landed FROM box_room "
                   "WHERE org_id = $1 AND trip_uid = $2 AND box_uid = $3");

    *room = (struct box_room){0};
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    cv_stmt_uuid(stmt, 3, box);
    *found = cv_stmt_step(stmt);
    if (*found)
        *room = (struct box_room){
            .limit_grams = cv_stmt_get_int64(stmt, 0),
            .used_grams = cv_stmt_get_int64(stmt, 1),
            .minor = cv_stmt_get_int64(stmt, 2),
            .packages = cv_stmt_get_int64(stmt, 3),
            .loaded = cv_stmt_get_int64(stmt, 4) != 0,
            .landed = cv_stmt_get_int64(stmt, 5) != 0,
        };
    return cv_stmt_finish(stmt);
}

struct cv_status room_set_box(struct cv_books *books, struct cv_uuid trip, struct cv_uuid box,
                              bool loaded, bool landed)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "UPDATE box_room SET loaded = $4, landed = $5 "
                                 "WHERE org_id = $1 AND trip_uid = $2 AND box_uid = $3");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    cv_stmt_uuid(stmt, 3, box);
    cv_stmt_int64(stmt, 4, loaded);
    cv_stmt_int64(stmt, 5, landed);
    return cv_books_change(stmt, CV_BOOKS_CHANGED);
}
