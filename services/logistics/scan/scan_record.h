/* A kept scan in its form on the wire. */
#ifndef LOGISTICS_SCAN_RECORD_H
#define LOGISTICS_SCAN_RECORD_H

#include "parcel/parcel_store.h"
#include "scan/scan_store.h"

/* `hub`: its id. `whose`: the parcel whose number it bears; NULL: it is looked up. *record is NULL
 * when the arena is full. */
struct cv_status scan_record(struct cv_books *books, const char *hub, int64_t hub_no,
                             const struct scan_kept *kept, const struct parcel *whose,
                             Caravan__Logistics__V1__ScanRecord **record);

/* The step on the wire. */
static inline Caravan__Logistics__V1__ScanStep scan_step(int64_t step)
{
    return (Caravan__Logistics__V1__ScanStep)step;
}

#endif
