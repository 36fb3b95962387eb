/* What has become of a donation: a fold over the movements that stand. Pure: no store, no clock.
 *
 * Memory   Texts of a status live in the arena given.
 * Errors   FAILED_PRECONDITION: WRONG_STATE, BACKDATED, DIFFERENCE_UNEXPLAINED, MORE_THAN_RECEIVED.
 *          INVALID_ARGUMENT names the field of the movement. */
#ifndef PROJECTS_DONATION_FOLD_H
#define PROJECTS_DONATION_FOLD_H

#include "base/arena.h"
#include "base/status.h"
#include "base/uuid.h"

/* The numbers of a DonationState. */
enum donation_state {
    DONATION_PLEDGED = 1,
    DONATION_SHIPPED = 2,
    DONATION_RECEIVED = 3,
    DONATION_DISTRIBUTED = 4,
    DONATION_CLOSED = 5,
    DONATION_CANCELLED = 6,
};

/* The numbers of a DonationMove. */
enum donation_move {
    DONATION_SHIP = 1,
    DONATION_RECEIVE = 2,
    DONATION_EXPLAIN = 3,
    DONATION_DISTRIBUTE = 4,
    DONATION_CLOSE = 5,
    DONATION_CANCEL = 6,
    DONATION_RETRACT = 7,
};

struct donation_line {
    const char *item;
    const char *goods;
    const char *unit;
    int64_t quantity;
    int64_t unit_minor;
    int64_t basis; /* a ValuationBasis */
    /* By the movements that stand. */
    int64_t shipped;
    int64_t received;
    int64_t distributed;
    bool unexplained;   /* received is not what was shipped */
    int64_t difference; /* the DifferenceReason of an EXPLAIN; 0: none */
};

struct donation_quantity {
    size_t line; /* its place among the lines */
    int64_t quantity;
};

struct donation_movement {
    enum donation_move move;
    int32_t on; /* CV_DATE_NONE in a RETRACT */
    struct donation_quantity *quantities;
    size_t quantity_count;
    const char *site;
    const char *reference;
    int64_t difference; /* a DifferenceReason */
    const char *reason;
    int64_t sequence;
    int64_t recorded_us;
    int64_t retracted_us; /* CV_BOOKS_NOT_REPLACED: it stands */
};

struct donation {
    struct cv_uuid uid;
    const char *id;
    const char *title;
    const char *title_zh;
    const char *donor; /* its id */
    int32_t pledged_on;
    const char *reference;
    const char *currency; /* as asked for; "": the programme's */
    struct donation_line *lines;
    size_t line_count;
    struct donation_movement *movements; /* all that are known, also those that do not stand */
    size_t movement_count;
    size_t movement_room;
    enum donation_state state;
    int32_t moved_on;
    int64_t version;
    int64_t created_us;
    int64_t changed_us;
};

/* As it was pledged. */
void donation_begin(struct donation *donation);
/* One more movement, no RETRACT. When it is refused, the donation is void. */
struct cv_status donation_follow(struct cv_arena *arena, struct donation *donation,
                                 const struct donation_movement *movement);
/* Anew, from its movements that stand and are dated up to that day. */
struct cv_status donation_refold(struct cv_arena *arena, struct donation *donation,
                                 int32_t through);
/* It was not retracted, and is itself no RETRACT. */
bool donation_stands(const struct donation_movement *movement);
/* The last movement that stands; NULL: none does. */
struct donation_movement *donation_last(const struct donation *donation);

/* In minor units; of all lines. */
struct donation_value {
    __int128 pledged;
    __int128 shipped;
    __int128 received;
    __int128 distributed;
};
struct donation_value donation_value_of(const struct donation *donation);

#endif
