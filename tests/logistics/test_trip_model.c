/* Commands of trips against a model that knows no events: random moves of a few trips that share
 * their wagons. The model says which are legal; the service must agree, and so must the trip that
 * it shows. And many callers at once for one wagon. */
#include "base/random.h"
#include "logistics_audit.h"
#include "logistics_corridor.h"
#include "support/message_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define SEEDS  20
#define STEPS  400
#define TRIPS  3
#define WAGONS 3
#define LAST   2 /* Kunming 0, Mohan (a border) 1, Vientiane 2 */

enum move {
    ARRIVE = 1, /* the numbers of TripEventKind */
    DEPART,
    TRANSSHIP,
    TRANSSHIPPED,
    PRESENT,
    SELECT,
    INSPECT,
    RELEASE,
    CROSS,
    OPEN_HOLD,
    CLOSE_HOLD,
    INTERRUPT,
    RESUME,
    INCIDENT,
    REFUSE,
    UNLOAD,
    READY,
    COMPOSE,
    CANCEL = 20,
    CLOSE,
    MOVES,
};

struct shadow {
    int name;  /* "m<name>" */
    int state; /* a TripState */
    int at;
    int border[LAST + 1];
    int transshipment[LAST + 1];
    bool interrupted;
    int opened, closed; /* holds */
    int wagon;          /* -1: none yet */
    int refused;        /* bit n: wagon n was */
    int incidents;
};

struct model {
    struct shadow trips[TRIPS];
    int created;
    int accepted[MOVES], refused[MOVES];
};

static bool is_open(const struct shadow *trip)
{
    return trip->state < 8;
}

static bool stands_at(const struct shadow *trip, int point)
{
    return trip->at == point && trip->state != 4 && trip->state < 7;
}

static bool wagon_free(const struct model *model, const struct shadow *trip, int wagon)
{
    for (int i = 0; i < TRIPS; i++) {
        const struct shadow *other = &model->trips[i];

        if (other != trip && is_open(other) && other->wagon == wagon)
            return false;
    }
    return true;
}

static bool wagon_refused(const struct shadow *trip)
{
    return trip->wagon >= 0 && (trip->refused >> trip->wagon & 1) != 0;
}

static bool border_legal(const struct shadow *trip, enum move move, int point)
{
    int now = trip->border[point];

    if (point != 1 || !stands_at(trip, point))
        return false;
    switch (move) {
    case PRESENT:
        return now == 0;
    case SELECT:
        return now == 1 || now == 3;
    case INSPECT:
        return now == 2;
    case RELEASE:
        return now == 1 || now == 3;
    default:
        return now == 4;
    }
}

static bool legal(const struct model *model, const struct shadow *trip, enum move move, int point,
                  int wagon)
{
    if (!is_open(trip))
        return false;
    switch (move) {
    case ARRIVE:
        return trip->state == 4 && point == trip->at + 1;
    case DEPART:
        return !wagon_refused(trip) && point < LAST && point == trip->at &&
               (point == 0 ? trip->state == 3 : trip->state == 5) && !trip->interrupted &&
               trip->transshipment[point] != 1 &&
               (trip->border[point] == 0 || trip->border[point] >= 4);
    case TRANSSHIP:
        return point == 1 && trip->at == 1 && trip->state == 5 && trip->transshipment[1] == 0;
    case TRANSSHIPPED:
        return point == 1 && trip->at == 1 && trip->state == 5 && trip->transshipment[1] == 1;
    case OPEN_HOLD:
        return true; /* always another one */
    case CLOSE_HOLD:
        return trip->opened > trip->closed;
    case INTERRUPT:
        return !trip->interrupted;
    case RESUME:
        return trip->interrupted;
    case INCIDENT:
    case REFUSE:
        return true;
    case UNLOAD:
        return trip->state == 6;
    case READY:
        return trip->state == 2;
    case COMPOSE:
        return (trip->state <= 3 || trip->state == 5) && wagon_free(model, trip, wagon);
    case CANCEL:
        return trip->state <= 3;
    case CLOSE:
        return trip->state == 7 && trip->opened == trip->closed;
    default:
        return border_legal(trip, move, point);
    }
}

static void make(struct shadow *trip, enum move move, int point, int wagon)
{
    static const int PHASES[MOVES] = {
        [DEPART] = 4, [UNLOAD] = 7, [READY] = 3, [CANCEL] = 9, [CLOSE] = 8};

    trip->at = move == ARRIVE ? point : trip->at;
    trip->state = move == ARRIVE ? (point == LAST ? 6 : 5) : trip->state;
    trip->state = PHASES[move] != 0 ? PHASES[move] : trip->state;
    if (move == COMPOSE) {
        trip->wagon = wagon;
        trip->state = trip->state <= 3 ? 2 : trip->state;
    }
    if (move >= PRESENT && move <= CROSS)
        trip->border[point] = (int)move - PRESENT + 1;
    if (move == TRANSSHIP || move == TRANSSHIPPED)
        trip->transshipment[point] = move == TRANSSHIP ? 1 : 2;
    trip->opened += move == OPEN_HOLD;
    trip->closed += move == CLOSE_HOLD;
    trip->interrupted = move == INTERRUPT || (trip->interrupted && move != RESUME);
    trip->incidents += move == INCIDENT;
    trip->refused |= move == REFUSE ? 1 << wagon : 0;
}

/* ---- the service ---- */

static const char *name_of(struct service_bench *bench, const struct shadow *trip)
{
    return service_text(bench, "corridors/laos/trips/m%d", trip->name);
}

static bool command(struct service_bench *bench, const struct shadow *trip, enum move move,
                    int point, int wagon)
{
    const char *name = name_of(bench, trip);
    const char *hold = "";

    if (move == COMPOSE)
        return service_ask(bench, "ComposeTrip",
                           service_text(bench,
                                        "name: '%s' wagons { number: '500000%d' numbering: 1 "
                                        "limit_grams: 1 }",
                                        name, wagon)) != NULL;
    if (move == CANCEL || move == CLOSE)
        return service_ask(bench, move == CANCEL ? "CancelTrip" : "CloseTrip",
                           service_text(bench, "name: '%s'", name)) != NULL;
    if (move == OPEN_HOLD)
        hold = service_text(bench, "hold_kind: HOLD_KIND_CUSTOMS hold_id: 'h%d'", trip->opened);
    if (move == CLOSE_HOLD)
        hold = service_text(bench, "hold_id: 'h%d'", trip->closed);
    if (move == REFUSE)
        hold = service_text(bench, "wagon: '500000%d' cause: 3", wagon);
    return service_ask(bench, "MoveTrip",
                       service_text(bench, "name: '%s' kind: %d point: %d %s", name, (int)move,
                                    point, hold)) != NULL;
}

static void assert_shown(struct service_bench *bench, const struct shadow *trip)
{
    const Caravan__Logistics__V1__Trip *shown = (const void *)EXPECT(
        bench, "GetTrip", service_text(bench, "name: '%s'", name_of(bench, trip)), "");

    assert_int_equal(shown->state, trip->state);
    assert_int_equal(shown->interrupted, trip->interrupted);
    assert_int_equal(shown->incident_count, trip->incidents);
    assert_int_equal(shown->n_holds, trip->opened);
    assert_int_equal(shown->n_wagons, trip->wagon >= 0);
    assert_true(trip->wagon < 0 || shown->wagons[0]->refused == wagon_refused(trip));
    for (int i = 0; i <= LAST; i++) {
        assert_int_equal(shown->points[i]->border_state, trip->border[i]);
        assert_int_equal(shown->points[i]->transshipment, trip->transshipment[i]);
        assert_int_equal(shown->points[i]->arrival->actual_time != NULL, i > 0 && i <= trip->at);
    }
}

static void begin_trip(struct service_bench *bench, struct model *model, struct shadow *trip)
{
    *trip = (struct shadow){.name = model->created++, .state = 1, .wagon = -1};
    trip_sow(bench, service_text(bench, "m%d", trip->name), NOON);
}

/* As often as not something that leads on, or trips would never get far. */
static enum move choose(const struct model *model, const struct shadow *trip, int point, int wagon)
{
    enum move move;

    do
        move = (enum move)(1 + cv_random_u64() % (MOVES - 1));
    while (move == 19 || ((move == CANCEL || move == REFUSE) && cv_random_u64() % 8 != 0) ||
           (cv_random_u64() % 4 != 0 && !legal(model, trip, move, point, wagon)));
    return move;
}

static void step(struct service_bench *bench, struct model *model)
{
    struct shadow *trip = &model->trips[cv_random_u64() % TRIPS];
    int point = cv_random_u64() % 4 == 0 ? (int)(cv_random_u64() % (LAST + 1))
                                         : trip->at + (trip->state == 4);
    int wagon = (int)(cv_random_u64() % WAGONS);
    enum move move;
    bool accepted;

    if (!is_open(trip)) {
        assert_false(command(bench, trip, INCIDENT, 0, 0));
        begin_trip(bench, model, trip);
    }
    point = point > LAST ? LAST : point;
    move = choose(model, trip, point, wagon);
    accepted = command(bench, trip, move, point, wagon);
    assert_int_equal(accepted, legal(model, trip, move, point, wagon));
    if (accepted)
        make(trip, move, point, wagon);
    model->accepted[move] += accepted;
    model->refused[move] += !accepted;
    assert_shown(bench, trip);
    service_forget(bench);
}

static void random_commands_are_legal_as_the_model_says(void **state)
{
    struct model model = {0};

    (void)state;
    for (int seed = 1; seed <= SEEDS; seed++) {
        struct service_bench bench;
        struct trip_audit found;

        cv_random_seed((uint64_t)seed);
        logistics_up(&bench, SERVICE_IN_MEMORY);
        corridor_sow(&bench);
        for (int i = 0; i < TRIPS; i++)
            begin_trip(&bench, &model, &model.trips[i]);
        for (int i = 0; i < STEPS; i++)
            step(&bench, &model);
        found = trips_audited(&bench);
        assert_int_equal(found.wrong, 0);
        assert_true(found.trips >= TRIPS && found.events >= STEPS / 4);
        service_down(&bench);
    }
    cv_random_seed(0);
    for (int move = 1; move < MOVES; move++) {
        bool unknown = move == 19; /* DIVERTED */
        bool always = move == OPEN_HOLD || move == INCIDENT || move == REFUSE;

        assert_true(unknown || model.accepted[move] >= 5);
        assert_true(unknown || always || model.refused[move] >= 5);
    }
}

/* ---- what was changed behind its back ---- */

static void an_audit_finds_what_was_changed_behind_its_back(void **state)
{
    static const char *const CHANGES[] = {
        "UPDATE trip SET state = 2 WHERE id = 't1'",
        "UPDATE trip SET incidents = 1 WHERE id = 't1'",
        "UPDATE trip_point SET arrival_actual_us = 1 WHERE position = 1",
        "UPDATE trip_event SET counts = 0 WHERE seq = 3",
        "DELETE FROM trip_event WHERE seq = 4",
        "DELETE FROM wagon_duty",
        "UPDATE trip_wagon SET number = '5232101'",
        "UPDATE trip_event SET wagon = '5232100 5232101' WHERE seq = 1",
        "DELETE FROM trip_hold",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(CHANGES) / sizeof(CHANGES[0]); i++) {
        struct service_bench bench;

        logistics_up(&bench, SERVICE_IN_MEMORY);
        corridor_sow(&bench);
        trip_sow(&bench, "t1", NOON);
        trip_ready(&bench, "t1", "5232100");
        trip_move(&bench, "t1", "DEPARTED", 0);
        OBSERVE(&bench, "h", "HOLD_OPENED", 0, NOON, "hold_id: 'h' hold_kind: HOLD_KIND_CUSTOMS",
                "LATE");
        assert_int_equal(trips_audited(&bench).wrong, 0);
        assert_int_equal(trips_audited(&bench).events, 4);
        store_spoiled(&bench, CHANGES[i]);
        assert_int_equal(trips_audited(&bench).wrong, 1);
        service_down(&bench);
    }
}

/* ---- many callers at once ---- */

#define CALLERS 32

struct caller {
    struct cv_unary op;
    int *waiting;
};

static void on_done(struct cv_unary *op)
{
    (*CV_CONTAINER_OF(op, struct caller, op)->waiting)--;
}

static bool nobody_waits(void *arg)
{
    return *(int *)arg == 0;
}

static void ask(struct service_bench *bench, struct caller *caller, int *waiting,
                const char *request)
{
    const struct cv_method *method = service_method(bench, "ComposeTrip");
    const char *problem;

    *caller = (struct caller){.waiting = waiting};
    caller->op.start.scope = &bench->scope;
    caller->op.start.method = method;
    caller->op.request = message_from_text(method->request, request, &bench->arena, &problem);
    caller->op.done = on_done;
    assert_non_null(caller->op.request);
    cv_unary_submit(bench->channel, &caller->op);
}

static void of_many_trips_that_want_a_wagon_at_once_one_gets_it(void **state)
{
    static struct caller callers[CALLERS];
    struct service_bench bench;
    int waiting = CALLERS;
    int accepted = 0;

    (void)state;
    logistics_up(&bench, SERVICE_IN_FILE);
    corridor_sow(&bench);
    for (int i = 0; i < CALLERS; i++)
        trip_sow(&bench, service_text(&bench, "c%d", i), NOON);
    for (int i = 0; i < CALLERS; i++)
        ask(&bench, &callers[i], &waiting,
            service_text(&bench,
                         "name: 'corridors/laos/trips/c%d' wagons { number: '5000000' "
                         "numbering: 1 limit_grams: 1 }",
                         i));
    assert_true(cv_loop_run_until(bench.loop, nobody_waits, &waiting, UINT64_C(20000000000)));
    for (int i = 0; i < CALLERS; i++) {
        struct cv_status status = callers[i].op.start.status;

        accepted += cv_ok(status);
        assert_true(cv_ok(status) || strcmp(status.reason, "WAGON_ON_OTHER_TRIP") == 0);
    }
    assert_int_equal(accepted, 1);
    service_down(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_commands_are_legal_as_the_model_says),
        cmocka_unit_test(an_audit_finds_what_was_changed_behind_its_back),
        cmocka_unit_test(of_many_trips_that_want_a_wagon_at_once_one_gets_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
