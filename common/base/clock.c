#include "base/clock.h"

#include <stddef.h>
#include <time.h>

uint64_t cv_clock_real_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * CV_NS_PER_S + (uint64_t)t.tv_nsec;
}

static int64_t real_utc_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static const struct cv_clock REAL = {cv_clock_real_ns, real_utc_us};
static const struct cv_clock *source = &REAL;

uint64_t cv_clock_ns(void)
{
    return source->now_ns();
}

int64_t cv_clock_utc_us(void)
{
    return source->utc_us();
}

void cv_clock_set(const struct cv_clock *clock)
{
    source = clock == NULL ? &REAL : clock;
}
