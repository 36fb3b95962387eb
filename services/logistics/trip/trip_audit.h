/* Trips folded anew from their events, and compared with what is kept beside these.
 *
 * Thread   Of a program that does nothing else, inside a transaction. */
#ifndef LOGISTICS_TRIP_AUDIT_H
#define LOGISTICS_TRIP_AUDIT_H

#include "trip/trip_store.h"

struct trip_audit {
    int64_t trips;
    int64_t events;
    int64_t wrong; /* trips that do not agree; the first of them are told on stdout */
};

/* All of all organisations. */
struct cv_status trip_audit_run(struct cv_tx *tx, struct trip_audit *audit);

#endif
