/* What tests of hubs begin with: hub "kmg", eight hours before UTC, with the readers "belt",
 * "sorter", "hand" and "mile" (a system). Times are given as seconds after NOON. */
#ifndef TESTS_LOGISTICS_LOGISTICS_HUB_H
#define TESTS_LOGISTICS_LOGISTICS_HUB_H

#include "service/books_store.h"
#include "support/logistics_bench.h"

#define NOON SERVICE_NOON /* in microseconds; the clock stands there: 20:00 at the hub */

void hub_sow(struct service_bench *bench);

/* Prefectures "530100" (served) and "530300" (not), chutes "c1", "c2" and "c3" (out of service),
 * open bags "b1" (for 530100), "b2" (for 530300), and "b3" (for 530100). */
void hub_places_sow(struct service_bench *bench, const char *hub);
/* Work of a write on the bench's store; `arg` is handed over. */
typedef struct cv_status hub_work(struct cv_books *books, void *arg);
void hub_store_run(struct service_bench *bench, hub_work *work, void *arg);

/* One scan as text, for CaptureScans and streams: "number: 1 step: ... ". `more` follows. */
const char *scan_text(struct service_bench *bench, int number, const char *step, const char *parcel,
                      double seconds, const char *more);
/* CaptureScan by this reader, and what becomes of it. */
#define CAPTURE(bench, reader, number, step, parcel, seconds, more, want)                          \
    EXPECT(bench, "CaptureScan",                                                                   \
           service_text(bench, "parent: 'hubs/kmg/readers/%s' scan { %s }", reader,                \
                        scan_text(bench, number, step, parcel, seconds, more)),                    \
           want)
/* What is known of parcel "zto PARCEL", to staff. */
#define TRACK(bench, parcel, want)                                                                 \
    EXPECT(bench, "TrackParcel",                                                                   \
           service_text(bench,                                                                     \
                        "parent: 'hubs/kmg' carrier: 'zto' number: '%s' "                          \
                        "view: PARCEL_VIEW_STAFF",                                                 \
                        parcel),                                                                   \
           want)

#define APPLIED "outcome: SCAN_OUTCOME_APPLIED"

#endif
