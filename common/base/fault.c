#include "base/fault.h"

#ifdef CV_FAULT_POINTS
#include <stdatomic.h>

static atomic_uint armed_kinds;
static atomic_long armed_nth;
static atomic_long remaining;
static atomic_bool fired;

bool cv_fault_tick(enum cv_fault kind)
{
    if ((atomic_load_explicit(&armed_kinds, memory_order_relaxed) & (unsigned)kind) == 0)
        return false;
    if (atomic_fetch_sub(&remaining, 1) != 1)
        return false;
    atomic_store(&fired, true);
    return true;
}

void cv_fault_arm(unsigned kinds, unsigned long nth)
{
    atomic_store(&fired, false);
    atomic_store(&armed_nth, (long)nth);
    atomic_store(&remaining, (long)nth);
    atomic_store(&armed_kinds, kinds);
}

void cv_fault_off(void)
{
    atomic_store(&armed_kinds, 0);
}

bool cv_fault_fired(void)
{
    return atomic_load(&fired);
}

unsigned long cv_fault_passed(void)
{
    return (unsigned long)(atomic_load(&armed_nth) - atomic_load(&remaining));
}
#endif
