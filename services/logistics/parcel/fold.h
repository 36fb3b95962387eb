/* A parcel's state: what its scans say when they are put in order. Pure: no store, no clock.
 *
 * Events follow each other by the time they happened; those of one instant by step, then by reader
 * and number, so that the same scans give the same state in whatever order they came. Readers'
 * clocks differ: within PARCEL_TIE_US the main line does not go back, whatever the times say.
 *
 * Numbers (chutes, bags, prefectures, plans, readers) are those of one hub; 0: none. Times are
 * microseconds UTC; 0: not yet. */
#ifndef LOGISTICS_FOLD_H
#define LOGISTICS_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PARCEL_TIE_US    INT64_C(1800000000)    /* 30 minutes */
#define PARCEL_DOUBLE_US INT64_C(5000000)       /* a second read within it is the same event */
#define PARCEL_LOST_US   INT64_C(172800000000)  /* so long overdue and unseen: lost */
#define PARCEL_REOPEN_US INT64_C(2592000000000) /* a delivered number is seen again: 30 days */
#define PARCEL_FALL_US   INT64_C(60000000)      /* it cannot be on a belt again so soon */

/* The numbers of the ScanStep on the wire. */
enum parcel_step {
    STEP_NONE,
    STEP_PRE_ADVISED,
    STEP_INBOUND,
    STEP_WEIGHED,
    STEP_ASSIGNED,
    STEP_DIVERTED,
    STEP_BAGGED,
    STEP_UNBAGGED,
    STEP_DISPATCHED,
    STEP_ARRIVED_DEST,
    STEP_OUT_FOR_DELIVERY,
    STEP_DELIVERY_FAILED,
    STEP_DELIVERED,
    STEP_RETURNED,
    STEP_HELD,
    STEP_RELEASED,
    STEP_NO_READ,
    STEP_RECIRCULATED,
    STEP_REJECTED,
    STEP_RELABELLED,
    STEP_MERGED,
    STEP_UNMERGED,
    STEP_LOST,
    STEP_FOUND,
    STEP_RETRACTED,
    STEP_COUNT,
};

/* Those of the ParcelState on the wire. */
enum parcel_place {
    PARCEL_UNKNOWN,
    PARCEL_PRE_ADVISED,
    PARCEL_INBOUND,
    PARCEL_ASSIGNED,
    PARCEL_DIVERTED,
    PARCEL_BAGGED,
    PARCEL_DISPATCHED,
    PARCEL_ARRIVED_DEST,
    PARCEL_OUT_FOR_DELIVERY,
    PARCEL_DELIVERED,
    PARCEL_NO_READ,
    PARCEL_REJECTED,
    PARCEL_RETURNED,
    PARCEL_LOST,
    PARCEL_MERGED,
};

/* What is strange. Those up to ODD_UNKNOWN_DESTINATION are told when the scan arrives and kept with
 * it; the others are of the whole, and may come and go when a late scan explains them. */
enum parcel_odd {
    ODD_NONE,
    ODD_FUTURE, /* takes no effect */
    ODD_NUMBER_NOT_VALID,
    ODD_UNKNOWN_CHUTE,
    ODD_CHUTE_DISABLED,
    ODD_CHUTE_NOT_IN_PLAN,
    ODD_UNKNOWN_BAG,
    ODD_BAG_NOT_OPEN, /* it is not taken to be in that bag */
    ODD_UNKNOWN_DESTINATION,
    ODD_RELABEL_CYCLE, /* takes no effect */
    ODD_RELABEL_IN_USE,
    ODD_DELIVERED_BEFORE_INBOUND,
    ODD_AFTER_DELIVERED,
    ODD_RETRACTS_NOTHING,
    ODD_COUNT,
};

struct parcel_event {
    int64_t at_us;
    int64_t number; /* of the reader */
    int64_t reader_no;
    int64_t seq;
    int64_t step; /* a parcel_step */
    int64_t odd;  /* a parcel_odd, as told when it arrived */
    int64_t chute_no;
    int64_t bag_no;
    int64_t bag_prefecture_no;
    int64_t plan_no;
    int64_t prefecture_no; /* where the parcel goes; 0: not said */
    bool not_served;       /* this hub sends nothing there */
    int64_t grams;
    int64_t other_no; /* MERGED, RELABELLED: the parcel that this one is */
    /* Of RELABELLED and MERGED, not kept: only all scans together tell (parcel/ties.h). */
    bool cycle;
    bool in_use; /* the number was another's before: it stays that one */
    /* RETRACTED: the event that is not true; reader 0: of none that is known. */
    int64_t retracts_reader_no;
    int64_t retracts_number;
    bool retracted; /* by another, not kept: see parcel_retract() */
};

#define MISSORTED_HUB    1
#define MISSORTED_BAG    2
#define MISSORTED_DIVERT 4

/* Nothing but int64_t: parcel/state_bytes.c keeps it field by field, the times first. */
struct parcel_state {
    int64_t first_us;
    int64_t last_us; /* of the newest event, as the next three */
    int64_t place_us;
    int64_t inbound_us;      /* first */
    int64_t sorted_us;       /* first in a chute or, without one, in a bag */
    int64_t missorted_us;    /* first found in a wrong place */
    int64_t no_read_us;      /* first */
    int64_t recirculated_us; /* first */
    int64_t round_us;        /* last recirculation, by round_reader */
    int64_t rejected_us;     /* first */
    int64_t dispatched_us;   /* first; or when it was first seen beyond the hub */
    int64_t chute_us;        /* when it fell */

    int64_t last_step; /* STEP_NONE: no event yet */
    int64_t last_reader;
    int64_t last_number;
    int64_t place; /* a parcel_place */
    int64_t sorted_chute;
    int64_t missorted_chute;
    int64_t assigned_chute;
    int64_t chute_no; /* where it fell */
    int64_t bag_no;
    int64_t bag_prefecture_no;
    int64_t plan_no;
    int64_t prefecture_no;
    int64_t declared_grams;
    int64_t grams;
    int64_t round_reader;
    int64_t recirculations;
    int64_t failures;   /* of delivery */
    int64_t found;      /* times it was lost and seen again */
    int64_t missorts;   /* MISSORTED_*, that were ever found */
    int64_t odd;        /* 1 << parcel_odd */
    int64_t not_served; /* these four are true or false */
    int64_t held;
    int64_t inferred_inbound;  /* it was seen in the hub, and nobody saw it come in */
    int64_t inferred_dispatch; /* it was seen beyond the hub, and nobody saw it leave */
    int64_t left_bag;          /* the last it was not taken out of: it was seen in another */

    int64_t retractions; /* events that retract: with any, each new event needs a whole fold */
};

#define PARCEL_STATE_TIMES 12

/* The order of events. */
int parcel_event_compare(const void *a, const void *b);
void parcel_events_sort(struct parcel_event *events, size_t count);
/* It comes after all that the state was folded from. */
bool parcel_event_is_next(const struct parcel_state *state, const struct parcel_event *event);
/* And the state is that with it, without a look at what was before: nothing is retracted. */
bool parcel_folds_next(const struct parcel_state *state, const struct parcel_event *event);

/* One more event, that folds next. False: it was a second read of the same, and counts for nothing.
 */
bool parcel_fold_next(struct parcel_state *state, const struct parcel_event *event);
/* Marks those that others retract, and sorts. True: one of these retracts nothing. */
bool parcel_retract(struct parcel_event *events, size_t count);
/* All of a parcel's events, which are sorted. */
void parcel_fold(struct parcel_state *state, struct parcel_event *events, size_t count);

/* The missorts that stand now, not those mended. MISSORTED_* */
int64_t parcel_missorts(const struct parcel_state *state);

/* What should be seen next; STEP_NONE: nothing is expected. */
int64_t parcel_expected(const struct parcel_state *state, int64_t *deadline_us);
/* Until when it is only overdue: so long after the deadline, and after it was seen last. */
int64_t parcel_lost_after(const struct parcel_state *state, int64_t deadline_us);
/* LOST if that has passed at `now_us`. */
int64_t parcel_place_at(const struct parcel_state *state, int64_t now_us);

#endif
