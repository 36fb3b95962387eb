#include "cargo/cargo_audit_store.h"

#include "service/recount_store.h"
#include "service/rows.h"

#define COUNT(wrong)                                                                               \
    "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN " wrong " THEN 1 ELSE 0 END), 0) AS BIGINT) "
#define SUM(value) "CAST(COALESCE(SUM(" value "), 0) AS BIGINT)"

/* Of the bookings of a box on a trip, or of a line. */
#define OF_BOX                                                                                     \
    " FROM booking k WHERE k.org_id = r.org_id AND k.trip_uid = r.trip_uid "                       \
    "AND k.box_uid = r.box_uid AND k.cancelled_us = 0"
#define OF_LINE                                                                                    \
    " FROM booking k LEFT JOIN box_room r ON r.org_id = k.org_id AND r.trip_uid = k.trip_uid "     \
    "AND r.box_uid = k.box_uid WHERE k.org_id = s.org_id "                                         \
    "AND k.consignment_uid = s.consignment_uid AND k.line = s.line AND k.cancelled_us = 0"
#define DELIVERED                                                                                  \
    " FROM delivery d WHERE d.org_id = s.org_id AND d.consignment_uid = s.consignment_uid "        \
    "AND d.line = s.line"
/* Of the boxes planned on a wagon on a leg. */
#define ON_LEG                                                                                     \
    " FROM load_leg g JOIN load l ON l.org_id = g.org_id AND l.trip_uid = g.trip_uid "             \
    "AND l.uid = g.load_uid JOIN box b ON b.org_id = g.org_id AND b.uid = g.box_uid "              \
    "JOIN box_room x ON x.org_id = g.org_id AND x.trip_uid = g.trip_uid "                          \
    "AND x.box_uid = g.box_uid WHERE g.org_id = r.org_id AND g.trip_uid = r.trip_uid "             \
    "AND g.leg = r.leg AND l.wagon = r.wagon"
#define PLANNED  "1"    /* BoxLoadState */
#define ADOPTED  "3"    /* BoxLoadState: it was on the wagon, whatever that may carry */
#define ABOARD   "5, 6" /* BoxPosition */
#define ACCEPTED "3"    /* ConsignmentState */
#define ARRIVED  "6"    /* ConsignmentState */
#define ON_BOARD                                                                                   \
    " FROM load l WHERE l.org_id = b.org_id AND l.box_uid = b.uid AND l.loaded_us > 0 "            \
    "AND l.discharged_us = 0"
#define CARRIED                                                                                    \
    " FROM carriage a WHERE a.org_id = r.org_id AND a.corridor_uid = r.corridor_uid "              \
    "AND a.trip_uid = r.trip_uid AND a.box_uid = r.box_uid"
#define BOXES_CARRIED                                                                              \
    " FROM carriage_box a WHERE a.org_id = r.org_id AND a.corridor_uid = r.corridor_uid "          \
    "AND a.trip_uid = r.trip_uid AND a.box_uid = r.box_uid"

static const struct cv_recount SUMS[] = {
    {"boxes: what is booked in them", COUNT("r.used_grams <> (SELECT " SUM("k.grams") OF_BOX
                                            ") OR r.minor <> (SELECT " SUM("k.minor") OF_BOX
                                            ") OR r.packages <> (SELECT " SUM("k.packages") OF_BOX
                                            ") OR r.used_grams > r.limit_grams") "FROM box_room r"},
    {"wagons: mass and places taken on each leg",
     COUNT("r.used_grams <> (SELECT " SUM("b.tare_grams + x.used_grams") ON_LEG
           ") OR r.used_slots <> (SELECT " SUM("b.units") ON_LEG
           ") OR (r.used_grams > r.limit_grams OR r.used_slots > r.limit_slots) <> (r.forced = 1) "
           "OR r.forced > (SELECT COUNT(*)" ON_LEG " AND l.state = " ADOPTED
           ")") "FROM wagon_room r"},
    {"lines: packages booked, loaded, landed and delivered",
     COUNT("s.booked <> (SELECT " SUM("k.packages") OF_LINE ") OR s.booked_grams <> (SELECT " SUM(
         "k.grams") OF_LINE ") OR s.booked_minor <> (SELECT " SUM("k.minor") OF_LINE
           ") OR s.loaded <> (SELECT " SUM("k.packages * r.loaded") OF_LINE
           ") OR s.landed <> (SELECT " SUM("k.packages * r.landed") OF_LINE
           ") OR s.delivered <> (SELECT " SUM("d.packages") DELIVERED
           ") OR s.missing <> (SELECT " SUM("d.missing") DELIVERED
           ") OR s.booked > s.packages OR s.loaded > s.booked "
           "OR s.delivered + s.missing > s.booked") "FROM consignment_stock s"},
    {"reports: what was carried in each box",
     COUNT("r.loaded * r.used_grams <> (SELECT " SUM("a.grams") CARRIED
           ") OR r.loaded * r.minor <> (SELECT " SUM("a.minor") CARRIED
           ") OR r.loaded * r.packages <> (SELECT " SUM("a.packages") CARRIED
           ") OR r.loaded <> (SELECT " SUM("a.boxes") BOXES_CARRIED ")") "FROM box_room r"},
    {"loads: the legs they hold",
     COUNT("(SELECT COUNT(*) FROM load_leg g WHERE g.org_id = l.org_id "
           "AND g.trip_uid = l.trip_uid AND g.box_uid = l.box_uid AND g.load_uid = l.uid) <> "
           "CASE WHEN l.state IN (" PLANNED ", " ADOPTED ") THEN l.to_point - l.from_point "
           "ELSE 0 END") "FROM load l"},
    {"boxes: on board of one wagon at most, and there by the plan, too",
     COUNT("(SELECT COUNT(*)" ON_BOARD ") <> CASE WHEN b.position IN (" ABOARD ") THEN 1 "
           "ELSE 0 END OR (SELECT COUNT(*)" ON_BOARD
           " AND l.trip_uid = b.trip_uid AND l.wagon = b.wagon) <> (SELECT COUNT(*)" ON_BOARD
           ")") "FROM box b"},
    {"boxes on trips: whether they were on board",
     COUNT("r.loaded <> CASE WHEN EXISTS (SELECT 1 FROM load l WHERE l.org_id = r.org_id "
           "AND l.trip_uid = r.trip_uid AND l.box_uid = r.box_uid AND l.loaded_us > 0) THEN 1 "
           "ELSE 0 END OR r.landed > r.loaded") "FROM box_room r"},
    {"consignments: whether they are loaded, or have arrived",
     COUNT("c.state <> CASE WHEN s.loaded = 0 THEN " ACCEPTED
           " WHEN s.landed = s.loaded THEN " ARRIVED " WHEN c.state > " ACCEPTED
           " THEN c.state ELSE 0 END") "FROM consignment c JOIN (SELECT org_id, consignment_uid, "
                                       "SUM(loaded) AS loaded, "
                                       "SUM(landed) AS landed FROM consignment_stock GROUP BY "
                                       "org_id, consignment_uid) s "
                                       "ON s.org_id = c.org_id AND s.consignment_uid = c.uid "
                                       "WHERE c.state BETWEEN " ACCEPTED " AND " ARRIVED},
    {NULL, NULL},
};

struct cv_status cargo_boxes(struct cv_tx *tx, struct cv_arena *arena, struct cargo_box **boxes,
                             size_t *count)
{
    struct cv_stmt *stmt = cv_tx_prepare(tx, "SELECT org_id, id FROM box ORDER BY org_id, uid");
    size_t room = 0;

    *boxes = NULL;
    *count = 0;
    while (cv_stmt_step(stmt)) {
        struct cargo_box *grown = cv_rows_grow(arena, *boxes, *count, &room, sizeof(*grown));

        if (grown == NULL)
            break;
        *boxes = grown;
        grown[(*count)++] = (struct cargo_box){
            .org = cv_stmt_get_text(stmt, 0, arena),
            .id = cv_stmt_get_text(stmt, 1, arena),
        };
    }
    return cv_stmt_finish(stmt);
}

struct cv_status cargo_audit_run(struct cv_tx *tx, struct cargo_audit *audit)
{
    return cv_recounts_run(tx, SUMS, &audit->rows, &audit->wrong);
}
