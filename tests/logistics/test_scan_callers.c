/* 100,000 random scans and commands of eight callers at once, through the service's own door, in
 * any order, in batches and streams of any size, many of them sent twice: what is then known of
 * each parcel and bag, and each figure, must be what the plainest model makes of them from nothing.
 */
#include "base/clock.h"
#include "hub_audit/hub_audit.h"
#include "logistics_hub.h"
#include "naive_hub.h"
#include "support/dice.h"
#include "support/rounds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS   CV_ROUNDS(50)
#define SCANS    1980
#define COMMANDS 20
#define NUMBERS  150
#define TRACKS   12
#define PARCELS  (NUMBERS + TRACKS)
#define SECOND   INT64_C(1000000)
#define MINUTE   (60 * SECOND)
#define HOUR     (60 * MINUTE)
#define CALLERS  7 /* and one who commands */
#define STREAMS  2

#define S(name) CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_##name

typedef Caravan__Logistics__V1__Scan scan_message;

static const char *const READERS[] = {"", "belt", "sorter", "hand", "mile"};
static const char *const CHUTES[] = {"", "c1", "c2", "c3", "c4", "c5"};
static const char *const BAGS[] = {"", "b1", "b2", "b3"};
static const char *const PREFECTURES[] = {"", "530100", "530300"};

/* ---- chance, the same every time ---- */

static uint64_t chance_state;

static int chance(int below)
{
    return dice_roll(&chance_state, below);
}

/* ---- the world ---- */

/* What one caller sends, in this order. */
struct caller {
    int reader; /* 0: of any, one by one */
    size_t order[4 * SCANS];
    size_t count, sent;
    struct world *world;
    struct cv_unary op;
    size_t asked; /* scans of the call under way */
    bool under_way;
};

struct world {
    struct service_bench bench;
    struct naive_hub hub;
    scan_message messages[SCANS];
    char numbers[PARCELS][24];
    struct caller callers[CALLERS];
    struct service_talk talks[STREAMS];
    struct caller commander;
    struct naive_scan command; /* the one under way, if it is accepted */
};

static char *text(const char *from)
{
    return (char *)(uintptr_t)from;
}

static void plan(struct world *world, const char *id, int64_t from_us, int to)
{
    struct service_bench *bench = &world->bench;
    struct naive_plan *known = &world->hub.plans[world->hub.plan_count++];

    service_clock_set(from_us);
    EXPECT(bench, "CreateSortPlan",
           service_text(bench,
                        "parent: 'hubs/kmg' sort_plan_id: '%s' sort_plan { max_recirculations: 2 "
                        "entries { lane: 1 key: '530100' chute: 'hubs/kmg/chutes/%s' } "
                        "entries { lane: 2 chute: 'hubs/kmg/chutes/c4' } "
                        "entries { lane: 3 chute: 'hubs/kmg/chutes/c5' } }",
                        id, CHUTES[to]),
           "");
    EXPECT(bench, "ValidateSortPlan", service_text(bench, "name: 'hubs/kmg/sortPlans/%s'", id), "");
    EXPECT(bench, "ActivateSortPlan", service_text(bench, "name: 'hubs/kmg/sortPlans/%s'", id), "");
    known->from_us = from_us;
    known->has[to] = known->has[4] = known->has[5] = true;
}

/* Two plans follow each other, and a bag is closed between; all before any scan is told. */
static void begin(struct world *world)
{
    struct service_bench *bench = &world->bench;

    logistics_up(bench, SERVICE_IN_MEMORY);
    service_clock_set(NOON - 72 * HOUR);
    hub_sow(bench);
    hub_places_sow(bench, "kmg");
    EXPECT(bench, "CreateChute", "parent: 'hubs/kmg' chute_id: 'c4' chute { }", "");
    EXPECT(bench, "CreateChute", "parent: 'hubs/kmg' chute_id: 'c5' chute { }", "");
    world->hub.bag_prefecture[1] = world->hub.bag_prefecture[3] = 1;
    world->hub.bag_prefecture[2] = 2;
    world->hub.served[1] = true;
    world->hub.out_of_service[3] = true;
    plan(world, "p1", NOON - 36 * HOUR, 1);
    service_clock_set(NOON - 24 * HOUR);
    EXPECT(bench, "CloseBag", "name: 'hubs/kmg/bags/b3' closing { }", "");
    world->hub.bag_closed_us[3] = NOON - 24 * HOUR;
    plan(world, "p2", NOON - 12 * HOUR, 2);
    world->hub.now_us = NOON;
    service_clock_set(NOON);
}

/* ---- scans ---- */

/* Within two days or, so that some are lost in between, some days before; often at the instant of
 * another. */
static int64_t some_time(int parcel)
{
    int64_t at = NOON - chance(parcel < NUMBERS ? 2880 : 90) * MINUTE;

    if (parcel < NUMBERS && chance(12) == 0)
        at -= (1 + chance(5)) * 24 * HOUR;
    return chance(3) == 0 ? at : at - chance(40) * (SECOND / 2);
}

static void draw_places(struct naive_scan *scan)
{
    if (scan->step == S(ASSIGNED) || scan->step == S(DIVERTED) || scan->step == S(REJECTED) ||
        chance(20) == 0) {
        scan->chute = chance(7) % 6;
        scan->chute_unknown = scan->chute == 0 && scan->step != S(REJECTED);
    }
    if (scan->step == S(BAGGED) || (scan->step == S(UNBAGGED) && chance(4) > 0)) {
        scan->bag = chance(13) % 4;
        scan->bag_unknown = scan->bag == 0;
    }
    if (chance(4) == 0) {
        scan->prefecture = chance(9) % 3;
        scan->prefecture_unknown = scan->prefecture == 0;
    }
}

/* Few numbers, so that chains and circles come about; and some that nobody had before. */
static void draw_tie(struct naive_scan *scan)
{
    switch (chance(3)) {
    case 0:
        scan->step = S(RELABELLED);
        scan->parcel = chance(2) == 0 ? chance(20) : NUMBERS - 1 - chance(20);
        scan->other = chance(4) == 0 ? chance(20) : NUMBERS - 1 - chance(20);
        break;
    case 1:
        scan->step = S(MERGED);
        scan->parcel = chance(3) == 0 ? chance(30) : NUMBERS + chance(TRACKS);
        scan->other = chance(30);
        break;
    default:
        scan->step = S(UNMERGED);
        scan->parcel = chance(3) == 0 ? chance(30) : NUMBERS + chance(TRACKS);
    }
}

static struct naive_scan draw(const struct naive_scan *before)
{
    struct naive_scan scan = {.other = -1, .reader = 1 + chance(4)};

    if (before != NULL && before->at_us <= NOON - 10 * SECOND && chance(20) == 0) {
        scan = *before; /* a second read */
        scan.at_us += (1 + chance(14)) * (SECOND / 2);
        return scan;
    }
    scan.step = (Caravan__Logistics__V1__ScanStep)(1 + chance(S(REJECTED)));
    scan.parcel = chance(8) == 0 ? NUMBERS + chance(TRACKS) : chance(NUMBERS - 20);
    if (chance(40) == 0)
        scan.step = chance(2) == 0 ? S(LOST) : S(FOUND);
    if (chance(12) == 0)
        draw_tie(&scan);
    else
        draw_places(&scan);
    scan.at_us = chance(100) == 0 ? NOON + 20 * MINUTE : some_time(scan.parcel);
    scan.grams = chance(3) * 100;
    scan.plan = chance(3);
    return scan;
}

static void put_number(const struct world *world, int parcel, char **carrier, char **number,
                       int64_t *track)
{
    if (parcel >= NUMBERS) {
        *track = parcel - NUMBERS + 1;
        return;
    }
    *carrier = text("zto");
    *number = text(world->numbers[parcel]);
}

static void put(const struct world *world, const struct naive_scan *scan, scan_message *message)
{
    int64_t no_track;

    caravan__logistics__v1__scan__init(message);
    message->number = scan->number;
    message->step = scan->step;
    message->occur_us = scan->at_us;
    message->offset_case = CARAVAN__LOGISTICS__V1__SCAN__OFFSET_UTC_OFFSET_MINUTES;
    message->utc_offset_minutes = 480;
    message->grams = scan->grams;
    message->plan_version = scan->plan;
    put_number(world, scan->parcel, &message->carrier, &message->parcel_number, &message->track_id);
    if (scan->other >= 0)
        put_number(world, scan->other, &message->other_carrier, &message->other_number, &no_track);
    message->chute = text(scan->chute_unknown ? "nowhere" : CHUTES[scan->chute]);
    message->bag = text(scan->bag_unknown ? "none" : BAGS[scan->bag]);
    message->destination_key =
        text(scan->prefecture_unknown ? "999999" : PREFECTURES[scan->prefecture]);
}

static void give(struct caller *caller, size_t scan)
{
    caller->order[caller->count++] = scan;
}

static void shuffle(struct caller *caller)
{
    for (size_t i = caller->count; i > 1; i--) {
        size_t j = (size_t)chance((int)i);
        size_t kept = caller->order[i - 1];

        caller->order[i - 1] = caller->order[j];
        caller->order[j] = kept;
    }
}

/* The scans, and who sends which, some of them twice. */
static void make(struct world *world)
{
    static const int OF[CALLERS] = {1, 2, 3, 3, 4, 4, 0};
    int64_t numbers[5] = {0};

    for (int i = 0; i < PARCELS; i++)
        (void)snprintf(world->numbers[i], sizeof(world->numbers[i]), "7500000%05d", i);
    for (int i = 0; i < CALLERS; i++)
        world->callers[i] = (struct caller){.reader = OF[i], .world = world};
    for (size_t i = 0; i < SCANS; i++) {
        struct naive_scan *scan = &world->hub.scans[world->hub.count++];

        *scan = draw(i == 0 ? NULL : scan - 1);
        scan->number = ++numbers[scan->reader];
        put(world, scan, &world->messages[i]);
        do { /* each at least once, by one who may */
            int by = chance(10) == 0 ? CALLERS - 1 : chance(CALLERS - 1);

            while (OF[by] != 0 && OF[by] != scan->reader)
                by = chance(CALLERS - 1);
            give(&world->callers[by], i);
        } while (chance(5) == 0);
    }
    for (int i = 0; i < CALLERS; i++)
        shuffle(&world->callers[i]);
}

/* ---- callers ---- */

static size_t next_batch(struct caller *caller, scan_message **scans)
{
    size_t left = caller->count - caller->sent;
    size_t count = 1 + (size_t)chance(60);

    if (count > left)
        count = left;
    for (size_t i = 0; i < count; i++)
        scans[i] = &caller->world->messages[caller->order[caller->sent++]];
    return count;
}

static void kept(Caravan__Logistics__V1__ScanOutcome outcome)
{
    assert_in_range(outcome, CARAVAN__LOGISTICS__V1__SCAN_OUTCOME__SCAN_OUTCOME_APPLIED,
                    CARAVAN__LOGISTICS__V1__SCAN_OUTCOME__SCAN_OUTCOME_ANOMALY);
}

static void ask(struct caller *caller);

static void on_captured(struct cv_unary *op)
{
    struct caller *caller = CV_CONTAINER_OF(op, struct caller, op);

    assert_int_equal(op->start.status.code, CV_OK);
    if (caller->reader == 0) {
        kept(((const Caravan__Logistics__V1__ScanResult *)op->response)->outcome);
    } else {
        const Caravan__Logistics__V1__CaptureScansResponse *response = (const void *)op->response;

        assert_int_equal(response->n_results, caller->asked);
        for (size_t i = 0; i < response->n_results; i++)
            kept(response->results[i]->outcome);
    }
    ask(caller);
}

static void submit(struct caller *caller, const char *method, const ProtobufCMessage *request,
                   cv_unary_done *done)
{
    struct service_bench *bench = &caller->world->bench;

    caller->op = (struct cv_unary){.request = request, .done = done};
    caller->op.start.method = service_method(bench, method);
    caller->op.start.scope = &bench->scope;
    caller->under_way = true;
    cv_unary_submit(bench->channel, &caller->op);
}

/* The next call of one who does not stream. */
static void ask(struct caller *caller)
{
    Caravan__Logistics__V1__CaptureScanRequest one =
        CARAVAN__LOGISTICS__V1__CAPTURE_SCAN_REQUEST__INIT;
    Caravan__Logistics__V1__CaptureScansRequest many =
        CARAVAN__LOGISTICS__V1__CAPTURE_SCANS_REQUEST__INIT;
    struct service_bench *bench = &caller->world->bench;
    scan_message *scans[64];

    caller->under_way = false;
    if (caller->sent == caller->count)
        return;
    if (caller->reader == 0) {
        size_t scan = caller->order[caller->sent++];

        one.parent = text(service_text(bench, "hubs/kmg/readers/%s",
                                       READERS[caller->world->hub.scans[scan].reader]));
        one.scan = &caller->world->messages[scan];
        submit(caller, "CaptureScan", &one.base, on_captured);
        return;
    }
    many.parent = text(service_text(bench, "hubs/kmg/readers/%s", READERS[caller->reader]));
    many.scans = scans;
    many.n_scans = caller->asked = next_batch(caller, scans);
    submit(caller, "CaptureScans", &many.base, on_captured);
}

static bool sent(void *arg)
{
    return ((struct service_talk *)arg)->sent;
}

static void stream_some(struct world *world, int i)
{
    struct caller *caller = &world->callers[i];
    struct service_talk *talk = &world->talks[i];
    Caravan__Logistics__V1__StreamScansRequest request =
        CARAVAN__LOGISTICS__V1__STREAM_SCANS_REQUEST__INIT;
    const Caravan__Logistics__V1__StreamScansResponse *heard;
    scan_message *scans[64];

    if (caller->sent == caller->count)
        return;
    request.scans = scans;
    request.n_scans = next_batch(caller, scans);
    talk->sent = false;
    cv_call_send(talk->start.call, &talk->send, &request.base);
    assert_true(cv_loop_run_until(world->bench.loop, sent, talk, 20 * CV_NS_PER_S));
    heard = (const void *)service_hear(&world->bench, talk);
    assert_non_null(heard);
    assert_int_equal(heard->n_outcomes, request.n_scans);
    for (size_t j = 0; j < heard->n_outcomes; j++)
        kept(heard->outcomes[j]);
}

/* ---- the one who commands ---- */

static void command(struct caller *caller);

static void on_bagged(struct cv_unary *op)
{
    struct world *world = CV_CONTAINER_OF(op, struct caller, op)->world;

    if (cv_ok(op->start.status))
        world->hub.scans[world->hub.count++] = world->command;
    else
        assert_in_range(op->start.status.code, CV_NOT_FOUND, CV_FAILED_PRECONDITION);
    command(&world->commander);
}

static int place_of(const char *const *names, size_t count, const char *name)
{
    const char *id = strrchr(name, '/') == NULL ? name : strrchr(name, '/') + 1;

    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], id) == 0)
            return (int)i;
    }
    fail_msg("nobody knows %s", name);
    return 0;
}

#define PLACE(names, name) place_of(names, sizeof(names) / sizeof(*(names)), name)

static void on_decided(struct cv_unary *op)
{
    static const Caravan__Logistics__V1__ScanStep STEPS[] = {0, S(ASSIGNED), S(RECIRCULATED),
                                                             S(REJECTED)};
    struct world *world = CV_CONTAINER_OF(op, struct caller, op)->world;
    const Caravan__Logistics__V1__SortDecision *decision = (const void *)op->response;

    assert_non_null(decision);
    world->command.step = STEPS[decision->action];
    world->command.chute = PLACE(CHUTES, decision->chute);
    world->command.plan = decision->plan_version;
    world->hub.scans[world->hub.count++] = world->command;
    command(&world->commander);
}

/* Each a second after the one before, so that it is known when. */
static void command(struct caller *caller)
{
    struct world *world = caller->world;
    Caravan__Logistics__V1__BagParcelRequest bag = CARAVAN__LOGISTICS__V1__BAG_PARCEL_REQUEST__INIT;
    Caravan__Logistics__V1__UnbagParcelRequest unbag =
        CARAVAN__LOGISTICS__V1__UNBAG_PARCEL_REQUEST__INIT;
    Caravan__Logistics__V1__DecideSortRequest sort =
        CARAVAN__LOGISTICS__V1__DECIDE_SORT_REQUEST__INIT;
    int kind = chance(3);

    caller->under_way = false;
    if (caller->sent++ == COMMANDS)
        return;
    world->hub.now_us += SECOND;
    service_clock_set(world->hub.now_us);
    world->command = (struct naive_scan){.step = kind == 0 ? S(BAGGED) : S(UNBAGGED),
                                         .parcel = chance(NUMBERS - 20),
                                         .other = -1,
                                         .at_us = world->hub.now_us,
                                         .bag = kind == 2 ? 0 : 1 + chance(3)};
    bag.name = unbag.name =
        text(service_text(&world->bench, "hubs/kmg/bags/%s", BAGS[world->command.bag]));
    bag.carrier = unbag.carrier = sort.carrier = text("zto");
    bag.number = unbag.number = sort.number = world->numbers[world->command.parcel];
    sort.parent = text("hubs/kmg");
    sort.track_id = 1000;
    if (kind == 2)
        submit(caller, "DecideSort", &sort.base, on_decided);
    else if (kind == 1)
        submit(caller, "UnbagParcel", &unbag.base, on_bagged);
    else
        submit(caller, "BagParcel", &bag.base, on_bagged);
}

static bool nobody_asks(void *arg)
{
    const struct world *world = arg;

    for (int i = STREAMS; i < CALLERS; i++) {
        if (world->callers[i].under_way)
            return false;
    }
    return !world->commander.under_way;
}

static void send_all(struct world *world)
{
    bool more = true;

    world->commander = (struct caller){.world = world};
    for (int i = 0; i < STREAMS; i++) {
        service_talk_open(&world->bench, &world->talks[i], "StreamScans", NULL);
        assert_true(service_say(
            &world->bench, &world->talks[i],
            service_text(&world->bench, "parent: 'hubs/kmg/readers/%s'", READERS[i + 1])));
        HEAR(&world->bench, &world->talks[i], "durable_number: 0");
    }
    for (int i = STREAMS; i < CALLERS; i++)
        ask(&world->callers[i]);
    command(&world->commander);
    while (more) {
        more = false;
        for (int i = 0; i < STREAMS; i++) {
            stream_some(world, i);
            more |= world->callers[i].sent < world->callers[i].count;
        }
    }
    assert_true(cv_loop_run_until(world->bench.loop, nobody_asks, world, 60 * CV_NS_PER_S));
    for (int i = 0; i < STREAMS; i++)
        service_talk_stop(&world->bench, &world->talks[i]);
}

/* ---- parcels ---- */

static const Caravan__Logistics__V1__Parcel *track(struct world *world, int parcel)
{
    Caravan__Logistics__V1__TrackParcelRequest request =
        CARAVAN__LOGISTICS__V1__TRACK_PARCEL_REQUEST__INIT;

    request.parent = text("hubs/kmg");
    put_number(world, parcel, &request.carrier, &request.number, &request.track_id);
    request.view = CARAVAN__LOGISTICS__V1__PARCEL_VIEW__PARCEL_VIEW_STAFF;
    return HUBS_ASK(&world->bench, track_parcel, &request);
}

static int64_t us_of(const Google__Protobuf__Timestamp *time)
{
    return time == NULL ? 0 : time->seconds * SECOND + time->nanos / 1000;
}

static int root_of(const struct naive_hub *hub, int parcel)
{
    return hub->is[parcel] == parcel ? parcel : root_of(hub, hub->is[parcel]);
}

static bool is_named(const struct naive_hub *hub, int parcel)
{
    for (size_t i = 0; i < hub->count; i++) {
        if (hub->scans[i].parcel == parcel || hub->scans[i].other == parcel)
            return true;
    }
    return false;
}

static void same_anomalies(const Caravan__Logistics__V1__Parcel *parcel, unsigned odd)
{
    unsigned told = 0;

    for (size_t i = 0; i < parcel->n_anomalies; i++)
        told |= 1u << PLACE(NAIVE_ODDS, parcel->anomalies[i]);
    assert_int_equal(told, odd);
}

static size_t aliases(const struct naive_hub *hub, int root)
{
    size_t count = 0;

    for (int i = 0; i < PARCELS; i++)
        count += i != root && root_of(hub, i) == root;
    return count;
}

static void same_parcel(struct world *world, int number)
{
    const struct naive_hub *hub = &world->hub;
    int root = root_of(hub, number);
    struct naive_parcel want = naive_fold(hub, root);
    const Caravan__Logistics__V1__Parcel *parcel = track(world, number);

    assert_non_null(parcel);
    if (root < NUMBERS)
        assert_string_equal(parcel->number, world->numbers[root]);
    else
        assert_int_equal(atoi(parcel->number), root - NUMBERS + 1);
    assert_int_equal(parcel->n_aliases, aliases(hub, root));
    assert_int_equal(parcel->state, want.lost_inferred
                                        ? CARAVAN__LOGISTICS__V1__PARCEL_STATE__PARCEL_STATE_LOST
                                        : want.state);
    assert_int_equal(parcel->inferred, want.lost_inferred);
    assert_int_equal(us_of(parcel->state_time), want.state_us);
    assert_int_equal(us_of(parcel->first_time), want.first_us);
    assert_int_equal(us_of(parcel->last_time), want.last_us);
    assert_string_equal(parcel->destination, PREFECTURES[want.prefecture]);
    assert_string_equal(parcel->assigned_chute, CHUTES[want.assigned]);
    assert_string_equal(parcel->chute, CHUTES[want.chute]);
    assert_string_equal(parcel->bag, BAGS[want.bag]);
    assert_int_equal(parcel->plan_version, want.plan);
    assert_int_equal(parcel->declared_grams, want.declared);
    assert_int_equal(parcel->grams, want.grams);
    assert_int_equal(parcel->recirculations, want.rounds);
    assert_int_equal(parcel->delivery_failures, want.failures);
    assert_int_equal(parcel->found, want.found);
    assert_int_equal(parcel->held, want.held);
    assert_int_equal(parcel->no_read, want.no_read_us != 0);
    assert_string_equal(parcel->missort, want.missort);
    same_anomalies(parcel, want.odd);
}

/* ---- bags ---- */

static void same_bag(struct world *world, const struct naive_parcel *parcels, int bag)
{
    struct service_bench *bench = &world->bench;
    const Caravan__Logistics__V1__ListBagParcelsResponse *list;
    bool closed = world->hub.bag_closed_us[bag] != 0;
    int count = 0, missorts = 0, removals = 0;
    int64_t grams = 0;

    for (int i = 0; i < PARCELS; i++) {
        const struct naive_parcel *p = &parcels[i];

        removals += p->left_bag == bag;
        if (p->bag != bag)
            continue;
        count++;
        missorts += p->prefecture != 0 && p->prefecture != world->hub.bag_prefecture[bag];
        grams += p->grams != 0 ? p->grams : p->declared;
    }
    EXPECT(bench, "GetBag", service_text(bench, "name: 'hubs/kmg/bags/%s'", BAGS[bag]),
           service_text(bench,
                        "parcel_count: %d missort_count: %d grams: %lld "
                        "inferred_removal_count: %d",
                        closed ? 0 : count, closed ? 0 : missorts, closed ? 0LL : (long long)grams,
                        removals));
    list = (const void *)EXPECT(
        bench, "ListBagParcels",
        service_text(bench, "parent: 'hubs/kmg/bags/%s' page_size: 200", BAGS[bag]), "");
    assert_int_equal(list->n_parcels, count);
}

/* ---- figures: each counted anew from all parcels ---- */

enum by {
    TOTAL,
    DAY_BY_DAY,
    HOURLY,
    BY_CHUTE,
    BY_PREFECTURE,
    BY_SHIFT
};

struct asked {
    enum by by;
    int64_t day;
    int hour, shift, chute, prefecture;
};

static int64_t hub_hour(int64_t us)
{
    return us / HOUR + 8;
}

/* Not a fold of days: two dates of one week are compared. */
static int64_t day_of(const Google__Type__Date *date)
{
    int64_t day = hub_hour(NOON) / 24;

    return date == NULL ? 0 : day + date->day - 1 - (date->month == 6 ? 30 : 0);
}

static bool counts(const struct asked *asked, const struct naive_parcel *p, int64_t us, int chute)
{
    if (us == 0)
        return false;
    switch (asked->by) {
    case DAY_BY_DAY:
        return hub_hour(us) / 24 == asked->day;
    case HOURLY:
        return hub_hour(us) / 24 == asked->day && hub_hour(us) % 24 == asked->hour;
    case BY_CHUTE:
        return chute == asked->chute;
    case BY_PREFECTURE:
        return p->prefecture == asked->prefecture;
    case BY_SHIFT:
        return hub_hour(us) % 24 / 8 + 1 == asked->shift;
    default:
        return true;
    }
}

static void same_figures(const struct naive_parcel *parcels,
                         const Caravan__Logistics__V1__HubFigures *row, const struct asked *asked)
{
    int64_t want[9] = {0};

    for (int i = 0; i < PARCELS; i++) {
        const struct naive_parcel *p = &parcels[i];
        bool rounds = counts(asked, p, p->round_us, p->sorted_chute);
        bool left = counts(asked, p, p->dispatched_us, p->sorted_chute);

        want[0] += counts(asked, p, p->inbound_us, 0);
        want[1] += counts(asked, p, p->sorted_us, p->sorted_chute);
        want[2] += counts(asked, p, p->missorted_us, p->missorted_chute);
        want[3] += counts(asked, p, p->no_read_us, 0);
        want[4] += rounds;
        want[5] += rounds ? p->rounds : 0;
        want[6] += counts(asked, p, p->rejected_us, 0);
        want[7] += left && p->inbound_us != 0;
        want[8] += left && p->inbound_us != 0 && p->dispatched_us >= p->inbound_us;
    }
    assert_int_equal(row->inbound, want[0]);
    assert_int_equal(row->sorted, want[1]);
    assert_int_equal(row->missorted, want[2]);
    assert_int_equal(row->no_read, want[3]);
    assert_int_equal(row->recirculated, want[4]);
    assert_int_equal(row->recirculations, want[5]);
    assert_int_equal(row->rejected, want[6]);
    assert_int_equal(row->dispatched, want[7]);
    assert_int_equal(row->latency_count, want[8]);
}

/* Each row, and that none is missing: together they are the total. */
static void same_rows(const struct naive_parcel *parcels, enum by by,
                      Caravan__Logistics__V1__HubFigures *const *rows, size_t count,
                      const Caravan__Logistics__V1__HubFigures *total)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++) {
        struct asked asked = {.by = by,
                              .day = day_of(rows[i]->date),
                              .hour = rows[i]->hour,
                              .shift = rows[i]->shift,
                              .chute = PLACE(CHUTES, rows[i]->chute),
                              .prefecture = PLACE(PREFECTURES, rows[i]->prefecture)};

        same_figures(parcels, rows[i], &asked);
        sum += rows[i]->inbound + 1000 * rows[i]->sorted + 1000000 * rows[i]->dispatched;
    }
    assert_int_equal(sum, total->inbound + 1000 * total->sorted + 1000000 * total->dispatched);
}

static void same_report(struct world *world, const struct naive_parcel *parcels)
{
    const Caravan__Logistics__V1__HubReportResponse *report =
        (const void *)EXPECT(&world->bench, "HubReport",
                             "parent: 'hubs/kmg' first_date: 2025-06-20 last_date: 2025-07-03", "");

    same_figures(parcels, report->total, &(struct asked){.by = TOTAL});
    same_rows(parcels, DAY_BY_DAY, report->by_day, report->n_by_day, report->total);
    same_rows(parcels, HOURLY, report->by_hour, report->n_by_hour, report->total);
    same_rows(parcels, BY_SHIFT, report->by_shift, report->n_by_shift, report->total);
    same_rows(parcels, BY_CHUTE, report->by_chute, report->n_by_chute, report->total);
    same_rows(parcels, BY_PREFECTURE, report->by_prefecture, report->n_by_prefecture,
              report->total);
}

/* ---- the test ---- */

static struct cv_status recount(struct cv_books *books, void *arg)
{
    return hub_audit_run(books, "kmg", arg);
}

static void compare(struct world *world)
{
    struct naive_parcel parcels[PARCELS];
    struct hub_audit audit = {0};

    naive_judge(&world->hub);
    memset(parcels, 0, sizeof(parcels));
    for (int i = 0; i < PARCELS; i++) {
        if (is_named(&world->hub, i))
            same_parcel(world, i);
        if (world->hub.is[i] == i)
            parcels[i] = naive_fold(&world->hub, i);
    }
    for (int bag = 1; bag <= 3; bag++)
        same_bag(world, parcels, bag);
    same_report(world, parcels);
    hub_store_run(&world->bench, recount, &audit);
    assert_int_equal(audit.wrong, 0);
    assert_int_equal(audit.scans, world->hub.count);
}

static void whatever_many_callers_say_in_any_order_comes_to_what_a_plain_model_says(void **state)
{
    struct world *world = malloc(sizeof(*world));

    (void)state;
    assert_non_null(world);
    for (uint64_t round = 1; round <= ROUNDS; round++) {
        chance_state = round;
        print_message("round %d\n", (int)round);
        memset(world, 0, sizeof(*world));
        begin(world);
        make(world);
        send_all(world);
        compare(world);
        service_down(&world->bench);
    }
    free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_many_callers_say_in_any_order_comes_to_what_a_plain_model_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
