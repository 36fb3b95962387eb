/* Scans as hostile devices send them, through the rules for their fields, the bytes they are kept
 * in and the fold that makes a parcel's state of them: any order of the same scans gives the same.
 * And bytes of a damaged store in their place. */
#include "fuzz.h"
#include "parcel/facts.h"
#include "parcel/state_bytes.h"
#include "parcel/ties.h"
#include "rpc/codec.h"
#include "scan/scan_bytes.h"

#include <stdlib.h>

#define PLENTY     (64u * 1024 * 1024)
#define EVENTS_MAX 64

static const struct hub_ref HUB = {
    .no = 1, .offset_minutes = 480, .shifts = {0, 480, 960}, .shift_count = 3};

static struct cv_slice text(const char *from)
{
    return (struct cv_slice){(const uint8_t *)from, strlen(from)};
}

/* What the rules let pass can be kept and comes back as it was. */
static void keep(const struct scan *scan, struct scan_kept *kept)
{
    uint8_t bytes[SCAN_BYTES_MAX];
    struct scan_kept again = {.parcel_no = kept->parcel_no}; /* has a column of its own */
    size_t len = scan_put(bytes, kept);

    CV_ASSERT_CMP(len, <=, sizeof(bytes));
    CV_ASSERT(scan->step > STEP_NONE && scan->step < STEP_COUNT && scan->number > 0);
    CV_ASSERT_CMP(strlen(scan->name.carrier), <=, SCAN_CARRIER_MAX);
    CV_ASSERT_CMP(strlen(scan->name.number), <=, IDENTIFIER_MAX);
    CV_ASSERT(scan_get((struct cv_slice){bytes, len}, &again));
    CV_ASSERT(scan_same(kept, &again));
    CV_ASSERT_EQ(again.event.at_us, kept->event.at_us);
    CV_ASSERT_EQ(again.received_us, kept->received_us);
}

/* The event that a scan is, in a hub where every chute and bag is known. */
static void look_at(const Caravan__Logistics__V1__Scan *message, struct parcel_event *events,
                    size_t *count)
{
    struct scan_result result = {0};
    struct scan_kept kept;
    struct scan scan;

    if (!scan_read(message, &scan, &result)) {
        CV_ASSERT_EQ(result.outcome, SCAN_REJECTED);
        CV_ASSERT(result.field != NULL && result.message != NULL);
        return;
    }
    if (*count == EVENTS_MAX)
        return;
    kept = (struct scan_kept){
        .event =
            {
                .at_us = scan.occur_us,
                .number = (int64_t)*count + 1,
                .reader_no = scan.plan_version % 4,
                .seq = (int64_t)*count + 1,
                .step = scan.step,
                .odd = scan.not_valid ? ODD_NUMBER_NOT_VALID : ODD_NONE,
                .chute_no = scan.chute[0] % 8,
                .bag_no = scan.bag[0] % 8,
                .bag_prefecture_no = scan.bag[0] % 4,
                .plan_no = scan.plan_version,
                .prefecture_no = scan.destination_key[0] % 4,
                .grams = scan.grams,
                .other_no = scan.other.number[0] % 4,
                .retracts_reader_no = scan.retracts_number % 4,
                .retracts_number = scan.retracts_number,
            },
        .parcel_no = 1,
        .received_us = scan.occur_us + scan.grams,
        .occur_us = scan.occur_us,
        .offset_minutes = scan.offset_minutes,
        .mm = {scan.mm[0], scan.mm[1], scan.mm[2]},
        .destination_key = text(scan.destination_key),
        .reason = text(scan.reason),
        .raw = text(scan.raw),
        .other_raw = text(scan.other_raw),
    };
    keep(&scan, &kept);
    events[(*count)++] = kept.event;
}

/* Facts, figures and expectations may be asked of any state; its bytes are its own. */
static void ask(const struct parcel_state *state)
{
    struct count_fact facts[FACTS_MAX];
    uint8_t bytes[STATE_BYTES_MAX];
    struct parcel_state again;
    int64_t deadline;

    CV_ASSERT_CMP(parcel_facts(state, &HUB, facts), <=, FACTS_MAX);
    CV_ASSERT_CMP(parcel_expected(state, &deadline), <, STEP_COUNT);
    (void)parcel_place_at(state, state->last_us);
    (void)parcel_missorts(state);
    CV_ASSERT(state_get((struct cv_slice){bytes, state_put(bytes, state)}, &again));
    CV_ASSERT_EQ(memcmp(&again, state, sizeof(again)), 0);
}

/* Each event as it comes where it is the next, and all of them anew where one is late: as the store
 * does it. `seed` says in which order they come. */
static void fold_as_they_come(const struct parcel_event *events, size_t count, uint32_t seed,
                              struct parcel_state *state)
{
    struct parcel_event come[EVENTS_MAX];
    struct parcel_event sorted[EVENTS_MAX];

    memcpy(come, events, count * sizeof(*events));
    for (size_t i = count; i > 1; i--) {
        size_t j = (seed = seed * 1664525u + 1013904223u) / 65536 % i;
        struct parcel_event other = come[i - 1];

        come[i - 1] = come[j];
        come[j] = other;
    }
    *state = (struct parcel_state){0};
    for (size_t i = 0; i < count; i++) {
        if (parcel_folds_next(state, &come[i])) {
            (void)parcel_fold_next(state, &come[i]);
            continue;
        }
        memcpy(sorted, come, (i + 1) * sizeof(*come));
        parcel_fold(state, sorted, i + 1);
    }
}

/* As if each were a parcel of its own: in whatever order they stand, the same take effect. */
static void tie(struct parcel_event *events, size_t count, bool *cycles)
{
    struct parcel_event *found[EVENTS_MAX];
    struct parcel_tie ties[EVENTS_MAX];
    struct parcel_tied tied[EVENTS_MAX];
    size_t n = parcel_ties_find(events, count, found);

    for (size_t i = 0; i < n; i++)
        ties[i] = (struct parcel_tie){found[n - 1 - i], (size_t)found[n - 1 - i]->number % 8,
                                      (size_t)found[n - 1 - i]->grams % 8};
    parcel_ties_judge(ties, n, tied, 8);
    for (size_t i = 0; i < 8; i++)
        CV_ASSERT_CMP(parcel_ties_root(tied, i), <, 8);
    for (size_t i = 0; i < count; i++)
        cycles[i] = events[i].cycle;
}

static void fold(struct parcel_event *events, size_t count, uint32_t seed)
{
    struct parcel_event sorted[EVENTS_MAX];
    struct parcel_state whole;
    struct parcel_state other;
    bool cycles[EVENTS_MAX];
    bool again[EVENTS_MAX];

    memcpy(sorted, events, count * sizeof(*events));
    parcel_fold(&whole, sorted, count);
    for (unsigned i = 0; i < 3; i++) {
        fold_as_they_come(events, count, seed + i, &other);
        CV_ASSERT_EQ(memcmp(&whole, &other, sizeof(whole)), 0);
    }
    ask(&whole);
    tie(sorted, count, cycles);
    tie(sorted, count, again);
    CV_ASSERT_EQ(memcmp(cycles, again, count * sizeof(bool)), 0);
}

static void messages(struct fuzz *fuzz)
{
    const ProtobufCMessageDescriptor *type =
        &caravan__logistics__v1__capture_scans_request__descriptor;
    uint32_t seed = fuzz_byte(fuzz);
    struct parcel_event events[EVENTS_MAX];
    const Caravan__Logistics__V1__CaptureScansRequest *request;
    ProtobufCMessage *message;
    struct cv_arena arena;
    size_t count = 0;

    cv_arena_init(&arena, PLENTY);
    if (cv_ok(cv_codec_decode(type, fuzz_rest(fuzz), &arena, &message))) {
        request = (const Caravan__Logistics__V1__CaptureScansRequest *)message;
        for (size_t i = 0; i < request->n_scans; i++)
            look_at(request->scans[i], events, &count);
        fold(events, count, seed);
    }
    cv_arena_release(&arena);
}

/* One of the steps after the other, with small numbers, so that the fold is reached without luck.
 */
static void steps(struct fuzz *fuzz)
{
    struct parcel_event events[EVENTS_MAX];
    uint32_t seed = fuzz_byte(fuzz);
    int64_t at_us = INT64_C(1700000000000000);
    size_t count = 0;

    while (count < EVENTS_MAX && fuzz_left(fuzz) > 0) {
        uint32_t what = fuzz_number(fuzz, 4);

        at_us += (int64_t)(what >> 24) * (what >> 24) * INT64_C(250000);
        events[count] = (struct parcel_event){
            .at_us = at_us,
            .number = (int64_t)count + 1,
            .reader_no = what % 3,
            .seq = (int64_t)count + 1,
            .step = STEP_PRE_ADVISED + what / 3 % (STEP_COUNT - STEP_PRE_ADVISED),
            .odd = what / 128 % 16 == 0 ? what / 2048 % ODD_COUNT : ODD_NONE,
            .chute_no = what / 256 % 4,
            .bag_no = what / 1024 % 4,
            .bag_prefecture_no = what / 1024 % 2 + 1,
            .prefecture_no = what / 4096 % 3,
            .not_served = what / 16384 % 8 == 0,
            .grams = what / 512 % 1000,
            .other_no = what / 2048 % 3,
            .retracts_reader_no = what / 256 % 3,
            .retracts_number = what / 1024 % 64,
        };
        count++;
    }
    fold(events, count, seed);
}

static void damaged(struct cv_slice bytes)
{
    struct parcel_state state = {0};
    struct scan_kept kept = {0};
    int64_t deadline;

    (void)scan_get(bytes, &kept);
    if (state_get(bytes, &state))
        (void)parcel_expected(&state, &deadline);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz fuzz = {data, data + size};

    switch (fuzz_byte(&fuzz) % 3) {
    case 0:
        messages(&fuzz);
        break;
    case 1:
        steps(&fuzz);
        break;
    default:
        damaged(fuzz_rest(&fuzz));
        break;
    }
    return 0;
}
