#include "naive_cargo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

const int64_t naive_tare[NAIVE_BOXES] = {2200000, 3800000, 2200000};
const int64_t naive_gross[NAIVE_BOXES] = {24000000, 30480000, 24000000};
const int naive_units[NAIVE_BOXES] = {1, 2, 1};

enum {
    DEPOT = 1,
    GATED_OUT = 2,
    GATED_IN = 4,
    ON_WAGON = 5,
    DISCHARGED = 7
};
enum {
    APPLIED = 1,
    LATE = 2,
    DUPLICATE = 3,
    ANOMALY = 4
};

void naive_begin(struct naive_cargo *cargo)
{
    memset(cargo, 0, sizeof(*cargo));
    for (int i = 0; i < NAIVE_GOODS; i++)
        cargo->goods[i] = (struct naive_goods){
            .packages = 100, .grams = 10000000, .minor = 5000000, .state = NAIVE_ACCEPTED};
}

/* ---- sums ---- */

int64_t naive_booked_grams(const struct naive_cargo *cargo, int trip, int box)
{
    int64_t sum = 0;

    for (size_t i = 0; i < cargo->booking_count; i++) {
        const struct naive_booking *booking = &cargo->bookings[i];

        if (!booking->cancelled && booking->trip == trip && booking->box == box)
            sum += booking->grams;
    }
    return sum;
}

struct naive_packages naive_packages(const struct naive_cargo *cargo, int goods)
{
    struct naive_packages sum = {0};

    for (size_t i = 0; i < cargo->booking_count; i++) {
        const struct naive_booking *booking = &cargo->bookings[i];

        if (booking->cancelled || booking->goods != goods)
            continue;
        sum.booked += booking->packages;
        sum.loaded += cargo->loaded[booking->trip][booking->box] ? booking->packages : 0;
        sum.landed += cargo->landed[booking->trip][booking->box] ? booking->packages : 0;
    }
    return sum;
}

static bool stands(const struct naive_load *load)
{
    return load->state == NAIVE_PLANNED || load->state == NAIVE_ADOPTED;
}

/* The standing load of the box on that leg of the trip; NULL: none. */
static const struct naive_load *on_leg(const struct naive_cargo *cargo, int trip, int box, int leg)
{
    for (size_t i = 0; i < cargo->load_count; i++) {
        const struct naive_load *load = &cargo->loads[i];

        if (stands(load) && load->trip == trip && load->box == box && load->from <= leg &&
            leg < load->to)
            return load;
    }
    return NULL;
}

/* *adopted: all of them were. */
static bool any_stands(const struct naive_cargo *cargo, int trip, int box, bool *adopted)
{
    bool found = false;

    *adopted = true;
    for (int leg = 0; leg < NAIVE_POINTS - 1; leg++) {
        const struct naive_load *load = on_leg(cargo, trip, box, leg);

        found = found || load != NULL;
        *adopted = *adopted && (load == NULL || load->state == NAIVE_ADOPTED);
    }
    *adopted = *adopted && found;
    return found;
}

static int64_t wagon_grams(const struct naive_cargo *cargo, int trip, int wagon, int leg)
{
    int64_t sum = 0;

    for (int box = 0; box < NAIVE_BOXES; box++) {
        const struct naive_load *load = on_leg(cargo, trip, box, leg);

        if (load != NULL && load->wagon == wagon)
            sum += naive_tare[box] + naive_booked_grams(cargo, trip, box);
    }
    return sum;
}

static int wagon_slots(const struct naive_cargo *cargo, int trip, int wagon, int leg)
{
    int sum = 0;

    for (int box = 0; box < NAIVE_BOXES; box++) {
        const struct naive_load *load = on_leg(cargo, trip, box, leg);

        sum += load != NULL && load->wagon == wagon ? naive_units[box] : 0;
    }
    return sum;
}

static bool slot_held(const struct naive_cargo *cargo, int trip, int wagon, int leg, int slot)
{
    for (size_t i = 0; i < cargo->load_count; i++) {
        const struct naive_load *load = &cargo->loads[i];

        if (stands(load) && load->trip == trip && load->wagon == wagon && load->holds[leg][slot])
            return true;
    }
    return false;
}

/* Why the wagons of the box on the trip do not take so much more; "": they do. */
static const char *wagons_refuse(const struct naive_cargo *cargo, int trip, int box, int64_t grams)
{
    for (int leg = 0; leg < NAIVE_POINTS - 1; leg++) {
        const struct naive_load *load = on_leg(cargo, trip, box, leg);

        if (load != NULL && grams > 0 &&
            wagon_grams(cargo, trip, load->wagon, leg) + grams > NAIVE_WAGON_GRAMS)
            return "WAGON_FULL";
    }
    return "";
}

static const char *room_refuses(const struct naive_cargo *cargo, int trip, int box, int64_t grams)
{
    if (naive_booked_grams(cargo, trip, box) + grams > naive_gross[box] - naive_tare[box])
        return "BOX_FULL";
    return wagons_refuse(cargo, trip, box, grams);
}

/* ---- the events of a box ---- */

struct voyage {
    int trip, wagon, slot, from;
    int64_t on, off;
    int off_place;
    size_t ended; /* by the event at this place in the story */
    bool inferred, wrong;
    struct naive_load *load;
};

struct story {
    int position, place;
    struct naive_event events[NAIVE_EVENTS + 1];
    const char *anomalies[NAIVE_EVENTS + 1];
    size_t index[NAIVE_EVENTS + 1]; /* as they were recorded */
    size_t count;
    struct voyage voyages[NAIVE_EVENTS + 1];
    size_t voyage_count;
};

static const char *refuse_move(int position, int move)
{
    switch (move) {
    case NAIVE_LOAD:
        if (position == ON_WAGON)
            return "ALREADY_ON_WAGON";
        return position == GATED_OUT ? "WRONG_POSITION" : "";
    case NAIVE_DISCHARGE:
        return position == ON_WAGON ? "" : "NOT_ON_BOARD";
    case NAIVE_GATE_OUT:
        return position == GATED_OUT || position == ON_WAGON ? "WRONG_POSITION" : "";
    default:
        return position == GATED_OUT ? "" : "WRONG_POSITION";
    }
}

static int position_after(int move)
{
    return move == NAIVE_LOAD        ? ON_WAGON
           : move == NAIVE_DISCHARGE ? DISCHARGED
           : move == NAIVE_GATE_OUT  ? GATED_OUT
                                     : GATED_IN;
}

static void tell_event(struct story *story, const struct naive_event *event, size_t i)
{
    int from = event->place == NAIVE_NOWHERE ? story->place : event->place;

    story->anomalies[i] = refuse_move(story->position, event->move);
    if (story->anomalies[i][0] == '\0')
        story->anomalies[i] = event->outside;
    if (story->position == ON_WAGON) {
        struct voyage *last = &story->voyages[story->voyage_count - 1];

        last->off = event->time;
        last->ended = i;
        last->inferred = event->move != NAIVE_DISCHARGE;
        last->off_place = last->inferred ? NAIVE_NOWHERE : event->place;
    }
    if (event->move == NAIVE_LOAD)
        story->voyages[story->voyage_count++] = (struct voyage){
            .trip = event->trip,
            .wagon = event->wagon,
            .slot = event->slot,
            .from = from,
            .on = event->time,
            .off_place = NAIVE_NOWHERE,
        };
    story->position = position_after(event->move);
    story->place = event->move == NAIVE_LOAD ? NAIVE_NOWHERE : event->place;
}

/* All that happened to the box, from the beginning, in the order of time. */
static void tell(const struct naive_cargo *cargo, int box, struct story *story)
{
    memset(story, 0, sizeof(*story));
    story->position = DEPOT;
    story->place = NAIVE_NOWHERE;
    for (size_t i = 0; i < cargo->event_count[box]; i++) {
        size_t at = story->count++;

        for (; at > 0 && story->events[at - 1].time > cargo->events[box][i].time; at--) {
            story->events[at] = story->events[at - 1];
            story->index[at] = story->index[at - 1];
        }
        story->events[at] = cargo->events[box][i];
        story->index[at] = i;
    }
    for (size_t i = 0; i < story->count; i++)
        tell_event(story, &story->events[i], i);
}

int naive_position(const struct naive_cargo *cargo, int box, int *place)
{
    static struct story story;

    tell(cargo, box, &story);
    *place = story.place;
    return story.position;
}

/* ---- which load a voyage was ---- */

/* The loads of a box, by the point they begin at, and those of one point as they were recorded. */
static size_t loads_of(struct naive_cargo *cargo, int box, struct naive_load *loads[NAIVE_LOADS])
{
    size_t count = 0;

    for (int from = NAIVE_NOWHERE; from < NAIVE_POINTS; from++) {
        for (size_t i = 0; i < cargo->load_count; i++) {
            struct naive_load *load = &cargo->loads[i];

            if (load->box == box && load->from == from)
                loads[count++] = load;
        }
    }
    return count;
}

static void match(struct naive_cargo *cargo, int box, struct story *story)
{
    struct naive_load *loads[NAIVE_LOADS];
    size_t count = loads_of(cargo, box, loads);

    for (size_t i = 0; i < count; i++)
        loads[i]->on = loads[i]->off = loads[i]->off_at = 0;
    for (size_t v = 0; v < story->voyage_count; v++) {
        struct voyage *voyage = &story->voyages[v];

        for (size_t i = 0; i < count && voyage->load == NULL; i++) {
            if (loads[i]->on == 0 && loads[i]->state != NAIVE_LEFT &&
                loads[i]->trip == voyage->trip && loads[i]->wagon == voyage->wagon)
                voyage->load = loads[i];
        }
        if (voyage->load == NULL) {
            assert_true(cargo->load_count < NAIVE_LOADS);
            voyage->load = &cargo->loads[cargo->load_count++];
            *voyage->load = (struct naive_load){
                .state = NAIVE_SEEN,
                .box = box,
                .trip = voyage->trip,
                .wagon = voyage->wagon,
                .slot = voyage->slot,
                .from = voyage->from,
                .to = voyage->from,
                .origin = voyage->from,
                .destination = NAIVE_NOWHERE,
                .anomaly = "",
            };
        }
        voyage->load->on = voyage->on;
        voyage->load->off = voyage->off;
        voyage->load->off_at = voyage->off == 0 ? 0 : voyage->off_place;
        voyage->wrong =
            voyage->off != 0 && stands(voyage->load) && voyage->off_place != voyage->load->to;
    }
}

/* Of those planned of a box on a trip, also if it was left, the one that goes farthest. */
static int goal_of(struct naive_cargo *cargo, int trip, int box)
{
    int goal = NAIVE_NOWHERE;

    for (size_t i = 0; i < cargo->load_count; i++) {
        const struct naive_load *load = &cargo->loads[i];

        if (load->box == box && load->trip == trip && load->state != NAIVE_SEEN && load->to > goal)
            goal = load->to;
    }
    return goal;
}

static void follow_goods(struct naive_cargo *cargo)
{
    for (int i = 0; i < NAIVE_GOODS; i++) {
        struct naive_packages sum = naive_packages(cargo, i);

        if (cargo->goods[i].state > NAIVE_ARRIVED)
            continue;
        cargo->goods[i].state = sum.loaded == 0            ? NAIVE_ACCEPTED
                                : sum.landed == sum.loaded ? NAIVE_ARRIVED
                                                           : NAIVE_LOADED;
    }
}

/* What the box's events make of loads and goods. */
static void follow(struct naive_cargo *cargo, int box, struct story *story)
{
    tell(cargo, box, story);
    match(cargo, box, story);
    for (int trip = 0; trip < NAIVE_TRIPS; trip++) {
        const struct voyage *last = NULL;
        const struct voyage *end = &story->voyages[story->voyage_count];
        int goal = goal_of(cargo, trip, box);
        bool landed;

        for (const struct voyage *voyage = story->voyages; voyage < end; voyage++)
            last = voyage->trip == trip ? voyage : last;
        if (last == NULL)
            continue;
        landed = last->off != 0 && !last->inferred && !last->wrong && last->load->to >= goal;
        for (const struct voyage *later = last + 1; later < end; later++)
            landed = landed || (goal >= 0 && later->off != 0 && later->off_place == goal);
        cargo->loaded[trip][box] = true;
        cargo->landed[trip][box] = landed;
    }
    follow_goods(cargo);
}

/* ---- moves ---- */

static bool same_event(const struct naive_event *a, const struct naive_event *b)
{
    return a->move == b->move && a->time == b->time && a->place == b->place && a->trip == b->trip &&
           a->wagon == b->wagon;
}

/* What the plan and the other boxes have to say to a loading. */
static void look(struct naive_cargo *cargo, int box, struct naive_event *event)
{
    struct naive_load *loads[NAIVE_LOADS];
    size_t count = loads_of(cargo, box, loads);

    event->outside = "";
    if (event->move != NAIVE_LOAD)
        return;
    event->outside = "NOT_PLANNED";
    for (size_t i = 0; i < count && event->slot == 0; i++) {
        if (stands(loads[i]) && loads[i]->on == 0 && loads[i]->trip == event->trip &&
            loads[i]->wagon == event->wagon) {
            event->outside = "";
            event->slot = loads[i]->slot;
        }
    }
    for (size_t i = 0; i < cargo->load_count && event->slot != 0; i++) {
        const struct naive_load *other = &cargo->loads[i];

        if (other->box != box && other->trip == event->trip && other->wagon == event->wagon &&
            other->slot == event->slot && other->on != 0 && other->off == 0)
            event->outside = "SLOT_TAKEN";
    }
}

/* Of the event that was recorded as this one. */
static const char *anomaly_of(const struct story *story, size_t index)
{
    size_t at = 0;

    while (story->index[at] != index)
        at++;
    for (size_t i = 0; i < story->voyage_count && story->anomalies[at][0] == '\0'; i++) {
        if (story->voyages[i].wrong && story->voyages[i].ended == at)
            return "WRONG_STOP";
    }
    return story->anomalies[at];
}

static struct naive_answer move_box(struct naive_cargo *cargo, const struct naive_command *command)
{
    static struct story story;
    struct naive_answer answer = {.reason = "", .anomaly = "", .outcome = APPLIED};
    struct naive_event event = command->event;
    struct naive_event *events = cargo->events[command->box];
    size_t *count = &cargo->event_count[command->box];
    int64_t newest = 0;
    bool late;

    for (size_t i = 0; i < *count; i++) {
        newest = events[i].time > newest ? events[i].time : newest;
        if (event.observation == 0)
            continue;
        if (events[i].observation == event.observation && !same_event(&events[i], &event))
            return (struct naive_answer){.reason = "OBSERVATION_CONFLICT"};
        if (events[i].observation == event.observation || same_event(&events[i], &event))
            return (struct naive_answer){.reason = "",
                                         .anomaly = NULL,
                                         .outcome = DUPLICATE,
                                         .sequence = (int64_t)i + 1,
                                         .slot = events[i].slot};
    }
    late = event.time < newest;
    look(cargo, command->box, &event);
    assert_true(*count < NAIVE_EVENTS);
    events[(*count)++] = event;
    tell(cargo, command->box, &story);
    answer.anomaly = anomaly_of(&story, *count - 1);
    if (event.observation == 0 && (late || answer.anomaly[0] != '\0')) {
        events[--*count] = (struct naive_event){0};
        answer.reason = late ? "OUT_OF_ORDER" : answer.anomaly;
        return answer;
    }
    follow(cargo, command->box, &story);
    answer.anomaly = anomaly_of(&story, *count - 1);
    answer.sequence = (int64_t)*count;
    answer.slot = event.slot;
    answer.outcome = answer.anomaly[0] != '\0' ? ANOMALY : late ? LATE : APPLIED;
    return answer;
}

/* ---- the load plan ---- */

static struct naive_load *find_load(struct naive_cargo *cargo, const char *name, int trip)
{
    for (size_t i = 0; i < cargo->load_count; i++) {
        struct naive_load *load = &cargo->loads[i];

        if (load->trip == trip && strcmp(load->name, name) == 0)
            return load;
    }
    return NULL;
}

static const char *refuse_load(const struct naive_cargo *cargo, const struct naive_command *command)
{
    int box = command->box;
    int64_t grams = naive_tare[box] + naive_booked_grams(cargo, command->trip, box);

    if (command->slot + naive_units[box] - 1 > NAIVE_WAGON_SLOTS)
        return "INVALID_FIELD";
    for (int leg = command->from; leg < command->to; leg++) {
        if (on_leg(cargo, command->trip, box, leg) != NULL)
            return "ALREADY_PLANNED";
        for (int i = 0; i < naive_units[box]; i++) {
            if (slot_held(cargo, command->trip, command->wagon, leg, command->slot + i))
                return "SLOT_TAKEN";
        }
        if (wagon_grams(cargo, command->trip, command->wagon, leg) + grams > NAIVE_WAGON_GRAMS ||
            wagon_slots(cargo, command->trip, command->wagon, leg) + naive_units[box] >
                NAIVE_WAGON_SLOTS)
            return "WAGON_FULL";
    }
    return "";
}

static const char *create_load(struct naive_cargo *cargo, const struct naive_command *command)
{
    const char *reason = refuse_load(cargo, command);
    struct naive_load *load = &cargo->loads[cargo->load_count];

    if (reason[0] != '\0')
        return reason;
    assert_true(++cargo->load_count < NAIVE_LOADS);
    *load = (struct naive_load){
        .state = NAIVE_PLANNED,
        .box = command->box,
        .trip = command->trip,
        .wagon = command->wagon,
        .slot = command->slot,
        .from = command->from,
        .to = command->to,
        .origin = command->from,
        .destination = command->to,
        .anomaly = "",
    };
    (void)snprintf(load->name, sizeof(load->name), "%s", command->name);
    for (int leg = load->from; leg < load->to; leg++) {
        for (int i = 0; i < naive_units[load->box]; i++)
            load->holds[leg][load->slot + i] = true;
    }
    return "";
}

static const char *delete_load(struct naive_cargo *cargo, struct naive_load *load)
{
    if (load->state == NAIVE_LEFT)
        return "ALREADY_LEFT";
    if (load->on != 0)
        return "ALREADY_LOADED";
    if (naive_booked_grams(cargo, load->trip, load->box) > 0)
        return "STILL_BOOKED";
    cargo->load_count--;
    memmove(load, load + 1, (size_t)(&cargo->loads[cargo->load_count] - load) * sizeof(*load));
    memset(&cargo->loads[cargo->load_count], 0, sizeof(*load));
    return "";
}

static const char *leave_load(struct naive_cargo *cargo, struct naive_load *load)
{
    static struct story story;
    bool adopted;

    if (load->state == NAIVE_LEFT)
        return "ALREADY_LEFT";
    if (!stands(load))
        return "NOT_PLANNED";
    if (load->on != 0)
        return "ALREADY_LOADED";
    load->state = NAIVE_LEFT;
    for (size_t i = 0; i < cargo->booking_count; i++) {
        struct naive_booking *booking = &cargo->bookings[i];

        if (booking->trip == load->trip && booking->box == load->box &&
            !cargo->loaded[load->trip][load->box] &&
            !any_stands(cargo, load->trip, load->box, &adopted))
            booking->cancelled = true;
    }
    follow(cargo, load->box, &story);
    return "";
}

/* The places of the wagon where it stands, as far as they are there and free. */
static bool hold_slots(struct naive_cargo *cargo, struct naive_load *load, int leg)
{
    bool all = true;

    for (int i = 0; load->slot > 0 && i < naive_units[load->box]; i++) {
        int slot = load->slot + i;
        bool mine =
            slot <= NAIVE_WAGON_SLOTS && !slot_held(cargo, load->trip, load->wagon, leg, slot);

        if (mine)
            load->holds[leg][slot] = true;
        all = all && mine;
    }
    return all;
}

static struct naive_answer adopt_load(struct naive_cargo *cargo, struct naive_load *load,
                                      const struct naive_command *command)
{
    static struct story story;
    struct naive_answer answer = {.reason = "", .anomaly = ""};
    int to = command->to == NAIVE_NOWHERE && load->off != 0 ? load->off_at : command->to;
    int from = command->from == NAIVE_NOWHERE ? load->origin : command->from;
    int64_t grams = naive_tare[load->box] + naive_booked_grams(cargo, load->trip, load->box);

    if (load->state == NAIVE_SEEN && (from == NAIVE_NOWHERE || to == NAIVE_NOWHERE))
        answer.reason = "INVALID_FIELD";
    else if (load->state != NAIVE_SEEN || load->on == 0)
        answer.reason = "NOT_SEEN";
    else if (from >= to)
        answer.reason = "INVALID_FIELD";
    for (int leg = from; answer.reason[0] == '\0' && leg < to; leg++) {
        if (on_leg(cargo, load->trip, load->box, leg) != NULL)
            answer.reason = "ALREADY_PLANNED";
    }
    if (answer.reason[0] != '\0')
        return answer;
    for (int leg = from; leg < to; leg++) {
        if (!hold_slots(cargo, load, leg))
            answer.anomaly = "SLOT_TAKEN";
    }
    for (int leg = from; leg < to; leg++) {
        if (wagon_grams(cargo, load->trip, load->wagon, leg) + grams > NAIVE_WAGON_GRAMS ||
            wagon_slots(cargo, load->trip, load->wagon, leg) + naive_units[load->box] >
                NAIVE_WAGON_SLOTS)
            answer.anomaly = "WAGON_FULL";
    }
    load->state = NAIVE_ADOPTED;
    load->from = load->origin = from;
    load->to = load->destination = to;
    load->anomaly = answer.anomaly;
    follow(cargo, load->box, &story);
    return answer;
}

/* ---- bookings ---- */

static int64_t share(int64_t whole, int64_t packages, int64_t of)
{
    return of <= 0 ? 0 : (int64_t)((__int128)whole * packages / of);
}

static const char *refuse_booking(const struct naive_cargo *cargo,
                                  const struct naive_command *command, bool *adopted)
{
    if (cargo->goods[command->goods].state > 5)
        return "WRONG_STATE";
    if (!any_stands(cargo, command->trip, command->box, adopted))
        return "NOT_PLANNED";
    return cargo->loaded[command->trip][command->box] && !*adopted ? "ALREADY_LOADED" : "";
}

static struct naive_answer create_booking(struct naive_cargo *cargo,
                                          const struct naive_command *command)
{
    const struct naive_goods *goods = &cargo->goods[command->goods];
    bool adopted = false;
    struct naive_answer answer = {.reason = refuse_booking(cargo, command, &adopted)};
    int64_t packages = goods->packages;
    int64_t grams = goods->grams;
    int64_t minor = goods->minor;

    for (size_t i = 0; i < cargo->booking_count; i++) {
        const struct naive_booking *other = &cargo->bookings[i];

        if (other->cancelled || other->goods != command->goods)
            continue;
        packages -= other->packages;
        grams -= other->grams;
        minor -= other->minor;
    }
    if (answer.reason[0] == '\0' && command->packages > packages)
        answer.reason = "LINE_EXCEEDED";
    if (answer.reason[0] != '\0')
        return answer;
    answer.grams = share(grams, command->packages, packages);
    answer.minor = share(minor, command->packages, packages);
    answer.reason = room_refuses(cargo, command->trip, command->box, answer.grams);
    if (adopted && strcmp(answer.reason, "WAGON_FULL") == 0) {
        answer.reason = "";
        for (size_t i = 0; i < cargo->load_count; i++) {
            struct naive_load *load = &cargo->loads[i];

            if (load->state == NAIVE_ADOPTED && load->trip == command->trip &&
                load->box == command->box && load->anomaly[0] == '\0')
                load->anomaly = "WAGON_FULL";
        }
    }
    if (answer.reason[0] != '\0')
        return answer;
    assert_true(cargo->booking_count < NAIVE_BOOKINGS);
    cargo->bookings[cargo->booking_count] = (struct naive_booking){
        .trip = command->trip,
        .box = command->box,
        .goods = command->goods,
        .packages = command->packages,
        .grams = answer.grams,
        .minor = answer.minor,
    };
    (void)snprintf(cargo->bookings[cargo->booking_count++].name, 12, "%.11s", command->name);
    follow_goods(cargo);
    return answer;
}

static const char *cancel_booking(struct naive_cargo *cargo, const struct naive_command *command)
{
    for (size_t i = 0; i < cargo->booking_count; i++) {
        struct naive_booking *booking = &cargo->bookings[i];

        if (strcmp(booking->name, command->name) != 0 || booking->trip != command->trip)
            continue;
        if (booking->cancelled)
            return "ALREADY_CANCELLED";
        if (cargo->loaded[booking->trip][booking->box])
            return "ALREADY_LOADED";
        booking->cancelled = true;
        return "";
    }
    return "NOT_FOUND";
}

/* ---- goods ---- */

/* The bookings of the goods share what these are now, in the order in which they were made. */
static const char *divide(struct naive_cargo *cargo, int goods)
{
    int64_t packages = cargo->goods[goods].packages;
    int64_t grams = cargo->goods[goods].grams;
    int64_t minor = cargo->goods[goods].minor;

    for (size_t i = 0; i < cargo->booking_count; i++) {
        struct naive_booking *booking = &cargo->bookings[i];
        int64_t more;
        const char *reason;

        if (booking->cancelled || booking->goods != goods)
            continue;
        more = share(grams, booking->packages, packages) - booking->grams;
        reason = more > 0 ? room_refuses(cargo, booking->trip, booking->box, more) : "";
        if (reason[0] != '\0')
            return reason;
        booking->grams += more;
        booking->minor = share(minor, booking->packages, packages);
        packages -= booking->packages;
        grams -= booking->grams;
        minor -= booking->minor;
    }
    return "";
}

static const char *amend(struct naive_cargo *cargo, const struct naive_command *command)
{
    static struct naive_cargo before;
    struct naive_goods *goods = &cargo->goods[command->goods];
    struct naive_packages sum = naive_packages(cargo, command->goods);
    const char *reason;

    if (command->packages < sum.booked)
        return "AMENDED_BELOW_BOOKED";
    before = *cargo;
    goods->packages = command->packages;
    goods->grams = command->grams;
    goods->minor = command->minor;
    reason = divide(cargo, command->goods);
    if (reason[0] != '\0')
        *cargo = before;
    return reason;
}

static const char *deliver(struct naive_cargo *cargo, const struct naive_command *command)
{
    struct naive_goods *goods = &cargo->goods[command->goods];
    int64_t handled = goods->delivered + goods->missing + command->packages + command->missing;
    struct naive_packages sum = naive_packages(cargo, command->goods);

    if (goods->state != NAIVE_AVAILABLE && goods->state != NAIVE_PARTLY_DELIVERED)
        return "WRONG_STATE";
    if (handled > sum.landed)
        return sum.loaded == 0 ? "NEVER_SHIPPED" : "NOT_LANDED";
    goods->delivered += command->packages;
    goods->missing += command->missing;
    goods->state = handled < goods->packages ? NAIVE_PARTLY_DELIVERED : NAIVE_DELIVERED;
    return "";
}

static const char *make_available(struct naive_goods *goods)
{
    if (goods->state != NAIVE_ARRIVED)
        return "WRONG_STATE";
    goods->state = NAIVE_AVAILABLE;
    return "";
}

struct naive_answer naive_do(struct naive_cargo *cargo, const struct naive_command *command)
{
    struct naive_answer answer = {.reason = "", .anomaly = ""};
    struct naive_load *load = find_load(cargo, command->name, command->trip);

    if (load == NULL && command->kind >= NAIVE_DELETE_LOAD && command->kind <= NAIVE_ADOPT_LOAD)
        answer.reason = "NOT_FOUND";
    else if (command->kind <= NAIVE_OBSERVE_BOX)
        answer = move_box(cargo, command);
    else if (command->kind == NAIVE_CREATE_LOAD)
        answer.reason = create_load(cargo, command);
    else if (command->kind == NAIVE_DELETE_LOAD)
        answer.reason = delete_load(cargo, load);
    else if (command->kind == NAIVE_LEAVE_LOAD)
        answer.reason = leave_load(cargo, load);
    else if (command->kind == NAIVE_ADOPT_LOAD)
        answer = adopt_load(cargo, load, command);
    else if (command->kind == NAIVE_CREATE_BOOKING)
        answer = create_booking(cargo, command);
    else if (command->kind == NAIVE_CANCEL_BOOKING)
        answer.reason = cancel_booking(cargo, command);
    else if (command->kind == NAIVE_AMEND)
        answer.reason = amend(cargo, command);
    else if (command->kind == NAIVE_MAKE_AVAILABLE)
        answer.reason = make_available(&cargo->goods[command->goods]);
    else
        answer.reason = deliver(cargo, command);
    return answer;
}
