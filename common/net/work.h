/* Work that would hold the loop up, done by the pool of threads that all loops of a process share.
 *
 * Thread   Submit, cancel and `done`: the loop's. `run`: another one; it touches only what nobody
 *          else touches until `done`.
 * Memory   Embedded in what it belongs to, and borrowed from submit until `done`.
 * Ending   `done` runs exactly once, on the loop, never from inside the submit. Until then the loop
 *          counts as busy.
 * Cancel   What has not begun is skipped, and told so in `done`; what has begun runs to its end.
 * Errors   None: submitting cannot fail. */
#ifndef CV_NET_WORK_H
#define CV_NET_WORK_H

#include <stdbool.h>
#include <stdint.h>

struct cv_loop;
struct cv_work;
typedef void cv_work_run(struct cv_work *work);
typedef void cv_work_done(struct cv_work *work);

struct cv_work {
    cv_work_run *run;
    cv_work_done *done;
    bool skipped;          /* result: cancelled before `run` began */
    struct cv_loop *loop;  /* private */
    uint64_t private_[20]; /* private: the pool's */
};

void cv_work_submit(struct cv_loop *loop, struct cv_work *work);
void cv_work_cancel(struct cv_work *work); /* between submit and `done`; more than once is fine */

#endif
