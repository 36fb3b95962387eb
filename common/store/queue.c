#include "store/queue.h"

#include "base/assert.h"

void cv_queue_init(struct cv_queue *queue, unsigned max, const char *what)
{
    *queue = (struct cv_queue){.max = max};
    CV_ASSERT_EQ(pthread_mutex_init(&queue->lock, NULL), 0);
    CV_ASSERT_EQ(pthread_cond_init(&queue->filled, NULL), 0);
    cv_list_init(&queue->ops);
    cv_queue_counts_init(&queue->counts, what);
}

void cv_queue_free(struct cv_queue *queue)
{
    CV_ASSERT_EQ(queue->count, 0);
    (void)pthread_cond_destroy(&queue->filled);
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
    while (queue->count == 0 && !queue->closed)
        (void)pthread_cond_wait(&queue->filled, &queue->lock);
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

void cv_queue_close(struct cv_queue *queue)
{
    (void)pthread_mutex_lock(&queue->lock);
    queue->closed = true;
    (void)pthread_cond_broadcast(&queue->filled);
    (void)pthread_mutex_unlock(&queue->lock);
}
