/* A trip as it was known at an instant: folded anew from what had been recorded by then. What is
 * stored of a trip is what is known now, which late news may have changed.
 *
 * Memory   In the arena of the books. */
#ifndef LOGISTICS_REPORT_KNOWN_TRIP_H
#define LOGISTICS_REPORT_KNOWN_TRIP_H

#include "trip/trip_store.h"

struct known_trip {
    struct trip trip;           /* its points, and the state */
    struct trip_event **events; /* by sequence, each with what it was worth then */
    size_t count;
};

/* `path_version`: the newest of the trip. */
struct cv_status known_trip_fold(struct cv_books *books, struct cv_uuid trip, int64_t path_version,
                                 int64_t known_us, struct known_trip *known);

#endif
