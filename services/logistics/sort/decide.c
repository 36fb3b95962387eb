#include "sort/decide.h"

#include "base/clock.h"
#include "destination/destination_store.h"
#include "hub/hub_store.h"
#include "parcel/parcel.h"
#include "prefecture/prefecture_store.h"
#include "scan/scan_batch.h"
#include "sort_plan/sort_plan_store.h"

#include <stdio.h>
#include <string.h>

#define ROUNDS_MAX 1000
#define GRAMS_MAX  INT64_C(10000000)
#define MM_MAX     100000

/* ---- what is asked ---- */

static int64_t measure(int64_t value, int64_t max)
{
    return value < 0 || value > max ? 0 : value;
}

void decide_read(const Caravan__Logistics__V1__DecideSortRequest *request, uint64_t now_ns,
                 struct decide_ask *ask)
{
    bool not_valid = false;

    *ask = (struct decide_ask){
        .track_id = request->track_id,
        .parcel =
            {
                .read = request->number[0] != '\0',
                .rounds = (int32_t)measure(request->recirculation_count, ROUNDS_MAX),
                .grams = measure(request->grams, GRAMS_MAX),
            },
        .mm = {measure(request->length_mm, MM_MAX), measure(request->width_mm, MM_MAX),
               measure(request->height_mm, MM_MAX)},
        .until_ns = request->within_ms <= 0 ? CV_NEVER
                                            : now_ns + (uint64_t)request->within_ms * CV_NS_PER_MS,
    };
    ask->parcel.valid = ask->parcel.read && scan_name_read(&ask->name, request->carrier,
                                                           request->number, &not_valid) == NULL;
    if (ask->parcel.valid)
        (void)snprintf(ask->raw, sizeof(ask->raw), "%s",
                       not_valid ? request->number : scan_name_raw(&ask->name, request->number));
    ask->parcel.valid = ask->parcel.valid && !not_valid;
    for (size_t i = 0; i < 3; i++) {
        if (ask->mm[i] > ask->parcel.longest_mm)
            ask->parcel.longest_mm = ask->mm[i];
    }
    if (cv_id_valid(request->destination_key))
        memcpy(ask->key.text, request->destination_key, strlen(request->destination_key) + 1);
}

/* ---- what is known ---- */

/* Where it goes. The finer key on the label counts if it leads to the prefecture that was announced
 * for the number, or if none was. */
struct aim {
    const char *key; /* of the label; "": none that counts */
    const char *prefecture;
};

static struct cv_status find_aim(struct cv_books *books, int64_t hub_no, struct decide_ask *ask,
                                 struct aim *aim)
{
    struct destination_ref label = {0};
    struct parcel known = {0};
    struct cv_status status = CV_STATUS_OK;

    *aim = (struct aim){"", ""};
    if (ask->parcel.valid)
        status = parcel_known_find(books, hub_no, &ask->name, cv_tx_now_us(books->tx), &known);
    if (cv_ok(status) && ask->key.text[0] != '\0')
        status = destination_find(books, hub_no, ask->key.text, &label);
    ask->parcel.held = known.state.held;
    ask->parcel.declared_grams = known.state.declared_grams;
    if (label.prefecture_no != 0 &&
        (known.state.prefecture_no == 0 || known.state.prefecture_no == label.prefecture_no))
        *aim = (struct aim){ask->key.text, label.prefecture};
    else if (cv_ok(status) && known.state.prefecture_no != 0)
        status = prefecture_id(books, hub_no, known.state.prefecture_no, &aim->prefecture);
    ask->parcel.known = aim->prefecture[0] != '\0';
    return status;
}

/* The chutes of the finer key, if the plan has any for it. */
static struct cv_status aim_chutes(struct cv_books *books, int64_t hub_no, int64_t plan_no,
                                   const struct aim *aim, struct sort_chutes *chutes)
{
    struct cv_status status = CV_STATUS_OK;

    if (aim->key[0] != '\0')
        status = sort_plan_chutes(books, hub_no, plan_no, LANE_DESTINATION, aim->key, chutes);
    if (cv_ok(status) && chutes->count == 0 && aim->prefecture[0] != '\0')
        status =
            sort_plan_chutes(books, hub_no, plan_no, LANE_DESTINATION, aim->prefecture, chutes);
    return status;
}

static bool any_takes(const struct sort_chutes *chutes)
{
    for (size_t i = 0; i < chutes->count; i++) {
        if (!chutes->at[i].out_of_service && !chutes->at[i].full)
            return true;
    }
    return false;
}

/* Only the lanes that this parcel may need: most need one. */
static struct cv_status find_lanes(struct cv_books *books, int64_t hub_no,
                                   const struct decide_ask *ask, const struct sort_limits *limits,
                                   const struct aim *aim, struct sort_chutes lanes[LANE_COUNT])
{
    enum sort_reason reason;
    enum sort_lane lane = sort_lane_of(&ask->parcel, limits, &reason);
    struct cv_status status =
        lane == LANE_DESTINATION
            ? aim_chutes(books, hub_no, limits->plan_no, aim, &lanes[lane])
            : sort_plan_chutes(books, hub_no, limits->plan_no, lane, "", &lanes[lane]);

    if (!cv_ok(status) || any_takes(&lanes[lane]))
        return status;
    if (lane == LANE_DESTINATION)
        status = sort_plan_chutes(books, hub_no, limits->plan_no, LANE_OVERFLOW, "",
                                  &lanes[LANE_OVERFLOW]);
    if (cv_ok(status) && lane != LANE_REJECT)
        status =
            sort_plan_chutes(books, hub_no, limits->plan_no, LANE_REJECT, "", &lanes[LANE_REJECT]);
    return status;
}

/* ---- the decision ---- */

static void answer(struct decide_ask *ask, int64_t plan_no, struct sort_decision decision)
{
    ask->answer = (struct decide_answer){
        .action = decision.action,
        .reason = decision.reason,
        .plan_no = plan_no,
        .rounds = decision.rounds,
        .reprice = decision.reprice,
    };
    if (decision.chute == NULL)
        return;
    (void)snprintf(ask->answer.chute.text, sizeof(ask->answer.chute.text), "%s",
                   decision.chute->id);
    ask->answer.bag_missing = decision.action == SORT_DIVERT && !decision.chute->bagged;
}

static struct cv_status decide(struct cv_books *books, int64_t hub_no,
                               const struct sort_limits *limits, struct decide_ask *ask)
{
    struct sort_chutes lanes[LANE_COUNT];
    struct aim aim;
    struct cv_status status;

    if (cv_clock_ns() >= ask->until_ns) {
        answer(ask, 0, sort_undecided(&ask->parcel, SORT_TOO_LATE));
        return CV_STATUS_OK;
    }
    for (int lane = 0; lane < LANE_COUNT; lane++)
        lanes[lane].count = 0;
    status = find_aim(books, hub_no, ask, &aim);
    if (cv_ok(status) && limits->plan_no != 0)
        status = find_lanes(books, hub_no, ask, limits, &aim, lanes);
    if (cv_ok(status))
        answer(ask, limits->plan_no, sort_decide(&ask->parcel, limits, lanes));
    return status;
}

/* ---- the scan that keeps it ---- */

static const char *reason_code(enum sort_reason reason)
{
    static const char *const CODES[] = {
        [SORT_PLANNED] = "",
        [SORT_ALTERNATE] = "ALTERNATE",
        [SORT_OVERFLOW] = "OVERFLOW",
        [SORT_CHUTE_FULL] = "CHUTE_FULL",
        [SORT_NO_READ] = "NO_READ",
        [SORT_NO_DATA] = "NO_DATA",
        [SORT_NO_KEY] = "NO_KEY",
        [SORT_OVERWEIGHT] = "OVERWEIGHT",
        [SORT_OVERSIZE] = "OVERSIZE",
        [SORT_HELD] = "HELD",
        [SORT_NOT_VALID] = "NOT_VALID",
        [SORT_NO_PLAN] = "NO_PLAN",
        [SORT_TOO_LATE] = "TOO_LATE",
        [SORT_TROUBLE] = "TROUBLE",
    };

    return CODES[reason];
}

/* What was read wrongly must not become another parcel's history: it is known by the belt's number,
 * and so is what was not read at all. */
static bool scan_of(const struct decide_ask *ask, const struct hub_ref *hub, int64_t now_us,
                    struct scan *scan)
{
    static const int64_t STEPS[] = {[SORT_DIVERT] = STEP_ASSIGNED,
                                    [SORT_RECIRCULATE] = STEP_RECIRCULATED,
                                    [SORT_REJECT] = STEP_REJECTED};

    *scan = (struct scan){
        .step = STEPS[ask->answer.action],
        .name = ask->name,
        .occur_us = now_us,
        .offset_minutes = hub->offset_minutes,
        .chute = ask->answer.chute.text,
        .bag = "",
        .destination_key = ask->key.text,
        .reason = reason_code(ask->answer.reason),
        .raw = ask->raw,
        .other_raw = "",
        .plan_version = ask->answer.plan_no,
        .grams = ask->parcel.grams,
        .mm = {ask->mm[0], ask->mm[1], ask->mm[2]},
    };
    if (ask->parcel.valid)
        return true;
    if (ask->track_id <= 0)
        return false;
    scan_name_track(&scan->name, ask->track_id);
    if (ask->answer.action == SORT_REJECT)
        scan->step = STEP_NO_READ;
    return true;
}

static struct cv_status keep(struct cv_books *books, const struct hub_ref *hub,
                             struct decide_ask *asks, size_t count)
{
    int64_t now_us = cv_tx_now_us(books->tx);
    struct scan *scans = cv_arena_array(books->arena, count, sizeof(*scans));
    struct scan_batch *batch = cv_arena_alloc(books->arena, sizeof(*batch));
    struct cv_status status;

    if (scans == NULL || batch == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    status = scan_batch_begin(batch, books, hub, NULL, count, 0);
    for (size_t i = 0; i < count && cv_ok(status); i++) {
        if (scan_of(&asks[i], hub, now_us, &scans[i]))
            status = scan_batch_add(batch, &scans[i], &asks[i].kept);
    }
    return cv_ok(status) ? scan_batch_end(batch) : status;
}

struct cv_status decide_all(struct cv_books *books, const char *hub_id, struct decide_ask *asks,
                            size_t count)
{
    struct sort_limits limits = {0};
    struct hub_ref hub = {0};
    struct cv_status status = hub_find(books, hub_id, &hub);

    if (cv_ok(status))
        status = sort_plan_at(books, hub.no, cv_tx_now_us(books->tx), &limits);
    for (size_t i = 0; i < count && cv_ok(status); i++)
        status = decide(books, hub.no, &limits, &asks[i]);
    return cv_ok(status) ? keep(books, &hub, asks, count) : status;
}

void decide_tell(const struct decide_ask *asks, size_t count, struct logistics *service)
{
    for (size_t i = 0; i < count; i++)
        parcel_news_tell(&service->parcels, &asks[i].name, &asks[i].kept);
    cv_feed_post(&service->hubs);
}

/* ---- the answer ---- */

bool decide_done(struct decide_ask *asks, size_t count, struct cv_status status, uint64_t now_ns)
{
    if (status.code == CV_CANCELLED || status.code == CV_DEADLINE_EXCEEDED ||
        status.code == CV_NOT_FOUND)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!cv_ok(status))
            answer(&asks[i], 0, sort_undecided(&asks[i].parcel, SORT_TROUBLE));
        else if (now_ns >= asks[i].until_ns && asks[i].answer.reason != SORT_TOO_LATE)
            answer(&asks[i], 0, sort_undecided(&asks[i].parcel, SORT_TOO_LATE));
    }
    return true;
}

void decide_wire(const struct decide_ask *ask, const char *hub, char text[DECIDE_TEXT],
                 Caravan__Logistics__V1__SortDecision *message)
{
    const struct decide_answer *answer = &ask->answer;

    caravan__logistics__v1__sort_decision__init(message);
    message->track_id = ask->track_id;
    message->action = (Caravan__Logistics__V1__SortAction)answer->action;
    message->reason = (Caravan__Logistics__V1__SortReason)answer->reason;
    message->plan_version = answer->plan_no;
    message->recirculation_count = answer->rounds;
    message->bag_missing = answer->bag_missing;
    message->reprice = answer->reprice;
    if (answer->chute.text[0] == '\0')
        return;
    (void)snprintf(text, DECIDE_TEXT, "hubs/%s/chutes/%s", hub, answer->chute.text);
    message->chute = text;
}
