/* Adding up anew what boxes, bookings and consignments say, and comparing it with what is kept
 * beside them: room taken of wagons and boxes, packages booked, loaded, landed and delivered, and
 * what reports add up; and whether loads hold what they stand for, and boxes are in one place. */
#ifndef LOGISTICS_CARGO_AUDIT_STORE_H
#define LOGISTICS_CARGO_AUDIT_STORE_H

#include "base/arena.h"
#include "store/store.h"

struct cargo_audit {
    int64_t rows;  /* compared */
    int64_t wrong; /* of them; each kind is told on stdout */
};

struct cargo_box {
    const char *org;
    const char *id;
};

/* All boxes of all organisations, in the arena. */
struct cv_status cargo_boxes(struct cv_tx *tx, struct cv_arena *arena, struct cargo_box **boxes,
                             size_t *count);

/* All of all organisations. */
struct cv_status cargo_audit_run(struct cv_tx *tx, struct cargo_audit *audit);

#endif
