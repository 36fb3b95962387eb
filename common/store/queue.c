#include "store/queue.h"

#include "base/assert.h"
#include "base/clock.h"

#include <errno.h>
#include <time.h>

void cv_queue_init(struct cv_queue *queue, unsigned max, const char *what)
{
    pthread_condattr_t attributes;

    *queue = (struct cv_queue){.max = max};
    CV_ASSERT_EQ(pthread_condattr_init(&attributes), 0);
    CV_ASSERT_EQ(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC), 0);
    CV_ASSERT_EQ(pthread_cond_init(&queue->left, &attributes), 0);
    (void)pthread_condattr_destroy(&attributes);
    CV_ASSERT_EQ(pthread_mutex_init(&queue->lock, NULL), 0);
    CV_ASSERT_EQ(pthread_cond_init(&queue->filled, NULL), 0);
    cv_list_init(&queue->ops);
    cv_queue_counts_init(&queue->counts, what);
}

void cv_queue_free(struct cv_queue *queue)
{
    CV_ASSERT_EQ(queue->count, 0);
    (void)pthread_cond_destroy(&queue->filled);
    (void)pthread_cond_destroy(&queue->left);
    (void)pthread_mutex_destroy(&queue->lock);
}

bool cv_queue_put(struct cv_queue *queue, struct cv_store_op *op)
{
    bool room;

    (void)pthread_mutex_lock(&queue->lock);
    room = queue->count < queue->max;
    if (room) {
        cv_list_push(&queue->ops, &op->link);
        if (queue->count++ == 0)
            (void)pthread_cond_signal(&queue->filled);
    }
    if (room)
        cv_metric_set(&queue->counts.waiting, queue->count);
    else
        cv_metric_add(&queue->counts.refused, 1);
    (void)pthread_mutex_unlock(&queue->lock);
    return room;
}

unsigned cv_queue_take(struct cv_queue *queue, struct cv_list *ops, unsigned max)
{
    unsigned taken = 0;

    (void)pthread_mutex_lock(&queue->lock);
    queue->idle++;
    if (queue->held)
        (void)pthread_cond_signal(&queue->left);
    while (queue->held || (queue->count == 0 && !queue->closed))
        (void)pthread_cond_wait(&queue->filled, &queue->lock);
    queue->idle--;
    while (queue->count > 0 && taken < max) {
        cv_list_push(ops, cv_list_pop(&queue->ops));
        queue->count--;
        taken++;
    }
    cv_metric_set(&queue->counts.waiting, queue->count);
    if (queue->count > 0) /* more than one thread may take */
        (void)pthread_cond_signal(&queue->filled);
    (void)pthread_mutex_unlock(&queue->lock);
    return taken;
}

bool cv_queue_hold(struct cv_queue *queue, unsigned takers, uint64_t patience_ns)
{
    uint64_t end_ns = cv_clock_real_ns() + patience_ns;
    const struct timespec end = {.tv_sec = (time_t)(end_ns / CV_NS_PER_S),
                                 .tv_nsec = (long)(end_ns % CV_NS_PER_S)};
    bool held;

    (void)pthread_mutex_lock(&queue->lock);
    queue->held = true;
    while (queue->idle < takers &&
           pthread_cond_timedwait(&queue->left, &queue->lock, &end) != ETIMEDOUT)
        ;
    held = queue->held = queue->idle == takers;
    if (!held)
        (void)pthread_cond_broadcast(&queue->filled);
    (void)pthread_mutex_unlock(&queue->lock);
    return held;
}

void cv_queue_go_on(struct cv_queue *queue)
{
    (void)pthread_mutex_lock(&queue->lock);
    queue->held = false;
    (void)pthread_cond_broadcast(&queue->filled);
    (void)pthread_mutex_unlock(&queue->lock);
}

void cv_queue_close(struct cv_queue *queue)
{
    (void)pthread_mutex_lock(&queue->lock);
    queue->closed = true;
    (void)pthread_cond_broadcast(&queue->filled);
    (void)pthread_mutex_unlock(&queue->lock);
}
