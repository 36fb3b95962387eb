#include "rpc/bdp.h"

#include "base/clock.h"
#include "rpc/limits.h"

/* How fast the round trip's average follows; a sample that comes near the window says that the
 * window is what holds the peer back; then it becomes so many times the sample. */
#define FOLLOW 0.9
#define NEAR   0.66
#define GROW   2
/* A sample begins and ends somewhere in the peer's bursts: up to so much of a product is in it. */
#define BURST 1.5
/* While nothing new is found, PINGs become rare: one in so many windows. */
#define PAUSE_WINDOWS 16

bool cv_bdp_used(struct cv_bdp *bdp, size_t bytes)
{
    if (bdp->asked_ns != 0 || bdp->window >= CV_WINDOW_MAX)
        return false;
    bdp->used += bytes;
    return bdp->used >= bdp->pause && bdp->sample > 0;
}

void cv_bdp_asked(struct cv_bdp *bdp, uint64_t now_ns)
{
    bdp->asked_ns = now_ns;
    bdp->sample = 0;
    bdp->used = 0;
}

bool cv_bdp_answered(struct cv_bdp *bdp, uint64_t now_ns)
{
    size_t sample = bdp->sample;
    double trip = (double)(now_ns - bdp->asked_ns) / (double)CV_NS_PER_S;
    double rate;
    bool best;

    if (bdp->asked_ns == 0)
        return false;
    bdp->asked_ns = 0;
    bdp->sample = 0;
    if (trip <= 0) /* the clock is too coarse for this line, so any window will do */
        return false;
    bdp->rtt_s = bdp->rtt_s == 0 ? trip : bdp->rtt_s + (trip - bdp->rtt_s) * FOLLOW;
    rate = (double)sample / (bdp->rtt_s * BURST);
    best = rate >= bdp->rate;
    if (best)
        bdp->rate = rate;
    if (best && (double)sample >= (double)bdp->window * NEAR) {
        bdp->pause = 0;
        bdp->window = sample > CV_WINDOW_MAX / GROW ? CV_WINDOW_MAX : sample * GROW;
        return true;
    }
    bdp->pause = bdp->pause == 0 ? bdp->window : bdp->pause * 2;
    if (bdp->pause > bdp->window * PAUSE_WINDOWS)
        bdp->pause = bdp->window * PAUSE_WINDOWS;
    return false;
}
