/* Scans of one reader on their way to the log: read from the wire on the loop, judged and kept on
 * the store thread, in one transaction.
 *
 * Memory   Scans and results live in the arena given to capture_read(); what the judging needs is
 * in an arena of its own, which is gone when capture_work() returns. */
#ifndef LOGISTICS_CAPTURE_H
#define LOGISTICS_CAPTURE_H

#include "app/name.h"
#include "logistics.h"
#include "scan/scan_batch.h"

struct capture {
    struct cv_id ids[2]; /* hub, reader */
    int64_t sent_us;
    bool all_or_nothing;
    struct scan *scans;
    struct scan_result *results; /* one for each scan; of REJECTED ones already known */
    size_t count;
    bool wrong;             /* one is REJECTED or a CONFLICT */
    bool nothing_kept;      /* and so, by all_or_nothing, none was */
    int64_t durable_number; /* the reader's highest on disk, once committed */
};

/* False: the arena is full. */
bool capture_read(struct capture *capture, struct cv_arena *arena,
                  Caravan__Logistics__V1__Scan *const *scans, size_t count);

/* Texts of the status live in scope->arena. */
struct cv_status capture_work(struct capture *capture, const struct cv_scope *scope,
                              struct cv_tx *tx);

/* It is committed: tell those who watch. */
void capture_tell(const struct capture *capture, struct logistics *service);

#endif
