/* The one door to time. Tests replace the source and so run deadlines in no time at all.
 *
 * Thread   Any. Setting the source is for tests, before other threads exist.
 * Units    Nanoseconds of a clock that never goes back, for deadlines; microseconds since 1970
 *          UTC, for what is recorded. */
#ifndef CV_BASE_CLOCK_H
#define CV_BASE_CLOCK_H

#include <stdint.h>

#define CV_NS_PER_US UINT64_C(1000)
#define CV_NS_PER_MS UINT64_C(1000000)
#define CV_NS_PER_S  UINT64_C(1000000000)
#define CV_NEVER     UINT64_MAX

struct cv_clock {
    uint64_t (*now_ns)(void);
    int64_t (*utc_us)(void);
};

uint64_t cv_clock_ns(void);
int64_t cv_clock_utc_us(void);
/* The machine's own, whatever a test has set: how long things took, for what is only measured. */
uint64_t cv_clock_real_ns(void);

void cv_clock_set(const struct cv_clock *clock); /* NULL: the real one */

#endif
