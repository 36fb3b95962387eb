/* Scans through all rules, many in one transaction: the one place where a scan becomes a row of the
 * log, a parcel's new state and a change of the figures. What several scans touch is read and
 * written once.
 *
 * Thread   The store thread, inside `work` of a write.
 * Memory   The batch lives in books->arena; scans are borrowed until scan_batch_end().
 * Errors   Those of the store fail the whole; so does a full arena. What is wrong with one scan is
 *          its result. */
#ifndef LOGISTICS_SCAN_BATCH_H
#define LOGISTICS_SCAN_BATCH_H

#include "parcel/parcel_cache.h"
#include "reader/reader_store.h"
#include "scan/scan_places.h"
#include "scan/scan_store.h"

struct scan_batch {
    struct cv_books *books;
    struct hub_ref hub;
    struct reader reader; /* no 0: the hub itself, which gives its scans numbers */
    int64_t received_us;
    int64_t skew_us; /* to correct the scans' times by; 0: the reader's clock is right */
    bool heard;
    struct parcel_cache parcels;
    struct scan_places places;
    struct tally tally;
};

/* `reader` NULL: the hub itself. About `count` scans will come. `sent_us`: when, by the reader's
 * clock; 0: that is right. */
struct cv_status scan_batch_begin(struct scan_batch *batch, struct cv_books *books,
                                  const struct hub_ref *hub, const struct reader *reader,
                                  size_t count, int64_t sent_us);
struct cv_status scan_batch_add(struct scan_batch *batch, const struct scan *scan,
                                struct scan_result *result);
/* Write what has changed. */
struct cv_status scan_batch_end(struct scan_batch *batch);

/* One scan of the hub's own: begin, add and end. */
struct cv_status scan_apply(struct cv_books *books, const struct hub_ref *hub,
                            const struct scan *scan, struct scan_result *result);

#endif
