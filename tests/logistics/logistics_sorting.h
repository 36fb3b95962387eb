/* A hub to sort with, on a service_bench (support/logistics_bench.h).
 *
 * "hubs/kunming" serves the prefectures 530100, 530300 and 532900 and knows 650000, which it does
 * not; the key "kmg-07" leads to 530100. Its reader is "hand". Chutes a1, a2, b1, c1, over, reject,
 * noread, nodata, heavy. Plan "p1", whole and a draft: 530100 to a1 and then a2, 530300 to b1,
 * 532900 to c1, each lane to its chute, 2 rounds, 30 kg, 1.2 m. */
#ifndef TESTS_LOGISTICS_LOGISTICS_SORTING_H
#define TESTS_LOGISTICS_LOGISTICS_SORTING_H

#include "support/logistics_bench.h"
#include "support/message_text.h"

#define HUB              "hubs/kunming"
#define HUB_PREFECTURE   "prefecture: '" HUB "/prefectures/530100' "
#define HUB_PLAN_ENTRIES HUB_PLAN_KEYS HUB_PLAN_LANES
#define HUB_PLAN_KEYS                                                                              \
    "entries { lane: 1 key: '530100' chute: '" HUB "/chutes/a1' } "                                \
    "entries { lane: 1 key: '530100' chute: '" HUB "/chutes/a2' rank: 1 } "                        \
    "entries { lane: 1 key: '530300' chute: '" HUB "/chutes/b1' } "                                \
    "entries { lane: 1 key: '532900' chute: '" HUB "/chutes/c1' } "
#define HUB_PLAN_LANES                                                                             \
    "entries { lane: 2 chute: '" HUB "/chutes/reject' } "                                          \
    "entries { lane: 3 chute: '" HUB "/chutes/over' } "                                            \
    "entries { lane: 4 chute: '" HUB "/chutes/noread' } "                                          \
    "entries { lane: 5 chute: '" HUB "/chutes/nodata' } "                                          \
    "entries { lane: 6 chute: '" HUB "/chutes/heavy' } "

void sorting_sow(struct service_bench *bench);

/* The plan p1 is validated and active from now on. */
void sorting_sow_active(struct service_bench *bench);

/* Another bag for 530100, open. */
void sorting_sow_bag(struct service_bench *bench, const char *id);

/* A scan of parcel `number` of "zto" by "hand", whose running number this is, `seconds` after noon.
 * `more` follows; what is wanted of the ScanResult. */
#define SCAN(bench, running, step, number, seconds, more, want)                                    \
    EXPECT(bench, "CaptureScan", sorting_scan(bench, running, step, number, seconds, more), want)
const char *sorting_scan(struct service_bench *bench, int running, const char *step,
                         const char *number, int seconds, const char *more);

#endif
