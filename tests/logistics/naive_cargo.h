/* Cargo as a dispatcher would do it with pencil and paper: everything is a list, and each question
 * is answered by going through the lists from the beginning. Nothing of the service is used.
 *
 * Two trains of two wagons call at three points; three boxes; three consignments of one line each.
 *
 * Memory   A plain value: copy it to try something out. */
#ifndef TESTS_LOGISTICS_NAIVE_CARGO_H
#define TESTS_LOGISTICS_NAIVE_CARGO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    NAIVE_BOXES = 3,
    NAIVE_TRIPS = 2,
    NAIVE_WAGONS = 2, /* of each trip */
    NAIVE_POINTS = 3,
    NAIVE_GOODS = 3,
    NAIVE_EVENTS = 120, /* of a box */
    NAIVE_LOADS = 120,
    NAIVE_BOOKINGS = 100,
};

#define NAIVE_NOWHERE (-1)

/* With the numbers they have on the wire. */
enum naive_move {
    NAIVE_GATE_OUT = 1,
    NAIVE_GATE_IN = 3,
    NAIVE_LOAD = 4,
    NAIVE_DISCHARGE = 5,
};
enum naive_load_state {
    NAIVE_PLANNED = 1,
    NAIVE_SEEN,
    NAIVE_ADOPTED,
    NAIVE_LEFT,
};
enum naive_goods_state {
    NAIVE_ACCEPTED = 3,
    NAIVE_LOADED = 4,
    NAIVE_ARRIVED = 6,
    NAIVE_AVAILABLE,
    NAIVE_PARTLY_DELIVERED,
    NAIVE_DELIVERED,
};

struct naive_event {
    int move;
    int64_t time;
    int observation; /* 0: a command */
    int place;
    int trip, wagon, slot; /* of a load */
    const char *outside;   /* what the plan had to say */
};

struct naive_load {
    char name[40]; /* the last part; "": seen, and not yet known */
    int state;
    int box, trip, wagon, slot;
    int from, to;            /* points */
    int origin, destination; /* places, the same numbers */
    int64_t on, off;         /* when; 0: not yet */
    int off_at;
    bool holds[NAIVE_POINTS][3]; /* this place of the wagon on this leg */
    const char *anomaly;
};

struct naive_booking {
    char name[12];
    int trip, box, goods;
    int64_t packages, grams, minor;
    bool cancelled;
};

struct naive_goods {
    int64_t packages, grams, minor;
    int64_t delivered, missing;
    int state;
};

struct naive_cargo {
    struct naive_event events[NAIVE_BOXES][NAIVE_EVENTS];
    size_t event_count[NAIVE_BOXES];
    struct naive_load loads[NAIVE_LOADS]; /* as they were recorded */
    size_t load_count;
    struct naive_booking bookings[NAIVE_BOOKINGS];
    size_t booking_count;
    struct naive_goods goods[NAIVE_GOODS];
    bool loaded[NAIVE_TRIPS][NAIVE_BOXES], landed[NAIVE_TRIPS][NAIVE_BOXES];
};

enum naive_kind {
    NAIVE_MOVE_BOX,
    NAIVE_OBSERVE_BOX,
    NAIVE_CREATE_LOAD,
    NAIVE_DELETE_LOAD,
    NAIVE_LEAVE_LOAD,
    NAIVE_ADOPT_LOAD,
    NAIVE_CREATE_BOOKING,
    NAIVE_CANCEL_BOOKING,
    NAIVE_AMEND,
    NAIVE_MAKE_AVAILABLE,
    NAIVE_DELIVER,
};

struct naive_command {
    enum naive_kind kind;
    struct naive_event event;
    int box, trip, wagon, slot, goods;
    int from, to; /* points; NAIVE_NOWHERE: not said */
    char name[40];
    int64_t packages, grams, minor, missing;
};

/* What came of it. */
struct naive_answer {
    const char *reason;  /* why it was refused; "": it was not */
    const char *anomaly; /* of an event or an adoption */
    int64_t sequence;    /* of an event, and its place on the wagon */
    int slot;
    int outcome;          /* an EventOutcome */
    int64_t grams, minor; /* of a booking */
};

extern const int64_t naive_tare[NAIVE_BOXES], naive_gross[NAIVE_BOXES];
extern const int naive_units[NAIVE_BOXES];
#define NAIVE_WAGON_GRAMS INT64_C(30000000)
#define NAIVE_WAGON_SLOTS 2

void naive_begin(struct naive_cargo *cargo);
/* Do it; when it is refused nothing has changed. */
struct naive_answer naive_do(struct naive_cargo *cargo, const struct naive_command *command);

/* What is booked of a box on a trip, and not cancelled. */
int64_t naive_booked_grams(const struct naive_cargo *cargo, int trip, int box);
/* Packages of the consignment: booked; of these on board, and at the end of their trip. */
struct naive_packages {
    int64_t booked, loaded, landed;
};
struct naive_packages naive_packages(const struct naive_cargo *cargo, int goods);
/* Where the box is: a BoxPosition, and its place. */
int naive_position(const struct naive_cargo *cargo, int box, int *place);

#endif
