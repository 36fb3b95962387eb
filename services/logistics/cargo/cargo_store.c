#include "cargo/cargo_store.h"

#include "consignment/consignment_store.h"
#include "load_plan/load_store.h"
#include "service/rows.h"

#include <inttypes.h>
#include <string.h>

#define SEEN     "2" /* BoxLoadState */
#define STUFFED  "3" /* BoxLading */
#define SEALED   "2" /* BoxSeal */
#define ACCEPTED "3" /* ConsignmentState */
#define HELD     "2" /* CONSIGNMENT_FLAG(CONSIGNMENT_CUSTOMS_HOLD) */
#define NOTE     "1" /* PaperKind */

/* A query for what is wrong with a trip: $1 org, $2 trip; the first column names the first such
 * thing. */
struct question {
    const char *sql;
    const char *reason;
    const char *message; /* to follow the thing */
};

#define FROM_BOXES                                                                                 \
    "SELECT b.id FROM box_room r JOIN box b ON b.org_id = r.org_id AND b.uid = r.box_uid "         \
    "WHERE r.org_id = $1 AND r.trip_uid = $2 AND (r.loaded = 1 OR EXISTS (SELECT 1 FROM load_leg " \
    "g WHERE g.org_id = r.org_id AND g.trip_uid = r.trip_uid AND g.box_uid = r.box_uid)) "
#define FROM_CONSIGNMENTS                                                                          \
    "SELECT c.id FROM booking k JOIN consignment c ON c.org_id = k.org_id "                        \
    "AND c.uid = k.consignment_uid "                                                               \
    "JOIN consignment_line l ON l.org_id = c.org_id AND l.consignment_uid = c.uid "                \
    "AND l.version = c.version WHERE k.org_id = $1 AND k.trip_uid = $2 AND k.cancelled_us = 0 "

static const struct question READY[] = {
    {"SELECT b.id FROM load l JOIN box b ON b.org_id = l.org_id AND b.uid = l.box_uid "
     "WHERE l.org_id = $1 AND l.trip_uid = $2 AND l.state = " SEEN " AND l.loaded_us > 0 "
     "AND l.discharged_us = 0 ORDER BY l.uid LIMIT 1",
     "BOX_NOT_PLANNED", "the box is on board, and nobody planned it: adopt it or take it off"},
    {FROM_BOXES "AND r.packages > 0 AND b.lading <> " STUFFED " ORDER BY r.box_uid LIMIT 1",
     "BOX_NOT_STUFFED", "goods are booked in the box, which is not stuffed"},
    {FROM_BOXES "AND b.lading = " STUFFED " AND b.seal <> " SEALED " ORDER BY r.box_uid LIMIT 1",
     "BOX_UNSEALED", "the box is not sealed"},
    {FROM_BOXES "AND (b.weighed_grams > b.max_gross_grams "
                "OR b.tare_grams + r.used_grams > b.max_gross_grams) ORDER BY r.box_uid LIMIT 1",
     "BOX_OVERWEIGHT", "the box is heavier than it may be"},
    {FROM_BOXES "AND b.customs_hold <> 0 ORDER BY r.box_uid LIMIT 1", "HOLD_OPEN",
     "customs holds the box"},
    {"SELECT r.wagon FROM wagon_room r LEFT JOIN trip_wagon w ON w.org_id = r.org_id "
     "AND w.trip_uid = r.trip_uid AND w.number = r.wagon WHERE r.org_id = $1 AND r.trip_uid = $2 "
     "AND r.used_slots > 0 AND (w.number IS NULL OR r.used_grams > w.limit_grams "
     "OR r.used_slots > w.slots) LIMIT 1",
     "WAGON_OVERLOADED", "the wagon carries more than it may, or is not in the consist"},
    {"SELECT l.wagon FROM load_leg g JOIN load l ON l.org_id = g.org_id "
     "AND l.trip_uid = g.trip_uid AND l.uid = g.load_uid "
     "JOIN box b ON b.org_id = g.org_id AND b.uid = g.box_uid "
     "JOIN box_room r ON r.org_id = g.org_id AND r.trip_uid = g.trip_uid "
     "AND r.box_uid = g.box_uid JOIN trip_wagon w ON w.org_id = g.org_id "
     "AND w.trip_uid = g.trip_uid AND w.number = l.wagon WHERE g.org_id = $1 AND g.trip_uid = $2 "
     "GROUP BY l.wagon, g.leg, w.limit_grams HAVING SUM(CASE WHEN b.weighed_grams > 0 "
     "THEN b.weighed_grams ELSE b.tare_grams + r.used_grams END) > w.limit_grams "
     "ORDER BY l.wagon LIMIT 1",
     "WAGON_OVERLOADED", "the boxes on the wagon, as weighed, are heavier than it may carry"},
    {FROM_CONSIGNMENTS "AND c.state < " ACCEPTED " ORDER BY c.id LIMIT 1",
     "CONSIGNMENT_NOT_ACCEPTED", "the goods of the consignment were not accepted"},
    {FROM_CONSIGNMENTS "AND (l.hs_code = '' OR l.packages = 0 OR l.grams = 0 OR l.minor = 0) "
                       "ORDER BY c.id LIMIT 1",
     "CONSIGNMENT_INCOMPLETE", "a line of the consignment has no HS code, packages, mass or value"},
    {FROM_CONSIGNMENTS
     "AND NOT EXISTS (SELECT 1 FROM consignment_paper p WHERE p.org_id = c.org_id "
     "AND p.consignment_uid = c.uid AND p.version = c.version AND p.kind = " NOTE ") "
     "ORDER BY c.id LIMIT 1",
     "CONSIGNMENT_INCOMPLETE", "the consignment has no consignment note among its papers"},
    {FROM_CONSIGNMENTS "AND c.flags % 4 >= " HELD " ORDER BY c.id LIMIT 1", "HOLD_OPEN",
     "customs holds the consignment"},
    {NULL, NULL, NULL},
};

static struct cv_status ask(struct cv_books *books, struct cv_uuid trip,
                            const struct question *question)
{
    struct cv_stmt *stmt = cv_tx_prepare(books->tx, question->sql);
    const char *thing = "";
    struct cv_status status;
    const char *message;
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    found = cv_stmt_step(stmt);
    if (found)
        thing = cv_stmt_get_text(stmt, 0, books->arena);
    status = cv_stmt_finish(stmt);
    if (!cv_ok(status) || !found)
        return status;
    message = cv_arena_printf(books->arena, "%s: %s", thing, question->message);
    return cv_status(CV_FAILED_PRECONDITION, question->reason,
                     message == NULL ? question->message : message);
}

static struct cv_status ask_all(struct cv_books *books, struct cv_uuid trip,
                                const struct question *questions)
{
    struct cv_status status = CV_STATUS_OK;

    for (; cv_ok(status) && questions->sql != NULL; questions++)
        status = ask(books, trip, questions);
    return status;
}

struct cv_status cargo_ready(struct cv_books *books, struct cv_uuid trip)
{
    return ask_all(books, trip, READY);
}

/* ---- closing ---- */

static const struct question CLOSED[] = {
    {"SELECT b.id FROM load l JOIN box b ON b.org_id = l.org_id AND b.uid = l.box_uid "
     "WHERE l.org_id = $1 AND l.trip_uid = $2 AND l.loaded_us > 0 AND l.discharged_us = 0 "
     "ORDER BY l.uid LIMIT 1",
     "BOX_ON_BOARD", "box is still on board"},
    {FROM_BOXES "AND r.loaded <> 0 AND b.customs_hold <> 0 ORDER BY r.box_uid LIMIT 1", "HOLD_OPEN",
     "customs holds the box"},
    {FROM_CONSIGNMENTS "AND c.flags % 4 >= " HELD " ORDER BY c.id LIMIT 1", "HOLD_OPEN",
     "customs holds the consignment"},
    {NULL, NULL, NULL},
};

/* On one leg. */
struct sums {
    int64_t boxes;
    int64_t grams;
    int64_t minor;
};

#define LEGS_MAX 512

struct balance {
    struct sums planned[LEGS_MAX];
    struct sums travelled[LEGS_MAX];
    const char *missing; /* the first load that does not agree; NULL: none */
};

static void add(struct sums *legs, int64_t from, int64_t to, const struct sums *box)
{
    for (int64_t leg = from < 0 ? 0 : from; leg < to && leg < LEGS_MAX; leg++) {
        legs[leg].boxes += box->boxes;
        legs[leg].grams += box->grams;
        legs[leg].minor += box->minor;
    }
}

static const char *name_missing(struct cv_books *books, struct cv_stmt *stmt, bool loaded)
{
    const char *load = cv_stmt_get_text(stmt, 7, books->arena);
    const char *box = cv_stmt_get_text(stmt, 8, books->arena);
    const char *name = cv_arena_printf(
        books->arena, "boxes/%s (loads/%s) %s", box, load,
        loaded ? "travelled and nobody planned it: adopt it"
               : "was planned and never loaded: leave it behind, or tell when it was");

    return name == NULL ? box : name;
}

/* A box that came off where it should not, which its alarm tells, is planned as far as it came.
 * 4 is LOAD_LEFT. */
static struct cv_status add_loads(struct cv_books *books, struct cv_uuid trip,
                                  struct balance *balance)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT l.state, l.from_point, l.to_point, l.loaded_us, l.discharged_at, "
                   "r.used_grams, r.minor, l.id, b.id FROM load l "
                   "JOIN box_room r ON r.org_id = l.org_id AND r.trip_uid = l.trip_uid "
                   "AND r.box_uid = l.box_uid JOIN box b ON b.org_id = l.org_id "
                   "AND b.uid = l.box_uid WHERE l.org_id = $1 AND l.trip_uid = $2 "
                   "AND l.state <> 4 ORDER BY l.uid");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    while (cv_stmt_step(stmt)) {
        const struct sums box = {1, cv_stmt_get_int64(stmt, 5), cv_stmt_get_int64(stmt, 6)};
        bool planned = cv_stmt_get_int64(stmt, 0) != LOAD_SEEN;
        int64_t from = cv_stmt_get_int64(stmt, 1);
        int64_t to = cv_stmt_get_int64(stmt, 2);
        bool loaded = cv_stmt_get_int64(stmt, 3) != 0;
        int64_t end = cv_stmt_get_int64(stmt, 4);

        if (loaded && end >= 0)
            to = end;
        if (planned)
            add(balance->planned, from, to, &box);
        if (loaded)
            add(balance->travelled, from, to, &box);
        if (planned != loaded && balance->missing == NULL)
            balance->missing = name_missing(books, stmt, loaded);
    }
    return cv_stmt_finish(stmt);
}

static struct cv_status compare(struct cv_books *books, const struct balance *balance)
{
    for (int leg = 0; leg < LEGS_MAX; leg++) {
        const struct sums *planned = &balance->planned[leg];
        const struct sums *travelled = &balance->travelled[leg];

        if (planned->boxes != travelled->boxes || planned->grams != travelled->grams ||
            planned->minor != travelled->minor)
            return cv_status_f(books->arena, CV_FAILED_PRECONDITION, "NOT_BALANCED",
                               "%s; on the leg from point %d %" PRId64 " boxes with %" PRId64
                               " g and %" PRId64 " minor units are planned, but %" PRId64
                               " with %" PRId64 " and %" PRId64 " travelled",
                               balance->missing, leg, planned->boxes, planned->grams,
                               planned->minor, travelled->boxes, travelled->grams,
                               travelled->minor);
    }
    return balance->missing == NULL
               ? CV_STATUS_OK
               : cv_status(CV_FAILED_PRECONDITION, "NOT_BALANCED", balance->missing);
}

struct cv_status cargo_balance(struct cv_books *books, struct cv_uuid trip)
{
    struct balance *balance = cv_arena_zalloc(books->arena, sizeof(*balance));
    struct cv_status status = ask_all(books, trip, CLOSED);

    if (cv_ok(status) && balance == NULL)
        status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    if (cv_ok(status))
        status = add_loads(books, trip, balance);
    return cv_ok(status) ? compare(books, balance) : status;
}

/* ---- others ---- */

struct cv_status cargo_on_board(struct cv_books *books, struct cv_uuid trip, int64_t *boxes)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT COUNT(*) FROM load WHERE org_id = $1 AND trip_uid = $2 "
                                 "AND loaded_us > 0 AND discharged_us = 0");

    *boxes = 0;
    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    if (cv_stmt_step(stmt))
        *boxes = cv_stmt_get_int64(stmt, 0);
    return cv_stmt_finish(stmt);
}

/* As the wagon of a row of wagon_room stands in the consist. */
#define CONSIST                                                                                    \
    "FROM trip_wagon w WHERE w.org_id = wagon_room.org_id AND w.trip_uid = wagon_room.trip_uid "   \
    "AND w.number = wagon_room.wagon"

struct cv_status cargo_wagon_free(struct cv_books *books, struct cv_uuid trip, const char *wagon)
{
    struct cv_stmt *stmt =
        cv_tx_prepare(books->tx, "SELECT wagon FROM load WHERE org_id = $1 AND trip_uid = $2 "
                                 "AND (wagon = $3 OR $3 = '') AND state <> 4 LIMIT 1");
    const char *used = "";
    struct cv_status status;
    bool found;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    cv_stmt_text(stmt, 3, wagon == NULL ? "" : wagon);
    found = cv_stmt_step(stmt);
    if (found)
        used = cv_stmt_get_text(stmt, 0, books->arena);
    status = cv_stmt_finish(stmt);
    return cv_ok(status) && found
               ? cv_status_f(books->arena, CV_FAILED_PRECONDITION, "WAGON_IN_USE",
                             "boxes are planned on wagon %s: take them out of the load plan first",
                             used)
               : status;
}

struct cv_status cargo_wagons_limit(struct cv_books *books, struct cv_uuid trip)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "UPDATE wagon_room SET forced = 0, limit_grams = (SELECT w.limit_grams " CONSIST
                   "), limit_slots = (SELECT w.slots " CONSIST ") WHERE org_id = $1 "
                   "AND trip_uid = $2 AND EXISTS (SELECT 1 " CONSIST
                   " AND w.limit_grams >= wagon_room.used_grams "
                   "AND w.slots >= wagon_room.used_slots)");

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    (void)cv_stmt_step(stmt);
    return cv_stmt_finish(stmt);
}

struct cv_status cargo_follow(struct cv_books *books, struct cv_uuid trip)
{
    struct cv_stmt *stmt = cv_tx_prepare(
        books->tx, "SELECT consignment_uid FROM booking WHERE org_id = $1 AND trip_uid = $2 "
                   "AND cancelled_us = 0 ORDER BY uid");
    struct cv_uuid *uids = NULL;
    struct cv_status status;
    size_t count = 0;
    size_t room = 0;

    cv_stmt_text(stmt, 1, books->org);
    cv_stmt_uuid(stmt, 2, trip);
    while (cv_stmt_step(stmt)) {
        struct cv_uuid uid = cv_stmt_get_uuid(stmt, 0);
        struct cv_uuid *grown;

        if (count > 0 && memcmp(&uids[count - 1], &uid, sizeof(uid)) == 0)
            continue;
        grown = cv_rows_grow(books->arena, uids, count, &room, sizeof(*grown));
        if (grown == NULL)
            break;
        uids = grown;
        uids[count++] = uid;
    }
    status = cv_stmt_finish(stmt);
    for (size_t i = 0; cv_ok(status) && i < count; i++)
        status = consignment_follow(books, uids[i]);
    return status;
}
