/* caravan demo-live: the whole way of some parcels through a hub today, as its belt, its sorter and
 * its people would say it: announced, read and weighed, sorted by the active plan, fallen into
 * chutes, bagged, and sent on a truck. */
#include "base/clock.h"
#include "caravan/logistics/v1/hubs.caravan.h"
#include "cell.h"
#include "client.h"
#include "commands.h"
#include "demo.h"
#include "enum_word.h"
#include "report_view.h"
#include "table.h"

#include <stdarg.h>
#include <string.h>

#define PARCELS      24
#define PREFECTURES  4
#define NO_READ      7  /* its label cannot be read */
#define HEAVY        13 /* heavier than the plan takes */
#define ASTRAY       18 /* falls into the wrong chute */
#define ZONE_MINUTES 480
#define US_A_SECOND  INT64_C(1000000)

#define NAMESPACED(name) caravan_logistics_v1_hubs_##name
/* Ask the stub of that name, and wait: its answer, or NULL after what went wrong was told. */
#define ASK(live, name, request)                                                                   \
    (client_prepare(&(live)->client, &(live)->call),                                               \
     NAMESPACED(name)((live)->client.channel, &(live)->call.op, request),                          \
     answered(live) ? NAMESPACED(name##_response)(&(live)->call.op) : NULL)

struct parcel {
    const char *number;
    const char *prefecture; /* where it goes */
    const char *chute;      /* where it was sent */
    const char *reason;
    const char *fell; /* where it fell */
    const char *bag;
    int64_t track_id;
    int64_t grams;
};

struct live {
    struct run *run;
    struct client client;
    struct client_call call;
    char *hub;      /* "hubs/west" */
    int64_t run_id; /* of this run: numbers and ids contain it */
    enum exit_code code;
    struct parcel parcels[PARCELS];
};

static const char *const CODES[PREFECTURES] = {"530300", "530600", "532500", "532600"};

static char *print(const struct live *live, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static char *print(const struct live *live, const char *format, ...)
{
    va_list args;
    char text[160];
    char *copy;

    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    copy = cv_arena_string(live->run->arena, text);
    return copy == NULL ? (char *)(uintptr_t) "" : copy;
}

static bool answered(struct live *live)
{
    struct cv_status status = client_wait(&live->client, &live->call);

    if (!cv_ok(status) && live->code == EXIT_DONE)
        live->code = client_complain(&live->client, status);
    return cv_ok(status);
}

/* ---- scans ---- */

struct batch {
    const char *reader;
    Caravan__Logistics__V1__Scan scans[2 * PARCELS];
    Caravan__Logistics__V1__Scan *list[2 * PARCELS];
    size_t count;
};

static Caravan__Logistics__V1__Scan *add_scan(struct batch *batch, const struct parcel *parcel,
                                              Caravan__Logistics__V1__ScanStep step,
                                              int64_t before_s)
{
    Caravan__Logistics__V1__Scan *scan = &batch->scans[batch->count];

    caravan__logistics__v1__scan__init(scan);
    scan->step = step;
    if (parcel->number != NULL) {
        scan->carrier = (char *)(uintptr_t) "sf";
        scan->parcel_number = (char *)(uintptr_t)parcel->number;
    } else {
        scan->track_id = parcel->track_id;
    }
    scan->occur_us = cv_clock_utc_us() - before_s * US_A_SECOND;
    scan->offset_case = CARAVAN__LOGISTICS__V1__SCAN__OFFSET_UTC_OFFSET_MINUTES;
    scan->utc_offset_minutes = ZONE_MINUTES;
    batch->list[batch->count++] = scan;
    return scan;
}

/* Numbered on from what the hub has of this reader. */
static void send_scans(struct live *live, struct batch *batch)
{
    Caravan__Logistics__V1__GetReaderRequest reader =
        CARAVAN__LOGISTICS__V1__GET_READER_REQUEST__INIT;
    Caravan__Logistics__V1__CaptureScansRequest request =
        CARAVAN__LOGISTICS__V1__CAPTURE_SCANS_REQUEST__INIT;
    const Caravan__Logistics__V1__Reader *known;

    if (live->code != EXIT_DONE || batch->count == 0)
        return;
    reader.name = print(live, "%s/readers/%s", live->hub, batch->reader);
    known = ASK(live, get_reader, &reader);
    if (known == NULL)
        return;
    for (size_t i = 0; i < batch->count; i++)
        batch->scans[i].number = known->durable_number + 1 + (int64_t)i;
    request.parent = reader.name;
    request.scans = batch->list;
    request.n_scans = batch->count;
    request.mode = CARAVAN__LOGISTICS__V1__CAPTURE_MODE__CAPTURE_MODE_ALL_OR_NOTHING;
    (void)ASK(live, capture_scans, &request);
}

/* Announced half an hour ago; now on the belt, where one label cannot be read. */
static void come_in(struct live *live)
{
    struct batch advice = {.reader = DEMO_ADVICE};
    struct batch tunnel = {.reader = DEMO_TUNNEL};

    for (size_t i = 0; i < PARCELS; i++) {
        struct parcel *parcel = &live->parcels[i];
        Caravan__Logistics__V1__Scan *scan;

        if (i == NO_READ) {
            (void)add_scan(&tunnel, parcel, CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_NO_READ,
                           60);
            continue;
        }
        scan = add_scan(&advice, parcel, CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_PRE_ADVISED,
                        1800);
        scan->destination_key = (char *)(uintptr_t)parcel->prefecture;
        (void)add_scan(&tunnel, parcel, CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_INBOUND, 60);
        scan = add_scan(&tunnel, parcel, CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_WEIGHED, 58);
        scan->grams = parcel->grams;
    }
    send_scans(live, &advice);
    send_scans(live, &tunnel);
}

/* ---- sorting ---- */

static void decide(struct live *live, struct parcel *parcel)
{
    Caravan__Logistics__V1__DecideSortRequest request =
        CARAVAN__LOGISTICS__V1__DECIDE_SORT_REQUEST__INIT;
    const Caravan__Logistics__V1__SortDecision *decision;

    request.parent = live->hub;
    request.track_id = parcel->track_id;
    request.grams = parcel->grams;
    if (parcel->number != NULL) {
        request.carrier = (char *)(uintptr_t) "sf";
        request.number = (char *)(uintptr_t)parcel->number;
    }
    decision = ASK(live, decide_sort, &request);
    if (decision == NULL)
        return;
    parcel->chute = report_last_part(decision->chute);
    parcel->reason =
        enum_word(&caravan__logistics__v1__sort_reason__descriptor, (int)decision->reason);
    parcel->fell = parcel->chute;
}

/* One of them slips into the chute beside. */
static void sort_all(struct live *live)
{
    struct batch sorter = {.reader = DEMO_SORTER};

    for (size_t i = 0; i < PARCELS && live->code == EXIT_DONE; i++)
        decide(live, &live->parcels[i]);
    live->parcels[ASTRAY].fell = live->parcels[ASTRAY + 1].chute;
    for (size_t i = 0; i < PARCELS && live->code == EXIT_DONE; i++) {
        struct parcel *parcel = &live->parcels[i];

        if (*parcel->fell != '\0')
            add_scan(&sorter, parcel, CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_DIVERTED, 0)
                ->chute = (char *)(uintptr_t)parcel->fell;
    }
    send_scans(live, &sorter);
}

/* ---- bags and a truck for each prefecture ---- */

/* A bag hangs at the first chute of each prefecture. */
static void hang_bag(struct live *live, const char *prefecture)
{
    Caravan__Logistics__V1__CreateBagRequest request =
        CARAVAN__LOGISTICS__V1__CREATE_BAG_REQUEST__INIT;
    Caravan__Logistics__V1__LinkChuteRequest link =
        CARAVAN__LOGISTICS__V1__LINK_CHUTE_REQUEST__INIT;
    Caravan__Logistics__V1__Bag bag = CARAVAN__LOGISTICS__V1__BAG__INIT;

    request.parent = live->hub;
    request.bag_id = print(live, "%s-%lld", prefecture, (long long)live->run_id);
    request.bag = &bag;
    request.request_id = print(live, "bag-%s", request.bag_id);
    bag.prefecture = print(live, "%s/prefectures/%s", live->hub, prefecture);
    if (ASK(live, create_bag, &request) == NULL)
        return;
    link.name = print(live, "%s/chutes/%s-1", live->hub, prefecture);
    link.bag = print(live, "%s/bags/%s", live->hub, request.bag_id);
    link.request_id = print(live, "link-%s", request.bag_id);
    (void)ASK(live, link_chute, &link);
}

/* What lies in the chute goes into its bag; what does not belong there is put aside. */
static int64_t fill_bag(struct live *live, const char *prefecture, const char *bag)
{
    struct batch dock = {.reader = DEMO_DOCK};
    const char *chute = print(live, "%s-1", prefecture);

    for (size_t i = 0; i < PARCELS; i++) {
        struct parcel *parcel = &live->parcels[i];

        if (strcmp(parcel->fell, chute) != 0 || strcmp(parcel->prefecture, prefecture) != 0)
            continue;
        parcel->bag = bag;
        add_scan(&dock, parcel, CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_BAGGED, 0)->bag =
            (char *)(uintptr_t)bag;
    }
    send_scans(live, &dock);
    return (int64_t)dock.count;
}

static void close_bag(struct live *live, char *name, int64_t count)
{
    Caravan__Logistics__V1__CloseBagRequest request =
        CARAVAN__LOGISTICS__V1__CLOSE_BAG_REQUEST__INIT;
    Caravan__Logistics__V1__LoadClosing closing = CARAVAN__LOGISTICS__V1__LOAD_CLOSING__INIT;

    closing.count = count;
    closing.seal = print(live, "S%lld", (long long)live->run_id);
    request.name = name;
    request.closing = &closing;
    request.request_id = print(live, "close-%s", report_last_part(name));
    (void)ASK(live, close_bag, &request);
}

static void send_truck(struct live *live, const char *prefecture, char *bag)
{
    Caravan__Logistics__V1__CreateManifestRequest request =
        CARAVAN__LOGISTICS__V1__CREATE_MANIFEST_REQUEST__INIT;
    Caravan__Logistics__V1__LoadBagRequest load = CARAVAN__LOGISTICS__V1__LOAD_BAG_REQUEST__INIT;
    Caravan__Logistics__V1__CloseManifestRequest close =
        CARAVAN__LOGISTICS__V1__CLOSE_MANIFEST_REQUEST__INIT;
    Caravan__Logistics__V1__DispatchManifestRequest leave =
        CARAVAN__LOGISTICS__V1__DISPATCH_MANIFEST_REQUEST__INIT;
    Caravan__Logistics__V1__LoadClosing closing = CARAVAN__LOGISTICS__V1__LOAD_CLOSING__INIT;
    Caravan__Logistics__V1__Manifest manifest = CARAVAN__LOGISTICS__V1__MANIFEST__INIT;

    manifest.prefecture = print(live, "%s/prefectures/%s", live->hub, prefecture);
    manifest.vehicle = print(live, "run %s", prefecture);
    request.parent = live->hub;
    request.manifest_id = print(live, "truck-%s-%lld", prefecture, (long long)live->run_id);
    request.manifest = &manifest;
    request.request_id = print(live, "make-%s", request.manifest_id);
    load.name = close.name = leave.name =
        print(live, "%s/manifests/%s", live->hub, request.manifest_id);
    load.bag = bag;
    load.request_id = print(live, "load-%s", request.manifest_id);
    closing.count = 1;
    close.closing = &closing;
    close.request_id = print(live, "close-%s", request.manifest_id);
    leave.request_id = print(live, "leave-%s", request.manifest_id);
    if (ASK(live, create_manifest, &request) != NULL && ASK(live, load_bag, &load) != NULL &&
        ASK(live, close_manifest, &close) != NULL)
        (void)ASK(live, dispatch_manifest, &leave);
}

static void send_off(struct live *live, const char *prefecture)
{
    char *name = print(live, "%s/bags/%s-%lld", live->hub, prefecture, (long long)live->run_id);
    int64_t count = fill_bag(live, prefecture, report_last_part(name));

    if (live->code == EXIT_DONE)
        close_bag(live, name, count);
    if (live->code == EXIT_DONE)
        send_truck(live, prefecture, name);
}

/* ---- the command ---- */

static void begin(struct live *live)
{
    live->run_id = cv_clock_utc_us() / 10000 % INT64_C(100000000000);
    for (size_t i = 0; i < PARCELS; i++)
        live->parcels[i] = (struct parcel){
            .number =
                i == NO_READ ? NULL : print(live, "SF%011lld%02zu", (long long)live->run_id, i),
            .prefecture = CODES[i % PREFECTURES],
            .chute = "",
            .reason = "",
            .fell = "",
            .bag = "",
            .track_id = live->run_id * 100 + (int64_t)i,
            .grams = i == HEAVY ? 41000 : 400 + (int64_t)i * 37,
        };
}

static void tell(const struct live *live)
{
    struct table table;

    table_init(&table, live->run->arena, T("Sorted by the active plan", "按启用的方案分拣"));
    table_column(&table, T("Parcel", "包裹"), false);
    table_column(&table, T("To", "去往"), false);
    table_column(&table, T("Sent to", "分配格口"), false);
    table_column(&table, T("Because", "原因"), false);
    table_column(&table, T("Fell into", "落入"), false);
    table_column(&table, T("Bag", "集包"), false);
    for (size_t i = 0; i < PARCELS; i++) {
        const struct parcel *parcel = &live->parcels[i];

        table_row(&table,
                  (const char *const[]){
                      parcel->number == NULL ? T("(not read)", "（未识读）") : parcel->number,
                      parcel->number == NULL ? "" : parcel->prefecture,
                      parcel->chute,
                      parcel->reason,
                      parcel->fell,
                      parcel->bag,
                  });
    }
    table_print(&table, stdout);
    (void)printf(T("\nThe whole way of one: caravan track %s --staff\n",
                   "\n其中一件的全程：caravan track %s --staff\n"),
                 live->parcels[0].number);
}

static enum exit_code run_live(struct run *run)
{
    struct live *live = cv_arena_zalloc(run->arena, sizeof(*live));
    const char *wrong;
    const char *hub;

    if (live == NULL)
        return EXIT_FAILED;
    live->run = run;
    wrong = cell_id(run_option(run, "--hub"), run->arena, &hub);
    if (wrong != NULL)
        return run_refuse_option(run, "--hub", "%s", wrong);
    live->hub = print(live, "hubs/%s", hub);
    live->code = client_open_logistics(&live->client, run);
    begin(live);
    for (size_t i = 0; i < PREFECTURES && live->code == EXIT_DONE; i++)
        hang_bag(live, CODES[i]);
    come_in(live);
    if (live->code == EXIT_DONE)
        sort_all(live);
    for (size_t i = 0; i < PREFECTURES && live->code == EXIT_DONE; i++)
        send_off(live, CODES[i]);
    if (live->code == EXIT_DONE)
        tell(live);
    client_close(&live->client);
    return live->code;
}

static const struct option OPTIONS[] = {
    {.name = "--hub",
     .value = "ID",
     .variable = "CARAVAN_HUB",
     .fallback = "west",
     .help = {"which hub, with the tables of demo-data", "哪个分拨中心（须已导入演示数据）"}},
    CLIENT_LOGISTICS,
    {.name = NULL},
};

const struct command command_demo_live = {
    .name = "demo-live",
    .operands = "",
    .calls = true,
    .options = OPTIONS,
    .summary = {"send some parcels through the demonstration's hub", "让若干包裹走过演示分拨中心"},
    .help = {"Two dozen parcels, today: announced, read and weighed, sorted by the active plan "
             "(`caravan plan\nactivate everyday`), bagged and sent. One label cannot be read, one "
             "is too heavy, and one falls\ninto the wrong chute.\n",
             "今日的二十余件：预告、到件、称重、按启用的方案（`caravan plan activate everyday`）"
             "分拣、\n集包、发出。其中一件未识读，一件超重，一件落错格口。\n"},
    .run = run_live,
};
