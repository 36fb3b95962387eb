/* Adding up anew what boxes, bookings and consignments say, and comparing it with what is kept
 * beside them: room taken of wagons and boxes, packages booked, loaded, landed and delivered, and
 * what reports add up. */
#ifndef LOGISTICS_CARGO_AUDIT_STORE_H
#define LOGISTICS_CARGO_AUDIT_STORE_H

#include "store/store.h"

struct cargo_audit {
    int64_t rows;  /* compared */
    int64_t wrong; /* of them; each kind is told on stdout */
};

/* All of all organisations. */
struct cv_status cargo_audit_run(struct cv_tx *tx, struct cargo_audit *audit);

#endif
