/* Journeys of chance, each thing of them seen by somebody whose clock is wrong by a quarter of an
 * hour at most. The naive model of a trip is the journey itself: what was is known, and nothing has
 * to be folded. */
#ifndef TESTS_LOGISTICS_TRIP_JOURNEY_H
#define TESTS_LOGISTICS_TRIP_JOURNEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JOURNEY_POINTS 8
#define JOURNEY_EVENTS 48

struct journey_event {
    int kind; /* a TripEventKind */
    int point;
    int hold; /* its number */
    int64_t minute;
    int classifier; /* a TimeClassifier */
    int retracts;   /* the event of that number; -1: none */
    bool own_wagon; /* of a refusal */
};

struct journey {
    int points;
    int borders; /* bit n: point n is one */
    uint64_t chance;
    int64_t now; /* private, as it was */

    struct journey_event events[JOURNEY_EVENTS]; /* as they were, one after the other */
    size_t count;
    int at;
    bool running;
    int holds;
    /* As they were told; -1: not. */
    int64_t arrived[JOURNEY_POINTS], departed[JOURNEY_POINTS];
    int border_state[JOURNEY_POINTS], transshipment[JOURNEY_POINTS];
};

/* Up to a point of chance of so many. */
void journey_make(struct journey *journey, int points, int borders, uint64_t seed);

/* No journey but anything that can be told of a trip, most of it against all expectation. */
void journey_make_heap(struct journey *journey, int points, uint64_t seed);

/* 0 to sides - 1, of the journey's own chance. */
uint32_t journey_dice(struct journey *journey, uint32_t sides);

#endif
