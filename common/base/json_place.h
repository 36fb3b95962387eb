/* Values of a JSON text that somebody has written by hand, and where each stands, so that an error
 * says "methodConfig[2].retryPolicy.maxAttempts must be a whole number from 2 on".
 *
 * Memory   Places live on the stack of who reads; the nodes are borrowed.
 * Errors   A reader returns false, and `status` of the reading says why: INVALID_ARGUMENT. A member
 *          that is null counts as not said. */
#ifndef CV_BASE_JSON_PLACE_H
#define CV_BASE_JSON_PLACE_H

#include "base/json.h"

struct cv_json_reading {
    struct cv_arena *texts; /* of the error */
    const char *what;       /* is read: "the service config" */
    const char *reason;     /* of the error */
    struct cv_status status;
};

struct cv_json_place {
    struct cv_json_reading *reading;
    const struct cv_json_place *up; /* NULL: the whole text */
    const char *name;               /* NULL: an element, at `index` */
    size_t index;
    const struct cv_json *node; /* NULL: not said */
};

/* Of a place that is an object, or an array. */
struct cv_json_place cv_json_member(const struct cv_json_place *up, const char *name);
struct cv_json_place cv_json_element(const struct cv_json_place *up, const struct cv_json *node,
                                     size_t index);

bool cv_json_is(const struct cv_json_place *place, enum cv_json_kind kind);
/* `what`: "must be ...". Returns false. */
bool cv_json_place_refuse(const struct cv_json_place *place, const char *what);

/* What is not said leaves the value as it is. */
bool cv_json_read_bool(const struct cv_json_place *place, bool *value);
bool cv_json_read_text(const struct cv_json_place *place, struct cv_slice *text);
bool cv_json_read_size(const struct cv_json_place *place, size_t *bytes); /* 32 bits */

/* What is not said is refused with `what`, as any other wrong value. Numbers in units of
 * 10^-digits, what is smaller cut off; proto3's JSON has them in quotes, too. Durations as proto3
 * writes them, not negative. */
bool cv_json_read_number(const struct cv_json_place *place, unsigned digits, uint64_t min,
                         uint64_t max, const char *what, uint64_t *value);
bool cv_json_read_duration(const struct cv_json_place *place, uint64_t min_ns, const char *what,
                           uint64_t *ns);

#endif
