#include "cargo/cargo_audit_store.h"

#include "audit_sum.h"

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
#define ADOPTED "3" /* BoxLoadState: it was on the wagon, whatever that may carry */
#define CARRIED                                                                                    \
    " FROM carriage a WHERE a.org_id = r.org_id AND a.corridor_uid = r.corridor_uid "              \
    "AND a.trip_uid = r.trip_uid AND a.box_uid = r.box_uid"
#define BOXES_CARRIED                                                                              \
    " FROM carriage_box a WHERE a.org_id = r.org_id AND a.corridor_uid = r.corridor_uid "          \
    "AND a.trip_uid = r.trip_uid AND a.box_uid = r.box_uid"

static const struct audit_sum SUMS[] = {
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
    {NULL, NULL},
};

struct cv_status cargo_audit_run(struct cv_tx *tx, struct cargo_audit *audit)
{
    return audit_sums_run(tx, SUMS, &audit->rows, &audit->wrong);
}
