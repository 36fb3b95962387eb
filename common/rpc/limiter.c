#include "rpc/limiter.h"

#include "base/assert.h"
#include "base/clock.h"
#include "rpc/limits.h"

void cv_limiter_init(struct cv_limiter *limiter)
{
    *limiter = (struct cv_limiter){.limit = CV_LIMITER_FIRST, .least_ns = UINT64_MAX};
}

bool cv_limiter_enter(struct cv_limiter *limiter)
{
    if (limiter->under_way >= limiter->limit)
        return false;
    limiter->under_way++;
    if (limiter->under_way > limiter->most)
        limiter->most = limiter->under_way;
    return true;
}

void cv_limiter_leave(struct cv_limiter *limiter)
{
    CV_ASSERT_CMP(limiter->under_way, >, 0);
    limiter->under_way--;
}

unsigned cv_limiter_refuse(struct cv_limiter *limiter)
{
    limiter->refused = true;
    return (unsigned)(limiter->refusals++ % CV_PUSHBACKS);
}

/* From what was really under way: a limit that nobody came near says nothing. */
static void lower(struct cv_limiter *limiter, bool much)
{
    unsigned floor = limiter->limit > CV_LIMITER_FEW ? CV_LIMITER_FEW : CV_LIMITER_LEAST;
    unsigned from = limiter->most < limiter->limit ? limiter->most : limiter->limit;
    unsigned to = much ? from / 2 : from - (from + 7) / 8;

    if (limiter->sure < limiter->limit / 2)
        limiter->sure = limiter->limit / 2;
    else
        limiter->sure -= limiter->sure / 8;
    if (to < floor)
        to = floor;
    if (to < limiter->limit)
        limiter->limit = to;
}

/* Quickly as far as it was sure, so that what a bad moment took is soon back; but not where ops are
 * so long that few of them are too much: there it is seen late. */
static void raise(struct cv_limiter *limiter)
{
    bool quickly = limiter->limit >= CV_LIMITER_FEW && limiter->limit < limiter->sure;

    limiter->limit += quickly ? limiter->limit : limiter->limit / 8 + 1;
    if (limiter->limit > CV_LIMITER_MOST)
        limiter->limit = CV_LIMITER_MOST;
}

void cv_limiter_waited(struct cv_limiter *limiter, uint64_t waited_ns, uint64_t now_ns)
{
    uint64_t bound = limiter->limit > CV_LIMITER_FEW ? CV_LIMITER_WAIT_NS : CV_LIMITER_PATIENCE_NS;
    uint64_t mean;

    limiter->waited_ns += waited_ns;
    limiter->waits++;
    if (waited_ns < limiter->least_ns)
        limiter->least_ns = waited_ns;
    if (now_ns < limiter->window_end_ns || limiter->waits < CV_LIMITER_WAITS)
        return;
    mean = limiter->waited_ns / limiter->waits;
    if (mean > bound && limiter->was_long && (limiter->least_ns > bound / 8 || mean > 4 * bound))
        lower(limiter, mean > 4 * bound);
    else if (mean <= bound && limiter->refused)
        raise(limiter);
    limiter->was_long = mean > bound;
    limiter->window_end_ns = now_ns + CV_LIMITER_WINDOW_NS;
    limiter->waited_ns = 0;
    limiter->least_ns = UINT64_MAX;
    limiter->waits = 0;
    limiter->most = limiter->under_way;
    limiter->refused = false;
}
