/* Timers of one loop: a heap of due times, with no clock of its own and no I/O, so that tests run
 * it in virtual time.
 *
 * Thread   One thread, that of the loop.
 * Memory   A cv_timer is embedded and zeroed by its owner; it is borrowed while armed.
 * Ending   `fire` runs at most once for each arming, from cv_timers_run(); disarming prevents it.
 * Errors   Arming can run out of memory; it then returns false and the timer is not armed. */
#ifndef CV_NET_TIMER_H
#define CV_NET_TIMER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cv_timer;
typedef void cv_timer_fire(struct cv_timer *timer, uint64_t now_ns);

struct cv_timer {
    cv_timer_fire *fire;
    uint64_t due_ns;
    size_t slot; /* private: place in the heap, counted from 1; 0: not armed */
};

struct cv_timers {
    struct cv_timer **heap; /* owned */
    size_t count;
    size_t cap;
};

void cv_timers_init(struct cv_timers *timers);
void cv_timers_free(struct cv_timers *timers); /* none may be armed */

/* Arm, or move an armed timer to another due time. Moving cannot fail, nor can arming a timer from
 * inside its own `fire`: who must not fail later arms it early, for CV_NEVER. */
bool cv_timer_arm(struct cv_timers *timers, struct cv_timer *timer, uint64_t due_ns);
void cv_timer_disarm(struct cv_timers *timers, struct cv_timer *timer); /* unarmed: no effect */

uint64_t cv_timers_next(const struct cv_timers *timers); /* CV_NEVER: none armed */
void cv_timers_run(struct cv_timers *timers, uint64_t now_ns);

#endif
