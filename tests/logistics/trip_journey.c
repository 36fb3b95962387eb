#include "trip_journey.h"

#include "base/assert.h"

#define APART 15 /* minutes */

enum {
    ARRIVED = 1, /* the numbers of TripEventKind */
    DEPARTED,
    TRANSSHIPPING,
    TRANSSHIPPED,
    PRESENTED,
    SELECTED,
    INSPECTED,
    RELEASED,
    CROSSED,
    HOLD_OPENED,
    HOLD_CLOSED,
    UNLOADED = 16,
};

#define ACTUAL 3

uint32_t journey_dice(struct journey *journey, uint32_t sides)
{
    journey->chance =
        journey->chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(journey->chance >> 33) % sides;
}

static void happens(struct journey *journey, int kind, int point)
{
    struct journey_event *event = &journey->events[journey->count];

    CV_ASSERT(journey->count < JOURNEY_EVENTS);
    journey->count++;
    journey->now += 1 + journey_dice(journey, 40);
    *event = (struct journey_event){
        .kind = kind,
        .point = point,
        .hold = journey->holds,
        .minute = journey->now - APART + journey_dice(journey, 2 * APART + 1),
        .classifier = ACTUAL,
        .retracts = -1,
    };
    if (kind == ARRIVED)
        journey->arrived[point] = event->minute;
    if (kind == DEPARTED)
        journey->departed[point] = event->minute;
}

/* One inspection may follow another, but no sooner than such clocks can tell it from the same told
 * twice. */
static void pass_border(struct journey *journey, int point)
{
    uint32_t inspections = journey_dice(journey, 3);
    bool crossed = journey_dice(journey, 2) == 0;

    happens(journey, PRESENTED, point);
    for (uint32_t i = 0; i < inspections; i++) {
        happens(journey, SELECTED, point);
        happens(journey, INSPECTED, point);
        journey->now += 4 * APART;
    }
    happens(journey, RELEASED, point);
    if (crossed)
        happens(journey, CROSSED, point);
    journey->border_state[point] = crossed ? CROSSED - PRESENTED + 1 : RELEASED - PRESENTED + 1;
}

static void stay(struct journey *journey, int point)
{
    if (journey_dice(journey, 4) == 0) {
        happens(journey, TRANSSHIPPING, point);
        happens(journey, TRANSSHIPPED, point);
        journey->transshipment[point] = 2;
    }
    if (journey_dice(journey, 4) == 0) {
        happens(journey, HOLD_OPENED, point);
        happens(journey, HOLD_CLOSED, point);
        journey->holds++;
    }
    if ((journey->borders >> point & 1) != 0 && journey_dice(journey, 4) != 0)
        pass_border(journey, point);
}

void journey_make(struct journey *journey, int points, int borders, uint64_t seed)
{
    int ends;

    *journey = (struct journey){.points = points, .borders = borders, .chance = seed};
    for (int i = 0; i < JOURNEY_POINTS; i++)
        journey->arrived[i] = journey->departed[i] = -1;
    journey->now = APART;
    ends = (int)journey_dice(journey, (uint32_t)points);
    for (int i = 0; i <= ends; i++) {
        if (i > 0)
            happens(journey, ARRIVED, i);
        if (i > 0 && i + 1 < points)
            stay(journey, i);
        journey->running = i + 1 < points && (i < ends || journey_dice(journey, 2) == 0);
        if (journey->running)
            happens(journey, DEPARTED, i);
    }
    journey->at = ends;
}

/* An event is retracted once at most: which of two retractions is it, only their order tells. */
static int retract(struct journey *journey, size_t count)
{
    int target = (int)journey_dice(journey, (uint32_t)count);

    if (journey_dice(journey, 8) != 0 || journey->events[target].retracts >= 0)
        return -1;
    for (size_t i = 0; i < journey->count; i++) {
        if (journey->events[i].retracts == target)
            return -1;
    }
    return target;
}

void journey_make_heap(struct journey *journey, int points, uint64_t seed)
{
    size_t count;

    *journey = (struct journey){.points = points, .chance = seed};
    count = 4 + journey_dice(journey, JOURNEY_EVENTS - 4);
    for (size_t i = 0; i < count; i++) {
        int kind = ARRIVED + (int)journey_dice(journey, UNLOADED);
        bool at_point = kind <= DEPARTED;

        journey->events[i] = (struct journey_event){
            .kind = kind,
            .point = (int)journey_dice(journey, (uint32_t)points + 1),
            .hold = (int)journey_dice(journey, 2),
            .minute = journey_dice(journey, 300),
            .classifier = at_point ? 1 + (int)journey_dice(journey, ACTUAL) : ACTUAL,
            .retracts = i == 0 ? -1 : retract(journey, i),
            .own_wagon = journey_dice(journey, 2) == 0,
        };
        journey->count++;
    }
}
