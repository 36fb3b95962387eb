/* Where a parcel on the belt goes: the rule, without store and wire.
 *
 * The order: what cannot be sorted at all goes to its lane (not read, held, too heavy or large, no
 * destination known); else the first chute of its key that takes parcels, then the overflow lane's;
 * else once more round, as often as the plan allows; else the reject lane. */
#ifndef LOGISTICS_DECISION_H
#define LOGISTICS_DECISION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* = caravan.logistics.v1.SortLane */
enum sort_lane {
    LANE_DESTINATION = 1,
    LANE_REJECT,
    LANE_OVERFLOW,
    LANE_NO_READ,
    LANE_NO_DATA,
    LANE_OVERWEIGHT,
    LANE_COUNT,
};

/* = SortAction, SortReason */
enum sort_action {
    SORT_DIVERT = 1,
    SORT_RECIRCULATE,
    SORT_REJECT,
};
enum sort_reason {
    SORT_PLANNED = 1,
    SORT_ALTERNATE,
    SORT_OVERFLOW,
    SORT_CHUTE_FULL,
    SORT_NO_READ,
    SORT_NO_DATA,
    SORT_NO_KEY,
    SORT_OVERWEIGHT,
    SORT_OVERSIZE,
    SORT_HELD,
    SORT_NOT_VALID,
    SORT_NO_PLAN,
    SORT_TOO_LATE,
    SORT_TROUBLE,
};

#define SORT_PLAN_RANKS 10 /* chutes of one key or lane in a plan, ranks 0 to 9 */

/* A chute of the plan. */
struct sort_chute {
    int64_t no;
    const char *id;
    bool out_of_service;
    bool full;
    bool bagged; /* a bag hangs there */
};

/* The chutes of one key or lane, by rank. */
struct sort_chutes {
    struct sort_chute at[SORT_PLAN_RANKS];
    size_t count;
};

/* What the belt says of the parcel, and what is known of it. */
struct sort_parcel {
    bool read;  /* a number was read */
    bool valid; /* and it is a number of its carrier */
    bool held;
    bool known;     /* a destination is known for it */
    int32_t rounds; /* made already */
    int64_t grams;  /* measured; 0: not */
    int64_t longest_mm;
    int64_t declared_grams; /* 0: not declared */
};

struct sort_limits {
    int64_t plan_no; /* 0: no plan is active */
    int32_t max_rounds;
    int64_t max_grams; /* 0: no limit */
    int64_t max_mm;
};

struct sort_decision {
    enum sort_action action;
    enum sort_reason reason;
    const struct sort_chute *chute; /* of those given; NULL: none */
    int32_t rounds;
    bool reprice;
};

/* The lane this parcel must go to whatever its destination, and why. LANE_DESTINATION: none. */
enum sort_lane sort_lane_of(const struct sort_parcel *parcel, const struct sort_limits *limits,
                            enum sort_reason *reason);

/* `lanes`: the plan's chutes, those of the parcel's key at LANE_DESTINATION. Only those lanes need
 * be filled that sort_lane_of() names, with REJECT, and for LANE_DESTINATION with OVERFLOW. */
struct sort_decision sort_decide(const struct sort_parcel *parcel, const struct sort_limits *limits,
                                 const struct sort_chutes lanes[LANE_COUNT]);

/* When it cannot be decided (no time, no store): round again; too often round, reject. Without a
 * plan at hand the house's own limit of rounds counts. */
#define SORT_ROUNDS_DEFAULT 3
struct sort_decision sort_undecided(const struct sort_parcel *parcel, enum sort_reason reason);

#endif
