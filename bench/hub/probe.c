#include "probe.h"

#include "base/clock.h"
#include "caravan/logistics/v1/corridors.caravan.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define CALL_MEMORY_MAX (4u * 1024 * 1024)
#define CALL_NS         (20 * CV_NS_PER_S)
#define BLOCK           256u /* parcels that go through the steps side by side */

static void fill(struct probe *probe);

/* ---- the calls ---- */

static void capture(struct probe_call *call, uint64_t n)
{
    struct probe *probe = call->probe;
    unsigned step = (unsigned)(n / BLOCK % DAY_STEPS);
    uint64_t parcel = probe->from + n / (BLOCK * DAY_STEPS) * BLOCK + n % BLOCK;
    Caravan__Logistics__V1__CaptureScanRequest request =
        CARAVAN__LOGISTICS__V1__CAPTURE_SCAN_REQUEST__INIT;
    struct day_scan scan;

    day_scan(&probe->day, step, day_parcel(step, parcel), &scan);
    scan.message.number = (int64_t)(probe->from + n);
    scan.message.occur_us = cv_clock_utc_us() - INT64_C(10000000) * (DAY_STEPS - step);
    if (scan.message.bag == scan.bag) /* one there is, to the same prefecture */
        day_bag(parcel % ((uint64_t)DAY_NEIGHBOURS * DAY_PREFECTURES), scan.bag);
    request.parent = (char *)(uintptr_t) "hubs/" DAY_HUB "/readers/hand";
    request.scan = &scan.message;
    caravan_logistics_v1_hubs_capture_scan(probe->channel, &call->op, &request);
}

/* Somewhere below `most`, always the same for the same n. */
static uint64_t spread(uint64_t n, uint64_t most)
{
    n = (n ^ n >> 31) * UINT64_C(0x9e3779b97f4a7c15);
    n = (n ^ n >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
    return (n ^ n >> 32) % most;
}

static void track(struct probe_call *call, uint64_t n)
{
    Caravan__Logistics__V1__TrackParcelRequest request =
        CARAVAN__LOGISTICS__V1__TRACK_PARCEL_REQUEST__INIT;
    char number[DAY_NUMBER_MAX];

    request.parent = (char *)(uintptr_t) "hubs/" DAY_HUB;
    request.carrier = (char *)(uintptr_t)day_label(spread(n, call->probe->parcels), number);
    request.number = number;
    request.view = CARAVAN__LOGISTICS__V1__PARCEL_VIEW__PARCEL_VIEW_STAFF;
    caravan_logistics_v1_hubs_track_parcel(call->probe->channel, &call->op, &request);
}

static void decide(struct probe_call *call, uint64_t n)
{
    Caravan__Logistics__V1__DecideSortRequest request =
        CARAVAN__LOGISTICS__V1__DECIDE_SORT_REQUEST__INIT;
    char number[DAY_NUMBER_MAX];

    request.parent = (char *)(uintptr_t) "hubs/" DAY_HUB;
    request.track_id = (int64_t)n + 1;
    request.carrier = (char *)(uintptr_t)day_label(call->probe->from + n, number);
    request.number = number;
    caravan_logistics_v1_hubs_decide_sort(call->probe->channel, &call->op, &request);
}

static void report(struct probe_call *call, uint64_t n)
{
    time_t day = (time_t)(day_number(&call->probe->day, call->probe->from) * 86400);
    Caravan__Logistics__V1__HubReportRequest request =
        CARAVAN__LOGISTICS__V1__HUB_REPORT_REQUEST__INIT;
    Google__Type__Date date = GOOGLE__TYPE__DATE__INIT;
    struct tm parts;

    (void)n;
    (void)gmtime_r(&day, &parts);
    date.year = parts.tm_year + 1900;
    date.month = parts.tm_mon + 1;
    date.day = parts.tm_mday;
    request.parent = (char *)(uintptr_t) "hubs/" DAY_HUB;
    request.first_date = &date;
    caravan_logistics_v1_hubs_hub_report(call->probe->channel, &call->op, &request);
}

static void report_corridor(struct probe_call *call, uint64_t n)
{
    Caravan__Logistics__V1__CorridorReportRequest request =
        CARAVAN__LOGISTICS__V1__CORRIDOR_REPORT_REQUEST__INIT;

    (void)n;
    request.corridor = (char *)(uintptr_t) "corridors/yiwu-vientiane";
    caravan_logistics_v1_corridors_corridor_report(call->probe->channel, &call->op, &request);
}

/* ---- one after the other ---- */

/* What an answer says, beside that it came. */
static void look_at(struct probe *probe, const struct cv_unary *op)
{
    const Caravan__Logistics__V1__ScanResult *result;
    unsigned outcome = 0;

    if (probe->kind == PROBE_CAPTURE) {
        result = caravan_logistics_v1_hubs_capture_scan_response(op);
        outcome = (unsigned)result->outcome;
        if (outcome > CARAVAN__LOGISTICS__V1__SCAN_OUTCOME__SCAN_OUTCOME_ANOMALY)
            (void)snprintf(probe->why, sizeof(probe->why), "refused: %s %s", result->reason,
                           result->message);
    } else if (probe->kind == PROBE_REPORT) {
        if (caravan_logistics_v1_hubs_hub_report_response(op)->total->inbound == 0)
            (void)snprintf(probe->why, sizeof(probe->why), "nothing came in on that day");
    } else if (probe->kind == PROBE_CORRIDOR) {
        if (caravan_logistics_v1_corridors_corridor_report_response(op)->total->trips == 0)
            (void)snprintf(probe->why, sizeof(probe->why), "no train has left");
    } else if (probe->kind == PROBE_DECIDE) {
        outcome = (unsigned)caravan_logistics_v1_hubs_decide_sort_response(op)->action;
    }
    probe->outcomes[outcome % 8]++;
}

static void answered(struct cv_unary *op)
{
    struct probe_call *call = CV_CONTAINER_OF(op, struct probe_call, op);
    struct probe *probe = call->probe;

    probe->end_ns = cv_clock_ns();
    if (cv_ok(op->start.status)) {
        histogram_add(&probe->histogram, probe->end_ns - call->since_ns);
        look_at(probe, op);
        probe->answered++;
    } else if (probe->why[0] == '\0') {
        (void)snprintf(probe->why, sizeof(probe->why), "%s", op->start.status.message);
    }
    cv_arena_release(call->scope.arena);
    call->busy = false;
    fill(probe);
}

static void begin_call(struct probe_call *call, uint64_t since_ns)
{
    static void (*const CALLS[])(struct probe_call *, uint64_t) = {
        [PROBE_CAPTURE] = capture,
        [PROBE_TRACK] = track,
        [PROBE_DECIDE] = decide,
        [PROBE_REPORT] = report,
        [PROBE_CORRIDOR] = report_corridor,
    };
    struct probe *probe = call->probe;
    void *first;

    call->op = (struct cv_unary){.start.scope = &call->scope, .done = answered};
    call->scope = (struct cv_scope){.arena = cv_arena_new(CALL_MEMORY_MAX, 1, &first),
                                    .deadline_ns = cv_clock_ns() + CALL_NS,
                                    .home = cv_loop_wake(probe->loop)};
    call->since_ns = since_ns;
    call->busy = true;
    CALLS[probe->kind](call, probe->started++);
}

static bool wants_more(const struct probe *probe)
{
    return !probe->stopping && probe->why[0] == '\0' &&
           (probe->most == 0 || probe->started < probe->most);
}

static void fill(struct probe *probe)
{
    uint64_t now_ns = cv_clock_ns();

    for (unsigned i = 0; i < probe->callers && wants_more(probe); i++) {
        if (probe->calls[i].busy)
            continue;
        if (probe->rate > 0 && probe->due_ns > now_ns)
            return;
        begin_call(&probe->calls[i], probe->rate > 0 ? probe->due_ns : now_ns);
        if (probe->rate > 0)
            probe->due_ns += (uint64_t)(1e9 / probe->rate);
    }
}

static void tick(struct cv_timer *timer, uint64_t now_ns)
{
    struct probe *probe = CV_CONTAINER_OF(timer, struct probe, timer);

    fill(probe);
    (void)cv_timer_arm(cv_loop_timers(probe->loop), timer, now_ns + CV_NS_PER_MS);
}

void probe_begin(struct probe *probe, struct cv_loop *loop, struct cv_channel *channel)
{
    uint64_t now_ms = (uint64_t)(cv_clock_utc_us() / 1000);

    probe->loop = loop;
    probe->channel = channel;
    if (probe->kind == PROBE_CAPTURE) /* of its own: no rate outruns a hundred a millisecond */
        probe->from = UINT64_C(1000000000) + now_ms % UINT64_C(10000000000) * 100;
    for (unsigned i = 0; i < probe->callers; i++)
        probe->calls[i].probe = probe;
    probe->begin_ns = cv_clock_ns();
    probe->due_ns = probe->begin_ns;
    probe->timer.fire = tick;
    if (probe->rate > 0)
        (void)cv_timer_arm(cv_loop_timers(loop), &probe->timer, probe->begin_ns);
    else
        fill(probe);
}

void probe_stop(struct probe *probe)
{
    probe->stopping = true;
    cv_timer_disarm(cv_loop_timers(probe->loop), &probe->timer);
}

bool probe_idle(const struct probe *probe)
{
    if (wants_more(probe))
        return false;
    for (unsigned i = 0; i < probe->callers; i++) {
        if (probe->calls[i].busy)
            return false;
    }
    return true;
}
