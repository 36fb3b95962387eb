/* Work off the loop. */
#include "net/work.h"

#include "base/clock.h"
#include "base/list.h"
#include "net/loop.h"

#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PATIENCE (20 * CV_NS_PER_S)
#define MANY     2000u
#define POOL_MAX 1024u /* no pool has more threads */

struct job {
    struct cv_work work;
    pthread_t ran_on;
    bool ran;
    unsigned *left;
    sem_t *gate; /* NULL: nothing to wait for */
};

static void run(struct cv_work *work)
{
    struct job *job = CV_CONTAINER_OF(work, struct job, work);

    if (job->gate != NULL)
        (void)sem_wait(job->gate);
    job->ran_on = pthread_self();
    job->ran = true;
}

static void done(struct cv_work *work)
{
    struct job *job = CV_CONTAINER_OF(work, struct job, work);

    assert_int_equal(job->ran, !job->work.skipped);
    --*job->left;
}

static bool is_zero(void *arg)
{
    return *(unsigned *)arg == 0;
}

static void work_is_done_elsewhere_and_told_at_home(void **state)
{
    static struct job jobs[MANY];
    struct cv_loop *loop;
    unsigned left = MANY;

    (void)state;
    memset(jobs, 0, sizeof(jobs));
    assert_int_equal(cv_loop_new(&loop).code, CV_OK);
    for (unsigned i = 0; i < MANY; i++) {
        jobs[i] = (struct job){.work = {.run = run, .done = done}, .left = &left};
        cv_work_submit(loop, &jobs[i].work);
    }
    assert_int_equal(left, MANY);
    assert_true(cv_loop_run_until(loop, is_zero, &left, PATIENCE));
    for (unsigned i = 0; i < MANY; i++) {
        assert_true(jobs[i].ran);
        assert_false(pthread_equal(jobs[i].ran_on, pthread_self()));
    }
    cv_loop_free(loop);
}

/* All threads of the pool wait at the gate, and what is behind them has not begun. */
static void work_that_has_not_begun_can_be_cancelled(void **state)
{
    static struct job jobs[POOL_MAX + 1];
    struct cv_loop *loop;
    unsigned left = POOL_MAX + 1;
    unsigned skipped = 0;
    sem_t gate;

    (void)state;
    memset(jobs, 0, sizeof(jobs));
    assert_int_equal(sem_init(&gate, 0, 0), 0);
    assert_int_equal(cv_loop_new(&loop).code, CV_OK);
    for (unsigned i = 0; i <= POOL_MAX; i++) {
        jobs[i] = (struct job){.work = {.run = run, .done = done}, .left = &left, .gate = &gate};
        cv_work_submit(loop, &jobs[i].work);
    }
    for (unsigned i = 0; i <= POOL_MAX; i++) {
        cv_work_cancel(&jobs[i].work);
        cv_work_cancel(&jobs[i].work);
    }
    for (unsigned i = 0; i <= POOL_MAX; i++)
        assert_int_equal(sem_post(&gate), 0);
    assert_int_equal(left, POOL_MAX + 1);
    assert_true(cv_loop_run_until(loop, is_zero, &left, PATIENCE));
    for (unsigned i = 0; i <= POOL_MAX; i++)
        skipped += jobs[i].work.skipped;
    assert_true(skipped > 0);
    assert_true(jobs[POOL_MAX].work.skipped);
    cv_loop_free(loop);
    (void)sem_destroy(&gate);
}

static void a_loop_waits_for_its_work_before_it_goes(void **state)
{
    struct job job = {.work = {.run = run, .done = done}};
    struct cv_loop *loop;
    unsigned left = 1;

    (void)state;
    job.left = &left;
    assert_int_equal(cv_loop_new(&loop).code, CV_OK);
    cv_work_submit(loop, &job.work);
    cv_loop_stop(loop);
    cv_loop_run(loop);
    assert_int_equal(left, 0);
    cv_loop_free(loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(work_is_done_elsewhere_and_told_at_home),
        cmocka_unit_test(work_that_has_not_begun_can_be_cancelled),
        cmocka_unit_test(a_loop_waits_for_its_work_before_it_goes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
