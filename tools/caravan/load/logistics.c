/* A hub that sorts 600,000 parcels on its busiest day, each seen by seven scans, with the trains
 * that take goods along a corridor: scans one by one and a batch of a belt at once, sort decisions,
 * parcels that people track, and news of trips. */
#include "base/clock.h"
#include "base/time_text.h"
#include "caravan/logistics/v1/corridors.caravan.h"
#include "caravan/logistics/v1/hubs.caravan.h"
#include "hub_data.h"
#include "logistics_trips.h"
#include "prepare.h"
#include "waiting.h"

#include <stdio.h>

#define HUB          "hubs/load"
#define MOVING       800 /* parcels that are somewhere between two scans */
#define BATCH        20  /* scans of a belt in one call */
#define NUMBER_BYTES 24
#define NOWHERE      WAITING_MAX /* the place of a parcel that nobody follows: there is no room */

/* What happens to a parcel, and which reader sees it. */
static const struct {
    Caravan__Logistics__V1__ScanStep step;
    const char *reader;
} STEPS[] = {
    {CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_PRE_ADVISED, "advice"},
    {CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_INBOUND, "tunnel"},
    {CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_WEIGHED, "tunnel"},
    {CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_DIVERTED, "sorter"},
    {CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_DISPATCHED, "dock"},
    {CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_ARRIVED_DEST, "dock"},
    {CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_DELIVERED, "dock"},
};
#define STEP_COUNT (sizeof(STEPS) / sizeof(STEPS[0]))

struct parcel {
    char number[NUMBER_BYTES];
    unsigned step; /* the next one */
    unsigned chute;
};

struct logistics_work {
    struct parcel parcels[WAITING_MAX + 1]; /* the last one is NOWHERE */
    struct waiting waiting;                 /* for their next scan */
    uint64_t made;                          /* parcels */
    int64_t scan;                           /* running number of the last scan, of all readers */
    Google__Type__Date today;
    struct trips trips;
};

/* ---- the data ---- */

static bool ask(void *arg, const char *method, const ProtobufCMessage *request)
{
    const struct cv_service_type *type = &caravan_logistics_v1_hubs_type;
    struct prepare *prepare = arg;

    prepare_ask(prepare, LOAD_CLERK);
    prepare->call.op.start.method = prepare_method(type, method);
    prepare->call.op.request = request;
    cv_unary_submit(prepare->client->channel, &prepare->call.op);
    return prepare_wait(prepare, true);
}

/* By the clock of the hub. */
static void set_today(struct logistics_work *work)
{
    char text[CV_TIME_TEXT_MAX] = "";
    struct cv_time_value now = {.seconds =
                                    cv_clock_utc_us() / 1000000 + HUB_OFFSET_MINUTES * INT64_C(60)};

    google__type__date__init(&work->today);
    if (cv_time_text_print_timestamp(now, text))
        (void)sscanf(text, "%d-%d-%d", &work->today.year, &work->today.month, &work->today.day);
}

static enum exit_code prepare(struct client *client, struct dice *dice, void **work)
{
    static const char *const READERS[] = {"advice", "tunnel", "sorter", "dock", "belt"};
    struct logistics_work *made = cv_arena_zalloc(client->run->arena, sizeof(*made));
    struct prepare prepare;
    const struct hub_data data = {
        .hub = "load",
        .readers = READERS,
        .reader_count = sizeof(READERS) / sizeof(READERS[0]),
        .ask = ask,
        .arg = &prepare,
    };

    (void)dice;
    prepare_begin(&prepare, client);
    if (made == NULL) {
        (void)prepare_fail(&prepare, "out of memory");
    } else {
        waiting_init(&made->waiting);
        set_today(made);
        made->scan = cv_clock_utc_us(); /* after those of any run before */
        if (prepare.code == EXIT_DONE && hub_data_make(&data))
            (void)trips_prepare(&made->trips, &prepare);
    }
    *work = made;
    return prepare.code;
}

/* ---- scans ---- */

/* A parcel that waits for its next scan, or a new one. */
static uint32_t take_parcel(struct load_call *call)
{
    struct logistics_work *work = call->work;
    struct parcel *parcel;
    uint32_t place;

    if (work->waiting.count >= MOVING)
        return waiting_take(&work->waiting);
    if (!waiting_place(&work->waiting, &place))
        place = NOWHERE;
    parcel = &work->parcels[place];
    *parcel = (struct parcel){.chute = load_any(call, HUB_CHUTES)};
    (void)snprintf(parcel->number, sizeof(parcel->number), "SF%013llu%06llu",
                   (unsigned long long)(work->scan / 1000 % 10000000000000),
                   (unsigned long long)(work->made++ % 1000000));
    return place;
}

static void fill_scan(struct load_call *call, uint32_t place, Caravan__Logistics__V1__Scan *scan)
{
    struct logistics_work *work = call->work;
    const struct parcel *parcel = &work->parcels[place];
    char chute[16];

    caravan__logistics__v1__scan__init(scan);
    scan->number = ++work->scan;
    scan->step = STEPS[parcel->step].step;
    scan->carrier = load_text("sf");
    scan->parcel_number = load_text(parcel->number);
    scan->occur_us = cv_clock_utc_us();
    scan->offset_case = CARAVAN__LOGISTICS__V1__SCAN__OFFSET_UTC_OFFSET_MINUTES;
    scan->utc_offset_minutes = HUB_OFFSET_MINUTES;
    switch (scan->step) {
    case CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_PRE_ADVISED:
        scan->destination_key =
            load_text(HUB_PREFECTURE_CODES[parcel->chute / (HUB_CHUTES / HUB_PREFECTURES)]);
        break;
    case CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_WEIGHED:
        scan->grams = 200 + load_any(call, 4000);
        break;
    case CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_DIVERTED:
        hub_chute_id(parcel->chute, chute);
        scan->chute = load_print(call, "%s", chute);
        break;
    default:
        break;
    }
}

/* Belts do not wait, and the parcel goes on, seen or not; what was never seen is not asked for. */
static void go_on(struct logistics_work *work, uint32_t place, bool seen)
{
    struct parcel *parcel = &work->parcels[place];

    if (place == NOWHERE)
        return;
    if ((seen || parcel->step > 0) && ++parcel->step < STEP_COUNT)
        waiting_put(&work->waiting, place);
    else
        waiting_free(&work->waiting, place);
}

static void capture_scan(struct load_call *call)
{
    Caravan__Logistics__V1__CaptureScanRequest request =
        CARAVAN__LOGISTICS__V1__CAPTURE_SCAN_REQUEST__INIT;
    const struct logistics_work *work = call->work;
    Caravan__Logistics__V1__Scan scan;

    call->piece = take_parcel(call);
    fill_scan(call, (uint32_t)call->piece, &scan);
    request.parent =
        load_print(call, HUB "/readers/%s", STEPS[work->parcels[call->piece].step].reader);
    request.scan = &scan;
    caravan_logistics_v1_hubs_capture_scan(call->channel, &call->op, &request);
}

static void scanned(struct load_call *call)
{
    go_on(call->work, (uint32_t)call->piece, true);
}

static void not_scanned(struct load_call *call)
{
    go_on(call->work, (uint32_t)call->piece, false);
}

static void capture_scans(struct load_call *call)
{
    Caravan__Logistics__V1__CaptureScansRequest request =
        CARAVAN__LOGISTICS__V1__CAPTURE_SCANS_REQUEST__INIT;
    uint32_t *places = cv_arena_array(&call->arena, BATCH, sizeof(*places));
    Caravan__Logistics__V1__Scan scans[BATCH];
    Caravan__Logistics__V1__Scan *list[BATCH];

    call->held = places;
    for (unsigned i = 0; places != NULL && i < BATCH; i++) {
        places[i] = take_parcel(call);
        fill_scan(call, places[i], &scans[i]);
        list[i] = &scans[i];
    }
    request.parent = load_text(HUB "/readers/belt");
    request.scans = list;
    request.n_scans = places == NULL ? 0 : BATCH;
    request.mode = CARAVAN__LOGISTICS__V1__CAPTURE_MODE__CAPTURE_MODE_ALL_OR_NOTHING;
    caravan_logistics_v1_hubs_capture_scans(call->channel, &call->op, &request);
}

static void batch_goes_on(struct load_call *call, bool seen)
{
    const uint32_t *places = call->held;

    for (unsigned i = 0; places != NULL && i < BATCH; i++)
        go_on(call->work, places[i], seen);
}

static void all_scanned(struct load_call *call)
{
    batch_goes_on(call, true);
}

static void none_scanned(struct load_call *call)
{
    batch_goes_on(call, false);
}

/* ---- what else is asked of the hub ---- */

/* One that has been seen. */
static bool is_seen(const void *work)
{
    return ((const struct logistics_work *)work)->waiting.count > 0;
}

static const struct parcel *any_parcel(struct load_call *call)
{
    const struct logistics_work *work = call->work;
    const struct waiting *waiting = &work->waiting;
    size_t at = waiting->first + load_any(call, (unsigned)waiting->count);

    return &work->parcels[waiting->queue[at % WAITING_MAX]];
}

static void decide_sort(struct load_call *call)
{
    Caravan__Logistics__V1__DecideSortRequest request =
        CARAVAN__LOGISTICS__V1__DECIDE_SORT_REQUEST__INIT;
    struct logistics_work *work = call->work;

    request.parent = load_text(HUB);
    request.track_id = ++work->scan;
    request.carrier = load_text("sf");
    request.number = load_text(any_parcel(call)->number);
    request.grams = 200 + load_any(call, 4000);
    caravan_logistics_v1_hubs_decide_sort(call->channel, &call->op, &request);
}

static void track_parcel(struct load_call *call)
{
    Caravan__Logistics__V1__TrackParcelRequest request =
        CARAVAN__LOGISTICS__V1__TRACK_PARCEL_REQUEST__INIT;

    request.parent = load_text(HUB);
    request.carrier = load_text("sf");
    request.number = load_text(any_parcel(call)->number);
    caravan_logistics_v1_hubs_track_parcel(call->channel, &call->op, &request);
}

static void hub_report(struct load_call *call)
{
    Caravan__Logistics__V1__HubReportRequest request =
        CARAVAN__LOGISTICS__V1__HUB_REPORT_REQUEST__INIT;
    struct logistics_work *work = call->work;

    request.parent = load_text(HUB);
    request.first_date = &work->today;
    caravan_logistics_v1_hubs_hub_report(call->channel, &call->op, &request);
}

/* ---- trips ---- */

static struct trips *trips_of(struct load_call *call)
{
    struct logistics_work *work = call->work;

    return &work->trips;
}

static bool a_trip_runs(const void *work)
{
    return ((const struct logistics_work *)work)->trips.waiting.count > 0;
}

static void create_trip(struct load_call *call)
{
    trips_create(trips_of(call), call);
}

static void trip_created(struct load_call *call)
{
    trips_created(trips_of(call), call);
}

static void record_event(struct load_call *call)
{
    trips_record(trips_of(call), call);
}

static void event_recorded(struct load_call *call)
{
    trips_recorded(trips_of(call), call);
}

static void event_refused(struct load_call *call)
{
    trips_refused(trips_of(call), call);
}

static void get_trip(struct load_call *call)
{
    trips_get(trips_of(call), call);
}

/* ---- the tables ---- */

enum {
    CAPTURE_SCAN,
    CAPTURE_SCANS,
    DECIDE_SORT,
    TRACK_PARCEL,
    HUB_REPORT,
    CREATE_TRIP,
    RECORD_EVENT,
    GET_TRIP,
    METHODS,
};

static const struct load_method TABLE[METHODS] = {
    [CAPTURE_SCAN] = {.name = "CaptureScan",
                      .ask = capture_scan,
                      .answered = scanned,
                      .refused = not_scanned},
    [CAPTURE_SCANS] = {.name = "CaptureScans",
                       .ask = capture_scans,
                       .answered = all_scanned,
                       .refused = none_scanned},
    [DECIDE_SORT] = {.name = "DecideSort",
                     .ask = decide_sort,
                     .ready = is_seen,
                     .instead = CAPTURE_SCAN},
    [TRACK_PARCEL] = {.name = "TrackParcel",
                      .ask = track_parcel,
                      .ready = is_seen,
                      .instead = CAPTURE_SCAN},
    [HUB_REPORT] = {.name = "HubReport", .ask = hub_report, .by = LOAD_CHIEF},
    [CREATE_TRIP] = {.name = "CreateTrip", .ask = create_trip, .answered = trip_created},
    [RECORD_EVENT] = {.name = "RecordTripEvents",
                      .ask = record_event,
                      .answered = event_recorded,
                      .refused = event_refused,
                      .ready = a_trip_runs,
                      .instead = CREATE_TRIP},
    [GET_TRIP] = {.name = "GetTrip", .ask = get_trip, .ready = a_trip_runs, .instead = CREATE_TRIP},
};

static const struct load_profile PROFILES[] = {
    {.name = "ordinary",
     .summary = {"200,000 parcels a day: 20 scans a second, and as many questions",
                 "每日 20 万件：每秒约 20 次扫描及相应查询"},
     .rate = 40,
     .weights = {[CAPTURE_SCAN] = 250,
                 [CAPTURE_SCANS] = 15,
                 [DECIDE_SORT] = 100,
                 [TRACK_PARCEL] = 535,
                 [HUB_REPORT] = 10,
                 [CREATE_TRIP] = 5,
                 [RECORD_EVENT] = 45,
                 [GET_TRIP] = 40}},
    {.name = "peak",
     .summary = {"600,000 parcels a day, its busiest hour: 170 scans a second",
                 "每日 60 万件的高峰小时：每秒约 170 次扫描"},
     .rate = 260,
     .weights = {[CAPTURE_SCAN] = 250,
                 [CAPTURE_SCANS] = 20,
                 [DECIDE_SORT] = 130,
                 [TRACK_PARCEL] = 520,
                 [HUB_REPORT] = 5,
                 [CREATE_TRIP] = 5,
                 [RECORD_EVENT] = 40,
                 [GET_TRIP] = 30}},
    {.name = "read",
     .summary = {"nothing is recorded but what is looked up", "以查询为主"},
     .weights = {[CAPTURE_SCAN] = 20,
                 [TRACK_PARCEL] = 880,
                 [HUB_REPORT] = 5,
                 [CREATE_TRIP] = 5,
                 [GET_TRIP] = 90}},
    {.name = "write",
     .summary = {"scans and sort decisions alone", "只有扫描与分拣决策"},
     .weights = {[CAPTURE_SCAN] = 600, [CAPTURE_SCANS] = 100, [DECIDE_SORT] = 300}},
    {.name = NULL},
};

const struct load_service load_logistics = {
    .name = "logistics",
    .program = "caravan-logistics",
    .summary = {"a parcel hub with 40 chutes, and trips along a corridor",
                "含 40 个格口的分拨中心，以及走廊上的班列"},
    .methods = TABLE,
    .method_count = METHODS,
    .profiles = PROFILES,
    .prepare = prepare,
};
