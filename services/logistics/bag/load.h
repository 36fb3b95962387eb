/* What bags and manifests go through: OPEN > CLOSED > DISPATCHED > ARRIVED > OPENED, each step once
 * and none left out; and what was counted at the second. */
#ifndef LOGISTICS_LOAD_H
#define LOGISTICS_LOAD_H

#include "caravan/logistics/v1/bag.pb-c.h"
#include "service/field.h"

/* = caravan.logistics.v1.LoadState */
enum load_state {
    LOAD_OPEN = 1,
    LOAD_CLOSED,
    LOAD_DISPATCHED,
    LOAD_ARRIVED,
    LOAD_OPENED,
    LOAD_STATE_COUNT,
};

struct load_closing {
    int64_t count;
    int64_t grams;
    const char *seal;
    const char *difference_reason;
};

struct load {
    int64_t state;
    struct load_closing closing;
    int64_t reached_us[LOAD_STATE_COUNT]; /* by state; 0: not yet */
};

enum load_kind {
    LOAD_BAG,
    LOAD_MANIFEST,
};

/* FAILED_PRECONDITION, BAG_NOT_CLOSED and the like, unless `load` is in the state that `to`
 * follows. */
struct cv_status load_move_check(struct cv_arena *arena, enum load_kind kind, const char *id,
                                 const struct load *load, enum load_state to);
/* FAILED_PRECONDITION, COUNT_DIFFERS, when the count is not `recorded` and nothing says why; and
 * INVALID_ARGUMENT for a reason without a difference. */
struct cv_status load_count_check(struct cv_arena *arena, const struct load_closing *closing,
                                  int64_t recorded);

void load_closing_read(struct cv_check *check, const Caravan__Logistics__V1__LoadClosing *message,
                       struct load_closing *closing);
/* NULL while it is open. */
Caravan__Logistics__V1__LoadClosing *load_closing_wire(struct cv_arena *arena,
                                                       const struct load *load);
/* When the state was reached; NULL: not yet. */
Google__Protobuf__Timestamp *load_time_wire(struct cv_arena *arena, const struct load *load,
                                            enum load_state state);

#endif
