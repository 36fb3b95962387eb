/* The window a line needs: what arrives within one round trip (bandwidth-delay product), measured
 * by PINGs while a stream uses its window up. Without clock or I/O; it is told the time.
 *
 * Thread   One at a time.
 * Memory   A value; nothing to free or to cancel.
 * Errors   None.
 * Units    Bytes; nanoseconds of cv_clock_ns(). */
#ifndef CV_RPC_BDP_H
#define CV_RPC_BDP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cv_bdp {
    size_t window;     /* what it has come to; set it to begin */
    uint64_t asked_ns; /* when the PING went that is not acknowledged yet; 0: none is out */
    size_t sample;     /* arrived since then, or since it was acknowledged */
    size_t used;       /* of windows since the last PING was acknowledged */
    size_t pause;      /* so much is to be used before the next */
    double rtt_s;      /* smoothed; 0: not measured yet */
    double rate;       /* the best so far, bytes a second */
};

/* So many bytes of a stream's window were used and given back. True: this is the time for a PING,
 * to be followed by cv_bdp_asked(). Between two there is always something that arrived, so the peer
 * has sent since it saw the last: servers count PINGs that come while they send nothing. */
bool cv_bdp_used(struct cv_bdp *bdp, size_t bytes);
void cv_bdp_asked(struct cv_bdp *bdp, uint64_t now_ns);

/* So many bytes have arrived, for each DATA frame. */
static inline void cv_bdp_arrived(struct cv_bdp *bdp, size_t bytes)
{
    bdp->sample += bytes;
}

/* The PING is acknowledged. True: `window` has grown. */
bool cv_bdp_answered(struct cv_bdp *bdp, uint64_t now_ns);

#endif
