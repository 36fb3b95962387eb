/* How many calls may be under way at once for one queue, found by how long they wait in it.
 *
 * What waits shortly waits for its turn; what waits long waits because more comes than is worked
 * off, and each further call only makes all of them wait longer. So when the mean wait was over a
 * bound for two windows one after the other (one may be a burst), and the queue was never empty in
 * the second or the mean far over it, fewer are let in; if some were turned away although the mean
 * was below it, more. Up to CV_LIMITER_FEW calls the bound is
 * CV_LIMITER_PATIENCE_NS, beyond CV_LIMITER_WAIT_NS. Where nothing is turned away and nobody waits
 * nothing changes, and nothing costs more than some additions a call.
 *
 * Pure: it knows no clock and no call. Thread: that of its owner. Units: nanoseconds. */
#ifndef CV_RPC_LIMITER_H
#define CV_RPC_LIMITER_H

#include <stdbool.h>
#include <stdint.h>

struct cv_limiter {
    unsigned limit;
    unsigned under_way;
    unsigned coming;   /* let through and not begun yet: its owner adds them, and forgets them when
                        * they begin or take their time */
    uint64_t refusals; /* ever */

    /* private, of the window */
    uint64_t window_end_ns;
    uint64_t waited_ns; /* all together */
    uint64_t least_ns;  /* of one of them */
    unsigned waits;
    unsigned most; /* under way at once */
    bool refused;
    bool was_long; /* the window before it */
    unsigned sure; /* half of what was too much; less each time that less was */
};

void cv_limiter_init(struct cv_limiter *limiter);
/* A call wants to begin. True: it is under way until cv_limiter_leave(). */
bool cv_limiter_enter(struct cv_limiter *limiter);
void cv_limiter_leave(struct cv_limiter *limiter);
/* Whether there is no room for one more behind those that come. */
static inline bool cv_limiter_is_full(const struct cv_limiter *limiter)
{
    return limiter->under_way + limiter->coming >= limiter->limit;
}
/* One is refused: which of CV_PUSHBACKS it is told to wait, others others. */
unsigned cv_limiter_refuse(struct cv_limiter *limiter);
/* One has waited so long before it was begun. */
void cv_limiter_waited(struct cv_limiter *limiter, uint64_t waited_ns, uint64_t now_ns);

#endif
