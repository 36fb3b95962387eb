/* Random scans, sent to one hub in the order in which they happened and to another in any order,
 * with duplicates: both must know the same of each parcel and count the same, and a recount from
 * the raw scans must come to that, too. */
#include "hub_audit/hub_audit.h"
#include "logistics_hub.h"
#include "parcel/fold.h"
#include "scan/scan.h"
#include "support/dice.h"
#include "support/rounds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS  CV_ROUNDS(76) /* 100,000 scans */
#define SCANS   400
#define PARCELS 24
#define TRACKS  6
#define BACKS   12 /* scans that are retracted */
#define MINUTE  INT64_C(60000000)

typedef Caravan__Logistics__V1__Scan scan_message;

struct model {
    scan_message scans[SCANS + TRACKS * 2 + PARCELS + BACKS];
    char numbers[SCANS + TRACKS * 2 + PARCELS + BACKS][24];
    size_t readers[SCANS + TRACKS * 2 + PARCELS + BACKS];
    size_t count;
};

static const char *const READERS[] = {"belt", "sorter", "hand", "mile"};

/* ---- chance, the same every time ---- */

static uint64_t chance_state;

static uint64_t chance(uint64_t below)
{
    return (uint64_t)dice_roll(&chance_state, (int)below);
}

static void shuffle(size_t *order, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = chance(i);
        size_t kept = order[i - 1];

        order[i - 1] = order[j];
        order[j] = kept;
    }
}

/* ---- scans ---- */

static scan_message *add(struct model *model, Caravan__Logistics__V1__ScanStep step, int64_t at_us)
{
    scan_message *scan = &model->scans[model->count];

    caravan__logistics__v1__scan__init(scan);
    scan->step = step;
    scan->occur_us = at_us;
    scan->offset_case = CARAVAN__LOGISTICS__V1__SCAN__OFFSET_UTC_OFFSET_MINUTES;
    scan->utc_offset_minutes = 480;
    scan->grams = (int64_t)chance(3) * 100;
    model->readers[model->count] = chance(4);
    model->count++;
    return scan;
}

static void name(struct model *model, scan_message *scan, uint64_t parcel)
{
    char *number = model->numbers[scan - model->scans];

    (void)snprintf(number, sizeof(model->numbers[0]), "7500000%05d", (int)parcel);
    scan->carrier = (char *)(uintptr_t) "zto";
    scan->parcel_number = number;
}

static void place(scan_message *scan)
{
    static const char *const CHUTES[] = {"c1", "c2", "c3"};
    static const char *const BAGS[] = {"b1", "b2", "b3"};
    static const char *const KEYS[] = {"530100", "530300", "nowhere"};

    int64_t step = scan->step;

    if (step == STEP_ASSIGNED || step == STEP_DIVERTED)
        scan->chute = (char *)(uintptr_t)CHUTES[chance(3)];
    if (step == STEP_BAGGED || step == STEP_UNBAGGED)
        scan->bag = (char *)(uintptr_t)BAGS[chance(3)];
    if (chance(4) == 0)
        scan->destination_key = (char *)(uintptr_t)KEYS[chance(3)];
}

/* Within two days, often close to another, sometimes at the same instant. */
static int64_t some_time(void)
{
    int64_t at = NOON - (int64_t)chance(2880) * MINUTE;

    return chance(3) == 0 ? at : at + (int64_t)chance(40) * 500000;
}

/* Some scan before, named as it named its parcel; perhaps a retraction, which then stands. */
static void take_back(struct model *model)
{
    size_t wrong = chance(model->count);
    const scan_message *what = &model->scans[wrong];
    bool relabelled = what->step == CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_RELABELLED;
    scan_message *scan =
        add(model, CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_RETRACTED, some_time());

    scan->carrier = relabelled ? what->other_carrier : what->carrier;
    scan->parcel_number = relabelled ? what->other_number : what->parcel_number;
    scan->track_id = what->track_id;
    if (what->track_id != 0)
        scan->occur_us = what->occur_us;
    scan->retracts_reader = (char *)(uintptr_t)READERS[model->readers[wrong]];
    scan->retracts_number = (int64_t)wrong + 1;
}

static void make(struct model *model)
{
    model->count = 0;
    for (size_t i = 0; i < SCANS; i++) {
        uint64_t step = 1 + chance(STEP_REJECTED);
        scan_message *scan = add(model, (Caravan__Logistics__V1__ScanStep)step, some_time());

        if (chance(8) == 0) {
            scan->track_id = 1 + (int64_t)chance(TRACKS);
            scan->occur_us = NOON - 60 * MINUTE + scan->track_id * MINUTE;
        } else {
            name(model, scan, chance(PARCELS));
        }
        place(scan);
    }
    for (int64_t i = 1; i <= TRACKS; i += 2) { /* some are recognised, and some of these wrongly */
        scan_message *scan =
            add(model, CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_MERGED, NOON - 30 * MINUTE);

        name(model, scan, chance(PARCELS));
        scan->other_carrier = scan->carrier;
        scan->other_number = scan->parcel_number;
        scan->carrier = (char *)(uintptr_t) "";
        scan->parcel_number = (char *)(uintptr_t) "";
        scan->track_id = i;
        if (chance(2) == 0)
            add(model, CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_UNMERGED, NOON - 20 * MINUTE)
                ->track_id = i;
    }
    for (uint64_t i = 0; i < 4; i++) { /* onto numbers that nobody had before */
        scan_message *scan =
            add(model, CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_RELABELLED, NOON - 90 * MINUTE);
        scan_message *later = add(model, CARAVAN__LOGISTICS__V1__SCAN_STEP__SCAN_STEP_WEIGHED,
                                  NOON - (int64_t)chance(80) * MINUTE);

        name(model, later, PARCELS + i);
        name(model, scan, i * 5);
        scan->other_carrier = later->carrier;
        scan->other_number = later->parcel_number;
    }
    for (size_t i = 0; i < BACKS; i++)
        take_back(model);
    for (size_t i = 0; i < model->count; i++)
        model->scans[i].number = (int64_t)i + 1;
}

/* ---- sending ---- */

static void send(struct service_bench *bench, const char *hub, size_t reader, scan_message **scans,
                 size_t count)
{
    Caravan__Logistics__V1__CaptureScansRequest request =
        CARAVAN__LOGISTICS__V1__CAPTURE_SCANS_REQUEST__INIT;
    const Caravan__Logistics__V1__CaptureScansResponse *response;

    request.parent =
        (char *)(uintptr_t)service_text(bench, "hubs/%s/readers/%s", hub, READERS[reader]);
    request.scans = scans;
    request.n_scans = count;
    response = HUBS_ASK(bench, capture_scans, &request);
    assert_non_null(response);
    assert_int_equal(response->n_results, count);
    for (size_t i = 0; i < count; i++)
        assert_in_range(response->results[i]->outcome, SCAN_APPLIED, SCAN_ANOMALY);
}

/* In runs of one reader, up to `most` in a batch. */
static void send_all(struct service_bench *bench, const char *hub, struct model *model,
                     const size_t *order, size_t count, size_t most)
{
    scan_message *scans[64];

    for (size_t i = 0; i < count;) {
        size_t reader = model->readers[order[i]];
        size_t n = 0;

        while (i < count && n < most && model->readers[order[i]] == reader)
            scans[n++] = &model->scans[order[i++]];
        send(bench, hub, reader, scans, n);
    }
}

/* ---- comparing ---- */

static Caravan__Logistics__V1__Parcel *track(struct service_bench *bench, const char *hub,
                                             const char *number, int64_t track_id)
{
    Caravan__Logistics__V1__TrackParcelRequest request =
        CARAVAN__LOGISTICS__V1__TRACK_PARCEL_REQUEST__INIT;

    request.parent = (char *)(uintptr_t)service_text(bench, "hubs/%s", hub);
    request.carrier = (char *)(uintptr_t)(number[0] == '\0' ? "" : "zto");
    request.number = (char *)(uintptr_t)number;
    request.track_id = track_id;
    request.view = CARAVAN__LOGISTICS__V1__PARCEL_VIEW__PARCEL_VIEW_STAFF;
    return (Caravan__Logistics__V1__Parcel *)(uintptr_t)HUBS_ASK(bench, track_parcel, &request);
}

/* What depends on the order of arrival: numbers in the log, of parcels, of aliases. */
static void forget_order(Caravan__Logistics__V1__Parcel *parcel)
{
    static char none[] = "";

    parcel->name = none;
    parcel->n_aliases = 0;
    for (size_t i = 0; i < parcel->n_losses; i++)
        parcel->losses[i]->n_bag_mates = 0;
    for (size_t i = 0; i < parcel->n_scans; i++) {
        parcel->scans[i]->sequence = 0;
        parcel->scans[i]->reader = none;
        parcel->scans[i]->parcel = none;
        parcel->scans[i]->outcome = CARAVAN__LOGISTICS__V1__SCAN_OUTCOME__SCAN_OUTCOME_APPLIED;
    }
}

static void same_bytes(struct service_bench *bench, const ProtobufCMessage *a,
                       const ProtobufCMessage *b, const char *what)
{
    size_t size = protobuf_c_message_get_packed_size(a);
    uint8_t *first = cv_arena_alloc(&bench->arena, size + 1);
    uint8_t *second = cv_arena_alloc(&bench->arena, size + 1);

    if (protobuf_c_message_get_packed_size(b) != size)
        fail_msg("%s: differs", what);
    (void)protobuf_c_message_pack(a, first);
    (void)protobuf_c_message_pack(b, second);
    if (memcmp(first, second, size) != 0)
        fail_msg("%s: differs", what);
}

static void same_parcel(struct service_bench *bench, const char *number, int64_t track_id)
{
    Caravan__Logistics__V1__Parcel *a = track(bench, "kmg", number, track_id);
    Caravan__Logistics__V1__Parcel *b = track(bench, "other", number, track_id);

    if (a == NULL && b == NULL)
        return; /* none of its scans was drawn */
    assert_non_null(a);
    assert_non_null(b);
    forget_order(a);
    forget_order(b);
    same_bytes(bench, &a->base, &b->base, number);
}

/* Without what is of the order of arrival itself. */
static const Caravan__Logistics__V1__HubReportResponse *report(struct service_bench *bench,
                                                               const char *hub)
{
    Caravan__Logistics__V1__HubReportResponse *made = (void *)(uintptr_t)EXPECT(
        bench, "HubReport",
        service_text(bench, "parent: 'hubs/%s' first_date: 2025-06-29 last_date: 2025-07-01", hub),
        "");

    made->n_lateness = 0;
    return made;
}

/* ---- what each breakdown must come to ---- */

static int64_t sum(Caravan__Logistics__V1__HubFigures *const *rows, size_t count)
{
    int64_t total = 0;

    for (size_t i = 0; i < count; i++)
        total += rows[i]->inbound + 1000 * rows[i]->sorted + 1000000 * rows[i]->dispatched;
    return total;
}

static void adds_up(const Caravan__Logistics__V1__HubReportResponse *report)
{
    int64_t total = sum(&report->total, 1);

    assert_int_equal(sum(report->by_day, report->n_by_day), total);
    assert_int_equal(sum(report->by_hour, report->n_by_hour), total);
    assert_int_equal(sum(report->by_shift, report->n_by_shift), total);
    assert_int_equal(sum(report->by_chute, report->n_by_chute), total);
    assert_int_equal(sum(report->by_prefecture, report->n_by_prefecture), total);
    assert_int_equal(report->total->backlog, report->total->inbound - report->total->dispatched);
    assert_int_equal(report->by_day[report->n_by_day - 1]->backlog, report->total->backlog);
    assert_int_equal(report->by_hour[report->n_by_hour - 1]->backlog, report->total->backlog);
}

/* ---- the recount ---- */

static struct cv_status recount(struct cv_books *books, void *arg)
{
    return hub_audit_run(books, "other", arg);
}

static void agrees_with_a_recount(struct service_bench *bench, int64_t scans)
{
    struct hub_audit audit = {0};

    hub_store_run(bench, recount, &audit);
    assert_int_equal(audit.wrong, 0);
    assert_int_equal(audit.scans, scans);
}

/* ---- the test ---- */

static void sow_other(struct service_bench *bench)
{
    hub_sow(bench);
    EXPECT(bench, "CreateHub", "hub_id: 'other' hub { title: 'Other' utc_offset_minutes: 480 }",
           "");
    for (size_t i = 0; i < 4; i++)
        EXPECT(bench, "CreateReader",
               service_text(bench, "parent: 'hubs/other' reader_id: '%s' reader { kind: 1 }",
                            READERS[i]),
               "");
    hub_places_sow(bench, "kmg");
    hub_places_sow(bench, "other");
}

static int in_time(const void *a, const void *b, void *arg)
{
    const struct model *model = arg;
    const scan_message *x = &model->scans[*(const size_t *)a];
    const scan_message *y = &model->scans[*(const size_t *)b];

    if (x->occur_us != y->occur_us)
        return x->occur_us < y->occur_us ? -1 : 1;
    return (int)x->step - (int)y->step;
}

static void one_round(struct service_bench *bench, struct model *model)
{
    size_t order[2 * (SCANS + TRACKS * 2 + PARCELS + BACKS)];
    const Caravan__Logistics__V1__HubReportResponse *a;
    const Caravan__Logistics__V1__HubReportResponse *b;
    char number[24];

    make(model);
    for (size_t i = 0; i < model->count; i++)
        order[i] = i;
    qsort_r(order, model->count, sizeof(order[0]), in_time, model);
    send_all(bench, "kmg", model, order, model->count, 1 + chance(60));
    for (size_t i = 0; i < model->count; i++)
        order[model->count + i] = chance(model->count); /* and some again */
    shuffle(order, 2 * model->count);
    send_all(bench, "other", model, order, 2 * model->count, 1 + chance(60));
    for (uint64_t i = 0; i < PARCELS + 4; i++) {
        (void)snprintf(number, sizeof(number), "7500000%05d", (int)i);
        same_parcel(bench, number, 0);
    }
    for (int64_t i = 1; i <= TRACKS; i++)
        same_parcel(bench, "", i);
    a = report(bench, "kmg");
    adds_up(a);
    b = report(bench, "other");
    same_bytes(bench, &a->base, &b->base, "report");
    agrees_with_a_recount(bench, (int64_t)model->count);
}

static void any_order_of_the_same_scans_gives_the_same(void **state)
{
    struct model *model = calloc(1, sizeof(*model));
    struct service_bench bench;

    (void)state;
    assert_non_null(model);
    for (uint64_t round = 1; round <= ROUNDS; round++) {
        chance_state = round;
        print_message("round %d\n", (int)round);
        logistics_up(&bench, SERVICE_IN_MEMORY);
        sow_other(&bench);
        one_round(&bench, model);
        service_down(&bench);
    }
    free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_order_of_the_same_scans_gives_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
