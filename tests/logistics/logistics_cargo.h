/* What tests of cargo begin with: on the corridor of logistics_corridor.h boxes, consignments from
 * Kunming to Vientiane, a trip with wagons. */
#ifndef TESTS_LOGISTICS_LOGISTICS_CARGO_H
#define TESTS_LOGISTICS_LOGISTICS_CARGO_H

#include "logistics_corridor.h"

#define BOX_1 "csqu3054383" /* 20 feet: tare 2,200 kg, at most 24,000 kg */
#define BOX_2 "zepu0037255" /* 40 feet: tare 3,800 kg, at most 30,480 kg */
#define BOX_3 "apzu4812090" /* as BOX_1 */

/* The three boxes. */
void boxes_sow(struct service_bench *bench);

/* MoveBox, a minute after the one before; `event` is the move and what belongs to it. */
void box_moves(struct service_bench *bench, const char *box, const char *event);
#define BOX_REFUSES(bench, box, event, reason)                                                     \
    REFUSE(bench, "MoveBox", service_text(bench, "name: 'boxes/%s' event { %s }", box, event),     \
           CV_FAILED_PRECONDITION, reason, "")
/* Stuffed and sealed with this number, at the consignor's, and gated in. */
void box_packed(struct service_bench *bench, const char *box, const char *seal);

/* A consignment of one line: 100 packages, 10,000 kg, 50,000.00 yuan, HS 070200; with a note. */
void consignment_sow(struct service_bench *bench, const char *id);
/* And accepted. */
void consignment_accepted(struct service_bench *bench, const char *id);
void consignment_moves(struct service_bench *bench, const char *id, const char *action);

/* trip_sow(), with the wagons 1000001 and 1000002: 60 t and two places each. */
void train_sow(struct service_bench *bench, const char *id);
/* With the wagons 2000001 and 2000002. */
void train_sow_other(struct service_bench *bench, const char *id);
/* The box on a wagon all the way; and 100 packages of a consignment in it. */
void load_sow(struct service_bench *bench, const char *trip, const char *box, const char *wagon,
              int slot);
void booking_sow(struct service_bench *bench, const char *trip, const char *box,
                 const char *consignment, int packages);

/* MoveTrip; and all the way from Kunming to Vientiane, READY to ARRIVED, and then UNLOADED. */
void train_moves(struct service_bench *bench, const char *trip, const char *what);
void train_runs(struct service_bench *bench, const char *trip);
void train_unloads(struct service_bench *bench, const char *trip);

#define TRAIN "corridors/laos/trips/"

#endif
