#include "net/loop.h"

#include "base/arena.h"
#include "base/assert.h"
#include "base/clock.h"
#include "base/fault.h"
#include "base/metric.h"
#include "net/internal.h"

#include <stdlib.h>

/* ---- tasks and timers ---- */

/* True: something ran. */
static bool run_tasks(struct cv_loop *loop)
{
    struct cv_list now;
    struct cv_list *node;
    bool ran = false;

    cv_list_move(&loop->tasks, &now);
    while ((node = cv_list_pop(&now)) != NULL) {
        struct cv_task *task = CV_CONTAINER_OF(node, struct cv_task, link);

        task->run(task);
        ran = true;
    }
    return ran;
}

static void on_uv_timer(uv_timer_t *timer)
{
    struct cv_loop *loop = timer->data;

    loop->armed_ns = CV_NEVER;
    loop->now_ns = cv_clock_ns();
    cv_timers_run(&loop->timers, loop->now_ns);
}

static void on_idle(uv_idle_t *idle)
{
    (void)idle; /* only keeps the loop from sleeping */
}

static void arm(struct cv_loop *loop)
{
    uint64_t due = cv_timers_next(&loop->timers);
    uint64_t wait = due > loop->now_ns ? due - loop->now_ns : 0;

    if (due == loop->armed_ns)
        return;
    loop->armed_ns = due;
    if (due == CV_NEVER) {
        uv_timer_stop(&loop->timer);
        return;
    }
    uv_update_time(&loop->uv);
    uv_timer_start(&loop->timer, on_uv_timer, (wait + CV_NS_PER_MS - 1) / CV_NS_PER_MS, 0);
}

static void trim(struct cv_timer *timer, uint64_t now_ns)
{
    struct cv_loop *loop = CV_CONTAINER_OF(timer, struct cv_loop, trimming);

    if (cv_arena_thread_trim())
        (void)cv_timer_arm(&loop->timers, timer, now_ns + CV_KEPT_NS);
}

/* Without memory for the timer: in the next turn. */
static void trim_later(struct cv_loop *loop)
{
    if (loop->trimming.slot == 0 && cv_arena_thread_keeps())
        (void)cv_timer_arm(&loop->timers, &loop->trimming, loop->now_ns + CV_KEPT_NS);
}

static void settle(struct cv_loop *loop, bool ran)
{
    /* Whether anything is open decides how long the loop runs, not what libuv would count. */
    if (loop->stopping && loop->open == 0 && loop->wake.holds == 0 && cv_list_empty(&loop->tasks))
        uv_stop(&loop->uv);
    if (cv_list_empty(&loop->tasks) && !(ran && loop->watched))
        uv_idle_stop(&loop->idle);
    else
        uv_idle_start(&loop->idle, on_idle);
}

static void on_prepare(uv_prepare_t *prepare)
{
    struct cv_loop *loop = prepare->data;

    bool ran = run_tasks(loop);

    trim_later(loop);
    arm(loop);
    settle(loop, ran);
    if (loop->turns != NULL)
        cv_histogram_add(loop->turns, cv_clock_ns() - loop->woke_ns);
}

static void on_check(uv_check_t *check)
{
    struct cv_loop *loop = check->data;

    loop->now_ns = loop->woke_ns = cv_clock_ns();
}

static void on_stop(uv_async_t *async)
{
    struct cv_loop *loop = async->data;

    loop->stopping = true;
}

void cv_loop_defer(struct cv_loop *loop, struct cv_task *task)
{
    if (task->link.next != NULL && !cv_list_empty(&task->link))
        return;
    cv_list_push(&loop->tasks, &task->link);
}

void cv_loop_undefer(struct cv_task *task)
{
    if (task->link.next != NULL)
        cv_list_remove(&task->link);
}

/* ---- life ---- */

void cv_loop_opened(struct cv_loop *loop)
{
    loop->open++;
}

void cv_loop_closed(struct cv_loop *loop)
{
    CV_ASSERT_CMP(loop->open, >, 0);
    loop->open--;
}

static void start_handles(struct cv_loop *loop)
{
    uv_prepare_init(&loop->uv, &loop->prepare);
    uv_check_init(&loop->uv, &loop->check);
    uv_idle_init(&loop->uv, &loop->idle);
    uv_timer_init(&loop->uv, &loop->timer);
    loop->prepare.data = loop;
    loop->check.data = loop;
    loop->timer.data = loop;
    loop->stop.data = loop;
    uv_prepare_start(&loop->prepare, on_prepare);
    uv_check_start(&loop->check, on_check);
}

struct cv_status cv_loop_new(struct cv_loop **loop)
{
    struct cv_loop *made = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, sizeof(*made));
    struct cv_status status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    int error;

    *loop = NULL;
    if (made == NULL)
        return status;
    made->read_buffer = malloc(CV_READ_BYTES + CV_OUTPUT_BYTES);
    error = made->read_buffer == NULL ? UV_ENOMEM : uv_loop_init(&made->uv);
    if (error != 0) {
        free(made->read_buffer);
        free(made);
        return cv_net_status(error);
    }
    cv_timers_init(&made->timers);
    made->trimming.fire = trim;
    cv_buf_init(&made->sealed, SIZE_MAX);
    cv_list_init(&made->tasks);
    made->now_ns = made->woke_ns = cv_clock_ns();
    made->armed_ns = CV_NEVER;
    status = cv_wake_init(&made->wake, &made->uv);
    error = uv_async_init(&made->uv, &made->stop, on_stop);
    CV_ASSERT(cv_ok(status) && error == 0);
    start_handles(made);
    *loop = made;
    return CV_STATUS_OK;
}

void cv_loop_free(struct cv_loop *loop)
{
    if (loop == NULL)
        return;
    loop->watched = true; /* the task that closes the last may run just before the loop sleeps */
    while (loop->open > 0 || !cv_list_empty(&loop->tasks)) /* closed, but not run since */
        uv_run(&loop->uv, UV_RUN_ONCE);
    CV_ASSERT_EQ(loop->wake.holds, 0);
    uv_close((uv_handle_t *)&loop->prepare, NULL);
    uv_close((uv_handle_t *)&loop->check, NULL);
    uv_close((uv_handle_t *)&loop->idle, NULL);
    uv_close((uv_handle_t *)&loop->timer, NULL);
    uv_close((uv_handle_t *)&loop->stop, NULL);
    cv_wake_close(&loop->wake);
    for (struct cv_signal *at = loop->signals; at != NULL; at = at->next)
        uv_close((uv_handle_t *)&at->handle, NULL);
    uv_run(&loop->uv, UV_RUN_DEFAULT);
    while (loop->signals != NULL) {
        struct cv_signal *next = loop->signals->next;

        free(loop->signals);
        loop->signals = next;
    }
    CV_ASSERT_EQ(uv_loop_close(&loop->uv), 0);
    cv_timer_disarm(&loop->timers, &loop->trimming);
    cv_timers_free(&loop->timers);
    free(loop->read_buffer);
    free(loop->plain);
    cv_buf_free(&loop->sealed);
    free(loop);
}

void cv_loop_run(struct cv_loop *loop)
{
    while (!loop->stopping || loop->open > 0 || loop->wake.holds > 0 ||
           !cv_list_empty(&loop->tasks))
        uv_run(&loop->uv, UV_RUN_ONCE);
}

static void nothing(struct cv_timer *timer, uint64_t now_ns)
{
    (void)timer; /* it has woken the loop, that is all */
    (void)now_ns;
}

bool cv_loop_run_until(struct cv_loop *loop, bool (*done)(void *arg), void *arg,
                       uint64_t timeout_ns)
{
    uint64_t end = cv_clock_ns() + timeout_ns;
    struct cv_timer timeout = {.fire = nothing};
    bool met;

    (void)cv_timer_arm(&loop->timers, &timeout, end);
    loop->watched = true; /* a task may be what is waited for: look again before sleeping */
    while (!(met = done(arg)) && cv_clock_ns() < end)
        uv_run(&loop->uv, timeout.slot == 0 ? UV_RUN_NOWAIT : UV_RUN_ONCE);
    loop->watched = false;
    cv_timer_disarm(&loop->timers, &timeout);
    return met;
}

void cv_loop_stop(struct cv_loop *loop)
{
    uv_async_send(&loop->stop);
}

/* ---- parts ---- */

struct cv_timers *cv_loop_timers(struct cv_loop *loop)
{
    return &loop->timers;
}

struct cv_wake *cv_loop_wake(struct cv_loop *loop)
{
    return &loop->wake;
}

struct cv_loop *cv_loop_of_wake(struct cv_wake *wake)
{
    return CV_CONTAINER_OF(wake, struct cv_loop, wake);
}

uint64_t cv_loop_now_ns(const struct cv_loop *loop)
{
    return loop->now_ns;
}

uint8_t *cv_loop_output(struct cv_loop *loop)
{
    return loop->read_buffer + CV_READ_BYTES;
}

void cv_loop_measure(struct cv_loop *loop, struct cv_histogram *turns)
{
    loop->turns = turns;
}

/* ---- signals ---- */

static void on_signal(uv_signal_t *handle, int number)
{
    struct cv_signal *signal = CV_CONTAINER_OF(handle, struct cv_signal, handle);

    signal->handler(signal->arg, number);
}

struct cv_status cv_loop_on_signal(struct cv_loop *loop, int signal_number,
                                   cv_signal_handler *handler, void *arg)
{
    struct cv_signal *made = cv_fault_tick(CV_FAULT_ALLOC) ? NULL : calloc(1, sizeof(*made));
    int error;

    if (made == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    made->handler = handler;
    made->arg = arg;
    error = uv_signal_init(&loop->uv, &made->handle);
    if (error != 0) {
        free(made);
        return cv_net_status(error);
    }
    made->next = loop->signals;
    loop->signals = made;
    error = uv_signal_start(&made->handle, on_signal, signal_number);
    return error == 0 ? CV_STATUS_OK : cv_net_status(error);
}
