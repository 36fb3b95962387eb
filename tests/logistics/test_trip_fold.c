/* The fold of a trip by itself: over 100,000 random heaps of events the state does not depend on
 * the order in which they became known, and what must hold of any trip holds. */
#include "trip/fold.h"
#include "trip_journey.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS     100000
#define POINTS     5
#define BORDERS    0x0a /* points 1 and 3 */
#define EVENTS_MAX 14
#define START      (INT64_C(1000000) * TRIP_MINUTE)

struct heap {
    struct trip_point points[POINTS];
    struct trip_point *way[POINTS];
    struct trip_hold holds[JOURNEY_EVENTS + 1];
    struct trip_event events[JOURNEY_EVENTS + 1];
    struct trip_event *sorted[JOURNEY_EVENTS + 1];
    char ids[JOURNEY_EVENTS + 1][8];
    struct trip_state state;
    size_t count;
};

static uint64_t seed;

static uint32_t dice(uint32_t sides)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % sides;
}

static void make_way(struct heap *heap)
{
    for (size_t i = 0; i < POINTS; i++) {
        heap->points[i] =
            (struct trip_point){.position = (int64_t)i, .border = (BORDERS >> i & 1) != 0};
        heap->way[i] = &heap->points[i];
    }
    heap->state = (struct trip_state){.way = heap->way, .way_count = POINTS, .holds = heap->holds};
}

static struct trip_event random_event(const char *id)
{
    static const char *const HOLDS[] = {"h1", "h2"};
    static const char *const WAGONS[] = {"w1", "w1 w2", "w2"};
    int64_t command = dice(20) != 0 ? EVENT_NONE : dice(2) == 0 ? EVENT_READY : EVENT_COMPOSED;

    return (struct trip_event){
        .id = id,
        .kind = command != EVENT_NONE ? command : 1 + (int64_t)dice(EVENT_UNLOADED),
        .classifier = EVENT_ACTUAL,
        .point = dice(POINTS + 1),
        .occurred_us = START + (int64_t)dice(200) * TRIP_MINUTE,
        .recorded_us = START + 300 * TRIP_MINUTE,
        .source = "",
        .hold = HOLDS[dice(2)],
        .wagon = WAGONS[dice(3)],
        .retracts = "",
    };
}

static void make_events(struct heap *heap)
{
    heap->count = 1 + dice(EVENTS_MAX);
    for (size_t i = 0; i < heap->count; i++) {
        (void)snprintf(heap->ids[i], sizeof(heap->ids[i]), "e%zu", i);
        heap->events[i] = random_event(heap->ids[i]);
    }
}

/* Known in an order of chance. */
static void fold(struct heap *heap)
{
    for (size_t i = 0; i < heap->count; i++)
        heap->sorted[i] = &heap->events[i];
    for (size_t i = heap->count; i > 1; i--) {
        size_t j = dice((uint32_t)i);
        struct trip_event *other = heap->sorted[j];

        heap->sorted[j] = heap->sorted[i - 1];
        heap->sorted[i - 1] = other;
    }
    for (size_t i = 0; i < heap->count; i++)
        heap->sorted[i]->seq = (int64_t)i + 1;
    trip_fold(&heap->state, heap->sorted, heap->count);
}

static void assert_same_times(const struct trip_times *a, const struct trip_times *b)
{
    assert_int_equal(a->actual_us, b->actual_us);
    assert_int_equal(a->inferred, b->inferred);
}

static void assert_same(const struct heap *a, const struct heap *b)
{
    assert_int_equal(a->state.phase, b->state.phase);
    assert_int_equal(a->state.at, b->state.at);
    assert_int_equal(a->state.interrupted, b->state.interrupted);
    assert_int_equal(a->state.consist_changed, b->state.consist_changed);
    assert_int_equal(a->state.incidents, b->state.incidents);
    assert_int_equal(a->state.hold_count, b->state.hold_count);
    for (size_t i = 0; i < POINTS; i++) {
        assert_same_times(&a->points[i].arrival, &b->points[i].arrival);
        assert_same_times(&a->points[i].departure, &b->points[i].departure);
        assert_int_equal(a->points[i].border_state, b->points[i].border_state);
        assert_int_equal(a->points[i].transshipment, b->points[i].transshipment);
    }
    for (size_t i = 0; i < a->count; i++) {
        assert_int_equal(a->events[i].counts, b->events[i].counts);
        assert_string_equal(a->events[i].anomaly, b->events[i].anomaly);
    }
}

static void assert_after(int64_t us, int64_t *before_us)
{
    assert_true(us == 0 || us + TRIP_NEAR_US >= *before_us);
    if (us > *before_us)
        *before_us = us;
}

/* Where it has been it has been in turn, by clocks that may be half an hour apart; where it is to
 * go it has not been. */
static void assert_sound(const struct heap *heap)
{
    const struct trip_state *state = &heap->state;
    int64_t before_us = 0;
    size_t seen = state->phase < TRIP_DEPARTED ? 0 : state->at;

    for (size_t i = 0; i < POINTS; i++) {
        const struct trip_point *point = &heap->points[i];
        bool left = i < seen || (i == seen && state->phase == TRIP_DEPARTED);

        assert_int_equal(point->arrival.actual_us != 0, i > 0 && i <= seen);
        assert_int_equal(point->departure.actual_us != 0, left);
        assert_after(point->arrival.actual_us, &before_us);
        assert_after(point->departure.actual_us, &before_us);
        assert_true(point->border || point->border_state == BORDER_NONE);
    }
    for (size_t i = 0; i < heap->count; i++)
        assert_true(heap->events[i].counts || heap->events[i].anomaly[0] != '\0');
}

/* A crossing that counts comes after a release that does. */
static void assert_released(const struct heap *heap)
{
    for (size_t i = 0; i < heap->count; i++) {
        const struct trip_event *crossed = heap->sorted[i];
        bool released = false;

        if (crossed->kind != EVENT_CROSSED || !crossed->counts)
            continue;
        for (size_t j = 0; j < i; j++)
            released =
                released || (heap->sorted[j]->kind == EVENT_RELEASED && heap->sorted[j]->counts &&
                             heap->sorted[j]->point == crossed->point);
        assert_true(released);
    }
}

static void any_order_of_the_same_events_gives_the_same_state(void **state)
{
    static struct heap one, other;

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        seed = (uint64_t)round + 1;
        make_way(&one);
        make_events(&one);
        make_way(&other);
        memcpy(other.events, one.events, sizeof(one.events));
        other.count = one.count;
        fold(&one);
        fold(&other);
        assert_same(&one, &other);
        assert_sound(&one);
        assert_released(&one);
    }
}

/* Folding again what was folded changes nothing. */
static void a_fold_of_a_fold_is_the_same(void **state)
{
    static struct heap one, other;

    (void)state;
    for (int round = 0; round < ROUNDS / 10; round++) {
        seed = (uint64_t)round + 1;
        make_way(&one);
        make_events(&one);
        fold(&one);
        other = one;
        for (size_t i = 0; i < POINTS; i++)
            other.way[i] = &other.points[i];
        other.state.way = other.way;
        other.state.holds = other.holds;
        fold(&other);
        assert_same(&one, &other);
    }
}

static void a_retraction_leaves_what_would_have_been_without_the_event(void **state)
{
    static struct heap one, other;

    (void)state;
    for (int round = 0; round < ROUNDS / 10; round++) {
        seed = (uint64_t)round + 1;
        make_way(&one);
        make_events(&one);
        if (one.count == EVENTS_MAX || one.events[0].kind >= EVENT_READY)
            continue;
        one.events[one.count] = random_event("r");
        one.events[one.count].kind = EVENT_NONE;
        one.events[one.count++].retracts = "e0";
        make_way(&other);
        other.count = one.count - 2;
        memcpy(other.events, &one.events[1], other.count * sizeof(one.events[0]));
        fold(&one);
        fold(&other);
        assert_int_equal(one.state.phase, other.state.phase);
        assert_int_equal(one.state.at, other.state.at);
        for (size_t i = 0; i < POINTS; i++) {
            assert_same_times(&one.points[i].arrival, &other.points[i].arrival);
            assert_same_times(&one.points[i].departure, &other.points[i].departure);
        }
    }
}

/* ---- clocks that are apart ---- */

/* The events of the journey, and before them that it was ready. */
static void travel(const struct journey *journey, struct heap *heap)
{
    static const char *const HOLDS[] = {"h0", "h1", "h2", "h3", "h4"};

    heap->count = journey->count + 1;
    for (size_t i = 0; i < heap->count; i++) {
        const struct journey_event *was = &journey->events[i == 0 ? 0 : i - 1];

        (void)snprintf(heap->ids[i], sizeof(heap->ids[i]), "e%zu", i);
        heap->events[i] = random_event(heap->ids[i]);
        heap->events[i].kind = i == 0 ? EVENT_READY : was->kind;
        heap->events[i].point = was->point;
        heap->events[i].hold = HOLDS[was->hold];
        heap->events[i].occurred_us = START + (i == 0 ? -TRIP_MINUTE : was->minute * TRIP_MINUTE);
        heap->events[i].recorded_us = START * 2;
    }
}

static void assert_time(const struct trip_times *times, int64_t minute)
{
    assert_int_equal(times->actual_us, minute < 0 ? 0 : START + minute * TRIP_MINUTE);
    assert_false(times->inferred);
}

static void assert_as_it_was(const struct heap *heap, const struct journey *journey)
{
    for (size_t i = 1; i < heap->count; i++) {
        assert_string_equal(heap->events[i].anomaly, "");
        assert_true(heap->events[i].counts);
    }
    for (size_t i = 0; i < POINTS; i++) {
        assert_time(&heap->points[i].arrival, journey->arrived[i]);
        assert_time(&heap->points[i].departure, journey->departed[i]);
        assert_int_equal(heap->points[i].border_state, journey->border_state[i]);
        assert_int_equal(heap->points[i].transshipment, journey->transshipment[i]);
    }
    for (size_t i = 0; i < heap->state.hold_count; i++)
        assert_true(heap->holds[i].closed_us >= heap->holds[i].opened_us);
    assert_int_equal(heap->state.hold_count, journey->holds);
}

static void clocks_that_are_apart_by_half_an_hour_make_no_anomaly(void **state)
{
    static struct journey journey;
    static struct heap heap;

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        seed = (uint64_t)round + 1;
        journey_make(&journey, POINTS, BORDERS, seed);
        make_way(&heap);
        travel(&journey, &heap);
        fold(&heap);
        assert_as_it_was(&heap, &journey);
    }
}

static void what_is_further_apart_is_taken_at_its_word(void **state)
{
    static struct heap heap;

    (void)state;
    for (int64_t apart = 30; apart <= 31; apart++) {
        make_way(&heap);
        heap.count = 2;
        for (size_t i = 0; i < 2; i++) {
            (void)snprintf(heap.ids[i], sizeof(heap.ids[i]), "e%zu", i);
            heap.events[i] = random_event(heap.ids[i]);
            heap.events[i].kind = i == 0 ? EVENT_DEPARTED : EVENT_ARRIVED;
            heap.events[i].point = 1;
            heap.events[i].occurred_us = START + (i == 0 ? 0 : apart * TRIP_MINUTE);
        }
        fold(&heap);
        assert_int_equal(heap.points[1].arrival.inferred, apart == 31);
        assert_string_equal(heap.events[1].anomaly, apart == 31 ? "PASSED" : "");
    }
}

static void what_happens_in_one_instant_happens_in_the_order_of_its_steps(void **state)
{
    static struct heap heap;
    static const int64_t KINDS[] = {EVENT_DEPARTED, EVENT_ARRIVED, EVENT_CROSSED, EVENT_RELEASED,
                                    EVENT_PRESENTED};

    (void)state;
    make_way(&heap);
    heap.count = sizeof(KINDS) / sizeof(KINDS[0]);
    for (size_t i = 0; i < heap.count; i++) {
        (void)snprintf(heap.ids[i], sizeof(heap.ids[i]), "e%zu", i);
        heap.events[i] = random_event(heap.ids[i]);
        heap.events[i].kind = KINDS[i];
        heap.events[i].point = 1;
        heap.events[i].occurred_us = START;
    }
    fold(&heap);
    for (size_t i = 0; i < heap.count; i++)
        assert_string_equal(heap.events[i].anomaly, "");
    assert_int_equal(heap.state.phase, TRIP_DEPARTED);
    assert_int_equal(heap.points[1].border_state, BORDER_CROSSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_order_of_the_same_events_gives_the_same_state),
        cmocka_unit_test(a_fold_of_a_fold_is_the_same),
        cmocka_unit_test(what_happens_in_one_instant_happens_in_the_order_of_its_steps),
        cmocka_unit_test(clocks_that_are_apart_by_half_an_hour_make_no_anomaly),
        cmocka_unit_test(what_is_further_apart_is_taken_at_its_word),
        cmocka_unit_test(a_retraction_leaves_what_would_have_been_without_the_event),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
