/* Many callers at once tell what they saw of many trips, in any order and some of it twice. By
 * clocks that are apart: each trip is then where its journey went. Against all expectation: trips
 * of which the same was told are the same. */
#include "logistics_audit.h"
#include "logistics_corridor.h"
#include "support/message_text.h"
#include "support/rounds.h"
#include "trip_journey.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS      CV_ROUNDS(50)
#define TRIPS       12
#define CALLERS     16
#define POINTS      6
#define BORDERS     0x12 /* points 1 and 4 */
#define HOLD_OPENED 10   /* TripEventKind */
#define HOLD_CLOSED 11
#define REFUSED     15
#define ACTUAL      3 /* TimeClassifier */
#define TOLD        ((size_t)TRIPS * JOURNEY_EVENTS * 2)

/* One event on its way. */
struct sending {
    int trip;
    size_t event;
};

struct crowd {
    struct service_bench bench;
    struct journey journeys[TRIPS];
    struct sending sendings[TOLD];
    size_t count;
    size_t again; /* of them told twice */
    size_t duplicates;
};

struct caller {
    struct cv_unary op;
    int *waiting;
};

/* ---- what is told ---- */

static void sow(struct crowd *crowd)
{
    struct service_bench *bench = &crowd->bench;
    const char *points = "";

    for (int i = 0; i < POINTS; i++) {
        const char *kind = (BORDERS >> i & 1) != 0 ? "PLACE_KIND_BORDER_POINT border_country: 'LA'"
                                                   : "PLACE_KIND_STATION";

        EXPECT(bench, "CreatePlace",
               service_text(bench, "place_id: 'p%d' place { title: 'P' kind: %s country: 'CN' }", i,
                            kind),
               "");
        points = service_text(bench, "%s points { place: 'places/p%d' %s }", points, i,
                              i + 1 < POINTS ? "mode: TRANSPORT_MODE_RAIL run_minutes: 60" : "");
    }
    EXPECT(bench, "CreateCorridor",
           service_text(bench, "corridor_id: 'laos' corridor { title: 'Laos' %s }", points), "");
    for (int i = 0; i < TRIPS; i++) {
        const char *id = service_text(bench, "t%d", i);

        trip_sow(bench, id, NOON);
        trip_ready(bench, id, service_text(bench, "50000%02d", i));
    }
    service_clock_set(SERVICE_NOON + 7 * SERVICE_DAY);
}

static void add(struct crowd *crowd, int trip, size_t event)
{
    crowd->sendings[crowd->count++] = (struct sending){trip, event};
}

/* All of all journeys, some of it twice, in an order of chance. */
static void shuffle(struct crowd *crowd)
{
    struct journey *chance = &crowd->journeys[0];

    crowd->count = 0;
    crowd->again = 0;
    for (int i = 0; i < TRIPS; i++) {
        for (size_t k = 0; k < crowd->journeys[i].count; k++) {
            bool twice = journey_dice(chance, 4) == 0;

            add(crowd, i, k);
            if (twice)
                add(crowd, i, k);
            crowd->again += twice;
        }
    }
    for (size_t i = crowd->count; i > 1; i--) {
        size_t j = journey_dice(chance, (uint32_t)i);
        struct sending other = crowd->sendings[j];

        crowd->sendings[j] = crowd->sendings[i - 1];
        crowd->sendings[i - 1] = other;
    }
}

/* What only some kinds have. */
static const char *rest_text(struct crowd *crowd, const struct sending *sending)
{
    const struct journey_event *was = &crowd->journeys[sending->trip].events[sending->event];
    struct service_bench *bench = &crowd->bench;
    const char *text = "";

    if (was->kind == HOLD_OPENED)
        text = service_text(bench, "hold_id: 'h%d' hold_kind: HOLD_KIND_CUSTOMS", was->hold);
    if (was->kind == HOLD_CLOSED)
        text = service_text(bench, "hold_id: 'h%d'", was->hold);
    if (was->kind == REFUSED)
        text = service_text(bench, "wagon: '50000%02d'", was->own_wagon ? sending->trip : 99);
    if (was->classifier != ACTUAL)
        text = service_text(bench, "sent_time { seconds: %" PRId64 " }",
                            NOON + (int64_t)sending->event * MINUTE);
    if (was->retracts >= 0)
        text = service_text(bench, "%s retracts: 'e%d' retraction_reason: 1", text, was->retracts);
    return text;
}

static const char *event_text(struct crowd *crowd, const struct sending *sending)
{
    const struct journey_event *was = &crowd->journeys[sending->trip].events[sending->event];

    return service_text(&crowd->bench,
                        "events { event_id: 'e%zu' kind: %d point: %d classifier: %d "
                        "utc_offset_minutes: 480 occurred_time { seconds: %" PRId64 " } %s }",
                        sending->event, was->kind, was->point, was->classifier,
                        NOON + was->minute * MINUTE, rest_text(crowd, sending));
}

/* ---- telling it ---- */

static void on_done(struct cv_unary *op)
{
    (*CV_CONTAINER_OF(op, struct caller, op)->waiting)--;
}

static bool nobody_waits(void *arg)
{
    return *(int *)arg == 0;
}

/* Up to three of a trip in a call: how many it takes of what is left. */
static size_t call(struct crowd *crowd, size_t next, struct caller *caller, int *waiting)
{
    struct service_bench *bench = &crowd->bench;
    const struct cv_method *method = service_method(bench, "RecordTripEvents");
    const struct sending *first = &crowd->sendings[next];
    const char *text = service_text(bench, "parent: 'corridors/laos/trips/t%d' %s", first->trip,
                                    event_text(crowd, first));
    const char *problem;
    size_t taken = 1;

    while (taken < 3 && next + taken < crowd->count && first[taken].trip == first->trip) {
        text = service_text(bench, "%s %s", text, event_text(crowd, &first[taken]));
        taken++;
    }
    *caller = (struct caller){.waiting = waiting};
    caller->op.start.scope = &bench->scope;
    caller->op.start.method = method;
    caller->op.request = message_from_text(method->request, text, &bench->arena, &problem);
    caller->op.done = on_done;
    assert_non_null(caller->op.request);
    ++*waiting;
    cv_unary_submit(bench->channel, &caller->op);
    return taken;
}

static void count_duplicates(struct crowd *crowd, const struct caller *caller)
{
    const Caravan__Logistics__V1__RecordTripEventsResponse *answer =
        (const void *)caller->op.response;

    assert_true(cv_ok(caller->op.start.status));
    for (size_t i = 0; i < answer->n_results; i++)
        crowd->duplicates += answer->results[i]->outcome ==
                             CARAVAN__LOGISTICS__V1__EVENT_OUTCOME__EVENT_OUTCOME_DUPLICATE;
}

static void tell(struct crowd *crowd)
{
    static struct caller callers[CALLERS];
    size_t next = 0;

    crowd->duplicates = 0;
    while (next < crowd->count) {
        int waiting = 0;
        int calling = 0;

        while (calling < CALLERS && next < crowd->count)
            next += call(crowd, next, &callers[calling++], &waiting);
        assert_true(
            cv_loop_run_until(crowd->bench.loop, nobody_waits, &waiting, UINT64_C(60000000000)));
        for (int i = 0; i < calling; i++)
            count_duplicates(crowd, &callers[i]);
        service_forget(&crowd->bench);
    }
}

/* ---- what came of it ---- */

static void assert_time(const Caravan__Logistics__V1__PointTimes *times, int64_t minute)
{
    assert_int_equal(times->actual_time != NULL, minute >= 0);
    assert_false(times->inferred);
    if (minute >= 0)
        assert_int_equal(times->actual_time->seconds, NOON + minute * MINUTE);
}

static int state_of(const struct journey *journey)
{
    if (journey->running)
        return 4;
    return journey->at == 0 ? 3 : journey->at + 1 == POINTS ? 6 : 5;
}

static void assert_as_it_was(struct crowd *crowd, int trip)
{
    const char *name = service_text(&crowd->bench, "corridors/laos/trips/t%d", trip);
    const struct journey *journey = &crowd->journeys[trip];
    const Caravan__Logistics__V1__Trip *shown = (const void *)EXPECT(
        &crowd->bench, "GetTrip", service_text(&crowd->bench, "name: '%s'", name), "");
    const Caravan__Logistics__V1__ListTripEventsResponse *events =
        (const void *)EXPECT(&crowd->bench, "ListTripEvents",
                             service_text(&crowd->bench, "parent: '%s' page_size: 100", name), "");

    assert_int_equal(shown->state, state_of(journey));
    assert_int_equal(shown->n_holds, journey->holds);
    for (int i = 0; i < POINTS; i++) {
        assert_time(shown->points[i]->arrival, journey->arrived[i]);
        assert_time(shown->points[i]->departure, journey->departed[i]);
        assert_int_equal(shown->points[i]->border_state, journey->border_state[i]);
        assert_int_equal(shown->points[i]->transshipment, journey->transshipment[i]);
    }
    assert_int_equal(events->n_events, journey->count + 2);
    for (size_t i = 0; i < events->n_events; i++)
        assert_true(events->events[i]->counts);
}

static void what_many_callers_saw_by_clocks_apart_is_the_journey_as_it_was(void **state)
{
    static struct crowd crowd;

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct trip_audit found;

        logistics_up(&crowd.bench, SERVICE_IN_MEMORY);
        sow(&crowd);
        for (int i = 0; i < TRIPS; i++)
            journey_make(&crowd.journeys[i], POINTS, BORDERS,
                         (uint64_t)round * TRIPS + (uint64_t)i + 1);
        shuffle(&crowd);
        tell(&crowd);
        assert_int_equal(crowd.duplicates, crowd.again);
        for (int i = 0; i < TRIPS; i++)
            assert_as_it_was(&crowd, i);
        found = trips_audited(&crowd.bench);
        assert_int_equal(found.wrong, 0);
        assert_int_equal(found.events, crowd.count - crowd.again + 2 * TRIPS);
        service_down(&crowd.bench);
    }
}

/* ---- two trips of which the same was told ---- */

static void assert_same_instant(const Google__Protobuf__Timestamp *a,
                                const Google__Protobuf__Timestamp *b)
{
    assert_int_equal(a == NULL ? 0 : a->seconds, b == NULL ? 0 : b->seconds);
}

static void assert_same_times(const Caravan__Logistics__V1__PointTimes *a,
                              const Caravan__Logistics__V1__PointTimes *b)
{
    assert_same_instant(a->planned_time, b->planned_time);
    assert_same_instant(a->estimated_time, b->estimated_time);
    assert_same_instant(a->actual_time, b->actual_time);
    assert_int_equal(a->inferred, b->inferred);
}

static void assert_same_points(const Caravan__Logistics__V1__Trip *a,
                               const Caravan__Logistics__V1__Trip *b)
{
    for (size_t i = 0; i < POINTS; i++) {
        assert_same_times(a->points[i]->arrival, b->points[i]->arrival);
        assert_same_times(a->points[i]->departure, b->points[i]->departure);
        assert_int_equal(a->points[i]->border_state, b->points[i]->border_state);
        assert_int_equal(a->points[i]->transshipment, b->points[i]->transshipment);
        assert_int_equal(a->points[i]->stay_minutes, b->points[i]->stay_minutes);
    }
    assert_int_equal(a->n_holds, b->n_holds);
    for (size_t i = 0; i < a->n_holds; i++) {
        assert_string_equal(a->holds[i]->hold_id, b->holds[i]->hold_id);
        assert_same_instant(a->holds[i]->open_time, b->holds[i]->open_time);
        assert_same_instant(a->holds[i]->close_time, b->holds[i]->close_time);
    }
}

static const Caravan__Logistics__V1__Trip *get(struct crowd *crowd, int trip)
{
    return (const void *)EXPECT(
        &crowd->bench, "GetTrip",
        service_text(&crowd->bench, "name: 'corridors/laos/trips/t%d'", trip), "");
}

/* Of each event, by its number, whether it counts. */
static void get_counting(struct crowd *crowd, int trip, bool *counting)
{
    const Caravan__Logistics__V1__ListTripEventsResponse *events = (const void *)EXPECT(
        &crowd->bench, "ListTripEvents",
        service_text(&crowd->bench, "parent: 'corridors/laos/trips/t%d' page_size: 100", trip), "");

    assert_int_equal(events->n_events, crowd->journeys[trip].count + 2);
    for (size_t i = 0; i < events->n_events; i++) {
        const Caravan__Logistics__V1__TripEvent *event = events->events[i];

        if (!event->commanded)
            counting[strtoul(event->event_id + 1, NULL, 10)] = event->counts;
    }
}

static void assert_same_trip(struct crowd *crowd, int one, int other)
{
    const Caravan__Logistics__V1__Trip *a = get(crowd, one);
    const Caravan__Logistics__V1__Trip *b = get(crowd, other);
    bool counts_a[JOURNEY_EVENTS] = {0};
    bool counts_b[JOURNEY_EVENTS] = {0};

    assert_int_equal(a->state, b->state);
    assert_int_equal(a->interrupted, b->interrupted);
    assert_int_equal(a->incident_count, b->incident_count);
    assert_int_equal(a->consist_changed, b->consist_changed);
    assert_int_equal(a->wagons[0]->refused, b->wagons[0]->refused);
    assert_same_points(a, b);
    get_counting(crowd, one, counts_a);
    get_counting(crowd, other, counts_b);
    assert_memory_equal(counts_a, counts_b, sizeof(counts_a));
}

static void trips_of_which_the_same_was_told_in_any_order_are_the_same(void **state)
{
    static struct crowd crowd;

    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        logistics_up(&crowd.bench, SERVICE_IN_MEMORY);
        sow(&crowd);
        for (int i = 0; i < TRIPS; i++)
            journey_make_heap(&crowd.journeys[i], POINTS,
                              (uint64_t)round * TRIPS + (uint64_t)(i % (TRIPS / 2)) + 1);
        shuffle(&crowd);
        tell(&crowd);
        for (int i = 0; i < TRIPS / 2; i++)
            assert_same_trip(&crowd, i, i + TRIPS / 2);
        assert_int_equal(trips_audited(&crowd.bench).wrong, 0);
        service_down(&crowd.bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_many_callers_saw_by_clocks_apart_is_the_journey_as_it_was),
        cmocka_unit_test(trips_of_which_the_same_was_told_in_any_order_are_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
