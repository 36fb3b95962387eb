/* One event loop on one thread, owning every connection accepted or opened on it.
 *
 * Thread   The thread that runs it, except cv_loop_wake() and cv_loop_stop().
 * Ending   cv_loop_run() returns when cv_loop_stop() was called and nothing is open any more:
 *          streams, listeners, held wakes. cv_loop_free() then asserts that nothing leaked. */
#ifndef CV_NET_LOOP_H
#define CV_NET_LOOP_H

#include "base/list.h"
#include "base/status.h"
#include "net/timer.h"
#include "net/wake.h"

#define CV_OUTPUT_BYTES (64u * 1024)

struct cv_loop;

/* Work put off to the end of the turn: run once, before the loop sleeps, and unlinked first. */
struct cv_task;
typedef void cv_task_run(struct cv_task *task);
struct cv_task {
    cv_task_run *run;
    struct cv_list link; /* private; zeroed: not deferred */
};

struct cv_status cv_loop_new(struct cv_loop **loop);
void cv_loop_free(struct cv_loop *loop); /* NULL is fine */

void cv_loop_run(struct cv_loop *loop);
void cv_loop_stop(struct cv_loop *loop); /* any thread, more than once */

/* Run turns of the loop until `done(arg)` or until `timeout_ns` of cv_clock_ns() have passed;
 * returns what `done` said last. For tests and for programs that wait for one answer. */
bool cv_loop_run_until(struct cv_loop *loop, bool (*done)(void *arg), void *arg,
                       uint64_t timeout_ns);

struct cv_timers *cv_loop_timers(struct cv_loop *loop);
struct cv_wake *cv_loop_wake(struct cv_loop *loop);
struct cv_loop *cv_loop_of_wake(struct cv_wake *wake); /* such as the `home` of a scope */
uint64_t cv_loop_now_ns(const struct cv_loop *loop);   /* read once a turn */
/* CV_OUTPUT_BYTES to put together what is written at once: lent until the caller returns to the
 * loop. Not thread-local: each thread of the process would get its own, in memory from the start.
 */
uint8_t *cv_loop_output(struct cv_loop *loop);
void cv_loop_defer(struct cv_loop *loop, struct cv_task *task); /* deferred twice: runs once */
void cv_loop_undefer(struct cv_task *task);

/* From now on add to `turns`, which is borrowed, how long each turn took from waking to sleep, in
 * nanoseconds. */
struct cv_histogram;
void cv_loop_measure(struct cv_loop *loop, struct cv_histogram *turns);

/* SIGTERM, SIGINT, SIGHUP as events of this loop. `handler` runs on the loop thread. */
typedef void cv_signal_handler(void *arg, int signal_number);
struct cv_status cv_loop_on_signal(struct cv_loop *loop, int signal_number,
                                   cv_signal_handler *handler, void *arg);

#endif
