/* Boxes, kilograms and money are conserved and no capacity is exceeded, whoever calls: 100,000
 * random commands and observations by several clients at once, against a naive model.
 *
 * The service is asked by all callers at the same time, and nobody knows in which order it did
 * what: there must be one in which the model gives the very same answers. After that both must say
 * the same of every box, load, booking and consignment. */
#include "base/clock.h"
#include "logistics_audit.h"
#include "logistics_cargo.h"
#include "naive_cargo.h"
#include "support/callers.h"
#include "support/dice.h"
#include "support/message_text.h"
#include "support/rounds.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define CALLERS 4
#define BATCHES 100 /* of one command a caller, in a world of its own */
#define WORLDS  CV_ROUNDS(250)
#define COMPARE 10 /* every so many batches */
#define MANY    4  /* states to go on with */

static const char *const BOXES[] = {BOX_1, BOX_2, BOX_3};
static const char *const TRIPS[] = {"t1", "t2"};
static const char *const WAGONS[][2] = {{"1000001", "1000002"}, {"2000001", "2000002"}};
static const char *const PLACES[] = {"kunming", "mohan", "vientiane"};

struct world {
    struct service_bench bench;
    struct caller callers[CALLERS];
    struct naive_command commands[CALLERS];
    struct callers_states states; /* struct naive_cargo */
    uint64_t seed, chance;
    int64_t now; /* seconds since 1970 */
    int named;
    int refused;
    /* What the service says of everything. */
    const void *loads[NAIVE_TRIPS], *bookings[NAIVE_TRIPS];
    const ProtobufCMessage *boxes[NAIVE_BOXES], *goods[NAIVE_GOODS];
};

static int die(struct world *world, int sides)
{
    return dice_roll(&world->chance, sides);
}

/* ---- what is asked ---- */

static struct naive_event some_event(struct world *world, bool observed)
{
    static const int MOVES[] = {NAIVE_LOAD, NAIVE_LOAD,      NAIVE_DISCHARGE, NAIVE_DISCHARGE,
                                NAIVE_LOAD, NAIVE_DISCHARGE, NAIVE_GATE_OUT,  NAIVE_GATE_IN};
    struct naive_event event = {.move = MOVES[die(world, 8)], .place = NAIVE_NOWHERE};

    event.time = world->now;
    if (observed) {
        event.observation = 1 + die(world, 5000);
        event.time -= die(world, 600);
    }
    if (event.move == NAIVE_DISCHARGE || (observed && die(world, 3) > 0))
        event.place = die(world, 3);
    if (event.move == NAIVE_LOAD) {
        event.trip = die(world, 2);
        event.wagon = die(world, 2);
    }
    return event;
}

/* One that there is, mostly. */
static void some_name(struct world *world, struct naive_command *command)
{
    const struct naive_cargo *cargo = callers_state(&world->states, 0);
    const struct naive_load *load =
        &cargo->loads[(size_t)die(world, NAIVE_LOADS) % (cargo->load_count + 1)];
    const struct naive_booking *booking =
        &cargo->bookings[(size_t)die(world, NAIVE_BOOKINGS) % (cargo->booking_count + 1)];

    (void)snprintf(command->name, sizeof(command->name), "none");
    if (command->kind == NAIVE_CANCEL_BOOKING && booking->name[0] != '\0') {
        (void)snprintf(command->name, sizeof(command->name), "%s", booking->name);
        command->trip = booking->trip;
    } else if (command->kind != NAIVE_CANCEL_BOOKING && load->name[0] != '\0') {
        (void)snprintf(command->name, sizeof(command->name), "%s", load->name);
        command->trip = load->trip;
    }
}

/* Aim at a seen load that has a name, if there is one. */
static void some_seen(struct world *world, struct naive_command *command)
{
    const struct naive_cargo *cargo = callers_state(&world->states, 0);

    for (size_t i = cargo->load_count; i > 0; i--) {
        const struct naive_load *load = &cargo->loads[i - 1];

        if (load->state == NAIVE_SEEN && load->on != 0 && load->name[0] != '\0' &&
            die(world, 2) == 0) {
            (void)snprintf(command->name, sizeof(command->name), "%s", load->name);
            command->trip = load->trip;
            return;
        }
    }
}

static enum naive_kind some_kind(struct world *world)
{
    static const enum naive_kind KINDS[] = {
        NAIVE_MOVE_BOX,       NAIVE_MOVE_BOX,       NAIVE_MOVE_BOX,       NAIVE_OBSERVE_BOX,
        NAIVE_OBSERVE_BOX,    NAIVE_OBSERVE_BOX,    NAIVE_CREATE_LOAD,    NAIVE_CREATE_LOAD,
        NAIVE_CREATE_LOAD,    NAIVE_DELETE_LOAD,    NAIVE_LEAVE_LOAD,     NAIVE_ADOPT_LOAD,
        NAIVE_ADOPT_LOAD,     NAIVE_CREATE_BOOKING, NAIVE_CREATE_BOOKING, NAIVE_CREATE_BOOKING,
        NAIVE_CANCEL_BOOKING, NAIVE_AMEND,
    };

    if (die(world, 40) == 0)
        return die(world, 2) == 0 ? NAIVE_MAKE_AVAILABLE : NAIVE_DELIVER;
    return KINDS[die(world, (int)(sizeof(KINDS) / sizeof(KINDS[0])))];
}

static struct naive_command some_command(struct world *world)
{
    struct naive_command command = {
        .kind = some_kind(world),
        .box = die(world, 3),
        .trip = die(world, 2),
        .wagon = die(world, 2),
        .slot = 1 + die(world, 2),
        .goods = die(world, 3),
        .from = die(world, 2),
        .packages = 1 + die(world, 40),
        .grams = 1 + die(world, 40000000),
        .minor = 1 + die(world, 9000000),
        .missing = die(world, 3),
    };

    command.to = command.from + 1 + die(world, 2 - command.from);
    command.event = some_event(world, command.kind == NAIVE_OBSERVE_BOX);
    if (command.kind == NAIVE_AMEND)
        command.packages += 50;
    if (command.kind == NAIVE_CREATE_LOAD || command.kind == NAIVE_CREATE_BOOKING)
        (void)snprintf(command.name, sizeof(command.name), "n%d", ++world->named);
    else
        some_name(world, &command);
    if (command.kind == NAIVE_ADOPT_LOAD) {
        some_seen(world, &command);
        command.from = die(world, 2) == 0 ? NAIVE_NOWHERE : command.from;
        command.to = die(world, 2) == 0 ? NAIVE_NOWHERE : command.to;
    }
    return command;
}

/* ---- as it is asked of the service ---- */

static const char *place_text(struct world *world, const char *field, int place)
{
    return place == NAIVE_NOWHERE
               ? ""
               : service_text(&world->bench, "%s: 'places/%s'", field, PLACES[place]);
}

static const char *event_text(struct world *world, const struct naive_event *event)
{
    const char *board = "";

    if (event->move == NAIVE_LOAD)
        board = service_text(&world->bench, "trip: '" TRAIN "%s' wagon: '%s'", TRIPS[event->trip],
                             WAGONS[event->trip][event->wagon]);
    return service_text(&world->bench,
                        "event { move: %d occurred_time { seconds: %" PRId64 " } %s %s }",
                        event->move, event->time, board, place_text(world, "place", event->place));
}

static const char *box_text(struct world *world, const struct naive_command *command)
{
    const char *event = event_text(world, &command->event);

    if (command->kind == NAIVE_MOVE_BOX)
        return service_text(&world->bench, "name: 'boxes/%s' %s", BOXES[command->box], event);
    return service_text(&world->bench, "name: 'boxes/%s' observation_id: 'o%d' %s",
                        BOXES[command->box], command->event.observation, event);
}

static const char *goods_text(struct world *world, const struct naive_command *command)
{
    if (command->kind == NAIVE_AMEND)
        return service_text(&world->bench,
                            "name: 'consignments/c%d' etag: '*' reason: 'r' lines { description: "
                            "'x' hs_code: '070200' packages: %" PRId64 " gross_grams: %" PRId64
                            " value { currency: 'CNY' minor_units: %" PRId64 " } }",
                            command->goods, command->packages, command->grams, command->minor);
    if (command->kind == NAIVE_DELIVER)
        return service_text(&world->bench,
                            "name: 'consignments/c%d' reference: 'p' lines { line: 1 packages: "
                            "%" PRId64 " missing_packages: %" PRId64 " }",
                            command->goods, command->packages, command->missing);
    return service_text(&world->bench,
                        "name: 'consignments/c%d' action: CONSIGNMENT_ACTION_MAKE_AVAILABLE",
                        command->goods);
}

static const char *load_text(struct world *world, const struct naive_command *command)
{
    const char *trip = TRIPS[command->trip];

    if (command->kind == NAIVE_CREATE_LOAD)
        return service_text(&world->bench,
                            "parent: '" TRAIN "%s' load_id: '%s' load { box: 'boxes/%s' wagon: "
                            "'%s' slot: %d origin: 'places/%s' destination: 'places/%s' }",
                            trip, command->name, BOXES[command->box],
                            WAGONS[command->trip][command->wagon], command->slot,
                            PLACES[command->from], PLACES[command->to]);
    if (command->kind == NAIVE_DELETE_LOAD)
        return service_text(&world->bench, "name: '" TRAIN "%s/loads/%s'", trip, command->name);
    if (command->kind == NAIVE_LEAVE_LOAD)
        return service_text(&world->bench, "name: '" TRAIN "%s/loads/%s' reason: 'r'", trip,
                            command->name);
    return service_text(&world->bench, "name: '" TRAIN "%s/loads/%s' reason: 'r' %s %s", trip,
                        command->name, place_text(world, "origin", command->from),
                        place_text(world, "destination", command->to));
}

static const char *booking_text(struct world *world, const struct naive_command *command)
{
    const char *trip = TRIPS[command->trip];

    if (command->kind == NAIVE_CANCEL_BOOKING)
        return service_text(&world->bench, "name: '" TRAIN "%s/bookings/%s'", trip, command->name);
    return service_text(&world->bench,
                        "parent: '" TRAIN "%s' booking_id: '%s' booking { box: 'boxes/%s' "
                        "consignment: 'consignments/c%d' line: 1 packages: %" PRId64 " }",
                        trip, command->name, BOXES[command->box], command->goods,
                        command->packages);
}

static const char *const METHODS[] = {
    [NAIVE_MOVE_BOX] = "MoveBox",
    [NAIVE_OBSERVE_BOX] = "ObserveBox",
    [NAIVE_CREATE_LOAD] = "CreateLoad",
    [NAIVE_DELETE_LOAD] = "DeleteLoad",
    [NAIVE_LEAVE_LOAD] = "LeaveLoad",
    [NAIVE_ADOPT_LOAD] = "AdoptLoad",
    [NAIVE_CREATE_BOOKING] = "CreateBooking",
    [NAIVE_CANCEL_BOOKING] = "CancelBooking",
    [NAIVE_AMEND] = "AmendConsignment",
    [NAIVE_MAKE_AVAILABLE] = "MoveConsignment",
    [NAIVE_DELIVER] = "DeliverConsignment",
};

static const char *request_text(struct world *world, const struct naive_command *command)
{
    if (command->kind <= NAIVE_OBSERVE_BOX)
        return box_text(world, command);
    if (command->kind <= NAIVE_ADOPT_LOAD)
        return load_text(world, command);
    if (command->kind <= NAIVE_CANCEL_BOOKING)
        return booking_text(world, command);
    return goods_text(world, command);
}

/* ---- is it what the model says? ---- */

static bool event_agrees(const Caravan__Logistics__V1__BoxEvent *event,
                         const struct naive_answer *answer)
{
    return event->sequence == answer->sequence && event->slot == answer->slot &&
           (int)event->outcome == answer->outcome &&
           (answer->anomaly == NULL || strcmp(event->anomaly, answer->anomaly) == 0);
}

static bool answer_agrees(const struct naive_command *command, const void *message,
                          const struct naive_answer *answer)
{
    if (command->kind == NAIVE_MOVE_BOX)
        return event_agrees(((const Caravan__Logistics__V1__MoveBoxResponse *)message)->event,
                            answer);
    if (command->kind == NAIVE_OBSERVE_BOX)
        return event_agrees(((const Caravan__Logistics__V1__ObserveBoxResponse *)message)->event,
                            answer);
    if (command->kind == NAIVE_ADOPT_LOAD)
        return strcmp(((const Caravan__Logistics__V1__Load *)message)->anomaly, answer->anomaly) ==
               0;
    if (command->kind == NAIVE_CREATE_BOOKING) {
        const Caravan__Logistics__V1__Booking *booking = message;

        return booking->gross_grams == answer->grams &&
               booking->value->minor_units == answer->minor;
    }
    return true;
}

static bool agrees(void *arg, void *state, size_t i)
{
    struct world *world = arg;
    const struct naive_answer answer = naive_do(state, &world->commands[i]);
    const void *message = world->callers[i].op.response;

    if (strcmp(caller_reason(&world->callers[i]), answer.reason) != 0)
        return false;
    return message == NULL || answer_agrees(&world->commands[i], message, &answer);
}

static const char *told(void *arg, size_t i)
{
    struct world *world = arg;
    const struct naive_command *command = &world->commands[i];

    return service_text(&world->bench, "%s(%s), seed %d", METHODS[command->kind],
                        request_text(world, command), (int)world->seed);
}

/* Their commands are done by the model, too. */
static void step(struct world *world)
{
    static const struct callers_orders ORDERS = {agrees, told};

    for (size_t i = 0; i < CALLERS; i++)
        caller_prepare(&world->bench, &world->callers[i], METHODS[world->commands[i].kind],
                       request_text(world, &world->commands[i]));
    callers_ask(&world->bench, world->callers, CALLERS);
    callers_explain(&world->states, world->callers, CALLERS, &ORDERS, world);
    world->refused += CALLERS - (int)callers_accepted(world->callers, CALLERS);
}

/* ---- both say the same ---- */

static const char *load_row(struct world *world, const struct naive_cargo *cargo,
                            const struct naive_load *load)
{
    return service_text(
        &world->bench,
        "loads { box: 'boxes/%s' wagon: '%s' slot: %d state: %d anomaly: '%s' "
        "booked_grams: %" PRId64 " %s %s %s %s }",
        BOXES[load->box], WAGONS[load->trip][load->wagon], load->slot, load->state, load->anomaly,
        naive_booked_grams(cargo, load->trip, load->box), place_text(world, "origin", load->origin),
        place_text(world, "destination", load->destination),
        load->on == 0
            ? ""
            : service_text(&world->bench, "loaded_time { seconds: %" PRId64 " }", load->on),
        load->off == 0
            ? ""
            : service_text(&world->bench, "discharged_time { seconds: %" PRId64 " }", load->off));
}

/* Also learns the names that the service gave. */
static const char *loads_differ(struct world *world, struct naive_cargo *cargo, int trip,
                                const Caravan__Logistics__V1__ListLoadsResponse *loads)
{
    const char *want = "";
    size_t count = 0;

    for (size_t i = 0; i < cargo->load_count; i++) {
        struct naive_load *load = &cargo->loads[i];

        if (load->trip != trip)
            continue;
        want = service_text(&world->bench, "%s %s", want, load_row(world, cargo, load));
        if (count < loads->n_loads && load->name[0] == '\0')
            (void)snprintf(load->name, sizeof(load->name), "%s",
                           strrchr(loads->loads[count]->name, '/') + 1);
        count++;
    }
    return count == loads->n_loads ? message_differs(&loads->base, want, &world->bench.arena)
                                   : "another number of loads";
}

static const char *bookings_differ(struct world *world, const struct naive_cargo *cargo, int trip,
                                   const Caravan__Logistics__V1__ListBookingsResponse *bookings)
{
    const char *want = "";
    size_t count = 0;

    for (size_t i = 0; i < cargo->booking_count; i++) {
        const struct naive_booking *booking = &cargo->bookings[i];

        if (booking->trip != trip)
            continue;
        want = service_text(&world->bench,
                            "%s bookings { box: 'boxes/%s' consignment: 'consignments/c%d' "
                            "packages: %" PRId64 " gross_grams: %" PRId64 " value: %" PRId64
                            " cancelled: %s }",
                            want, BOXES[booking->box], booking->goods, booking->packages,
                            booking->grams, booking->minor, booking->cancelled ? "true" : "false");
        count++;
    }
    return count == bookings->n_bookings
               ? message_differs(&bookings->base, want, &world->bench.arena)
               : "another number of bookings";
}

static const char *goods_differ(struct world *world, const struct naive_cargo *cargo, int i,
                                const ProtobufCMessage *consignment)
{
    const struct naive_goods *goods = &cargo->goods[i];
    struct naive_packages sum = naive_packages(cargo, i);

    return message_differs(
        consignment,
        service_text(&world->bench,
                     "state: %d lines { packages: %" PRId64 " gross_grams: %" PRId64
                     " value: %" PRId64 " booked_packages: %" PRId64 " loaded_packages: %" PRId64
                     " landed_packages: %" PRId64 " delivered_packages: %" PRId64
                     " missing_packages: %" PRId64 " }",
                     goods->state, goods->packages, goods->grams, goods->minor, sum.booked,
                     sum.loaded, sum.landed, goods->delivered, goods->missing),
        &world->bench.arena);
}

static const char *box_differs(struct world *world, const struct naive_cargo *cargo, int i,
                               const ProtobufCMessage *box)
{
    int place;
    int position = naive_position(cargo, i, &place);
    const char *at = place == NAIVE_NOWHERE ? "place: ''" : place_text(world, "place", place);

    return message_differs(box, service_text(&world->bench, "position: %d %s", position, at),
                           &world->bench.arena);
}

static const char *differs(void *arg, void *state)
{
    struct world *world = arg;
    struct naive_cargo *cargo = state;
    const char *problem = NULL;

    for (int i = 0; problem == NULL && i < NAIVE_TRIPS; i++) {
        problem = loads_differ(world, cargo, i, world->loads[i]);
        if (problem == NULL)
            problem = bookings_differ(world, cargo, i, world->bookings[i]);
    }
    for (int i = 0; problem == NULL && i < NAIVE_BOXES; i++)
        problem = box_differs(world, cargo, i, world->boxes[i]);
    for (int i = 0; problem == NULL && i < NAIVE_GOODS; i++)
        problem = goods_differ(world, cargo, i, world->goods[i]);
    return problem;
}

static const void *asked(struct world *world, const char *method, const char *request)
{
    const void *answer = service_ask(&world->bench, method, request);

    if (answer == NULL)
        fail_msg("%s(%s): %s", method, request, world->bench.op.start.status.message);
    return answer;
}

/* Of the states that explain the answers, those stay that look like the service's. */
static void compare(struct world *world)
{
    struct service_bench *bench = &world->bench;

    for (int i = 0; i < NAIVE_TRIPS; i++) {
        const char *parent = service_text(bench, "parent: '" TRAIN "%s' page_size: 1000", TRIPS[i]);

        world->loads[i] = asked(world, "ListLoads", parent);
        world->bookings[i] = asked(world, "ListBookings", parent);
    }
    for (int i = 0; i < NAIVE_BOXES; i++)
        world->boxes[i] = asked(world, "GetBox", service_text(bench, "name: 'boxes/%s'", BOXES[i]));
    for (int i = 0; i < NAIVE_GOODS; i++)
        world->goods[i] =
            asked(world, "GetConsignment", service_text(bench, "name: 'consignments/c%d'", i));
    callers_compare(&world->states, differs, world);
    assert_int_equal(cargo_audited(bench).wrong, 0);
}

/* ---- worlds ---- */

static void world_up(struct world *world)
{
    struct service_bench *bench = &world->bench;

    logistics_up(bench, SERVICE_IN_MEMORY);
    corridor_sow(bench);
    boxes_sow(bench);
    trip_sow(bench, "t1", NOON + 24 * HOUR);
    trip_sow(bench, "t2", NOON + 24 * HOUR);
    for (int i = 0; i < NAIVE_TRIPS; i++)
        EXPECT(bench, "ComposeTrip",
               service_text(bench,
                            "name: '" TRAIN "%s' wagons { number: '%s' numbering: 1 "
                            "limit_grams: 30000000 slots: 2 } wagons { number: '%s' "
                            "numbering: 1 limit_grams: 30000000 slots: 2 }",
                            TRIPS[i], WAGONS[i][0], WAGONS[i][1]),
               "");
    for (int i = 0; i < NAIVE_GOODS; i++)
        consignment_accepted(bench, service_text(bench, "c%d", i));
    callers_come(bench, world->callers, CALLERS);
    naive_begin(callers_states_begin(&world->states, sizeof(struct naive_cargo)));
    world->named = 0;
}

static void world_down(struct world *world)
{
    callers_states_end(&world->states);
    callers_go(&world->bench, world->callers, CALLERS);
    service_down(&world->bench);
}

static void one_world(struct world *world, uint64_t seed)
{
    world->seed = seed;
    world->chance = seed;
    world_up(world);
    for (int i = 0; i < BATCHES; i++) {
        world->now = NOON + (i + 1) * MINUTE;
        service_clock_set(world->now * 1000000);
        for (size_t j = 0; j < CALLERS; j++)
            world->commands[j] = some_command(world);
        step(world);
        if (i % COMPARE == COMPARE - 1 || world->states.count > MANY)
            compare(world);
        service_forget(&world->bench);
    }
    world_down(world);
}

static void several_callers_do_what_a_naive_model_does(void **state)
{
    static struct world world;

    (void)state;
    for (uint64_t seed = 1; seed <= WORLDS; seed++)
        one_world(&world, seed);
    print_message("%d commands and observations, %d refused\n", WORLDS * BATCHES * CALLERS,
                  world.refused);
    assert_in_range(world.refused, WORLDS * BATCHES * CALLERS / 4,
                    WORLDS * BATCHES * CALLERS * 3 / 4);
}

/* One place of a wagon, and then 60 of 100 packages, are asked for by all at the same time. */
static void of_many_callers_one_takes_what_is_left(void **state)
{
    static struct world world;

    (void)state;
    for (int round = 0; round < 100; round++) {
        world = (struct world){.now = NOON};
        world_up(&world);
        for (int i = 0; i < CALLERS; i++) {
            struct naive_command *command = &world.commands[i];

            *command = (struct naive_command){
                .kind = NAIVE_CREATE_LOAD, .box = i % 3, .slot = 1, .to = 1 + i / 3};
            (void)snprintf(command->name, sizeof(command->name), "l%d", i);
        }
        step(&world);
        assert_int_equal(callers_accepted(world.callers, CALLERS), 1);
        compare(&world);
        for (int i = 0; i < CALLERS; i++) {
            struct naive_command *command = &world.commands[i];
            const struct naive_cargo *cargo = callers_state(&world.states, 0);

            *command = (struct naive_command){.kind = NAIVE_CREATE_BOOKING, .packages = 60};
            command->box = cargo->loads[0].box;
            (void)snprintf(command->name, sizeof(command->name), "k%d", i);
        }
        step(&world);
        assert_int_equal(callers_accepted(world.callers, CALLERS), 1);
        compare(&world);
        world_down(&world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_many_callers_one_takes_what_is_left),
        cmocka_unit_test(several_callers_do_what_a_naive_model_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
